"""What differs between two states of a file, as a diff numbers it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from curator.dataset.change import Change
from curator.dataset.dataset import Dataset
from curator.dataset.differing import Differing, differing_lines
from curator.dataset.rehearsal import Rehearsal
from curator.dataset.rows import Rows
from curator.errors import CuratorError

LINES = 6
ROW = st.integers(1, LINES)
TEXT = st.binary(min_size=1, max_size=3).map(lambda raw: b"x" + raw.replace(b"\n", b"-").replace(b"\r", b"-"))
CHANGE = st.one_of(
    st.builds(lambda row, text: Change(row, content=text), ROW, TEXT),
    st.builds(lambda row: Change(row, drop=True), ROW),
    st.builds(lambda row: Change(row, restore=True), ROW),
    st.builds(lambda row, text: Change(row, insert=text), st.integers(0, LINES), TEXT),
    st.builds(lambda row, one, two: Change(row, divide=(one, two)), ROW, TEXT, TEXT),
)


def written(rows: Rows) -> list[bytes]:
    return [rows.read(row) for row in rows.rows() if not rows.is_dropped(row)]


def patched(lines: list[bytes], differing: list[Differing]) -> list[bytes]:
    """The lines with a diff applied, as any tool that reads its numbers would."""
    kept, at = [], 0
    for number, before, after, _row in differing:
        upto = number - 1 if before is not None else number
        assert upto >= at
        kept += lines[at:upto]
        at = upto
        if before is not None:
            assert lines[at] == before
            at += 1
        kept += [] if after is None else [after]
    return kept + lines[at:]


@example_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(earlier=st.lists(CHANGE, max_size=4), later=st.lists(CHANGE, max_size=5))
def test_the_numbers_are_those_of_the_file_before(tmp_path: Path, earlier: list[Change], later: list[Change]) -> None:
    path = tmp_path / "some.jsonl"
    path.write_bytes(b"".join(b"line %d\n" % number for number in range(1, LINES + 1)))
    with Rehearsal.open(path, read_only=True) as dataset:
        for change in earlier:
            dataset.apply([change], "earlier")
        before = Rows(dataset.lines)
        before.show(dict(dataset.states))
        lines = written(before)
        for change in later:
            dataset.apply([change], "later")
        assert patched(lines, list(differing_lines(before, dataset))) == written(dataset)
    assert list(tmp_path.iterdir()) == [path]


def test_a_rehearsal_sees_what_a_step_would_do_and_takes_none(make_file: Callable[..., Path]) -> None:
    path = make_file(b"one\ntwo\nthree\n")
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, drop=True)], "drop")
        with Rehearsal.open(path, read_only=True) as rehearsed:
            step = rehearsed.apply([Change(2, content=b"zwei"), Change(1, drop=True)], "both")
            assert step is not None and step.rows == (2,) and step.id == 0
            assert rehearsed.read(2) == b"zwei" and rehearsed.is_dropped(1)
            assert rehearsed.apply([Change(2, content=b"zwei")], "again") is None
            rehearsed.remember("cursor", "2")
        assert dataset.read(2) == b"two" and len(dataset.history()) == 1
    path.write_bytes(b"other\n")
    with Rehearsal.open(path, read_only=True) as rehearsed, pytest.raises(CuratorError, match="written since"):
        rehearsed.apply([Change(1, drop=True)], "drop")
