"""A fix that may change the meaning, shown before it is done; or those of many lines, one after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from curator.amounts import counted
from curator.measures.text import visible
from curator.tui.glyphs import MORE_BELOW
from curator.tui.keys import Key, bindings_of, key_of, working
from curator.tui.widgets.cells import wrapped
from curator.tui.widgets.difference import difference, wrap_pieces
from curator.tui.widgets.lines import LineView, Piece
from curator.tui.widgets.record_lines import role_ink

if TYPE_CHECKING:
    from curator.workbench.foreseen import Beside, Foretold

_MOST_LINES = 14
_MOST_LINES_OF_MANY = 16
_MOST_SAID = 3
"""Lines for what is left on the line, and as many for what is done to all lines."""
_MOST_FORETOLD = 5
"""Lines for what guesses on many lines bring to light: no error is cut."""
_MOST_LETTERS, _MOST_LETTERS_OF_SEVERAL = 1_000, 80
"""Of a message of a record that goes or stays."""
_KEYS_HERE = ("take-proposal", "leave-proposal", "help", "all-verbs", "leave")
_KEYS_OF_MANY = ("next-guess", "previous-guess")
_SCROLLING = ("up", "down", "pageup", "pagedown", "home", "end", "tab", "shift+tab")


@dataclass(frozen=True, slots=True)
class Guess:
    """A fix to be looked at before it is made."""

    title: str
    """What it does, and on which line."""
    before: bytes
    after: Sequence[bytes]
    """What the line becomes (nothing: dropped; several: divided)."""
    then: str = ""
    """What is left on the line, in a sentence."""
    beside: Sequence[Beside] = ()
    """Records to look at where the line is dropped: itself, and those it is like."""


class ProposalPanel(LineView, can_focus=True):
    """What a fix would change, word by word, and the key that does it."""

    HELP = """This fix is a guess: the record does not prove it. What would go and what would come is marked word by
word. f does it, esc leaves the line as it is; any other key leaves it too and then does what it always does. Of guesses
on many lines f and F do all as one step, and j and k go through them."""
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
        self.number = 1
        """On how many lines it would be done."""
        self._at = 0
        self._look: Callable[[int], Guess] | None = None
        self._of_all = ""
        self._again = "f"
        """The key that is said to do it: the one that was pressed to see it."""
        self._about_all = False
        """Whether all that a rule has found is asked about, be it one line or many."""
        self._foretold: Foretold | None = None
        self._guess = Guess("", b"", ())
        self._lines: list[list[Piece]] = []
        self._below: list[list[Piece]] = []

    def ask(self, guess: Guess) -> None:
        """Show one fix."""
        self._again, self._about_all = "f", False
        self._open(1, lambda _place: guess, "")

    def ask_about_all(self, number: int, look: Callable[[int], Guess], of_all: str, again: str, place: int = 0) -> None:
        """Show the fixes of many lines, one of them to begin with.

        Args:
            number: Of how many lines.
            look: The fix of each, by its place.
            of_all: What is done to all of them, in a sentence.
            again: The key that was pressed: pressed again it does them.
            place: Which is shown first.
        """
        self._again, self._about_all = again, True
        self._open(number, look, of_all, place)

    def foretell(self, of_all: str, found: Foretold) -> None:
        """Say what the fixes of all lines bring to light, where it is still those that are shown.

        Args:
            of_all: What is done to all of them, as it was asked about.
            found: What comes to light.
        """
        if self.display and self.number > 1 and self._of_all == visible(of_all, multiline=False):
            self._foretold = found
            self._lay_out()

    def _open(self, number: int, look: Callable[[int], Guess], of_all: str, place: int = 0) -> None:
        self.number, self._look, self._of_all = number, look, visible(of_all, multiline=False)
        self._foretold = None
        self.display = True
        self.styles.height = _MOST_LINES
        self._go_to(place)
        self.focus()

    def _go_to(self, place: int) -> None:
        assert self._look is not None
        self._at = max(0, min(place, self.number - 1))
        self._guess = self._look(self._at)
        self.scroll_to(y=0, animate=False, force=True)
        self._lay_out()

    # ---- drawing

    def _lay_out(self) -> None:
        width = max(20, self.size.width - 4)
        lines: list[list[Piece]] = []
        for block in self._changes():
            for pieces in block:
                lines += [[("  ", ""), *line] for line in wrap_pieces(pieces, width)]
            lines.append([])
        self._lines = lines[:-1]
        self._below = [
            [("  ", ""), (text, ink)]
            for said, ink, most in self._said_below()
            for text in list(wrapped(said, width) if said else ())[:most]
        ]
        needed = len(self._lines) + self._around
        if self.display:
            # Of many lines each needs another height: the panel must not jump while one goes through them.
            self.styles.height = _MOST_LINES_OF_MANY if self.number > 1 else min(_MOST_LINES, needed)
        self.set_height(needed)
        self.refresh()

    @property
    def _around(self) -> int:
        """The lines that do not scroll: the rule, a blank line on either side, what is said below, and the keys."""
        return 4 + len(self._below)

    def _said_below(self) -> list[tuple[str, str, int]]:
        """The sentences below what changes, each with its colour and the lines it has at most."""
        guess = self._guess
        # Where the line goes and there is no record to look at, that sentence is what changes.
        then = visible(guess.then, multiline=False) if guess.after or guess.beside else ""
        said = [(then, "dim", _MOST_SAID), (self._of_all, "dim", _MOST_SAID)]
        if self._foretold is not None:
            ink = "error" if self._foretold.has_errors else "dim"
            said.append((visible(self._foretold.said, multiline=False), ink, _MOST_FORETOLD))
        return said

    def _changes(self) -> list[list[Sequence[Piece]]]:
        """Blocks of rows, a blank line between them."""
        guess = self._guess
        if not guess.after:
            left_out: Piece = (visible(guess.then, multiline=False), "removed")
            return [_record_rows(one, several=len(guess.beside) > 1) for one in guess.beside] or [[[left_out]]]
        others = [content.decode("utf-8", "replace")[:400] for content in guess.after[1:]]
        first = difference(guess.before, guess.after[0], signs=self.colourless, whole=False)
        return [[first], *([[(visible(text, multiline=False), "added")]] for text in others)]

    def on_resize(self) -> None:
        self._lay_out()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y == 0:
            which = f" {self._at + 1:,} of {self.number:,} " if self.number > 1 else ""
            rule = f" ─ {visible(self._guess.title, multiline=False)} "
            room = max(0, width - len(which) - 1)
            return self.strip_of([(self.shown((rule + "─" * room)[:room] + which), "dim")], width)
        if y == self.size.height - 1:
            return self.strip_of([(self.shown(text), ink) for text, ink in self._keys_said()], width)
        from_below = self.size.height - 1 - y
        if from_below <= len(self._below):
            pieces = self._below[len(self._below) - from_below]
            return self.strip_of([(self.shown(text), ink) for text, ink in pieces], width)
        room = self.size.height - self._around
        place = y - 2 + self.scroll_offset.y
        more = len(self._lines) - room - self.scroll_offset.y
        if y == self.size.height - 2 - len(self._below) and more > 0:
            said = f"  {MORE_BELOW} {counted(more, 'more line')}"
            return self.strip_of([(self.shown(said), "dim")], width)
        inside = 2 <= y < 2 + room and place < len(self._lines)
        pieces = self._lines[place] if inside else []
        return self.strip_of([(self.shown(text), ink) for text, ink in pieces], width)

    def _keys_said(self) -> list[Piece]:
        if self.number == 1:
            return [
                ("  A guess: ", "warning"),
                (self._again, "key"),
                (" does it   ", ""),
                ("esc", "key"),
                (" leaves it", ""),
            ]
        # All of it has room beside the list in a window of 120 columns.
        what = f" again does all {self.number:,} in one step  "
        return [("  Guesses: ", "warning"), (self._again, "key"), (what, ""), ("esc", "key"), (" leaves", "")]

    # ---- keys

    def working_keys(self) -> dict[str, str]:
        """What the footer offers while a fix is shown."""
        if self.number == 1:
            return working("take-proposal", "leave-proposal")
        return {"take-proposal": f"do all {self.number:,}", "leave-proposal": "leave them", "next-guess": ""}

    def on_key(self, event: events.Key) -> None:
        """Let a key that is not of this panel act on the line as it is: the panel goes first."""
        mapped: Mapping[str, Key] = getattr(self.app, "mapped_keys", {})
        names = [*_KEYS_HERE, *(_KEYS_OF_MANY if self.number > 1 else ())]
        names += ["take-guesses"] if self._about_all else []
        known = (mapped.get(name, key_of(name)) for name in names)
        if event.key not in _SCROLLING and not any(event.key in key.keys.split(",") for key in known):
            event.stop()
            event.prevent_default()
            self.post_message(self.Left(event.key))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "take_guesses":
            return self._about_all
        if action in ("next_guess", "previous_guess"):
            return self.number > 1
        return super().check_action(action, parameters)

    def on_blur(self) -> None:
        """Leave the line as it is where something else was clicked: keys that nobody hears are no keys.

        A terminal that loses the focus gives it back, and panels over the screen leave it where it is.
        """
        if self.display and self.app.app_focus:
            self.post_message(self.Left())

    def action_take_proposal(self) -> None:
        self.post_message(self.Taken())

    def action_take_guesses(self) -> None:
        self.action_take_proposal()

    def action_leave_proposal(self) -> None:
        self.post_message(self.Left())

    def action_next_guess(self) -> None:
        self._go_to(self._at + 1)

    def action_previous_guess(self) -> None:
        self._go_to(self._at - 1)


def _record_rows(beside: Beside, *, several: bool) -> list[Sequence[Piece]]:
    """A record that goes or stays: which it is, then who says what.

    Args:
        beside: The record.
        several: Whether other records are to be seen too: then each shows the beginnings of its texts.
    """
    ink = "removed" if beside.goes else ""
    most = _MOST_LETTERS_OF_SEVERAL if several else _MOST_LETTERS
    rows: list[Sequence[Piece]] = [[(visible(beside.said, multiline=False), "key")]]
    # The system message is mostly that of all records.
    messages = [message for message in beside.record.messages if message.role != "system"]
    said = [(message.role, message.text) for message in messages]
    for role, text in said or [("", beside.record.raw.decode("utf-8", "replace"))]:
        name = f"{visible(role, multiline=False)}  " if role else ""
        shown = visible(text[:most], multiline=False) + ("…" if len(text) > most else "")
        rows.append([(name, role_ink(role) if role else ""), (shown, ink)])
    return rows
