"""What all drawn widgets share: lines made of pieces, each a text and the name of its ink.

An ink is a component class of the app, so that every colour stands in curator.tcss. Were it one of each widget, every
change of a style would look for seventeen more in each of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from curator.tui.glyphs import CUT, plain
from curator.tui.widgets.cells import fit, width_of

Piece = tuple[str, str]
"""A text and its inks, separated by spaces: ("✗", "error bold")."""

INKS = (
    "error",
    "warning",
    "info",
    "good",
    "system",
    "user",
    "assistant",
    "tool",
    "dim",
    "bold",
    "key",
    "open",
    "struck",
    "removed",
    "added",
    "left",
    "right",
)


INK_CLASSES = {f"ink--{name}" for name in INKS}
"""What the app has to name as its component classes."""


class Inked(Widget):
    """A widget that draws pieces."""

    _ink_cache: dict[str, Style] | None = None

    @property
    def plain_only(self) -> bool:
        """Whether the terminal knows plain ASCII only."""
        return bool(getattr(self.app, "plain_only", False))

    @property
    def colourless(self) -> bool:
        """Whether colour carries nothing: what it says must be said by signs."""
        return self.plain_only or self.app.no_color

    def shown(self, text: str) -> str:
        """The text as this terminal can show it. It must have been made visible before, where it is data."""
        return plain(text) if self.plain_only else text

    @property
    def cut_sign(self) -> str:
        """What stands where a text is cut."""
        return "..." if self.plain_only else CUT

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._ink_cache = None

    def ink(self, names: str) -> Style:
        """The style of one or several inks."""
        if self._ink_cache is None:
            self._ink_cache = {}
        style = self._ink_cache.get(names)
        if style is None:
            style = self.rich_style
            for name in names.split():
                style = style + self.app.get_component_styles(f"ink--{name}").partial_rich_style
            self._ink_cache[names] = style
        return style

    def strip_of(self, pieces: Sequence[Piece], width: int) -> Strip:
        """One line of exactly `width` cells. The pieces are shown as they are."""
        segments: list[Segment] = []
        room = width
        for text, names in pieces:
            used = width_of(text)
            if used > room:
                text = fit(text, room, self.cut_sign)
                used = room
            if used:
                segments.append(Segment(text, self.ink(names)))
                room -= used
            if room <= 0:
                break
        if room > 0:
            segments.append(Segment(" " * room, self.ink("")))
        return Strip(segments, width)


def joined(left: Sequence[Piece], right: Sequence[Piece], width: int) -> list[Piece]:
    """Left pieces, a gap, right pieces, in `width` cells. Where there is no room the left ones are cut."""
    right_width = sum(width_of(text) for text, _ in right)
    room = width - right_width
    pieces: list[Piece] = []
    for text, names in left:
        used = width_of(text)
        if used > room - 1 and right_width:
            text = fit(text, max(0, room - 1))
            used = width_of(text)
        pieces.append((text, names))
        room -= used
        if room <= 0:
            break
    return [*pieces, (" " * max(0, room), ""), *right]


class OneLine(Inked):
    """A line that is always in the same place."""

    DEFAULT_CSS = "OneLine { height: 1; width: 1fr; }"

    def sides(self, width: int) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """What stands at the left and at the right of the line; where there is no room the left side is cut."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        left, right = ([(self.shown(text), names) for text, names in side] for side in self.sides(width))
        return self.strip_of(joined(left, right, width), width)


class Said(OneLine):
    """A line that says what it is told."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.left: tuple[Piece, ...] = ()
        self.right: tuple[Piece, ...] = ()

    def say(self, left: Sequence[Piece] = (), right: Sequence[Piece] = ()) -> None:
        """Show this. The texts must be visible ones."""
        if (tuple(left), tuple(right)) != (self.left, self.right):
            self.left, self.right = tuple(left), tuple(right)
            self.refresh()

    def sides(self, width: int) -> tuple[Sequence[Piece], Sequence[Piece]]:
        return self.left, self.right


class LineView(Inked, ScrollView):
    """A scrolled widget that draws one line at a time and shows no scroll bar: the lines around it say where one is."""

    DEFAULT_CSS = "LineView { scrollbar-size: 0 0; overflow-x: hidden; overflow-y: scroll; }"

    def set_height(self, lines: int) -> None:
        """Say how many lines there are to scroll.

        No other widget depends on it and no scroll bar is drawn, so the screen is not laid out anew: that would cost as
        much as drawing all of it.
        """
        size = Size(self.size.width, lines)
        if size == self.virtual_size:
            return
        self.set_reactive(LineView.virtual_size, size)  # pyright: ignore[reportArgumentType]
        if self.scroll_offset.y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True)
        self.refresh()
