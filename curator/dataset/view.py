"""Which rows are shown, and in which order: chosen once, then frozen until asked again."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import overload


class View(Sequence[int]):
    """Row ids, chosen and ordered. All rows of a file cost nothing; others eight bytes each.

    Row at a position and position of a row are found without searching through them.
    """

    def __init__(self, rows: Iterable[int]) -> None:
        """Freeze rows in the order given.

        Args:
            rows: Row ids, each at most once. A range is kept as it is.
        """
        self._rows: range | array[int] = rows if isinstance(rows, range) else array("q", rows)
        self._ascending = isinstance(self._rows, range) or _ascends(self._rows)
        # Position of each row by its id, -1 for rows that are not shown; made when first asked for.
        self._positions: array[int] | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    @overload
    def __getitem__(self, position: int) -> int: ...

    @overload
    def __getitem__(self, position: slice) -> Sequence[int]: ...

    def __getitem__(self, position: int | slice) -> int | Sequence[int]:
        """The row at a position from 0, or the rows of a slice of positions."""
        return self._rows[position]

    def __contains__(self, row: object) -> bool:
        return isinstance(row, int) and self.position(row) is not None

    def position(self, row: int) -> int | None:
        """Where a row stands, from 0; None where it is not shown."""
        if isinstance(self._rows, range):
            return self._rows.index(row) if row in self._rows else None
        if self._ascending:
            found = bisect_left(self._rows, row)
            return found if found < len(self._rows) and self._rows[found] == row else None
        if self._positions is None:
            self._positions = _positions(self._rows)
        found = self._positions[row] if 0 <= row < len(self._positions) else -1
        return found if found >= 0 else None

    def nearest(self, row: int) -> int | None:
        """Position of a row, or of the one whose id is nearest to it; None where nothing is shown."""
        found = self.position(row)
        if found is not None or not self._rows:
            return found
        if not self._ascending:
            return min(range(len(self._rows)), key=lambda position: abs(self._rows[position] - row))
        behind = bisect_left(self._rows, row)
        around = [position for position in (behind - 1, behind) if 0 <= position < len(self._rows)]
        return min(around, key=lambda position: abs(self._rows[position] - row))


def _ascends(rows: array[int]) -> bool:
    following = iter(rows)
    next(following, None)
    return all(one < other for one, other in zip(rows, following, strict=False))


def _positions(rows: array[int]) -> array[int]:
    positions = array("q", [-1]) * (max(rows, default=0) + 1)
    for position, row in enumerate(rows):
        positions[row] = position
    return positions
