"""Amounts in words, the same way on the screen, on the command line and in reports."""

from __future__ import annotations

import math


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 line`, `755 lines`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def size_text(size: int) -> str:
    """A size in bytes as a person says it, a kB being 1,000: 812 bytes, 48 kB, 2.6 MB, 1.2 GB."""
    if size < 10_000:
        return counted(size, "byte")
    if size < 1_000_000:
        return f"{size / 1000:,.0f} kB"
    if size < 1_000_000_000:
        return f"{size / 1e6:,.1f} MB"
    return f"{size / 1e9:,.2f} GB"


def likeness(similarity: float, *, equal: bool = False) -> float:
    """How alike two texts are, to two places: never more than they are, and 1 only of equal ones.

    Args:
        similarity: From 0 to 1; texts that differ in their order alone may have 1.
        equal: Whether they say the same.
    """
    hundredths = math.floor(similarity * 100 + 1e-9)
    return (hundredths if equal else min(hundredths, 99)) / 100
