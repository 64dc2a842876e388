"""One line of choices at the bottom: the letters are the keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message

from curator.tui.keys import bindings_of
from curator.tui.widgets.lines import OneLine, Piece


@dataclass(frozen=True, slots=True)
class Choice:
    """One letter and what it chooses."""

    letter: str
    label: str
    value: str


class Choices(OneLine, can_focus=True):
    """A question with a few answers, each one letter."""

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
        self.focus()
        self.refresh()

    def close(self) -> None:
        """Close the line; nothing was chosen."""
        if self.display:
            self.display = False
            self.post_message(self.Closed())

    def sides(self, width: int) -> tuple[Sequence[Piece], Sequence[Piece]]:
        pieces: list[Piece] = [(f" {self.question:<9}", "")]
        for choice in self.choices:
            pieces += [("  ", ""), (choice.letter, "key"), (f" {choice.label} ", "")]
        return pieces, []

    def on_key(self, event: events.Key) -> None:
        for choice in self.choices:
            if event.character == choice.letter:
                event.stop()
                event.prevent_default()
                self.display = False
                self.post_message(self.Chosen(self.question, choice.value))
                return

    def on_blur(self) -> None:
        """Close where something else was clicked; a terminal that loses the focus gives it back."""
        if self.app.app_focus:
            self.close()

    def action_leave_choices(self) -> None:
        self.close()
