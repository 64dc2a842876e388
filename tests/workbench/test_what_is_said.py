"""What is said of rows and steps is true when it is read: twins, the names of steps, bounds as whole numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from curator.checks.lengths.bounds import Bounds
from curator.dataset.step import Step
from curator.progress import Progress
from curator.workbench import Workbench
from tests.tui.conftest import chat

TYPOGRAPHIC = '{"messages": [{“role”: "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}'


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    """Forty records; the second last repeats the first, the last cannot be read."""
    lines = [chat(f"What is on page {number}?", "word " * (number + 3) + "there.") for number in range(38)]
    path = tmp_path / "said.jsonl"
    path.write_text("\n".join([*lines, lines[0], TYPOGRAPHIC]) + "\n", encoding="utf-8")
    opened = Workbench.open(path)
    opened.measure_all(workers=0)
    yield opened
    opened.close()


def look_again(bench: Workbench, step: Step | None) -> None:
    assert step is not None
    rows = tuple(step.rows)
    bench.take(bench.remeasure(rows, in_process=True), rows)
    bench.take_complete(bench.relate(Progress()))


def test_a_row_names_its_twin_only_as_long_as_that_stands(bench: Workbench) -> None:
    assert bench.rows([1])[0].related == "= 39"
    look_again(bench, bench.drop([39]))
    assert bench.rows([1])[0].related == ""
    look_again(bench, bench.undo())
    assert bench.rows([1])[0].related == "= 39"


def test_a_fix_and_an_acceptance_name_their_line(bench: Workbench) -> None:
    (found,) = (one for one in bench.findings(40) if one.rule.name == "quote-typographic")
    step = bench.fix(40, found)
    assert step is not None and step.name.startswith("line 40 · quote-typographic: ")
    undone = bench.undo()
    assert undone is not None and undone.name == step.name
    (twin,) = (one for one in bench.findings(39) if one.rule.name == "duplicate")
    step = bench.accept(39, twin)
    assert step is not None and step.name == "accept duplicate on line 39"


def test_fixes_of_one_line_name_it(bench: Workbench) -> None:
    step = bench.fix_all(("quote-typographic",))
    assert step is not None and step.name == "quote-typographic: line 40"


def test_a_bound_is_said_as_a_whole_number_that_is_true(bench: Workbench) -> None:
    lengths = bench.lengths("record")
    least, most = int(lengths.values.min()), int(lengths.values.max())
    close = replace(lengths, bounds=Bounds(least + 0.4, most - 0.8, most - 0.4))
    assert [value for row, value in zip(lengths.rows, lengths.values, strict=True) if row in close.below()] == [
        value for value in lengths.values if value < close.shortest_usual
    ]
    assert (close.shortest_usual, close.longest_usual) == (least + 1, most - 1)
