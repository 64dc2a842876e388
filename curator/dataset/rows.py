"""The rows of a data set as they now stand: lines of a file, with edits in place of what the file has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from curator.dataset.lines import Lines
from curator.dataset.order import arrange, children_by_row
from curator.dataset.step import SOURCE_STATE, RowState


class Rows:
    """Lines seen through the states of edited rows. Row k is line k, for ever; made rows have ids above the last line.

    Reading a row without edits costs what reading the line costs.
    """

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self._states: Mapping[int, RowState] = {}
        self._children: dict[int, list[int]] = {}
        self._made_count = 0
        self._order: tuple[int, Sequence[int]] | None = None

    def show(self, states: Mapping[int, RowState], made_changed: bool = True) -> None:
        """See the lines through these states from now on.

        Args:
            states: Rows that differ from the source; the mapping is kept and may change under us, with a call of this.
            made_changed: Whether made rows came, went or moved.
        """
        self._states = states
        if made_changed:
            self._children = children_by_row(states)
            self._made_count = sum(map(len, self._children.values()))
            self._order = None

    @property
    def states(self) -> Mapping[int, RowState]:
        """The rows that differ from the source, and how."""
        return self._states

    def states_digest(self) -> str | None:
        """SHA-256 of how the rows differ from the source; None where none does."""
        if not self._states:
            return None
        digest = sha256()
        for row in sorted(self._states):
            digest.update(repr((row, self._states[row])).encode())
        return digest.hexdigest()

    @property
    def path(self) -> Path:
        """The file."""
        return self.lines.path

    @property
    def bom(self) -> bool:
        """Whether the file begins with a byte-order mark."""
        return self.lines.bom

    @property
    def row_count(self) -> int:
        """Lines indexed so far and made rows, dropped ones too."""
        return self.lines.count + self._made_count

    def rows(self) -> Sequence[int]:
        """Row ids in file order, made rows in their places, dropped rows too: a range, or an array of 64-bit."""
        if not self._children:
            return range(1, self.lines.count + 1)
        if self._order is None or self._order[0] != self.lines.count:
            self._order = (self.lines.count, arrange(self.lines.count, self._children))
        return self._order[1]

    def exists(self, row: int) -> bool:
        """Whether there is such a row: a line that is indexed, or a made row; dropped rows exist."""
        return 1 <= row <= self.lines.count or self.is_made(row)

    def stands(self, row: int) -> bool:
        """Whether there is such a row and it is not dropped."""
        return self.exists(row) and not self.is_dropped(row)

    def state(self, row: int) -> RowState:
        """How a row differs from the source."""
        return self._states.get(row, SOURCE_STATE)

    def read(self, row: int) -> bytes:
        """A row's bytes as they now stand, without line end; of a dropped row what they would be.

        Raises:
            IndexError: There is no such row.
            CuratorError: The file was written or cut short since it was opened.
        """
        state = self._states.get(row)
        if state is None or state.splice is None:
            return self.lines.read(row)
        return state.splice.put if state.made else state.splice.apply(self.lines.read(row))

    def source(self, row: int) -> bytes | None:
        """The bytes of the source line; None for made rows.

        Raises:
            IndexError: There is no such row.
            CuratorError: The file was written or cut short since it was opened.
        """
        return None if self.is_made(row) else self.lines.read(row)

    def newline(self, row: int) -> bytes:
        """A row's line end: its own, or the one an edit gave it; b"" for a last line without one.

        Raises:
            IndexError: There is no such row.
            CuratorError: The file was cut short since it was opened.
        """
        state = self._states.get(row, SOURCE_STATE)
        if state.newline is not None:
            return state.newline
        return self.lines.usual_newline if state.made else self.lines.newline(row)

    def is_dropped(self, row: int) -> bool:
        """Whether an edit left the row out."""
        return self.state(row).dropped is not None

    def drop_reason(self, row: int) -> str | None:
        """Why the row was dropped, None where it was not."""
        return self.state(row).dropped

    def is_edited(self, row: int) -> bool:
        """Whether the bytes or the line end of a line of the file were changed."""
        state = self.state(row)
        return not state.made and (state.splice is not None or state.newline is not None)

    def is_made(self, row: int) -> bool:
        """Whether the row is no line of the file: it was divided off, inserted or harvested."""
        return self.state(row).made

    def edited_rows(self) -> list[int]:
        """Rows whose bytes or line ends are not the file's, made rows too, ascending. Only dropped is not edited."""
        states = tuple(self._states.items())
        return sorted(row for row, state in states if state.splice is not None or state.newline is not None)

    def made_rows(self) -> list[int]:
        """Rows that are no lines of the file, ascending."""
        return sorted(row for made in tuple(self._children.values()) for row in made)

    def dropped_rows(self) -> list[int]:
        """Dropped rows, ascending."""
        return sorted(row for row, state in tuple(self._states.items()) if state.dropped is not None)

    def changed_rows(self) -> list[int]:
        """Rows that differ from the source in any way: edited, dropped or made; ascending."""
        return sorted(self._states)

    @property
    def edit_count(self) -> int:
        """Number of rows that differ from the source; a row joined to another counts with that one."""
        return len(self.differing_rows())

    def differing_rows(self) -> list[int]:
        """The rows that are counted as edits, ascending."""
        states = tuple(self._states.items())
        return sorted(row for row, state in states if state.dropped is None or state.tied is None)

    def rows_that_differ(self, other: Rows) -> list[int]:
        """The rows of the same file that stand otherwise elsewhere, ascending."""
        return sorted(row for row in {*self.states, *other.states} if self.state(row) != other.state(row))

    def line_of(self, row: int) -> int | None:
        """The line a row is in the file; None for made rows."""
        return None if self.is_made(row) else row

    def place_of(self, row: int) -> int | None:
        """The row a made row stands after, 0 for the start of the file; None for lines of the file."""
        return self.state(row).after

    def least_rank(self, after: int) -> int:
        """The least rank among the made rows that stand after a row, 0 for none."""
        children = self._children.get(after)
        return self._states[children[0]].rank if children else 0
