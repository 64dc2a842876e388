"""The lines in which two states of one file differ, as a file written from each would have them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from curator.dataset.rows import Rows


class Differing(NamedTuple):
    """A line in which two states differ."""

    number: int
    """In a file written from the state before: of the line that changes or goes, or of the one that a new line comes
    after."""
    before: bytes | None
    """None where there is no such line. A carriage return that belongs to a line's end stands at the end of its bytes.
    """
    after: bytes | None
    row: int
    """Of the data set: what verbs are told by."""


def differing_lines(before: Rows, after: Rows) -> Iterator[Differing]:
    """Where two states of the same file differ, in file order.

    Args:
        before: The rows as they were; every row of it is one of `after` too, dropped perhaps.
        after: The rows as they are.
    """
    touched = {*before.states, *after.states}
    number = 0
    for row in after.rows():
        if row not in touched:
            number += 1
            continue
        was, now = _written(before, row), _written(after, row)
        number += was is not None
        if was != now:
            yield Differing(number, was, now, row)


def _written(rows: Rows, row: int) -> bytes | None:
    if not rows.exists(row) or rows.is_dropped(row):
        return None
    return rows.read(row) + rows.newline(row).removesuffix(b"\n")
