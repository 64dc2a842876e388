"""A pane that is painted anew from what is known, at whatever size it has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from textual import events
from textual.message import Message
from textual.strip import Strip

from curator.tui.glyphs import MORE_ABOVE, MORE_BELOW
from curator.tui.widgets.lines import Inked, Piece


@dataclass(frozen=True, slots=True)
class Look:
    """How large a pane is and what its terminal can show."""

    width: int
    height: int
    signs: bool
    """Whether colour carries nothing, so that what differs must be said by signs."""


@dataclass(frozen=True, slots=True)
class Painting:
    """One line of a pane."""

    pieces: tuple[Piece, ...] = ()
    value: Any = None
    """What a click on it chooses."""


Painter = Callable[[Look], Sequence[Painting]]


def line(*pieces: Piece, value: Any = None) -> Painting:
    """A line made of pieces; their texts must be visible ones."""
    return Painting(pieces, value)


def window(count: int, room: int, at: int) -> range:
    """The places in sight when the one at `at` is, of a list of `count` lines in a room for `room`."""
    room = max(1, room)
    start = max(0, min(at - room // 2, count - room))
    return range(start, min(count, start + room))


def window_of_cut(count: int, room: int, at: int) -> tuple[range, list[Painting]]:
    """The places in sight, and where the list is cut a last line that says how many more there are."""
    if count <= room or room < 2:
        return window(count, room, at), []
    places = window(count, room - 1, at)
    sides = ((MORE_ABOVE, places.start), (MORE_BELOW, count - places.stop))
    said = " · ".join(f"{sign} {more:,} more" for sign, more in sides if more)
    return places, [line((f"   {said}", "dim"))]


def rule_line(title: str, width: int) -> Painting:
    """A thin rule with a title."""
    head = f" ─ {title} " if title else " "
    return line((head + "─" * max(0, width - len(head) - 1), "dim"))


class Painted(Inked, can_focus=True):
    """A pane whose lines come from a painter; it scrolls only as far as the painter does."""

    DEFAULT_CSS = "Painted { width: 1fr; height: 1fr; }"

    class Clicked(Message):
        """Something was clicked."""

        def __init__(self, pane: Painted, value: Any) -> None:
            super().__init__()
            self.pane = pane
            self.value = value

    def __init__(self, painter: Painter, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._painter = painter
        self._lines: Sequence[Painting] | None = None

    def repaint(self) -> None:
        """What is shown may have changed."""
        self._lines = None
        self.refresh()

    def on_resize(self) -> None:
        self.repaint()

    def _painted(self) -> Sequence[Painting]:
        if self._lines is None:
            self._lines = self._painter(Look(self.size.width, self.size.height, self.colourless))
        return self._lines

    def render_line(self, y: int) -> Strip:
        lines = self._painted()
        pieces = lines[y].pieces if y < len(lines) else ()
        return self.strip_of([(self.shown(text), ink) for text, ink in pieces], self.size.width)

    def on_click(self, event: events.Click) -> None:
        lines = self._painted()
        if event.y < len(lines) and lines[event.y].value is not None:
            self.post_message(self.Clicked(self, lines[event.y].value))
