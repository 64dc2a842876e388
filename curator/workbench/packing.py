"""Frames in little room: as bytes in memory, and piece after piece in a file."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

import polars as pl

from curator.progress import Progress

_LENGTH = struct.Struct("<Q")
_ROWS_OF_A_PIECE = 1 << 15


def packed(frame: pl.DataFrame) -> bytes:
    """A frame in little room; `unpacked` gives it back."""
    into = io.BytesIO()
    frame.write_ipc(into, compression="lz4")
    return into.getvalue()


def packed_pieces(frame: pl.DataFrame) -> Iterator[bytes]:
    """A frame packed in pieces, so that little of it need be unpacked at once."""
    for piece in frame.iter_slices(_ROWS_OF_A_PIECE) if frame.height else [frame]:
        yield packed(piece)


def schema_of(data: bytes) -> dict[str, pl.DataType]:
    """Columns and types of a packed frame, which stays packed."""
    return {name: kind for name, kind in pl.read_ipc_schema(io.BytesIO(data)).items()}


def unpacked(data: bytes, columns: list[str] | None = None) -> pl.DataFrame:
    """The frame of `packed`, or some columns of it."""
    return pl.read_ipc(io.BytesIO(data), columns=columns)


def write_pieces(file: BinaryIO, pieces: Iterable[bytes]) -> None:
    """Write packed frames one after the other.

    Raises:
        OSError: There is no room.
    """
    for piece in pieces:
        file.write(_LENGTH.pack(len(piece)))
        file.write(piece)


def read_pieces(file: BinaryIO) -> Iterator[bytes]:
    """The pieces of `write_pieces`.

    Raises:
        ValueError: The file ends within a piece.
    """
    while head := file.read(_LENGTH.size):
        if len(head) < _LENGTH.size:
            raise ValueError("the file ends within a piece")
        data = file.read(_LENGTH.unpack(head)[0])
        if len(data) < _LENGTH.unpack(head)[0]:
            raise ValueError("the file ends within a piece")
        yield data


def write_frame(
    file: BinaryIO,
    frame: pl.DataFrame,
    progress: Progress | None = None,
    code: Callable[[pl.DataFrame], pl.DataFrame] | None = None,
) -> None:
    """Write a frame in pieces: a wish to stop is heard, and little is held twice.

    Args:
        file: Where to.
        frame: What.
        progress: May be cancelled.
        code: What is done to each piece before it is written.

    Raises:
        OSError: There is no room.
        Cancelled: The progress was cancelled.
    """

    def pieces() -> Iterator[bytes]:
        for piece in frame.iter_slices(_ROWS_OF_A_PIECE) if frame.height else [frame]:
            if progress is not None:
                progress.stop_if_cancelled()
            yield packed(piece if code is None else code(piece))

    write_pieces(file, pieces())


def read_frame(file: BinaryIO) -> pl.DataFrame:
    """The frame of `write_frame`, coded as it was written.

    Raises:
        ValueError: The file ends within a piece, or holds none.
    """
    return pl.concat([unpacked(piece) for piece in read_pieces(file)], rechunk=False)
