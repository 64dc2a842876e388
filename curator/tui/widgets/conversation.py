"""The record under the cursor as a conversation, one line drawn at a time.

Lines are made as far as they are looked at, so that a record of a megabyte scrolls like one of a kilobyte.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from curator.amounts import counted
from curator.checks.rule import Finding, Severity
from curator.tui.glyphs import CURSOR, MORE_ABOVE, MORE_BELOW
from curator.tui.keys import bindings_of
from curator.tui.widgets.lines import LineView
from curator.tui.widgets.record_lines import Line, Shown, message_of, record_lines

_BELOW_WORST = 3
"""Lines below a finding: what the key would do, and how much more there is."""
_AHEAD = 200
"""Lines made beyond the ones in sight."""
_MOST_LOOKED_THROUGH = 4_000
"""Lines of a broken record that are looked through for the place where it goes wrong."""


class Conversation(LineView, can_focus=True):
    """One record: roles told apart by sign, place and colour; findings under the message they belong to."""

    HELP = """The record under the cursor, message by message. The system message most records share is one dim line. A
finding stands under its message, with the key that mends it. Messages that training does not learn are dim."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("record")

    class MessageMoved(Message):
        """The cursor stands on another message."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.record: Shown | None = None
        self.message: int | None = None
        self._lines: list[Line] = []
        self._more: Iterator[Line] | None = None
        self._width = 0
        self._height = 0
        self._above: tuple[int, int] = (0, 0)
        """The first line in sight after a change of width, and how many letters stand above it."""
        self._is_new = False
        """Whether the record was not placed yet: its first fault is still to be brought into sight."""

    # ---- what is shown

    def show(self, record: Shown | None, *, keep: bool = False) -> None:
        """Show a record, from its start, with the cursor on the message of its worst finding.

        Args:
            record: The record, None for nothing.
            keep: It is the same record, known better: stay where the cursor is.
        """
        titled = keep and record is not None and record.fix_titles and self.record and not self.record.fix_titles
        self.record = record
        if not keep or record is None:
            self.message = None if record is None else self._first_message(record)
            self.scroll_to(y=0, animate=False, force=True)
        elif self.message is not None and self.message >= len(record.record.messages):
            self.message = len(record.record.messages) - 1 if record.record.messages else None
        self._is_new = not keep
        self._lay_out()
        if titled:
            # What its fixes would do was worked out only now, and stands below.
            self._show_worst()

    def _show_fault(self) -> None:
        """Bring the place into sight where a line that cannot be read goes wrong, with what is found there below."""
        if self.record is None or self.record.record.readable or self.record.raw:
            return
        self._make(_MOST_LOOKED_THROUGH)
        place = next((number for number, line in enumerate(self._lines) if line.fault), 0)
        height = max(1, self.size.height)
        if len(self._lines) > height and place > height // 2:
            self._scroll(place - height // 3)

    def _first_message(self, record: Shown) -> int | None:
        messages = record.record.messages
        if not messages or record.raw:
            return None
        for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO):
            for finding in record.findings:
                place = message_of(finding, messages) if finding.severity is severity else None
                if place is not None:
                    return place
        return 0

    def findings_at_cursor(self) -> list[Finding]:
        """The findings of the message under the cursor, worst first."""
        if self.record is None or self.message is None:
            return []
        messages = self.record.record.messages
        return [finding for finding in self.record.findings if message_of(finding, messages) == self.message]

    # ---- laying out

    def _lay_out(self) -> None:
        self._width = self.size.width
        self._lines = []
        self._more = record_lines(self.record, self._width) if self.record is not None and self._width > 20 else None
        self._make(self.scroll_offset.y + self.size.height + _AHEAD)
        if self._is_new and self._more_or_lines():
            self._is_new = False
            self._show_fault()
            if self.message:
                self._show_message(near=True)
            self._show_worst()
        self.refresh()

    def _more_or_lines(self) -> bool:
        """Whether there is something to place, and room to place it in."""
        return bool(self._lines) and self.size.height > 0

    def _make(self, number: int) -> None:
        """Make lines until there are so many, or no more."""
        while self._more is not None and len(self._lines) < number:
            line = next(self._more, None)
            if line is None:
                self._more = None
            else:
                self._lines.append(line)
        self.set_height(len(self._lines))

    def _make_message(self, message: int) -> None:
        while self._more is not None and not any(line.message == message for line in self._lines[-_AHEAD:]):
            before = len(self._lines)
            self._make(before + _AHEAD)
            if len(self._lines) == before:
                break

    def on_resize(self) -> None:
        if not self.size.width:
            return
        was_in_sight = self._is_in_sight(self._height)
        if self.size.width != self._width:
            letters = self._letters_above()
            self._lay_out()
            self._put_below(letters)
        self._height = self.size.height
        if not self._is_new and self._more_or_lines() and was_in_sight and not self._is_in_sight(self._height):
            self._show_message(near=True)

    def _is_in_sight(self, height: int) -> bool:
        """Whether some of the message under the cursor is in sight, in a pane of this height."""
        span = self._span(self.message) if self.message is not None else None
        top = self.scroll_offset.y
        return span is not None and span[0] < top + height and span[1] >= top

    def _letters_above(self) -> int:
        """How many letters stand above what is in sight; blanks, of which wrapping makes more or fewer, left aside."""
        top = self.scroll_offset.y
        if top and self._above[0] == top:
            # Not moved since the width changed last: the same place, however often it changes.
            return self._above[1]
        return sum(map(_letters_of, self._lines[:top]))

    def _put_below(self, letters: int) -> None:
        """Scroll to where so many letters stand above."""
        if not letters or self._is_new:
            return
        above, top = 0, 0
        while True:
            self._make(top + _AHEAD)
            if top >= len(self._lines) or (above := above + _letters_of(self._lines[top])) > letters:
                break
            top += 1
        self._make(top + self.size.height + _AHEAD)
        self.scroll_to(y=top, animate=False, force=True)
        self._above = (self.scroll_offset.y, letters)

    # ---- drawing

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        number = y + self.scroll_offset.y
        edge = self._edge(y)
        if edge:
            return self.strip_of([(self.shown(edge), "dim")], width)
        if number >= len(self._lines):
            return self.strip_of([], width)
        line = self._lines[number]
        pieces = [(self.shown(text), ink) for text, ink in line.pieces]
        if line.first and line.message == self.message:
            text, ink = pieces[0]
            pieces[:1] = [(self.shown(CURSOR), "key"), (text[1:], ink)]
        return self.strip_of(pieces, width)

    def _edge(self, y: int) -> str:
        """What stands in the last line in place of text when more is below: how much."""
        height, top = self.size.height, self.scroll_offset.y
        if y == 0 and top > 0:
            return f" {MORE_ABOVE} {counted(top, 'row')} above"
        below = len(self._lines) - top - height
        if y != height - 1 or below <= 0:
            return ""
        messages = self.record.record.messages if self.record is not None else []
        last = max((line.message for line in self._lines[: top + height - 1] if line.message is not None), default=None)
        if messages and last is not None and last + 1 < len(messages) and not (self.record and self.record.raw):
            return f"            {MORE_BELOW} {counted(len(messages) - 1 - last, 'more message')}"
        return f"            {MORE_BELOW} {counted(below, 'more line')}{'' if self._more is None else ' or more'}"

    # ---- moving

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        self._make(int(new_value) + self.size.height + _AHEAD)
        super().watch_scroll_y(old_value, new_value)
        self.refresh()

    def _span(self, message: int) -> tuple[int, int] | None:
        self._make_message(message)
        places = [number for number, line in enumerate(self._lines) if line.message == message]
        return (places[0], places[-1]) if places else None

    def _show_message(self, near: bool = False) -> None:
        span = self._span(self.message) if self.message is not None else None
        if span is None:
            return
        top, height = self.scroll_offset.y, max(1, self.size.height)
        first, last = span
        if first < top + 1 or last >= top + height - 1:
            wanted = max(0, first - (3 if near else 1)) if last - first < height - 2 or first < top else first - 1
            if first >= top + 1 and last - first < height - 2 and not near:
                wanted = last - height + 2
            self.scroll_to(y=max(0, wanted), animate=False, force=True)

    def _show_worst(self) -> None:
        """Bring the words of the worst finding of the message under the cursor into sight."""
        if self.message is None or not self.findings_at_cursor():
            return
        while self._more is not None and not self._worst_said() and len(self._lines) < _MOST_LOOKED_THROUGH:
            self._make(len(self._lines) + _AHEAD)
        said, top, height = self._worst_said(), self.scroll_offset.y, self.size.height
        if said and height > _BELOW_WORST and said[-1] + _BELOW_WORST > top + height:
            self.scroll_to(y=said[-1] + _BELOW_WORST - height, animate=False, force=True)

    def _worst_said(self) -> list[int]:
        """Where the words of that finding stand."""
        told = [(place, line) for place, line in enumerate(self._lines) if line.said and line.message == self.message]
        worst = max((line.said for _, line in told if line.said), default=None)
        places = [place for place, line in told if line.said is worst]
        return [place for number, place in enumerate(places) if place == places[0] + number]

    def put_message_on_top(self) -> None:
        """Scroll so that what comes after the message under the cursor is in sight: it is being edited above."""
        span = self._span(self.message) if self.message is not None else None
        if span is not None:
            self.scroll_to(y=span[0], animate=False, force=True)

    def _go(self, step: int) -> None:
        if self.record is None:
            return
        messages = self.record.record.messages
        if not messages or self.message is None or self.record.raw:
            self._scroll(step)
            return
        span, top, height = self._span(self.message), self.scroll_offset.y, self.size.height
        if span is not None and step > 0 and span[1] >= top + height - 1 and span[1] - span[0] >= height - 2:
            self._scroll(max(1, height // 3))
            return
        if span is not None and step < 0 and span[0] < top:
            self._scroll(-max(1, height // 3))
            return
        self.go_to_message(self.message + step)

    def go_to_message(self, message: int) -> None:
        """Put the cursor on a message, as near as there is one."""
        if self.record is None or not self.record.record.messages:
            return
        wanted = max(0, min(message, len(self.record.record.messages) - 1))
        if wanted == self.message:
            self._scroll(1 if message > wanted else -1 if message < wanted else 0)
            return
        self.message = wanted
        self._show_message()
        self.refresh()
        self.post_message(self.MessageMoved())

    def _scroll(self, lines: int) -> None:
        top = max(0, self.scroll_offset.y + lines)
        self._make(top + self.size.height + _AHEAD)
        self.scroll_to(y=top, animate=False, force=True)

    def action_message_down(self) -> None:
        self._go(1)

    def action_message_up(self) -> None:
        self._go(-1)

    def action_record_page_down(self) -> None:
        self._scroll(max(1, self.size.height - 2))

    def action_record_page_up(self) -> None:
        self._scroll(-max(1, self.size.height - 2))

    def action_record_half_down(self) -> None:
        self._scroll(max(1, self.size.height // 2))

    def action_record_half_up(self) -> None:
        self._scroll(-max(1, self.size.height // 2))

    def action_record_start(self) -> None:
        self.scroll_to(y=0, animate=False, force=True)
        if self.message is not None:
            self.go_to_message(0)

    def action_record_end(self) -> None:
        while self._more is not None:
            self._make(len(self._lines) + 10_000)
        self.scroll_to(y=max(0, len(self._lines) - self.size.height), animate=False, force=True)
        if self.message is not None and self.record is not None:
            self.message = len(self.record.record.messages) - 1
            self.refresh()
            self.post_message(self.MessageMoved())

    def on_click(self, event: events.Click) -> None:
        number = event.y + self.scroll_offset.y
        if number < len(self._lines) and self._lines[number].message is not None:
            self.go_to_message(self._lines[number].message or 0)


def _letters_of(line: Line) -> int:
    return sum(len("".join(text.split())) for text, _ in line.pieces)
