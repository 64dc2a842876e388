"""A piece of work for the kernel: which bytes of which file, and what an edit has put in their place."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from curator.dataset.dataset import Dataset
from curator.engine.batch import NEWLINES, Line
from curator.errors import CuratorError
from curator.settings import Settings

_RETURN = 0x0D
BYTES_OF_A_BATCH = 1 << 20
"""At most one megabyte, so that a wish to stop is answered at once."""


@dataclass(frozen=True, slots=True)
class Job:
    """Lines `first` to `last` of a file, read by whoever does the job, with edited rows in `lines`."""

    number: int
    path: str
    first: int
    last: int
    """Last line, first - 1 for none."""
    start: int
    """Byte offset of the first line; 3 where a byte-order mark stands before line 1."""
    end: int
    lines: tuple[Line, ...]
    """Rows whose bytes an edit has put: they replace the file's, or (made rows) come on top."""

    @property
    def first_row(self) -> int:
        """The least row id in it."""
        return min((line.row for line in self.lines), default=0) if self.last < self.first else self.first

    @property
    def size(self) -> int:
        """Bytes to read."""
        return self.end - self.start + sum(len(line.raw) for line in self.lines)


def newline_number(newline: bytes) -> int:
    """The number of a line end in the feature table."""
    return NEWLINES.index(newline) if newline in NEWLINES else 0


def edited_lines(dataset: Dataset) -> dict[int, Line]:
    """The rows whose bytes differ from the file's, by row id; made rows included."""
    return {
        row: Line(row, dataset.read(row), newline_number(dataset.newline(row)))
        for row in dataset.edited_rows()
        if dataset.exists(row)
    }


def plan_jobs(dataset: Dataset, first_rows: tuple[int, ...] = ()) -> list[Job]:
    """Cut a data set into jobs of at most a megabyte, by sizes only, so that the plan never depends on the machine.

    Args:
        dataset: What to measure; its line index must be complete.
        first_rows: Rows somebody is looking at; the jobs that hold them come first.
    """
    edited = edited_lines(dataset)
    line_count = dataset.lines.count
    jobs: list[Job] = []
    for first, last in dataset.lines.blocks(1, line_count, BYTES_OF_A_BATCH):
        start, end = dataset.lines.span(first)[0], dataset.lines.span(last)[1]
        inside = tuple(edited[row] for row in sorted(edited) if first <= row <= last) if edited else ()
        jobs.append(Job(len(jobs), str(dataset.path), first, last, start, end, inside))
    made = tuple(edited[row] for row in sorted(edited) if row > line_count)
    if made:
        jobs.append(Job(len(jobs), str(dataset.path), 1, 0, 0, 0, made))
    if first_rows:
        jobs.sort(key=lambda job: not any(job.first <= row <= job.last for row in first_rows))
    return jobs


def rows_job(dataset: Dataset, rows: tuple[int, ...]) -> Job:
    """One job for a few rows as they now stand, such as those an edit touched; rows that do not exist are left out."""
    lines = tuple(
        Line(row, dataset.read(row), newline_number(dataset.newline(row)))
        for row in sorted(rows)
        if dataset.exists(row)
    )
    return Job(0, str(dataset.path), 1, 0, 0, 0, lines)


def _file_lines(job: Job) -> Iterator[Line]:
    descriptor = os.open(job.path, os.O_RDONLY)
    try:
        data = os.pread(descriptor, job.end - job.start, job.start)
        while len(data) < job.end - job.start:
            more = os.pread(descriptor, job.end - job.start - len(data), job.start + len(data))
            if not more:
                raise CuratorError(
                    f"{Path(job.path).name} became shorter while it was being read.",
                    f"Line {job.first} was to be read at byte {job.start}.",
                    "Open it again when it is complete.",
                )
            data += more
    finally:
        os.close(descriptor)
    start, number = 0, job.first
    # find looks at sixteen bytes at once, split at each.
    while (end := data.find(b"\n", start)) >= 0:
        crlf = end > start and data[end - 1] == _RETURN
        yield Line(number, data[start : end - crlf], int(crlf))
        start, number = end + 1, number + 1
    if start < len(data):
        yield Line(number, data[start:], 2)


def lines_of(job: Job) -> list[Line]:
    """Read the job's lines, edits in place of what the file has.

    Raises:
        CuratorError: The file became shorter underneath.
    """
    edited: Mapping[int, Line] = {line.row: line for line in job.lines}
    if job.last < job.first:
        return list(job.lines)
    if not edited:
        return list(_file_lines(job))
    return [edited.get(line.row, line) for line in _file_lines(job)]


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker needs to know once, before its first job."""

    settings: Settings
