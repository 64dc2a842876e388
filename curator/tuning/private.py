"""Files that hold what people said and sent: nobody else on the machine may read them."""

from __future__ import annotations

import os
from pathlib import Path

_OWN = 0o600


def make_private(path: Path) -> None:
    """Let only its owner read a file, which is made where there is none. Raises OSError."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _OWN)
    try:
        if os.fstat(descriptor).st_mode & 0o077:
            os.fchmod(descriptor, _OWN)
    finally:
        os.close(descriptor)
