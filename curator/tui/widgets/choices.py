"""A line of choices at the bottom, or as many as they need: the letters are the keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from curator.tui.keys import Key, bindings_of, key_of
from curator.tui.widgets.cells import width_of
from curator.tui.widgets.lines import Inked, Piece

_TITLE = 11
_MOST_LINES = 4
_OTHERS = ("leave-choices", "help", "all-verbs")
"""What can be pressed besides the letters."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One letter and what it chooses."""

    letter: str
    label: str
    value: str


class Choices(Inked, can_focus=True):
    """A question with a few answers, each one letter. Until it is closed no key goes anywhere else."""

    DEFAULT_CSS = "Choices { height: 1; width: 1fr; }"

    HELP = "Press the letter of what you want; esc closes the line."
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("choices")

    class Chosen(Message):
        """An answer was chosen."""

        def __init__(self, question: str, value: str) -> None:
            super().__init__()
            self.question = question
            self.value = value

    class Closed(Message):
        """Nothing was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self.question = ""
        self.choices: tuple[Choice, ...] = ()

    def ask(self, question: str, choices: Sequence[Choice]) -> None:
        """Open the line."""
        self.question, self.choices = question, tuple(choices)
        self.display = True
        self._take_room(self.screen.size.width)
        self.focus()
        self.refresh()

    def close(self) -> None:
        """Close the line; nothing was chosen."""
        if self.display:
            self.display = False
            self.post_message(self.Closed())

    def _take_room(self, width: int) -> None:
        self.styles.height = min(_MOST_LINES, len(self._lines(width)))

    def on_resize(self, event: events.Resize) -> None:
        self._take_room(event.size.width)

    def _lines(self, width: int) -> list[list[Piece]]:
        """The choices, on the next line where there is no room for one."""
        lines: list[list[Piece]] = [[(f" {self.question:<9} ", "")]]
        used = _TITLE
        for choice in self.choices:
            pieces: list[Piece] = [(f" {choice.letter}", "key"), (f" {choice.label}  ", "")]
            room = sum(width_of(text) for text, _ in pieces)
            if used + room > width and used > _TITLE:
                lines.append([(" " * _TITLE, "")])
                used = _TITLE
            lines[-1] += pieces
            used += room
        return lines

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        lines = self._lines(width)
        pieces = lines[y] if y < len(lines) else []
        return self.strip_of([(self.shown(text), ink) for text, ink in pieces], width)

    def on_key(self, event: events.Key) -> None:
        if event.key not in self._other_keys():
            event.stop()
            event.prevent_default()
        for choice in self.choices:
            if event.character == choice.letter:
                self.display = False
                self.post_message(self.Chosen(self.question, choice.value))
                return

    def on_blur(self) -> None:
        """Close where something else was clicked; a terminal that loses the focus gives it back."""
        if self.app.app_focus:
            self.close()

    def _other_keys(self) -> set[str]:
        mapped: Mapping[str, Key] = getattr(self.app, "mapped_keys", {})
        named = (mapped.get(name, key_of(name)) for name in _OTHERS)
        return {key for one in named for key in one.keys.split(",")} | {"ctrl+q"}

    def action_leave_choices(self) -> None:
        self.close()
