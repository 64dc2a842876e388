"""A fix that may change the meaning, shown before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from curator.measures.text import visible
from curator.tui.keys import Key, bindings_of, key_of
from curator.tui.widgets.difference import difference, wrap_pieces
from curator.tui.widgets.lines import LineView, Piece

_MOST_LINES = 14
_KEYS_HERE = ("take-proposal", "leave-proposal", "help", "all-verbs", "leave")
_SCROLLING = ("up", "down", "pageup", "pagedown", "home", "end", "tab", "shift+tab")


class ProposalPanel(LineView, can_focus=True):
    """What a fix would change, word by word, and the key that does it."""

    HELP = """This fix is a guess: the record does not prove it. What would go and what would come is marked word by
word. f does it, esc leaves the line as it is; any other key leaves it too and then does what it always does."""
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("proposal")

    class Taken(Message):
        """Do it."""

    class Left(Message):
        """Change nothing; where another key was pressed, that key is still to act."""

        def __init__(self, key: str = "") -> None:
            super().__init__()
            self.key = key

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self._title = ""
        self._pieces: list[list[Piece]] = []
        self._lines: list[list[Piece]] = []

    def ask(self, title: str, before: bytes, after: Sequence[bytes], then: str = "") -> None:
        """Show a fix: its title, the line before, what it becomes (nothing: dropped; several: divided), what is left.

        Args:
            title: What it does.
            before: The row's bytes.
            after: What they become.
            then: What is left on the line, in a sentence.
        """
        self._title = visible(title, multiline=False)
        self._pieces = [difference(before, content, signs=self.colourless) for content in after[:1]]
        self._pieces += [
            [(visible(content.decode("utf-8", "replace")[:400], multiline=False), "added")] for content in after[1:]
        ]
        if not after:
            self._pieces = [[("The line is left out of everything that is written.", "removed")]]
        if then:
            self._pieces.append([(visible(then, multiline=False), "")])
        self.display = True
        self.styles.height = _MOST_LINES
        self._lay_out()
        self.focus()

    def _lay_out(self) -> None:
        width = max(20, self.size.width - 4)
        lines: list[list[Piece]] = []
        for pieces in self._pieces:
            lines += [[("  ", ""), *line] for line in wrap_pieces(pieces, width)]
            lines.append([])
        self._lines = lines
        if self.display:
            self.styles.height = min(_MOST_LINES, len(lines) + 3)
        self.set_height(len(lines) + 3)
        self.refresh()

    def on_resize(self) -> None:
        self._lay_out()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y == 0:
            rule = f" ─ {self._title} "
            return self.strip_of([(self.shown(rule + "─" * max(0, width - len(rule) - 1)), "dim")], width)
        if y == self.size.height - 1:
            said: list[Piece] = [
                ("  A guess: ", "warning"),
                ("f", "key"),
                (" does it   ", ""),
                ("esc", "key"),
                (" leaves it", ""),
            ]
            return self.strip_of(said, width)
        place = y - 2 + self.scroll_offset.y
        pieces = self._lines[place] if 0 <= place < len(self._lines) else []
        return self.strip_of([(self.shown(text), ink) for text, ink in pieces], width)

    def on_key(self, event: events.Key) -> None:
        """Let a key that is not of this panel act on the line as it is: the panel goes first."""
        mapped: Mapping[str, Key] = getattr(self.app, "mapped_keys", {})
        known = (mapped.get(name, key_of(name)) for name in _KEYS_HERE)
        if event.key not in _SCROLLING and not any(event.key in key.keys.split(",") for key in known):
            event.stop()
            event.prevent_default()
            self.post_message(self.Left(event.key))

    def on_blur(self) -> None:
        """Leave the line as it is where something else was clicked: keys that nobody hears are no keys.

        A terminal that loses the focus gives it back, and panels over the screen leave it where it is.
        """
        if self.display and self.app.app_focus:
            self.post_message(self.Left())

    def action_take_proposal(self) -> None:
        self.post_message(self.Taken())

    def action_leave_proposal(self) -> None:
        self.post_message(self.Left())
