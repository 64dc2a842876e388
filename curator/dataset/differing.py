"""The lines in which two states of one file differ, as a file written from each would have them."""

from __future__ import annotations

from collections.abc import Iterator

from curator.dataset.rows import Rows


def differing_lines(before: Rows, after: Rows) -> Iterator[tuple[int, bytes | None, bytes | None]]:
    """Where two states of the same file differ, in file order.

    Args:
        before: The rows as they were; every row of it is one of `after` too, dropped perhaps.
        after: The rows as they are.

    Yields:
        A line number, the bytes before and the bytes after; None where there is no such line. Numbers are those of a
        file written from `before`: of the line that changes or goes, or of the one that a new line comes after. A
        carriage return that belongs to a line's end stands at the end of its bytes.
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
            yield number, was, now


def _written(rows: Rows, row: int) -> bytes | None:
    if not rows.exists(row) or rows.is_dropped(row):
        return None
    return rows.read(row) + rows.newline(row).removesuffix(b"\n")
