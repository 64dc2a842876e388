"""Single lines put back as the file has them, under whatever was done later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.dataset.change import Change
from curator.errors import CuratorError
from curator.progress import Progress
from curator.workbench import Workbench


def line(number: int) -> bytes:
    return json.dumps({"messages": [{"role": "user", "content": f"Question {number}?"}]}).encode()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    path = tmp_path / "data.jsonl"
    path.write_bytes(b"\n".join([line(1), line(2), line(3) + b"\r", line(4), line(5)]))
    opened = Workbench.open(path)
    opened.index(Progress())
    yield opened
    opened.close()


def rows_of(bench: Workbench) -> list[bytes]:
    dropped = set(bench.dataset.dropped_rows())
    return [bench.raw(row) for row in bench.dataset.rows() if row not in dropped]


def test_one_line_is_put_back_under_later_steps_and_undo_brings_its_edit_again(bench: Workbench) -> None:
    bench.edit(1, b'{"messages": []}')
    bench.edit(2, b'{"messages": [1]}')
    bench.drop([1, 4])
    step = bench.revert([1])
    assert step is not None and step.rows == (1,) and step.name == "put line 1 back as the file has it"
    assert bench.dataset.changed_rows() == [2, 4] and bench.raw(1) == line(1)
    assert bench.undo() is not None
    assert bench.raw(1) == b'{"messages": []}' and bench.dataset.is_dropped(1)
    assert bench.revert([3, 5]) is None, "they are as the file has them"


def test_a_divided_line_is_whole_again(bench: Workbench) -> None:
    before = rows_of(bench)
    step = bench.dataset.apply([Change(2, divide=(b"{}", b"[]"))], "divide")
    assert step is not None and rows_of(bench) != before
    bench.revert([2])
    assert rows_of(bench) == before
    with pytest.raises(CuratorError, match="made here"):
        bench.revert(step.made)


@pytest.mark.parametrize("row", [4, 5])
def test_joined_lines_are_two_again(bench: Workbench, row: int) -> None:
    before = rows_of(bench)
    bench.dataset.apply([Change(4, content=b"{}", join=5)], "join")
    bench.revert([row])
    assert rows_of(bench) == before and bench.dataset.changed_rows() == []


def test_a_line_end_is_the_own_one_again(bench: Workbench) -> None:
    bench.dataset.apply([Change(3, newline=b"\n"), Change(5, newline=b"\n")], "line ends")
    bench.revert([3, 5])
    assert bench.dataset.newline(3) == b"\r\n" and bench.dataset.newline(5) == b""
