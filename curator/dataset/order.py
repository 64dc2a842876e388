"""The order of rows: lines as the file has them, each with the made rows that stand after it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence

from curator.dataset.step import RowState


def children_by_row(states: Mapping[int, RowState]) -> dict[int, list[int]]:
    """Made rows by the row they stand after, in their order."""
    made = [(state.after, state.rank, row) for row, state in states.items() if state.after is not None]
    children: dict[int, list[int]] = {}
    for after, _, row in sorted(made):
        children.setdefault(after, []).append(row)
    return children


def arrange(line_count: int, children: Mapping[int, Sequence[int]]) -> Sequence[int]:
    """All row ids in file order.

    Args:
        line_count: Number of lines of the file.
        children: Made rows by the row they stand after, in their order.

    Returns:
        A range where no row was made, else an array of row ids.
    """
    if not children:
        return range(1, line_count + 1)
    order = array("q")
    position = 0
    for line in sorted(row for row in children if row <= line_count):
        order.extend(range(position + 1, line + 1))
        order.extend(_descendants(line, children))
        position = line
    order.extend(range(position + 1, line_count + 1))
    return order


def _descendants(row: int, children: Mapping[int, Sequence[int]]) -> Iterable[int]:
    """Made rows that stand after a row, each followed by those that stand after itself."""
    waiting = list(reversed(children.get(row, ())))
    while waiting:
        made = waiting.pop()
        yield made
        waiting.extend(reversed(children.get(made, ())))
