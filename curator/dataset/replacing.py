"""Putting a whole file in its place: written beside, flushed, renamed; never half a file under its name."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from curator.errors import CuratorError


def mode_of_new_files() -> int:
    """The permissions that this process gives a file it makes: those the person set by umask."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths are one file, links of either kind seen through."""
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.resolve()


def is_special(path: Path) -> bool:
    """Whether a device, a pipe or the like stands there: bytes may go into it, but no file may take its place."""
    return path.exists() and not path.is_file() and not path.is_dir()


def back_up(path: Path) -> Path:
    """Keep a file under another name: NAME.bak, or NAME.bak.2 and so on where that is taken.

    Raises:
        CuratorError: It cannot be kept; the file is as it was.
    """
    number = 1
    while True:
        backup = path.with_name(f"{path.name}.bak" if number == 1 else f"{path.name}.bak.{number}")
        try:
            # A second name for the same bytes: the file itself is never away, not even for a moment.
            os.link(path, backup)
            break
        except FileExistsError:
            number += 1
        except OSError:
            _copy_to_new(path, backup)
            break
    flush_folder(path.parent)
    return backup


def _copy_to_new(path: Path, backup: Path) -> None:
    try:
        with path.open("rb") as source, backup.open("xb") as copy:
            shutil.copyfileobj(source, copy, 8 << 20)
            copy.flush()
            os.fsync(copy.fileno())
        shutil.copystat(path, backup)
    except OSError as error:
        backup.unlink(missing_ok=True)
        raise CuratorError(f"{path.name} cannot be kept as {backup.name}.", error.strerror or str(error)) from error


def flush_folder(folder: Path) -> None:
    """Make names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Replacement:
    """A file being written beside its place. Leaving the block without `put_in_place` leaves nothing behind.

    Refusals of the system become CuratorErrors that say what could not be written and why.
    """

    file: BinaryIO

    def __init__(self, output: Path, expected_size: int, like: Path | None = None) -> None:
        """Begin.

        Args:
            output: Where the file is to be in the end, links resolved.
            expected_size: About how many bytes it will have.
            like: A file whose permissions it gets; None for those of any new file.
        """
        self.output = output
        self._expected_size = expected_size
        self._like = like
        self._beside: Path | None = None

    @property
    def beside(self) -> Path:
        """The file as it is being written."""
        assert self._beside is not None
        return self._beside

    def __enter__(self) -> Replacement:
        if is_special(self.output):
            raise CuratorError(
                f"{self.output} is a device or a pipe: no file is put in its place.", hint="Name a file to be written."
            )
        try:
            free = shutil.disk_usage(self.output.parent).free
            if free < self._expected_size:
                raise OSError(errno.ENOSPC, f"{self._expected_size:,} bytes are needed, {free:,} are free")
            descriptor, name = tempfile.mkstemp(
                prefix=f".{self.output.name[:80]}.", suffix=".part", dir=self.output.parent
            )
            self._beside = Path(name)
            self.file = os.fdopen(descriptor, "wb", buffering=1 << 20)
            os.fchmod(descriptor, self._mode())
        except OSError as error:
            raise self._refusal(error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            self.file.close()
        except OSError:
            # What could not be flushed is thrown away with the file; the first error is the one to tell.
            if error is None:
                raise
        finally:
            if self._beside is not None:
                self._beside.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise self._refusal(error) from error

    def flush(self) -> None:
        """Make what was written durable.

        Raises:
            OSError: It cannot be; the block turns it into a CuratorError.
        """
        self.file.flush()
        os.fsync(self.file.fileno())

    def put_in_place(self, replace: bool) -> None:
        """Give the flushed file its name.

        Args:
            replace: Whether a file of that name may be replaced.

        Raises:
            OSError: It cannot be; the block turns it into a CuratorError.
        """
        beside = self.beside
        if not replace and self._linked():
            beside.unlink()
        else:
            beside.replace(self.output)
        self._beside = None
        flush_folder(self.output.parent)

    def _linked(self) -> bool:
        """Give the file its name unless somebody else has taken it meanwhile; False where links are not known."""
        try:
            os.link(self.beside, self.output)
        except FileExistsError:
            raise
        except OSError:
            if self.output.exists():
                raise
            return False
        return True

    def _mode(self) -> int:
        if self._like is not None:
            return stat.S_IMODE(self._like.stat().st_mode)
        return mode_of_new_files()

    def _refusal(self, error: OSError) -> CuratorError:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            title, hint = f"There is no room for {self.output.name}.", "Make room, or write to another disk."
        elif isinstance(error, FileExistsError):
            title, hint = f"{self.output} is there already.", "Give another name, or --overwrite."
        elif isinstance(error, FileNotFoundError):
            title, hint = f"There is no folder {self.output.parent}.", "Make it first, or give another name."
        else:
            title, hint = f"{self.output} cannot be written.", "Give another name or folder."
        return CuratorError(title, f"{error.strerror or error}. Nothing was put in place.", hint)
