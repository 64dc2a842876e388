"""A file on its way out: read once, counted, hashed, and stopped when a person asks."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from curator.errors import CuratorError
from curator.progress import Progress

_BLOCK = 1 << 20


def file_digest(path: Path, progress: Progress | None = None) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises CuratorError where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                if progress is not None:
                    progress.stop_if_cancelled()
    except OSError as error:
        raise unreadable(path, error) from error
    return digest.hexdigest()


def unreadable(path: Path, error: OSError) -> CuratorError:
    """The message for a file that cannot be read."""
    return CuratorError(f"{path.name} cannot be read.", f"{path}: {error.strerror}", "Look whether it is still there.")


class OutgoingFile(io.RawIOBase):
    """A file opened for sending. Reports bytes to `progress` and raises Cancelled from `read` when asked to stop.

    Args:
        path: The file.
        progress: Counts bytes; its total is set to the file's size.
    """

    def __init__(self, path: Path, progress: Progress) -> None:
        super().__init__()
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise unreadable(path, error) from error
        self._path = path
        self._progress = progress
        self._hash = hashlib.sha256()
        self.size = self._file.seek(0, io.SEEK_END)
        self._file.seek(0)

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes: a client asks for the length, and begins again at 0."""
        return True

    def tell(self) -> int:
        """The place read up to, in bytes."""
        return self._file.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place; going back to the beginning begins the hash again."""
        place = self._file.seek(offset, whence)
        if place == 0:
            self._hash = hashlib.sha256()
        return place

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, counted and hashed."""
        self._progress.stop_if_cancelled()
        block = self._file.read(size)
        self._hash.update(block)
        self._progress.update(self._file.tell(), total=self.size)
        return block

    def check(self, digest: str) -> None:
        """Raise CuratorError unless all that was read has this SHA-256 (hexadecimal)."""
        if self._hash.hexdigest() != digest:
            raise CuratorError(
                f"{self._path.name} has changed.",
                f"{self._path} is not the file any more that was checked.",
                "Check it again, then send it. What was sent of it is not used.",
            )

    def close(self) -> None:
        """Close the file."""
        if not self.closed:
            self._file.close()
        super().close()
