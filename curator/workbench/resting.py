"""What is needed only when records are compared, put away meanwhile: findings packed, sketches in a file.

Findings of a million records packed are a tenth of the frame; the sketches do not pack, so they rest in a file without
a name, which is gone with the process.
"""

from __future__ import annotations

import os
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from curator.checks.rule import Severity
from curator.engine.frames import Gathered, Measured, rows_with_errors
from curator.measures.features import BANDS
from curator.workbench.packing import packed_pieces, unpacked

LEAST_BYTES = 16_000_000
"""Less than this stays as it is."""
LEAST_FINDINGS = 100_000
"""Of fewer the texts may be held one by one."""
SKETCH_BYTES = BANDS * np.dtype(np.uint32).itemsize
"""Of one record."""


_COPIED_AT_ONCE = 1 << 20


class Block(NamedTuple):
    """Sketches that stand together in a file: where they begin, and of how many records they are."""

    offset: int
    records: int


class SketchFile:
    """A file without a name that holds sketches, block after block."""

    def __init__(self, descriptor: int) -> None:
        """Take over an open file, which is closed when nobody holds this any longer."""
        self.descriptor = descriptor
        weakref.finalize(self, os.close, descriptor)

    @classmethod
    def new(cls) -> SketchFile:
        """An empty one.

        Raises:
            OSError: No file can be made.
        """
        return cls(nameless_file())

    def append(self, bands: npt.NDArray[np.uint32]) -> Block:
        """Put sketches at the end.

        Raises:
            OSError: There is no room.
        """
        offset = os.lseek(self.descriptor, 0, os.SEEK_END)
        with os.fdopen(self.descriptor, "ab", closefd=False) as file:
            file.write(np.ascontiguousarray(bands).data)
        return Block(offset, len(bands))

    def copy(self, block: Block, into: BinaryIO) -> None:
        """Write the sketches of a block to another file, little by little.

        Raises:
            OSError: There is no room, or the file is shorter than it was.
        """
        offset, left = block.offset, block.records * SKETCH_BYTES
        while left:
            data = os.pread(self.descriptor, min(left, _COPIED_AT_ONCE), offset)
            if not data:
                raise OSError("the file with the sketches is shorter than it was")
            into.write(data)
            offset, left = offset + len(data), left - len(data)

    def read(self, block: Block) -> npt.NDArray[np.uint32]:
        """The sketches of a block; not to be written to.

        Raises:
            OSError: The file is shorter than it was.
        """
        size = block.records * SKETCH_BYTES
        pieces: list[bytes] = []
        done = 0
        while done < size:
            pieces.append(os.pread(self.descriptor, size - done, block.offset + done))
            if not pieces[-1]:
                raise OSError("the file with the sketches is shorter than it was")
            done += len(pieces[-1])
        whole = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        return np.frombuffer(whole, np.uint32).reshape(block.records, BANDS)


def nameless_file() -> int:
    """The descriptor of an empty file that is gone when nobody has it open any longer.

    Raises:
        OSError: No file can be made.
    """
    descriptor, name = tempfile.mkstemp(prefix="curator-")
    Path(name).unlink()
    return descriptor


class Resting(Measured):
    """A measured data set whose table is at hand; its findings and sketches are fetched whenever they are asked for."""

    __slots__ = ("blocks", "file", "packed")

    packed: tuple[bytes, ...]
    """Findings, packed, in row order."""
    file: SketchFile
    blocks: tuple[Block, ...]
    """Where the sketches of the table's rows are, in its order."""

    def __init__(
        self,
        table: pl.DataFrame,
        blank: list[int],
        packed: Sequence[bytes],
        file: SketchFile,
        blocks: Sequence[Block],
    ) -> None:
        # The fields of a frozen class are set as its own initializer sets them.
        object.__setattr__(self, "table", table)
        object.__setattr__(self, "blank", blank)
        object.__setattr__(self, "packed", tuple(packed))
        object.__setattr__(self, "file", file)
        object.__setattr__(self, "blocks", tuple(blocks))

    @property
    def findings(self) -> pl.DataFrame:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The findings of single records, unpacked."""
        return pl.concat([unpacked(one) for one in self.packed])

    @property
    def bands(self) -> npt.NDArray[np.uint32]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The sketches, read from their file; not to be written to."""
        blocks = [self.file.read(block) for block in self.blocks]
        return blocks[0] if len(blocks) == 1 else np.concatenate(blocks)

    def with_table(self, table: pl.DataFrame) -> Resting:
        """The same with another table of the same rows."""
        return Resting(table, self.blank, self.packed, self.file, self.blocks)


def put_away(measured: Measured, file: SketchFile | None = None) -> Measured:
    """The same, held in less memory where it is large; as it is where there is no room for the file.

    Args:
        measured: What there is.
        file: Where the sketches go; with it a small one is put away too.
    """
    if isinstance(measured, Resting):
        return measured
    if file is None and measured.bands.nbytes + measured.findings.estimated_size() < LEAST_BYTES:
        return measured
    try:
        file = file or SketchFile.new()
        block = file.append(measured.bands)
    except OSError:
        return measured
    return Resting(measured.table, measured.blank, list(packed_pieces(measured.findings)), file, [block])


def fetched(measured: Measured) -> Measured:
    """The same with everything in memory, for who looks at it more than once."""
    if not isinstance(measured, Resting):
        return measured
    return Gathered([measured.table], [measured.findings], [measured.bands], measured.blank).measured()


def joined(parts: Sequence[Measured]) -> Measured:
    """Measured parts, in row order and none overlapping another, as one; what was put away stays away."""
    # As one piece it would for a moment be there twice.
    table = pl.concat([part.table for part in parts], rechunk=False) if parts else None
    resting = [part for part in parts if isinstance(part, Resting)]
    one_file = len({id(part.file) for part in resting}) == 1 and len(resting) == len(parts)
    blank = sorted(row for part in parts for row in part.blank)
    if table is not None and one_file and table["row"].is_sorted():
        findings = [piece for part in resting for piece in part.packed]
        return Resting(table, blank, findings, resting[0].file, [block for part in resting for block in part.blocks])
    gathered = Gathered(
        [part.table for part in parts], [part.findings for part in parts], [part.bands for part in parts], blank
    )
    return gathered.measured()


def broken_rows(measured: Measured) -> frozenset[int]:
    """Rows that have at least one finding of severity error; of what is put away only two columns are fetched."""
    if not isinstance(measured, Resting):
        return rows_with_errors(measured.findings)
    rows: set[int] = set()
    for piece in measured.packed:
        found = unpacked(piece, ["row", "severity"])
        rows.update(found.filter(pl.col("severity") == int(Severity.ERROR))["row"].drop_nulls().to_list())
    return frozenset(rows)


TEXTS = ("pointer", "arguments", "related_role")
"""Columns of findings that hold texts."""


def sharing_texts(findings: pl.DataFrame) -> pl.DataFrame:
    """The same findings with each different text held once: of a million findings most say the same."""
    if findings.height < LEAST_FINDINGS:
        return findings
    return with_texts_shared(coded(findings))


def coded(findings: pl.DataFrame) -> pl.DataFrame:
    """The same findings with numbers in place of texts, as they travel and are kept; `spelled` is the way back."""
    return findings.with_columns(pl.col(*TEXTS).cast(pl.Categorical))


def with_texts_shared(findings: pl.DataFrame) -> pl.DataFrame:
    """Of `coded` findings the columns as texts again in which most differ: there numbers would only be one thing more
    to hold. They answer as texts do, but stand beside others only when `spelled`.
    """
    differ = findings.select(pl.col(*TEXTS).n_unique()).row(0)
    many = [name for name, different in zip(TEXTS, differ, strict=True) if 2 * different > findings.height]
    return findings.with_columns(pl.col(many).cast(pl.String)) if many else findings


def spelled(findings: pl.DataFrame) -> pl.DataFrame:
    """The same findings with all their texts as texts."""
    return findings.with_columns(pl.col(*TEXTS).cast(pl.String))
