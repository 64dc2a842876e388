"""Records compared by a process of their own: the same answer, stopped at once, and in words where it fails."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import closing
from pathlib import Path

import pytest

from curator.errors import Cancelled, CuratorError
from curator.progress import Progress
from curator.resources import samples_folder
from curator.workbench import Workbench, apart, measuring, resting
from curator.workbench.comparing import Complete
from curator.workbench.resting import Resting, fetched


@pytest.fixture
def dirty(tmp_path: Path) -> Path:
    path = tmp_path / "dirty.jsonl"
    path.write_bytes((samples_folder() / "support-dirty.jsonl").read_bytes())
    return path


@pytest.fixture
def all_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any file is put away and compared as a large one is."""
    monkeypatch.setattr(measuring, "SMALL_BYTES", 0)
    monkeypatch.setattr(resting, "LEAST_BYTES", 0)


def _opened(path: Path, against: Workbench | None = None, *, alone: bool = True) -> Workbench:
    bench = Workbench.open(path, against=against)
    bench.measuring.apart = alone
    bench.measure_all(workers=0)
    return bench


def _took(bench: Workbench, step) -> None:
    bench.take(bench.remeasure(step.rows, in_process=True), tuple(step.rows))
    bench.take_complete(bench.relate(Progress()))


def _said(complete: Complete) -> tuple[object, ...]:
    """Everything a comparison says, in plain values."""
    measured = fetched(complete.measured)
    return (
        complete.shown.to_dicts(),
        complete.pairs.to_dicts(),
        complete.counts,
        complete.accepted,
        complete.twins,
        complete.worst.rows.tolist(),
        measured.table.to_dicts(),
        measured.findings.to_dicts(),
        measured.bands.tolist(),
        measured.blank,
    )


def _clean_a_little(bench: Workbench) -> list[tuple[object, ...]]:
    """Drop, edit, insert, accept, mend and undo; what is said after each."""
    said = [_said(bench.complete)]
    first = bench.rows_of("near-duplicate")[0]
    finding = bench.findings(first)[0]
    steps = [
        bench.drop([bench.rows_of("duplicate")[0]]),
        bench.edit(first, bench.raw(first).replace(b"content", b"contents", 1)),
        bench.insert(bench.raw(first), 3),
        bench.accept(first, finding),
        bench.fix_all(["syntax"]),
        bench.undo(),
    ]
    for step in steps:
        assert step is not None
        _took(bench, step)
        said.append(_said(bench.complete))
    while bench.undo() is not None:
        pass
    return said


def test_a_process_of_its_own_says_the_same_after_every_step(dirty: Path, tmp_path: Path, all_is_large: None) -> None:
    # A file of its own: rows that were made and undone are never numbered again.
    twin = tmp_path / "twin.jsonl"
    twin.write_bytes(dirty.read_bytes())
    with closing(_opened(twin, alone=False)) as bench:
        here = _clean_a_little(bench)
    with closing(_opened(dirty)) as bench:
        assert isinstance(bench.complete.measured, Resting)
        there = _clean_a_little(bench)
    assert there == here


def test_two_files_are_compared_apart_too(dirty: Path, tmp_path: Path, all_is_large: None) -> None:
    validation = tmp_path / "validation.jsonl"
    validation.write_bytes(b"".join(dirty.read_bytes().splitlines(keepends=True)[:40]))
    said = []
    for alone in (False, True):
        with (
            closing(_opened(dirty, alone=alone)) as training,
            closing(_opened(validation, training, alone=alone)) as bench,
        ):
            said.append(_said(bench.complete))
    assert said[0] == said[1]
    assert any(finding["related_role"] == "train" for finding in said[0][0])  # type: ignore[attr-defined]


def test_a_wish_to_stop_ends_the_process_and_nothing_is_lost(
    dirty: Path, all_is_large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(_opened(dirty)) as bench:
        before, progress, ids = bench.complete, Progress(), []

        def told(process, said, progress=progress):
            ids.append(process.pid)
            progress.cancel()
            return listened(said, process, progress)

        listened = apart._listened
        monkeypatch.setattr(apart, "_listened", lambda said, process, progress: told(process, said))
        step = bench.drop([5])
        assert step is not None
        bench.take(bench.remeasure(step.rows, in_process=True), tuple(step.rows))
        with pytest.raises(Cancelled):
            bench.relate(progress)
        assert bench.complete is before and bench.measuring.has_fresh
        with pytest.raises(ProcessLookupError):
            os.kill(ids[0], 0)
        monkeypatch.undo()
        bench.take_complete(bench.relate(Progress()))
        assert 5 in bench.complete.dropped
        bench.undo()


def test_a_process_that_is_killed_is_said_in_words(
    dirty: Path, all_is_large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    listened = apart._listened

    def killed(said, process, progress):
        os.kill(process.pid, signal.SIGKILL)
        return listened(said, process, progress)

    with closing(_opened(dirty)) as bench:
        monkeypatch.setattr(apart, "_listened", killed)
        with pytest.raises(CuratorError, match="stopped before it had finished"):
            bench.relate(Progress())


def test_without_room_for_what_is_lent_records_are_compared_here(
    dirty: Path, all_is_large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(_opened(dirty)) as bench:
        before = _said(bench.complete)

        def full() -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("curator.workbench.crate.nameless_file", full)
        bench.take_complete(bench.relate(Progress()))
        assert _said(bench.complete) == before


def test_no_descriptor_is_left_open(dirty: Path, all_is_large: None) -> None:
    with closing(_opened(dirty)) as bench:
        bench.take_complete(bench.relate(Progress()))
        before = len(os.listdir("/dev/fd"))  # noqa: PTH208
        for _ in range(3):
            bench.take_complete(bench.relate(Progress()))
        assert len(os.listdir("/dev/fd")) == before  # noqa: PTH208
        assert threading.active_count() < 10
