"""All that is safe at once: one step goes on until nothing safe is left, and does what `curator fix` does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.cli import run
from curator.dataset.step import Step
from curator.errors import Cancelled
from curator.progress import Progress
from curator.resources import samples_folder
from curator.workbench import Workbench
from curator.workbench.outcome import outcome_of
from tests.tui.conftest import chat


def opened(path: Path) -> Workbench:
    bench = Workbench.open(path)
    bench.measure_all(workers=0)
    return bench


def look_again(bench: Workbench, step: Step | None) -> None:
    assert step is not None
    bench.take(bench.remeasure(step.rows, in_process=True), tuple(step.rows))
    bench.take_complete(bench.relate(Progress()))


@pytest.fixture
def hidden(tmp_path: Path) -> Iterator[Workbench]:
    """Line 2 is line 1 once it can be read; line 4 holds line 3 and another record, with a role to be mended."""
    twin = chat("Is it open today?", "Yes, until six in the evening.")
    other = chat("Where is the counter?", "By the window.", role="gpt")
    lines = [twin, twin.replace("}]}", "},]}"), other, other + other.replace("counter", "door")]
    path = tmp_path / "hidden.jsonl"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    bench = opened(path)
    yield bench
    bench.close()


def test_what_safe_fixes_bring_to_light_is_mended_in_the_same_step(hidden: Workbench) -> None:
    before = [hidden.raw(row) for row in hidden.dataset.rows()]
    step = hidden.fix_all()
    assert step is not None and hidden.dataset.dropped_rows() == [2, 4]
    assert step.made == (5,) and b'"user", "content": "Where is the door?"' in hidden.raw(5)
    assert outcome_of(hidden.dataset, step) == "mended 1 line, dropped 2 duplicates, 1 new line"
    look_again(hidden, step)
    assert hidden.fix_all() is None and len(hidden.history()) == 1
    assert hidden.undo() is not None
    assert [hidden.raw(row) for row in hidden.dataset.rows()] == before and not hidden.dataset.states


def test_other_rows_than_those_asked_for_stay_as_they_are(hidden: Workbench) -> None:
    step = hidden.fix_all((), [1, 4])
    assert step is not None and step.rows == (4, 5)
    assert not hidden.dataset.is_edited(2) and hidden.dataset.dropped_rows() == []
    assert b'"gpt"' not in hidden.raw(4) + hidden.raw(5), "rows made of those that were asked for go with them"


def test_one_step_does_what_curator_fix_writes(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    shutil.copyfile(samples_folder() / "support-dirty.jsonl", path)
    written, exported = tmp_path / "written.jsonl", tmp_path / "exported.jsonl"
    assert run(["fix", str(path), "--output", str(written)]) == 0
    bench = opened(path)
    assert bench.fix_all() is not None
    bench.export(exported)
    bench.close()
    assert exported.read_bytes() == written.read_bytes()


def test_who_stops_it_has_taken_nothing(hidden: Workbench) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        hidden.fix_all(progress=progress)
    assert hidden.history() == [] and not hidden.dataset.states
