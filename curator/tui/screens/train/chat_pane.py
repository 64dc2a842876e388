"""The lines of the conversation, and the line to write in."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input

from curator.tui.keys import bindings_of
from curator.tui.screens.panel import Lines


class Asked(Message):
    """A key of the conversation was pressed that the screen answers."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what


class ChatLines(Lines):
    """The conversation. It scrolls by itself only to its own end."""

    HELP = """The conversation with the deployed model. The system message is the one of the training data unless you
change it. Letters are keys here; Enter or i goes to the line to write in, and esc there comes back."""
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("chat")

    def __init__(self) -> None:
        super().__init__(())
        self.id = "talk"

    def to_end(self) -> None:
        """Show the end, once the lines have been laid out."""
        self.call_after_refresh(self._scroll_to_end)

    def _scroll_to_end(self) -> None:
        # Only now is it known how long the lines are.
        self.scroll_to(y=max(0, self.virtual_size.height - self.size.height), animate=False, force=True)

    def action_chat_down(self) -> None:
        self.scroll_rows(1)

    def action_chat_up(self) -> None:
        self.scroll_rows(-1)

    def action_chat_page_down(self) -> None:
        self.scroll_rows(max(1, self.size.height - 2))

    def action_chat_page_up(self) -> None:
        self.scroll_rows(-max(1, self.size.height - 2))

    def action_write_message(self) -> None:
        self.post_message(Asked("write"))

    def action_keep_answer(self) -> None:
        self.post_message(Asked("keep"))

    def action_correct_answer(self) -> None:
        self.post_message(Asked("correct"))

    def action_ask_again(self) -> None:
        self.post_message(Asked("again"))

    def action_compare(self) -> None:
        self.post_message(Asked("compare"))

    def action_system_message(self) -> None:
        self.post_message(Asked("system"))

    def action_settings(self) -> None:
        self.post_message(Asked("settings"))

    def action_new_talk(self) -> None:
        self.post_message(Asked("new"))

    def action_taught_by(self) -> None:
        self.post_message(Asked("taught"))

    def action_offer_tools(self) -> None:
        self.post_message(Asked("tools"))

    def action_raw_answers(self) -> None:
        self.post_message(Asked("raw"))

    def action_bad_answer(self) -> None:
        self.post_message(Asked("bad"))

    def action_leave_chat(self) -> None:
        self.post_message(Asked("leave"))


class MessageField(Input):
    """Where a person writes; letters are letters."""

    HELP = "Enter sends what you have written. Esc stops an answer that is on its way, else gives the keys away."
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("message")

    def __init__(self) -> None:
        super().__init__(id="message", compact=True, classes="path-field", placeholder="write to the model")

    def action_leave_message(self) -> None:
        self.post_message(Asked("keys"))
