"""What two processes hand each other when records are compared: small things pickled, large ones in nameless files.

Both sides are this same program; the files are those of whoever asks, who lends their descriptors.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, field, replace
from typing import BinaryIO

import polars as pl

from curator.dataset.lines import Found as FoundLines
from curator.dataset.lines import Lines
from curator.dataset.rows import Rows
from curator.dataset.step import RowState
from curator.engine.frames import Measured
from curator.progress import Progress
from curator.settings import Settings
from curator.workbench.comparing import Before, Comparison, Found, OtherFile
from curator.workbench.packing import packed_pieces, read_frame, read_pieces, write_frame, write_pieces
from curator.workbench.resting import Block, Resting, SketchFile, coded, nameless_file


@dataclass(frozen=True, slots=True)
class SentFile:
    """A data set with what is measured of it."""

    lines: FoundLines
    states: dict[int, RowState]
    table: int
    """Descriptor of the feature table."""
    blank: list[int]
    findings: int
    """Descriptor of the findings, packed."""
    sketches: int
    """Descriptor of the sketches."""
    blocks: tuple[Block, ...]

    def rows(self) -> Rows:
        """The rows as they stood when this was sent."""
        rows = Rows(Lines.of(self.lines))
        rows.show(self.states)
        return rows

    def measured(self) -> Measured:
        """What is measured of them."""
        return Resting(
            received(self.table), self.blank, received_pieces(self.findings), SketchFile(self.sketches), self.blocks
        )


@dataclass(frozen=True, slots=True)
class Sent:
    """A comparison on its way to another process."""

    file: SentFile
    other: SentFile | None
    other_dropped: frozenset[int]
    fresh: tuple[tuple[Measured, tuple[int, ...]], ...]
    before: Before | None
    of_dropped: pl.DataFrame | None
    dropped: frozenset[int]
    acceptances: frozenset[str]
    settings: Settings
    role: str
    into: Answers

    def comparison(self) -> Comparison:
        """The comparison, on the other side."""
        other = None
        if self.other is not None:
            other = OtherFile(self.other.rows(), self.other.measured(), self.other_dropped)
        return Comparison(
            rows=self.file.rows(),
            known=self.file.measured(),
            fresh=self.fresh,
            before=self.before,
            of_dropped=self.of_dropped,
            dropped=self.dropped,
            acceptances=self.acceptances,
            settings=self.settings,
            role=self.role,
            other=other,
        )


@dataclass(frozen=True, slots=True)
class Answers:
    """Descriptors of the files that large answers go into."""

    shown: int
    findings: int
    sketches: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of it; findings and sketches are in their files."""

    found: Found
    """Without the findings shown."""
    blank: list[int]
    block: Block


@dataclass(slots=True)
class Lent:
    """Descriptors that are lent to another process for a while."""

    files: list[int] = field(default_factory=list[int])

    def new(self) -> int:
        """A new nameless file.

        Raises:
            OSError: No file can be made.
        """
        self.files.append(nameless_file())
        return self.files[-1]

    def holding(self, frame: pl.DataFrame, progress: Progress) -> int:
        """A new file with a frame in it.

        Raises:
            OSError: There is no room.
            Cancelled: The progress was cancelled.
        """
        descriptor = self.new()
        with os.fdopen(descriptor, "wb", closefd=False) as file:
            write_frame(file, frame, progress)
        return descriptor

    def holding_pieces(self, pieces: Iterable[bytes]) -> int:
        """A new file with packed findings in it.

        Raises:
            OSError: There is no room.
        """
        descriptor = self.new()
        with os.fdopen(descriptor, "wb", closefd=False) as file:
            write_pieces(file, pieces)
        return descriptor

    def keep(self, descriptor: int) -> int:
        """A file that is not given back with the others."""
        self.files.remove(descriptor)
        return descriptor

    def give_back(self) -> None:
        """Close them all."""
        for descriptor in self.files:
            os.close(descriptor)
        self.files.clear()


def received(descriptor: int) -> pl.DataFrame:
    """The frame in a lent file."""
    with _from_start(descriptor) as file:
        return read_frame(file)


def received_pieces(descriptor: int) -> list[bytes]:
    """The packed findings in a lent file."""
    with _from_start(descriptor) as file:
        return list(read_pieces(file))


def _from_start(descriptor: int) -> BinaryIO:
    os.lseek(descriptor, 0, os.SEEK_SET)
    return os.fdopen(descriptor, "rb", closefd=False)


def sent_file(rows: Rows, measured: Resting, lent: Lent, progress: Progress) -> SentFile:
    """A data set, ready to be sent.

    Raises:
        OSError: There is no room.
        Cancelled: The progress was cancelled.
    """
    return SentFile(
        rows.lines.found,
        dict(rows.states),
        lent.holding(measured.table, progress),
        measured.blank,
        lent.holding_pieces(measured.packed),
        measured.file.descriptor,
        measured.blocks,
    )


def packed_answer(found: Found, measured: Measured, into: Answers) -> Answered:
    """The answer, its large parts put into their files.

    Raises:
        OSError: There is no room.
    """
    with os.fdopen(into.shown, "wb", closefd=False) as file:
        write_frame(file, found.shown, code=coded)
    with os.fdopen(into.findings, "wb", closefd=False) as file:
        write_pieces(file, packed_pieces(measured.findings))
    block = SketchFile(os.dup(into.sketches)).append(measured.bands)
    return Answered(replace(found, shown=found.shown.clear()), measured.blank, block)


def lent_files(sent: Sent) -> Sequence[int]:
    """The descriptors the other process needs."""
    files = [file for file in (sent.file, sent.other) if file is not None]
    return [*(one for file in files for one in (file.table, file.findings, file.sketches)), *astuple(sent.into)]
