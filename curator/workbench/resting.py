"""What is needed only when records are compared again, put away meanwhile: findings packed, sketches in a file.

Findings of a million records packed are a tenth of the frame; the sketches do not pack, so they rest in a file without
a name, which is gone with the process.
"""

from __future__ import annotations

import io
import os
import tempfile
import weakref
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from curator.engine.frames import Measured

LEAST_BYTES = 16_000_000
"""Less than this stays as it is."""
LEAST_FINDINGS = 100_000
"""Of fewer the texts may be held one by one."""


class Resting(Measured):
    """A measured data set whose table is at hand; its findings and sketches are fetched whenever they are asked for."""

    __slots__ = ("__weakref__", "_descriptor", "_packed", "_shape")

    _descriptor: int
    _packed: bytes
    _shape: tuple[int, ...]

    def __init__(self, measured: Measured, descriptor: int) -> None:
        """Put it away.

        Args:
            measured: What there is.
            descriptor: An empty file, which is closed when nobody holds the data any longer.

        Raises:
            OSError: There is no room in the file.
        """
        weakref.finalize(self, os.close, descriptor)
        # The fields of a frozen class are set as its own initializer sets them.
        object.__setattr__(self, "table", measured.table)
        object.__setattr__(self, "blank", measured.blank)
        packed = io.BytesIO()
        measured.findings.write_ipc(packed, compression="lz4")
        object.__setattr__(self, "_packed", packed.getvalue())
        with os.fdopen(descriptor, "wb", closefd=False) as file:
            file.write(np.ascontiguousarray(measured.bands).data)
        object.__setattr__(self, "_descriptor", descriptor)
        object.__setattr__(self, "_shape", measured.bands.shape)

    @property
    def findings(self) -> pl.DataFrame:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The findings of single records, unpacked."""
        return pl.read_ipc(io.BytesIO(self._packed))

    @property
    def bands(self) -> npt.NDArray[np.uint32]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The sketches, read from their file; not to be written to."""
        size = int(np.prod(self._shape)) * np.dtype(np.uint32).itemsize
        pieces: list[bytes] = []
        while (done := sum(map(len, pieces))) < size:
            pieces.append(os.pread(self._descriptor, size - done, done))
            if not pieces[-1]:
                raise OSError("the file with the sketches is shorter than it was")
        return np.frombuffer(b"".join(pieces) if len(pieces) > 1 else pieces[0], np.uint32).reshape(self._shape)


def put_away(measured: Measured) -> Measured:
    """The same, held in less memory where it is large; as it is where there is no room for the file."""
    if isinstance(measured, Resting) or measured.bands.nbytes + measured.findings.estimated_size() < LEAST_BYTES:
        return measured
    try:
        descriptor, name = tempfile.mkstemp(prefix="curator-")
        Path(name).unlink()
        return Resting(measured, descriptor)
    except OSError:
        return measured


def fetched(measured: Measured) -> Measured:
    """The same with everything in memory, for who looks at it more than once."""
    if not isinstance(measured, Resting):
        return measured
    return Measured(measured.table, measured.findings, measured.bands, measured.blank)


def sharing_texts(findings: pl.DataFrame) -> pl.DataFrame:
    """The same findings with each different text held once: of a million findings most say the same."""
    if findings.height < LEAST_FINDINGS:
        return findings
    return findings.with_columns(_sharing(findings["pointer"]), _sharing(findings["arguments"]))


def _sharing(texts: pl.Series) -> pl.Series:
    codes = texts.cast(pl.Categorical).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    _, first, of_row = np.unique(codes, return_index=True, return_inverse=True)
    if 2 * len(first) > len(texts):
        return texts
    # Made anew, else the few would keep all the old ones in memory.
    few = pl.Series(texts.name, texts.gather(first).to_list(), pl.String)
    return few.gather(of_row)
