"""Memory that is free again, given back to the machine."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable


@functools.cache
def _trim() -> Callable[[int], int] | None:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):
        return None


def give_back() -> None:
    """Give back what the C library keeps of freed memory, where it can be asked to; takes a few milliseconds.

    glibc keeps a heap for each thread and gives back only its end: after much short-lived data a process stays large.
    """
    trim = _trim()
    if trim is not None:
        trim(0)
