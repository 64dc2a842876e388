"""The measured state of one data set: taken slice by slice while the kernel runs, complete when records are compared.

Verbs that may be long run on any thread and return plain values; `take` and `take_complete` put them in place and
belong to the thread that shows.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import polars as pl

from curator.dataset.dataset import Dataset
from curator.engine.frames import Measured
from curator.engine.job import plan_jobs, rows_job
from curator.engine.local import SMALL_BYTES, Worker, run_jobs, usual_workers
from curator.engine.memory import give_back
from curator.progress import Progress
from curator.settings import Settings
from curator.workbench.apart import completed_apart
from curator.workbench.comparing import Before, Comparison, Complete, OtherFile, completed
from curator.workbench.counts import Counts
from curator.workbench.resting import TEXTS, SketchFile, joined, spelled
from curator.workbench.slices import RowArrays, RowFindings, Slice, sharing, slice_of


@dataclass(frozen=True, slots=True)
class _Fresh:
    """Rows measured again after an edit, not yet compared with the others."""

    piece: Slice
    touched: tuple[int, ...]


class Measuring:
    """Feature table and findings of one data set, and the processes that make them."""

    def __init__(self, dataset: Dataset, settings: Settings, other: Measuring | None = None) -> None:
        self.dataset = dataset
        self.settings = settings
        self.other = other
        self.state = "cold"
        self.share = 0.0
        self.yields = False
        """Whether the processes let whoever waits for a key go first."""
        self.apart = False
        """Whether records of a large file are compared by a process of their own, so that this one stays small."""
        self.arrays = RowArrays()
        self.findings = RowFindings()
        self.counts = Counts()
        self.accepted_count = 0
        self.complete: Complete | None = None
        self.twins: dict[int, str] = {}
        self._slices: list[Slice] = []
        self._sketches: SketchFile | None = None
        self._fresh: list[_Fresh] = []
        self._fresh_rows: dict[int, pl.DataFrame] = {}
        self._workers: list[Worker] = []
        self._working = threading.Lock()

    def beside(self, dataset: Dataset) -> Measuring:
        """The same state, and the same processes, for a data set on which steps are tried that this one does not take.

        Args:
            dataset: The same lines, in the same state.
        """
        tried = Measuring(dataset, self.settings, self.other)
        tried.apart, tried.yields, tried._workers = self.apart, self.yields, self._workers
        if self.complete is not None:
            tried.take_complete(self.complete)
        for fresh in tuple(self._fresh):
            tried.take(fresh.piece, fresh.touched)
        return tried

    # ---- on any thread

    def run(self, progress: Progress, workers: int | None, first_rows: tuple[int, ...] = ()) -> Iterator[Slice]:
        """Measure the data set, a slice at a time; the line index must be complete.

        What was taken before a stop is not measured again.
        """
        with self._working:
            taken = {piece.first for piece in self._slices}
            jobs = [job for job in plan_jobs(self.dataset, first_rows) if job.first_row not in taken]
            dropped = self.dataset.dropped_rows()
            count = usual_workers(sum(job.size for job in jobs)) if workers is None else workers
            file = self._sketch_file()
            for part in run_jobs(jobs, self.settings, progress, self._take_workers(count)):
                yield slice_of(part, dropped, file)

    def _sketch_file(self) -> SketchFile | None:
        """Where sketches of a large file go at once; None where they are few, or there is no room."""
        if self._sketches is None and self.is_large:
            with contextlib.suppress(OSError):
                self._sketches = SketchFile.new()
        return self._sketches

    @property
    def is_large(self) -> bool:
        """Whether the file is worth processes of their own."""
        return self.dataset.lines.size >= SMALL_BYTES

    def _take_workers(self, count: int) -> list[Worker]:
        while len(self._workers) < count:
            self._workers.append(Worker(self.settings, yields=self.yields))
        return self._workers[:count]

    def measure_rows(self, rows: Collection[int], in_process: bool = False) -> Slice:
        """Measure a few rows as they now stand, with the warm worker."""
        job = rows_job(self.dataset, tuple(rows))
        workers = [] if in_process else self._take_workers(1)
        for part in run_jobs([job], self.settings, Progress(), workers):
            return slice_of(part)
        raise AssertionError("one job gives one part")

    def compare(self, acceptances: Collection[str], progress: Progress) -> Complete:
        """Compare all records as they now stand.

        Args:
            acceptances: What a person has accepted: ids of findings, and rows.
            progress: May be cancelled; then `Cancelled` is raised and the old state stays.
        """
        with self._working:
            asked = self._comparison(acceptances)
            if not self.is_large:
                return completed(asked, progress)
            give_back()
            compared = completed_apart(asked, progress) if self.apart else completed(asked, progress)
            give_back()
            return compared

    def _comparison(self, acceptances: Collection[str]) -> Comparison:
        before = self.complete
        dropped = frozenset(self.dataset.dropped_rows())
        of_dropped = None if before is None else spelled(before.shown.filter(pl.col("row").is_in(sorted(dropped))))
        return Comparison(
            rows=self.dataset,
            known=self._whole() if before is None else before.measured,
            fresh=tuple((piece.piece.measured, piece.touched) for piece in self._fresh),
            before=None if before is None else Before(before.pairs, before.dropped),
            of_dropped=of_dropped,
            dropped=dropped,
            acceptances=frozenset(acceptances),
            settings=self.settings,
            role=self.role,
            other=self._other_file(),
        )

    def _whole(self) -> Measured:
        """Everything taken; the slices stay, for a comparison that is stopped, but hold nothing of their own."""
        ordered = sorted(self._slices, key=lambda piece: piece.first)
        measured = joined([piece.measured for piece in ordered])
        self._slices = sharing(ordered, measured)
        return measured

    def _other_file(self) -> OtherFile | None:
        if self.other is None or self.other.complete is None:
            return None
        dataset = self.other.dataset
        return OtherFile(dataset, self.other.complete.measured, frozenset(dataset.dropped_rows()))

    @property
    def role(self) -> str:
        """train, or validation where this data set is compared with a training file."""
        return "train" if self.other is None else "validation"

    # ---- on the thread that shows

    def take(self, piece: Slice, touched: tuple[int, ...] = ()) -> None:
        """Put a slice in place: a part of the first pass, or rows measured again after an edit."""
        self.arrays.set_tokens(piece.measured.table)
        self.arrays.set_blank(piece.measured.blank)
        if touched:
            self._fresh.append(_Fresh(piece, touched))
            self.arrays.reach(max(touched))
            self.arrays.severities[list(touched)] = 255
            for row in touched:
                self._fresh_rows[row] = piece.measured.findings.filter(pl.col("row") == row)
        else:
            self._slices.append(piece)
            self.findings.add(piece.first, piece.measured)
            self.counts = Counts(
                self.counts.error + piece.counts.error,
                self.counts.warning + piece.counts.warning,
                self.counts.info + piece.counts.info,
            )
        self.arrays.set_worst(piece.worst)

    def take_complete(self, complete: Complete) -> None:
        """Put the compared state in place."""
        if self.complete is None:
            # Later ones bring no others: what is measured again is taken with its tokens.
            self.arrays.set_tokens(complete.measured.table)
        self.complete = complete
        self._slices.clear()
        del self._fresh[: complete.consumed]
        self._fresh_rows = {
            row: fresh.piece.measured.findings.filter(pl.col("row") == row)
            for fresh in self._fresh
            for row in fresh.touched
        }
        if not self._fresh:
            self.arrays.forget_findings()
            self.arrays.set_worst(complete.worst)
        self.findings.replace(complete.shown)
        self.twins = complete.twins
        self.counts = complete.counts
        self.accepted_count = len(complete.accepted)
        self.state = "done"

    @property
    def has_fresh(self) -> bool:
        """Whether rows were measured again that have not been compared yet."""
        return bool(self._fresh)

    def partial(self) -> Measured:
        """What has been taken of a first pass that is not finished."""
        return joined([piece.measured for piece in sorted(self._slices, key=lambda piece: piece.first)])

    def shown_now(self) -> pl.DataFrame:
        """All findings as they are shown, rows measured again after an edit included, in row order.

        Without their texts (`findings_of` has them): of a million findings these are most, and whoever looks through
        all of them copies what he looks through.
        """
        shown = (self.partial().findings if self.complete is None else self.complete.shown).drop(TEXTS)
        if self.complete is None or not self._fresh_rows:
            return shown
        rest = shown.filter(~pl.col("row").is_in(list(self._fresh_rows)) | pl.col("row").is_null())
        fresh = [found.drop(TEXTS) for found in self._fresh_rows.values()]
        return pl.concat([rest, *fresh]).sort("row", nulls_last=False, maintain_order=True)

    def arrays_reaching(self, last_row: int) -> RowArrays:
        """The row arrays, with room for rows up to this id."""
        self.arrays.reach(last_row)
        return self.arrays

    def findings_of(self, row: int) -> pl.DataFrame:
        """The findings of one row as far as they are known."""
        fresh = self._fresh_rows.get(row)
        return fresh if fresh is not None else self.findings.of(row)

    def close(self) -> None:
        """Let the worker processes end."""
        for worker in self._workers:
            worker.close()
        self._workers.clear()
