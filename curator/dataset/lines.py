"""The lines of a file: where each begins, and any of them in microseconds. Nothing is parsed, nothing is mapped.

A file is read by blocks and by `pread`. Mapping it would be no faster, would count as resident memory, and a file cut
short under a map kills the process.
"""

from __future__ import annotations

import os
import stat
import threading
import weakref
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import xxhash

from curator.errors import CuratorError
from curator.progress import Progress

BOM = b"\xef\xbb\xbf"
"""The byte-order mark of UTF-8, tolerated at the start of a file."""
BLOCK = 8 << 20
"""Bytes read at once while the index is made."""


class Stamp(NamedTuple):
    """What tells cheaply whether a file was written since: its size in bytes and its time of change in nanoseconds."""

    size: int
    mtime_ns: int


class Found(NamedTuple):
    """Where the lines of a file are, as one process tells another."""

    path: str
    stamp: Stamp
    bom: bool
    crlf: int
    ends: bytes
    """Offset after the end of each line, as 64-bit numbers."""


def is_blank(raw: bytes) -> bool:
    """Whether a line holds nothing but white space: it is a line then, but not a record."""
    return not raw or raw.isspace()


class Lines:
    """A file as numbered lines, counted from 1 by b"\\n" only.

    `open` indexes the first block, so that the first lines can be read at once; `index` does the rest, on whatever
    thread calls it, while other threads read. `count` grows until `complete`.
    """

    def __init__(self, path: Path, descriptor: int, stamp: Stamp) -> None:
        self.path = path
        self.stamp = stamp
        self.bom = False
        self.complete = False
        # Offset after the end of each line (its terminator included); the next line starts there.
        self._ends = array("q")
        self._position = 0
        self._crlf = 0
        self._hash = xxhash.xxh3_128()
        self._descriptor = descriptor
        self._indexing = threading.Lock()
        self._close = weakref.finalize(self, os.close, descriptor)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Lines:
        """Open a file and index its first block.

        Raises:
            CuratorError: There is no such file, it may not be read, or it is no regular file.
        """
        lines = cls._opened(Path(path))
        lines.bom = lines._pread(0, min(len(BOM), lines.size)) == BOM
        lines._index_block()
        return lines

    @classmethod
    def of(cls, found: Found) -> Lines:
        """Open a file whose lines another process has found; nothing is read.

        Raises:
            CuratorError: It cannot be opened, or was written since.
        """
        lines = cls._opened(Path(found.path))
        if lines.stamp != found.stamp:
            raise lines._changed()
        lines.bom, lines.complete, lines._crlf = found.bom, True, found.crlf
        lines._ends.frombytes(found.ends)
        lines._position = lines.size
        return lines

    @classmethod
    def _opened(cls, place: Path) -> Lines:
        try:
            descriptor = os.open(place, os.O_RDONLY | os.O_NONBLOCK)
        except FileNotFoundError:
            raise CuratorError(f"There is no file {place}.", hint="Check the name and the folder.") from None
        except OSError as error:
            raise CuratorError(f"{place} cannot be opened.", error.strerror or str(error)) from error
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            os.close(descriptor)
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "not a regular file"
            raise CuratorError(f"{place} is {what}.", hint="Name a file of JSON lines.")
        return cls(place, descriptor, Stamp(status.st_size, status.st_mtime_ns))

    def close(self) -> None:
        """Give the file back. Reading afterwards is an error of the caller."""
        self._close()

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def count(self) -> int:
        """Number of lines indexed so far; the file's number of lines when `complete`."""
        return len(self._ends)

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.stamp.size

    @property
    def found(self) -> Found:
        """Where the lines are, for another process; the index must be complete."""
        return Found(str(self.path.absolute()), self.stamp, self.bom, self._crlf, self._ends.tobytes())

    @property
    def indexed_bytes(self) -> int:
        """Bytes looked at so far."""
        return self._position

    @property
    def usual_newline(self) -> bytes:
        """The line end most lines have, b"\\n" where there is none or as many of both."""
        return b"\r\n" if self._crlf * 2 > self.count else b"\n"

    def index(self, progress: Progress | None = None) -> None:
        """Index what is left of the file. A second caller waits for the first.

        Args:
            progress: Told the bytes done; asked after every block whether to stop. What was indexed is kept.

        Raises:
            Cancelled: Somebody asked for it through the progress.
            CuratorError: The file was written or cut short meanwhile.
        """
        with self._indexing:
            while not self.complete:
                if progress is not None:
                    progress.stop_if_cancelled()
                self._index_block()
                if progress is not None:
                    progress.update(self._position, self.size, "lines")
            self.verify()

    def _index_block(self) -> None:
        wanted = min(BLOCK, self.size - self._position)
        block = self._pread(self._position, wanted)
        base = self._position
        self._hash.update(block)
        if b"\r" in block or self._ended_in_return(base):
            self._crlf += self._carriage_returns(block, base)
        ends, find, at = self._ends, block.find, 0
        while at := find(b"\n", at) + 1:
            ends.append(base + at)
        self._position = base + wanted
        if self._position == self.size:
            start = ends[-1] if ends else self._first_start
            if start < self.size:
                ends.append(self.size)
            self.complete = True

    def _ended_in_return(self, position: int) -> bool:
        return position > 0 and self._pread(position - 1, 1) == b"\r"

    def _carriage_returns(self, block: bytes, base: int) -> int:
        torn = block.startswith(b"\n") and self._ended_in_return(base)
        return block.count(b"\r\n") + int(torn)

    @property
    def _first_start(self) -> int:
        return len(BOM) if self.bom else 0

    def span(self, number: int) -> tuple[int, int]:
        """Byte offsets of a line: where it starts (behind the file's byte-order mark) and where the next one does.

        Raises:
            IndexError: There is no such line among those indexed.
        """
        if number < 1:
            raise IndexError(number)
        return (self._ends[number - 2] if number > 1 else self._first_start), self._ends[number - 1]

    def read(self, number: int) -> bytes:
        """A line's bytes, without the file's byte-order mark and without the line's end.

        Raises:
            IndexError: There is no such line among those indexed.
            CuratorError: The file was written or cut short since it was opened.
        """
        start, end = self.span(number)
        raw = os.pread(self._descriptor, end - start, start)
        if len(raw) != end - start:
            raw = self._pread(start, end - start)
        if raw.endswith(b"\r\n"):
            return raw[:-2]
        if raw.endswith(b"\n"):
            return raw[:-1]
        if end != self.size:
            raise self._changed()
        return raw

    def newline(self, number: int) -> bytes:
        """A line's end: b"\\n", b"\\r\\n", or b"" for a last line without one.

        Raises:
            IndexError: There is no such line among those indexed.
            CuratorError: The file was cut short since it was opened.
        """
        start, end = self.span(number)
        tail = self._pread(max(start, end - 2), min(2, end - start))
        if not tail.endswith(b"\n"):
            return b""
        return b"\r\n" if tail == b"\r\n" else b"\n"

    def raw(self, first: int, last: int) -> bytes:
        """The bytes of lines `first` to `last` as they stand in the file, line ends included.

        Raises:
            IndexError: There are no such lines among those indexed.
            CuratorError: The file was cut short since it was opened.
        """
        start, end = self.span(first)[0], self.span(last)[1]
        return self._pread(start, end - start)

    def blocks(self, first: int, last: int, bytes_each: int = 1 << 20) -> Iterator[tuple[int, int]]:
        """Cut lines `first` to `last` into ranges of at most so many bytes, or one line where that is longer.

        The cut depends on nothing but the lines' sizes.

        Yields:
            First and last line number of each range.
        """
        ends = self._ends
        while first <= last:
            start = self.span(first)[0]
            until = bisect_right(ends, start + bytes_each, first - 1, last)
            until = max(first, until)
            yield first, until
            first = until + 1

    def hashes(self, progress: Progress | None = None) -> array[int]:
        """The xxh3 hash of every line's bytes (array of unsigned 64-bit), for finding lines again in another file.

        Raises:
            Cancelled: Somebody asked for it through the progress.
            CuratorError: The file was written or cut short since it was opened.
        """
        self.index(progress)
        result = array("Q")
        digest, append = xxhash.xxh3_64_intdigest, result.append
        for first, last in self.blocks(1, self.count, BLOCK):
            if progress is not None:
                progress.stop_if_cancelled()
                progress.update(self.span(first)[0], self.size, "lines")
            pieces = self.raw(first, last).split(b"\n")
            unfinished = pieces.pop()
            for piece in pieces:
                append(digest(piece[:-1] if piece.endswith(b"\r") else piece))
            if unfinished:
                append(digest(unfinished))
        return result

    def digest(self, progress: Progress | None = None) -> str:
        """The xxh3 128-bit hash of the whole file in hex; made along with the index.

        Raises:
            Cancelled: Somebody asked for it through the progress.
            CuratorError: The file was written or cut short since it was opened.
        """
        self.index(progress)
        return self._hash.hexdigest()

    def verify(self) -> None:
        """Make sure that the file is still the one that was opened.

        Raises:
            CuratorError: It was written, cut short, replaced or removed since.
        """
        try:
            status = self.path.stat()
        except OSError as error:
            raise CuratorError(
                f"{self.path.name} is no longer there.",
                error.strerror or str(error),
                "Put it back, or open another file.",
            ) from error
        held = os.fstat(self._descriptor)
        same_file = (status.st_dev, status.st_ino) == (held.st_dev, held.st_ino)
        if not same_file or Stamp(status.st_size, status.st_mtime_ns) != self.stamp:
            raise self._changed()

    def _pread(self, start: int, length: int) -> bytes:
        """Bytes from the file, all of them or an error."""
        data = os.pread(self._descriptor, length, start)
        if len(data) == length:
            return data
        pieces = [data]
        missing = length - len(data)
        # One call reads at most two gigabytes.
        while missing and (more := os.pread(self._descriptor, missing, start + length - missing)):
            pieces.append(more)
            missing -= len(more)
        if missing:
            raise self._changed()
        return b"".join(pieces)

    def _changed(self) -> CuratorError:
        now = os.fstat(self._descriptor).st_size
        if now < self.size:
            what = f"It had {self.size:,} bytes and has {now:,} now: it was cut short."
        elif now > self.size:
            what = f"It had {self.size:,} bytes and has {now:,} now: it grew."
        else:
            what = "It was written again or replaced."
        return CuratorError(
            f"{self.path.name} was changed by another program while it was open here.",
            what,
            "Open it again when nothing writes to it any more.",
        )
