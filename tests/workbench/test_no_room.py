"""The system refuses to let a file grow, as a full disk or a quota does: the journal, a split and what is kept."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from curator.errors import CuratorError
from curator.progress import Progress
from curator.split.options import SplitOptions
from curator.workbench import Workbench

MOST = 200_000
"""No file may grow beyond so many bytes."""


@contextmanager
def _no_file_beyond(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Sixty records of about five kilobytes."""
    path = tmp_path / "large.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(60):
            answer = " ".join(f"Shelf {number} holds box {box}." for box in range(number, number + 220))
            messages = [
                {"role": "user", "content": f"What does shelf {number} hold?"},
                {"role": "assistant", "content": answer},
            ]
            file.write(json.dumps({"messages": messages}) + "\n")
    return path


def _files(folder: Path) -> set[str]:
    return {str(entry.relative_to(folder)) for entry in folder.rglob("*") if entry.is_file()}


def test_a_step_that_finds_no_room_takes_nothing_and_loses_nothing(large: Path) -> None:
    with closing(Workbench.open(large)) as bench:
        bench.drop([1])
        with _no_file_beyond(MOST):
            with pytest.raises(CuratorError, match="step was not taken") as refused:
                bench.edit(2, bench.raw(2).replace(b"Shelf", b"x" * 4_000))
            assert "All earlier steps are kept" in refused.value.hint
            assert bench.undo_name == "drop line 1"
        assert bench.edit_count == 1
        assert bench.edit(2, bench.raw(2).replace(b"Shelf", b"x" * 4_000)) is not None
    with closing(Workbench.open(large)) as bench:
        assert [step.name for step in bench.history()] == ["drop line 1", "edit line 2"]


def test_a_split_that_finds_no_room_puts_nothing_in_place(large: Path) -> None:
    with closing(Workbench.open(large)) as bench:
        bench.measure_all(workers=0)
        plan = bench.split_plan(SplitOptions())
        before = _files(large.parent)
        with _no_file_beyond(MOST), pytest.raises(CuratorError, match=r"training_set\.jsonl") as refused:
            bench.split(plan, large.parent / "split", Progress())
        assert "Nothing was put in place" in refused.value.detail
        assert _files(large.parent) == before
        assert sum(bench.split(plan, large.parent / "split", Progress()).account.sides.values()) == 60


def test_what_was_measured_is_kept_whole_or_not_at_all(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.workbench.kept.LEAST_BYTES", 0)
    with closing(Workbench.open(large)) as bench:
        bench.measure_all(workers=0)
        # No room even for the first of the kept files.
        with _no_file_beyond(2_000):
            assert not bench.keep()
        assert not [name for name in _files(large.parent) if Path(name).name.startswith(".large")]
        counts = bench.counts
    with closing(Workbench.open(large)) as bench:
        assert bench.kept(Progress()) is None
        bench.measure_all(workers=0)
        assert bench.counts == counts
