"""What can be done to rows, and how a list of such changes becomes the new states of rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from curator.dataset.lines import is_blank
from curator.dataset.rows import Rows
from curator.dataset.splice import Splice, splice_between
from curator.dataset.step import SOURCE_STATE, RowEdit, RowState, storable
from curator.errors import CuratorError

JOINED = "joined"
"""Why a row was dropped whose bytes went into the row before."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row's part in a step.

    One of: new bytes (`content`), `drop` (with a `reason`), `restore`, `revert` (a line as the file has it),
    several records from one line (`divide`: the first stays in the row, the others follow it), the next row joined to
    this one (`join`: the next row's id, with `content` being both), a new row after this one (`insert`), or only a new
    line end (`newline`, which may also go with new bytes). Bytes are those of one line; a carriage return at their end
    would be part of the line's end and is left out. They need not be JSON.
    """

    row: int
    """Row id; for `insert` 0 means before the first row."""
    content: bytes | None = None
    drop: bool = False
    reason: str = ""
    """Why the row is dropped, as the account will say: "exact duplicate", "by hand"."""
    restore: bool = False
    revert: bool = False
    divide: tuple[bytes, ...] = ()
    join: int | None = None
    newline: bytes | None = None
    """A new line end, b"\\n" or b"\\r\\n"; None keeps it."""
    insert: bytes | None = None


def plan(changes: Iterable[Change], rows: Rows, next_row: int) -> list[RowEdit]:
    """The new states of rows that a list of changes leads to, each row once; later changes see earlier ones.

    Args:
        changes: What to do, in this order.
        rows: The rows as they stand.
        next_row: The id the first made row gets.

    Raises:
        CuratorError: A change asks for a row that is not there, or for bytes that are not one line.
    """
    planner = _Planner(rows)
    for change in changes:
        planner.add(change)
    return planner.edits(next_row)


def one_line(content: bytes, row: int) -> bytes:
    """Bytes that can be a line of the file, without a carriage return at their end.

    Raises:
        CuratorError: They hold a line break, or nothing but white space.
    """
    if b"\n" in content:
        raise CuratorError(
            f"The new text of row {row} has a line break in it.",
            "A record is one line; inside a JSON string a line break is written \\n.",
            "Write it on one line, or divide the row.",
        )
    if is_blank(content):
        raise CuratorError(f"The new text of row {row} is empty.", hint="Drop the row to leave it out.")
    return content.rstrip(b"\r")


class _Planner:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._states: dict[int, RowState] = {}
        # New rows by the row they stand after, in the order they were asked for.
        self._new: dict[int, list[RowState]] = {}

    def add(self, change: Change) -> None:
        """Work one change in."""
        _refuse_mixture(change)
        if change.insert is not None:
            self._insert(change.row, change.insert)
            return
        if not self._rows.exists(change.row):
            raise CuratorError(f"There is no row {change.row}.", hint="It may have been undone.")
        if change.drop:
            self._leave_out(change.row, storable(change.reason))
        elif change.restore:
            self._leave_out(change.row, None)
        elif change.revert:
            self._revert(change.row)
        elif change.divide:
            self._divide(change.row, change.divide)
        elif change.content is not None:
            self._put(change.row, change.content)
        if change.join is not None:
            self._join(change.row, change.join)
        if change.newline is not None:
            self._end(change.row, change.newline)

    def edits(self, number: int) -> list[RowEdit]:
        """What came out; made rows are numbered from `number`."""
        edits = [
            RowEdit(row, state, copied=state.splice is not None and not state.made)
            for row, state in self._states.items()
        ]
        for after, states in self._new.items():
            first = self._rows.least_rank(after) - len(states)
            for rank, state in enumerate(states, first):
                edits.append(RowEdit(number, replace(state, rank=rank)))
                number += 1
        return edits

    def _state(self, row: int) -> RowState:
        return self._states.get(row) or self._rows.state(row)

    def _set(self, row: int, state: RowState) -> None:
        self._states[row] = state

    def _leave_out(self, row: int, reason: str | None) -> None:
        state = self._state(row)
        # A made row stays tied to the row it was divided from; a line is no longer part of another one.
        self._set(row, replace(state, dropped=reason, tied=state.tied if state.made else None))

    def _revert(self, row: int) -> None:
        if self._rows.is_made(row):
            raise CuratorError(f"Row {row} is no line of the file.", hint="Drop it to leave it out.")
        self._set(row, SOURCE_STATE)

    def _put(self, row: int, content: bytes) -> None:
        content = one_line(content, row)
        source = self._rows.source(row)
        if source is None:
            splice = Splice(0, content, 0)
        else:
            splice = None if content == source else splice_between(source, content)
        self._set(row, replace(self._state(row), splice=splice))

    def _divide(self, row: int, parts: tuple[bytes, ...]) -> None:
        if len(parts) < 2:
            raise CuratorError(f"Row {row} cannot be divided into fewer than two records.")
        self._put(row, parts[0])
        ending = self._state(row).newline or self._rows.newline(row)
        newline = None if ending in (b"", self._rows.lines.usual_newline) else ending
        for part in parts[1:]:
            self._add_new(row, one_line(part, row), newline, tied=row)

    def _insert(self, row: int, content: bytes) -> None:
        if row != 0 and not self._rows.exists(row):
            raise CuratorError(f"There is no row {row} to stand after.", hint="It may have been undone.")
        self._add_new(row, one_line(content, row), None, tied=None)

    def _add_new(self, after: int, content: bytes, newline: bytes | None, tied: int | None) -> None:
        state = RowState(Splice(0, content, 0), newline=newline, after=after, tied=tied)
        self._new.setdefault(after, []).append(state)

    def _join(self, row: int, following: int) -> None:
        if following == row or not self._rows.exists(following):
            raise CuratorError(f"There is no row {following} to join to row {row}.")
        if self._state(following).dropped is not None:
            raise CuratorError(
                f"Row {following} is dropped and cannot be joined to row {row}.", hint="Bring it back first."
            )
        self._set(following, replace(self._state(following), dropped=JOINED, tied=row))

    def _end(self, row: int, newline: bytes) -> None:
        if newline not in (b"\n", b"\r\n"):
            raise CuratorError(f"{newline!r} is no line end.", hint="A line ends in LF or CRLF.")
        state = self._state(row)
        lines = self._rows.lines
        own = lines.usual_newline if state.made else lines.newline(row)
        self._set(row, replace(state, newline=None if newline == own else newline))


def _refuse_mixture(change: Change) -> None:
    asked = [
        change.content is not None and change.join is None,
        change.drop,
        change.restore,
        change.revert,
        bool(change.divide),
        change.join is not None,
        change.insert is not None,
    ]
    if sum(asked) > 1 or (not any(asked) and change.newline is None):
        raise CuratorError(f"A change of row {change.row} must ask for exactly one thing.")
    if change.join is not None and change.content is None:
        raise CuratorError(f"Joining to row {change.row} needs the bytes of both.")
    if change.newline is not None and change.insert is not None:
        raise CuratorError("A new row gets the line end the file usually has.")
