"""One program at a time: a lock that its holder's death opens."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from curator.errors import CuratorError


@contextmanager
def hold(path: Path, taken: str) -> Iterator[None]:
    """Hold a lock for the time of a block. The operating system opens it when the holder dies, however it dies.

    Args:
        path: The lock's file; it is there only while somebody holds it.
        taken: The title of the error when another program or thread holds it.

    Raises:
        CuratorError: Somebody else holds it.
    """
    descriptor = _open(path, taken)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _open(path: Path, taken: str) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            raise CuratorError(taken, "Another window or command is busy with it.", "Wait until it is done.") from error
        # The holder before may have removed the file between our opening and locking it.
        if _same_file(path, descriptor):
            return descriptor
        os.close(descriptor)


def _same_file(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
