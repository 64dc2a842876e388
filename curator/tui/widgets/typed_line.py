"""One line at the bottom that asks for a short text."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from curator.tui.disguise import disguised, undisguised
from curator.tui.keys import bindings_of
from curator.tui.pasting import HOLDS_ANYTHING
from curator.tui.widgets.cells import width_of
from curator.tui.widgets.field import open_field
from curator.tui.widgets.lines import Said

_BREAK, _TAB = chr(0xF000A), chr(0xF0009)
"""Stand-ins that `undisguised` brings back: a field of one line holds neither a line break nor a tab."""


class TypedLine(Horizontal):
    """A question and the field its answer is typed into."""

    HELP = "Type the text and press enter; esc changes nothing."
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("line", priority=("take-line",))

    class Taken(Message):
        """The text was typed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """Nothing was typed."""

    def __init__(self) -> None:
        super().__init__()
        self.display = False

    def compose(self) -> ComposeResult:
        yield Said(id="typed-question")
        yield Input(id="typed-field", compact=True, select_on_focus=False, classes=f"path-field {HOLDS_ANYTHING}")

    @property
    def field(self) -> Input:
        """Where the text is typed."""
        return self.query_one("#typed-field", Input)

    def ask(self, question: str, start: str = "") -> None:
        """Open the line; the question must be a visible text, the start may be any."""
        said = self.query_one("#typed-question", Said)
        said.styles.width = width_of(question) + 2
        said.say([(f" {question} ", "")])
        self.display = True
        open_field(self.field, disguised(start).replace("\n", _BREAK).replace("\t", _TAB))

    def action_take_line(self) -> None:
        self.display = False
        self.post_message(self.Taken(undisguised(self.field.value)))

    def action_leave_line(self) -> None:
        self.display = False
        self.post_message(self.Left())
