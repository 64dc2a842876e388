"""One record as a reader hands it on: where it stands, what it holds, or why it cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a source of any kind."""

    line: int | None
    """1-based line of the source where the record begins (for a binary table the row); None for a row an edit made."""
    value: Any = None
    """The JSON value; None where there is a problem."""
    problem: str = ""
    """Why it cannot be read, in plain words; "" where it can. It may hold text of the data set."""
    raw: bytes | None = None
    """The record as it is written, on one line; None where the source does not write it as JSON."""
    lost: tuple[str, ...] = ()
    """Patterns of what the reader itself could not bring over."""


Entries = Iterator[Entry]
Report = Callable[[int, int], None]
"""Told how far a reader is, and of how much, in bytes or rows; raises Cancelled where somebody asked for it."""
