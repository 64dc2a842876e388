"""Lines of which some can be chosen: a list of files, of fields, of ways to go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from curator.tui.glyphs import CURSOR
from curator.tui.widgets.lines import LineView, Piece


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One line; one with a value can be chosen. The first column is the cursor's."""

    pieces: tuple[Piece, ...] = ()
    value: Any = None


class OptionLines(LineView, can_focus=True, inherit_bindings=False):
    """Lines with a cursor that stands only where something can be chosen.

    The keys that scroll other views move this one's cursor, so none of them is inherited; the arrows are the screen's.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "page_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end", "scroll_end", show=False),
    ]

    class Moved(Message):
        """The cursor stands on another line."""

    class Chosen(Message):
        """A line was chosen with the mouse."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="lines")
        self.lines: tuple[OptionLine, ...] = ()
        self.position = -1

    def put(self, lines: Sequence[OptionLine]) -> None:
        """Show lines. The cursor stays on the same value, else goes to the first that can be chosen."""
        value = self.value
        self.lines = tuple(lines)
        places = self._places()
        same = [place for place in places if value is not None and self.lines[place].value == value]
        self.position = same[0] if same else places[0] if places else -1
        self.set_height(len(self.lines))
        self.refresh()

    def _places(self) -> list[int]:
        return [place for place, line in enumerate(self.lines) if line.value is not None]

    @property
    def value(self) -> Any:
        """What the cursor is on, None where nothing can be chosen."""
        return self.lines[self.position].value if 0 <= self.position < len(self.lines) else None

    def move(self, step: int) -> bool:
        """Put the cursor on the next line that can be chosen; False where there is none."""
        places, before = self._places(), self.position
        if not places:
            return False
        here = places.index(self.position) if self.position in places else 0
        self.position = places[max(0, min(here + step, len(places) - 1))]
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if self.position < top or self.position == places[0]:
            self.scroll_to(y=0 if self.position == places[0] else self.position, animate=False, force=True)
        elif self.position >= top + height:
            self.scroll_to(y=self.position - height + 1, animate=False, force=True)
        self.refresh()
        self.post_message(self.Moved())
        return self.position != before

    # The scrolling keys of every scrolled widget: here the cursor moves, and what is in sight follows it.

    def action_page_down(self) -> None:
        self.move(max(1, self.size.height - 1))

    def action_page_up(self) -> None:
        self.move(-max(1, self.size.height - 1))

    def action_scroll_home(self) -> None:
        self.move(-len(self.lines))

    def action_scroll_end(self) -> None:
        self.move(len(self.lines))

    def render_line(self, y: int) -> Strip:
        place = y + self.scroll_offset.y
        if place >= len(self.lines):
            return self.strip_of([], self.size.width)
        here = place == self.position
        sign: Piece = (self.shown(CURSOR) if here else " ", "key")
        pieces = [(self.shown(text), f"{ink} bold" if here else ink) for text, ink in self.lines[place].pieces]
        return self.strip_of([sign, *pieces], self.size.width)

    def on_click(self, event: events.Click) -> None:
        place = event.y + self.scroll_offset.y
        if place in self._places():
            chosen = place == self.position
            self.position = place
            self.refresh()
            self.post_message(self.Chosen() if chosen else self.Moved())
