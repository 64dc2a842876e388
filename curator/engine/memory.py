"""Memory that is free again, given back to the machine."""

from __future__ import annotations

import ctypes
import functools
import os
from collections.abc import Callable, Mapping

_ARENA_MAX, _MMAP_THRESHOLD = -8, -3
"""Parameters of glibc's mallopt (mallopt(3))."""
_HEAPS = 2
_LEAST_BYTES_APART = 1 << 20
_OF_POLARS = "_RJEM_MALLOC_CONF"
_SOON = "background_thread:true,dirty_decay_ms:10,muzzy_decay_ms:0"


@functools.cache
def _of_libc(name: str) -> Callable[..., int] | None:
    try:
        return getattr(ctypes.CDLL(None), name)
    except (OSError, AttributeError):
        return None


def give_back_soon() -> None:
    """From now on, give back what is freed soon after; to be called before polars is loaded and threads are made.

    By default freed memory is kept for what may be needed next, by polars for a while and by glibc in a heap for each
    thread: while a million records are compared again and again that is a tenth of what a screen holds, or more.
    """
    os.environ.setdefault(_OF_POLARS, _SOON)
    change = _of_libc("mallopt")
    if change is not None:
        change(_ARENA_MAX, _HEAPS)
        # What is larger than this is never a part of a heap, which could only shrink when all behind it is free.
        change(_MMAP_THRESHOLD, _LEAST_BYTES_APART)


def as_it_was(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without what `give_back_soon` put there: processes that end soon are faster so."""
    return {name: value for name, value in environment.items() if (name, value) != (_OF_POLARS, _SOON)}


def give_back() -> None:
    """Give back what the C library keeps of freed memory, where it can be asked to; takes a few milliseconds.

    glibc keeps a heap for each thread and gives back only its end: after much short-lived data a process stays large.
    """
    trim = _of_libc("malloc_trim")
    if trim is not None:
        trim(0)
