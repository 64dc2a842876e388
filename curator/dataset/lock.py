"""Who has a file open for changes: one at a time, and the next one learns who."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from curator.errors import CuratorError


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that has a file open for changes."""

    pid: int
    host: str
    since: datetime

    @property
    def alive(self) -> bool:
        """Whether the process still runs; taken for granted on another machine."""
        if self.host != socket.gethostname():
            return True
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True

    def sentence(self) -> str:
        """Who, in plain words."""
        where = "" if self.host == socket.gethostname() else f" on {self.host}"
        return f"Process {self.pid}{where} has it open for changes since {self.since.astimezone():%d %b %H:%M}."


class Lock:
    """The right to change a file's journal, held until `release` or the end of the process.

    The kernel's lock (flock) ends with its holder, however that ends. Where the file system has none, the
    written process id decides, and a holder that no longer runs is passed over.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path) -> Lock | Holder:
        """Take the lock, or learn who has it.

        Args:
            path: The lock file, in a folder that exists.

        Raises:
            CuratorError: The lock file cannot be written.
        """
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise CuratorError(f"{path} cannot be written.", error.strerror or str(error)) from error
        try:
            holder = _refused_by(descriptor)
            if holder is None:
                _write_holder(descriptor)
                return cls(path, descriptor)
        except OSError as error:
            os.close(descriptor)
            raise CuratorError(f"{path} cannot be written.", error.strerror or str(error)) from error
        os.close(descriptor)
        return holder

    def release(self) -> None:
        """Let the next one have it."""
        if self._descriptor < 0:
            return
        # Emptied first: a file system without flock has nothing but the words to go by.
        os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)
        self._descriptor = -1


def _refused_by(descriptor: int) -> Holder | None:
    """Who holds the lock; None when it is ours now."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            # The holder may not have written its name yet.
            return _read_holder(descriptor) or Holder(0, socket.gethostname(), datetime.now(UTC))
        if error.errno not in (errno.ENOTSUP, errno.ENOLCK, errno.ENOSYS, errno.EINVAL):
            raise
        holder = _read_holder(descriptor)
        return holder if holder is not None and holder.alive else None
    return None


def _write_holder(descriptor: int) -> None:
    words = {"pid": os.getpid(), "host": socket.gethostname(), "since": datetime.now(UTC).isoformat()}
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(words).encode(), 0)


def _read_holder(descriptor: int) -> Holder | None:
    try:
        words: dict[str, Any] = json.loads(os.pread(descriptor, 4096, 0))
        return Holder(int(words["pid"]), str(words["host"]), datetime.fromisoformat(str(words["since"])))
    except (ValueError, KeyError, TypeError):
        return None
