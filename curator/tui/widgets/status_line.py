"""The third fixed line: how does it stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from curator.amounts import counted
from curator.tui.glyphs import BAR_DONE, BAR_TO_DO, ERROR, NOTE
from curator.tui.widgets.cells import width_of
from curator.tui.widgets.lines import Piece
from curator.tui.widgets.sentence import Sentence

BAR_CELLS = 11


@dataclass(frozen=True, slots=True)
class Work:
    """Work that goes on behind."""

    label: str
    share: float | None = None
    seconds_left: float | None = None
    stops: bool = True
    """Whether esc would stop it now."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a data set stands."""

    position: int = 0
    """The line the cursor is on, the same on every screen; rows that edits made are counted after the last line."""
    shown: int = 0
    """How many lines and made rows there are."""
    marked: int = 0
    errors: int = 0
    warnings: int = 0
    notes: int = 0
    final: bool = True
    """Whether the counts are final: everything has been measured and compared."""
    counted: bool = False
    """Whether anything has been measured at all."""
    accepted: int = 0
    """Findings that are silent because a person accepted them."""
    edits: int = 0
    read_only: str = ""
    position_said: str = ""
    """Said in place of the position."""


class StatusLine(Sentence):
    """Position, findings, edits and work; or an answer, for as long as nothing else happens."""

    def __init__(self) -> None:
        super().__init__()
        self.standing = Standing()
        self.work: Work | None = None
        self.done = ""

    def stand(self, standing: Standing) -> None:
        """Show how it stands."""
        if standing != self.standing:
            self.standing = standing
            self.refresh()

    def working(self, work: Work | None, done: str = "") -> None:
        """Show the work that goes on, None when it has ended, and in a wide terminal what has been done."""
        self.work, self.done = work, done
        self.refresh()

    def forget(self) -> None:
        """Something else happens: the answer goes."""
        if self.sentence:
            self.say("")

    def sides(self, width: int) -> tuple[Sequence[Piece], Sequence[Piece]]:
        return self._standing_pieces(width), self._work_pieces(width)

    def beside(self, room: int) -> Sequence[Piece]:
        """The findings and the edits, or the edits alone; the sentence is not cut for them."""
        edits = (counted(self.standing.edits, "edit") if self.standing.edits else "") + " "
        found = [*self._counts(), ("   ", "")] if self.standing.counted else []
        fits = sum(width_of(text) for text, _ in found) + width_of(edits) <= room
        return [*(found if fits else []), (edits, "")] if width_of(edits) <= room else []

    def _standing_pieces(self, width: int) -> list[Piece]:
        standing = self.standing
        gap: Piece = ("    ", "")
        pieces: list[Piece] = [(f" {standing.position_said or f'{standing.position:,}/{standing.shown:,}'}", ""), gap]
        if standing.marked:
            pieces += [(f"{standing.marked:,} marked", "key"), gap]
        if standing.counted:
            pieces += self._counts()
            pieces += [(f"  {standing.accepted:,} accepted", "dim")] if standing.accepted else []
            pieces.append(gap)
        if standing.read_only:
            pieces.append(("read only", "warning"))
        elif standing.edits or self.work is None:
            pieces.append((counted(standing.edits, "edit") if standing.edits else "no edits", ""))
        return pieces

    def _counts(self) -> list[Piece]:
        standing = self.standing
        if standing.final and not (standing.errors or standing.warnings or standing.notes):
            return [("nothing found", "good")]
        pieces: list[Piece] = []
        for glyph, number, ink in (
            (ERROR, standing.errors, "error"),
            ("!", standing.warnings, "warning"),
            (NOTE, standing.notes, "info"),
        ):
            sign = self.shown(glyph)
            pieces += [(f"{sign} ", ink if number else "dim"), (f"{number:,}  ", "" if number else "dim")]
        pieces[-1] = (pieces[-1][0].rstrip(), pieces[-1][1])
        if not standing.final:
            pieces.append((" so far", "dim"))
        return pieces

    def _work_pieces(self, width: int) -> list[Piece]:
        work = self.work
        if work is None:
            return [(self.done + " ", "dim")] if width >= 100 and self.done else []
        pieces: list[Piece] = [(work.label, "")]
        if work.share is not None:
            filled = round(work.share * BAR_CELLS)
            pieces[0] = (f"{work.label} {work.share:.0%}".replace("%", " %"), "")
            pieces += [("  ", ""), (BAR_DONE * filled, "key"), (BAR_TO_DO * (BAR_CELLS - filled), "dim")]
        if work.seconds_left is not None:
            pieces.append((f"  {duration(work.seconds_left)}", ""))
        pieces.append(("  esc " if work.stops else "  ", "dim"))
        return pieces


def duration(seconds: float) -> str:
    """A duration as a person says it: 9 s, 4 min, 2 h."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
