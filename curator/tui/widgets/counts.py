"""How many rows have which value of a property, with bars; a bar opens its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from curator.amounts import counted
from curator.measures.text import visible
from curator.tui.glyphs import CURSOR
from curator.tui.keys import bindings_of
from curator.tui.widgets.bars import bar
from curator.tui.widgets.cells import fit, right
from curator.tui.widgets.lines import LineView


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a property."""

    value: str
    count: int
    query: str
    """The filter that leaves just these rows."""


class Counts(LineView, can_focus=True):
    """The values of one property, the most frequent first."""

    HELP = (
        "How often each value occurs in the rows of the filter. Dropped lines are left out, unless the filter asks for "
        "them with is:dropped. Enter filters to the rows under the cursor, esc goes back."
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("counts")

    class Drilled(Message):
        """A value was chosen: show its rows."""

        def __init__(self, query: str, left_out: int) -> None:
            super().__init__()
            self.query = query
            self.left_out = left_out
            """Dropped rows that are not among those counted."""

    class Left(Message):
        """Back to the rows."""

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self.title = ""
        self.values: tuple[Value, ...] = ()
        self.left_out = 0
        self.position = 0

    def show(self, title: str, values: Sequence[Value], query: str = "", left_out: int = 0) -> None:
        """Show the values of a property.

        Args:
            title: Which property.
            values: The most frequent first.
            query: The cursor stands on the value with this filter, where there is one, else on the first.
            left_out: Dropped rows that are not counted.
        """
        self.title, self.values, self.left_out, self.position = title, tuple(values), left_out, 0
        self.set_height(len(self.values) + 1)
        self.scroll_to(y=0, animate=False, force=True)
        self._go(next((place for place, value in enumerate(self.values) if value.query == query), 0))

    @property
    def chosen(self) -> str:
        """The filter of the value under the cursor, "" where there is none."""
        return self.values[self.position].query if self.values else ""

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y == 0:
            return self.strip_of([(self.shown(self._head()), "dim")], width)
        place = y - 1 + self.scroll_offset.y
        if place >= len(self.values):
            return self.strip_of([], width)
        value = self.values[place]
        most = max(1, max(value.count for value in self.values))
        name_width = max(12, min(40, width // 2))
        here = place == self.position
        drawn = self.shown(bar(value.count / most, max(4, width - name_width - 16)))
        pieces = [
            (self.shown(CURSOR) if here else " ", "key"),
            (
                " " + fit(self.shown(visible(value.value, multiline=False)), name_width, self.cut_sign),
                "bold" if here else "",
            ),
            (right(f"{value.count:,}", 10) + "  ", ""),
            (drawn, "info"),
        ]
        return self.strip_of(pieces, width)

    def _head(self) -> str:
        """What is counted, and what is not."""
        head = f"  {self.title} · {counted(len(self.values), 'value')}"
        if not self.left_out:
            return head
        said = f"{head} · {counted(self.left_out, 'dropped line')} left out"
        return said if self.values else f"{said}: is:dropped"

    def _go(self, step: int) -> None:
        self.position = max(0, min(self.position + step, len(self.values) - 1))
        top, page = self.scroll_offset.y, max(1, self.size.height - 1)
        if not top <= self.position < top + page:
            self.scroll_to(y=max(0, self.position - page + 1 if step > 0 else self.position), animate=False, force=True)
        self.refresh()

    def action_count_down(self) -> None:
        self._go(1)

    def action_count_up(self) -> None:
        self._go(-1)

    def action_drill(self) -> None:
        if self.values:
            self.post_message(self.Drilled(self.values[self.position].query, self.left_out))

    def action_leave_counts(self) -> None:
        self.post_message(self.Left())

    def on_click(self, event: events.Click) -> None:
        place = event.y - 1 + self.scroll_offset.y
        if 0 <= place < len(self.values):
            self.position = place
            self.action_drill()
