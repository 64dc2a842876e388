"""The second fixed line: what am I looking at. While something is typed, the words that can come stand below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from curator.measures.text import visible
from curator.tui.glyphs import CARET
from curator.tui.keys import bindings_of
from curator.tui.widgets.cells import width_of
from curator.tui.widgets.field import open_field
from curator.tui.widgets.lines import Piece, Said
from curator.tui.widgets.sentence import Sentence

_FIELD_AT = 3
"""The column in which the text of the filter begins."""


class FilterField(Input):
    """Where the filter is typed."""

    HELP = """Words the records must hold, or terms: role:user, tokens>2000, has:mojibake, system:, lang:es, joined by
and, or, not. The rows follow while you type; a filter that is not finished leaves them as they were."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("filter")

    class Taken(Message):
        """The filter is kept."""

    class Left(Message):
        """The filter is put back as it was."""

    def __init__(self) -> None:
        super().__init__(id="filter-field", compact=True, select_on_focus=False)
        self.offered: tuple[str, ...] = ()
        self.history: list[str] = []
        self._at_history = 0

    def on_focus(self) -> None:
        self._at_history = len(self.history)

    def action_take_filter(self) -> None:
        self.post_message(self.Taken())

    def action_leave_filter(self) -> None:
        self.post_message(self.Left())

    def action_complete(self) -> None:
        """Put the first word that is offered in place of the one that is typed."""
        start = self._word_start()
        # The words offered may be those for what was typed a moment ago.
        begun = self.value[start : self.cursor_position].lower()
        word = next((word for word in self.offered if word.lower().startswith(begun)), None)
        if word is not None:
            self.value = self.value[:start] + word + self.value[self.cursor_position :]
            self.cursor_position = start + len(word)

    def _word_start(self) -> int:
        """Where the word before the cursor begins, its minus left aside."""
        before = self.value[: self.cursor_position]
        start = max(before.rfind(" "), before.rfind("(")) + 1
        return start + len(before[start:]) - len(before[start:].lstrip("-"))

    def is_begun_at(self, place: int | None) -> bool:
        """Whether a place is in the word that is being typed at the cursor."""
        return place is not None and self._word_start() <= place <= self.cursor_position > self._word_start()

    def action_older_filter(self) -> None:
        self._from_history(-1)

    def action_newer_filter(self) -> None:
        self._from_history(1)

    def _from_history(self, step: int) -> None:
        if self.history:
            self._at_history = max(0, min(self._at_history + step, len(self.history)))
            at_end = self._at_history == len(self.history)
            self.value = "" if at_end else self.history[self._at_history]
            self.cursor_position = len(self.value)


class FilterBar(Vertical):
    """The filter, how many rows match it, and below it, while it is typed, its words or what is wrong with it."""

    def __init__(self) -> None:
        super().__init__()
        self.before = ""
        """The filter as it was when typing began."""
        self._words: Sequence[tuple[str, int | None]] = ()
        self._fault: tuple[str, int | None] | None = None
        self._typing = False

    def compose(self) -> ComposeResult:
        with Horizontal(id="filter-line"):
            yield Said(id="filter-sign")
            yield FilterField()
            yield Said(id="filter-count")
        yield Said(id="filter-words")
        yield Sentence(id="filter-fault")

    def on_mount(self) -> None:
        self.query_one("#filter-sign", Said).say([(" / ", "dim")])
        self._say_nothing()

    def _say_nothing(self) -> None:
        for name in ("#filter-words", "#filter-fault"):
            self.query_one(name).display = False

    @property
    def field(self) -> FilterField:
        """Where the filter is typed."""
        return self.query_one(FilterField)

    def edit(self) -> None:
        """Begin to type."""
        self.before = self.field.value
        self._words, self._fault = (), None
        open_field(self.field, self.before)

    def put_back(self) -> str:
        """The filter as it was before typing; the field shows it again."""
        self.field.value = self.before
        return self.before

    def stand(self, query: str) -> None:
        """Show the filter whose rows are shown, which did not come from the field."""
        self.field.value = visible(query, multiline=False)

    def forget_fault(self) -> None:
        """What was wrong no longer matters; while something is typed the words that can come stand there again."""
        if self._fault is not None:
            self._fault = None
            self._say_below()

    def end(self) -> None:
        """Typing is over: the line below goes."""
        self._fault = None
        self._say_nothing()
        value = self.field.value
        if value and (not self.field.history or self.field.history[-1] != value):
            self.field.history = [*(old for old in self.field.history[-49:] if old != value), value]

    def say_count(self, text: str) -> None:
        """How many rows there are, or match."""
        count = self.query_one("#filter-count", Said)
        # One blank on either side: what is typed must not run into it.
        count.styles.width = width_of(text) + 2
        count.say([], [(text + " ", "" if self.field.value else "dim")])

    def offer(self, words: Sequence[tuple[str, int | None]]) -> None:
        """Show the words that can come next, each with how many rows it would leave."""
        self._words = words
        self.field.offered = tuple(word for word, _ in words)
        self._say_below()

    def typed(self) -> None:
        """Another filter stands in the field: what was wrong with the one before is not known of this one."""
        self._fault = None

    def blame(self, message: str, column: int | None, *, typing: bool = False) -> None:
        """Say what is wrong with the filter, under the place where it is wrong.

        Args:
            message: What is wrong.
            column: 0-based place in the filter, None where it has none.
            typing: Whether it is still being typed, so that a word which can yet become a right one is no fault.
        """
        self._fault, self._typing = (message, column), typing
        self._say_below()

    def _say_below(self) -> None:
        """The words that can come, or the fault."""
        begun = self._fault is not None and self._typing and self._words and self.field.is_begun_at(self._fault[1])
        if self._fault is not None and not begun:
            self._say_fault(*self._fault)
            return
        self._say_nothing()
        line = self.query_one("#filter-words", Said)
        pieces: list[Piece] = [(" " * _FIELD_AT, "")]
        for word, count in self._words:
            pieces += [
                (visible(word, multiline=False), ""),
                ("" if count is None else f" {count:,}", "dim"),
                ("   ", ""),
            ]
        line.display = self.field.has_focus and bool(self._words)
        line.say(pieces)

    def _say_fault(self, message: str, column: int | None) -> None:
        """Under the place where it is wrong; what is longer than a line takes another one."""
        line, sentence = self.query_one("#filter-words", Said), self.query_one("#filter-fault", Sentence)
        said = visible(message, multiline=False) + " The rows stay as they were."
        at = _FIELD_AT + (column or 0)
        room = self.size.width - width_of(said) - 3
        self._say_nothing()
        if self.size.width and room < 1:
            sentence.display = True
            sentence.say(f"{CARET} {said}", "error")
        else:
            line.display = True
            line.say([(" " * (min(at, room) if self.size.width else at), ""), (f"{CARET} ", "error"), (said, "error")])
