"""What became of every row when a file was written: nothing is lost in silence."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from curator.dataset.change import JOINED
from curator.dataset.lines import is_blank
from curator.dataset.reason import row_kept, word_of
from curator.dataset.rows import Rows
from curator.errors import CuratorError


@dataclass(slots=True)
class Account:
    """Counts of a written file. Each line read and each row made is in exactly one of the counts that leave it out or
    write it."""

    output: Path
    """The file written."""
    backup: Path | None = None
    """The source as it was, where it was written in place."""
    read: int = 0
    """Lines of the source."""
    divided: int = 0
    """Rows divided off a line."""
    inserted: int = 0
    """Rows inserted."""
    written: int = 0
    identical: int = 0
    """Lines written byte for byte as read."""
    changed: int = 0
    """Lines written with other bytes or another line end."""
    added: int = 0
    """Divided and inserted rows written."""
    dropped: dict[str, int] = field(default_factory=dict[str, int])
    """Records left out because they were dropped, by reason."""
    instead: dict[int, tuple[str, int]] = field(default_factory=dict[int, tuple[str, int]])
    """Of these the rows that were like another one: why, and the row that was kept in their place."""
    joined: int = 0
    """Lines left out because their bytes went into the row before."""
    blank: int = 0
    """Blank lines left out because they were dropped."""
    blank_written: int = 0
    """Blank lines written, among those written."""
    not_chosen: int = 0
    """Rows left out because they were not asked for."""

    @property
    def left_out(self) -> int:
        """Rows that were not written."""
        return sum(self.dropped.values()) + self.joined + self.blank + self.not_chosen

    def leave_out(self, rows: Rows, row: int) -> None:
        """Count a dropped row."""
        state = rows.state(row)
        if state.dropped == JOINED and state.tied is not None:
            self.joined += 1
        elif is_blank(rows.read(row)):
            self.blank += 1
        else:
            reason = state.dropped or ""
            word, kept = word_of(reason), row_kept(reason)
            self.dropped[word] = self.dropped.get(word, 0) + 1
            if kept is not None:
                self.instead[row] = (word, kept)

    def kept_for(self, row: int) -> int:
        """The row that stands in the place of one that was dropped, where what was kept then went itself too."""
        seen: set[int] = set()
        while row in self.instead and row not in seen:
            seen.add(row)
            row = self.instead[row][1]
        return row

    def check(self) -> None:
        """Make sure that the counts add up.

        Raises:
            CuratorError: They do not: the file must not be used.
        """
        came_in = self.read + self.divided + self.inserted
        went_out = self.written + self.left_out
        parts = self.identical + self.changed + self.added
        if came_in != went_out or self.written != parts:
            raise CuratorError(
                f"The account of {self.output.name} does not add up, so it was not put in place.",
                f"{came_in} rows came in, {self.written} were written ({parts} by kind), {self.left_out} left out.",
                "This is a fault of curator: please report it. Nothing was changed.",
            )
