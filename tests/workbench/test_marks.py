"""Marks that are kept name the rows they were put on, or none."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from curator.progress import Progress
from curator.workbench import Workbench
from curator.workbench.marks import marks_of_text, text_of_marks
from tests.tui.conftest import chat

LINES = [chat(f"What is on page {number}?", f"Picture {number}.") for number in range(1, 9)]


def indexed(path: Path) -> Workbench:
    bench = Workbench.open(path)
    bench.index(Progress())
    return bench


def test_marks_come_back_on_their_rows_and_on_no_others(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_text("\n".join(LINES) + "\n", "utf-8")
    with closing(indexed(path)) as bench:
        made = bench.insert(LINES[0].encode(), 8)
        assert made is not None
        marked = {1, 2, 3, 6, *made.rows}
        text = text_of_marks(bench, marked)
        assert set(marks_of_text(bench, text)) == marked
        bench.undo()
        assert set(marks_of_text(bench, text)) == {1, 2, 3, 6}, "a row that is gone is not marked"
        assert text_of_marks(bench, ()) == "" and not list(marks_of_text(bench, ""))
    path.write_text("\n".join(LINES[1:]) + "\n", "utf-8")
    with closing(indexed(path)) as bench:
        assert not list(marks_of_text(bench, text)), "line 1 is another line now"
