"""A line that says a sentence, whole: one that is too long takes a second line from what is above."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from curator.tui.widgets.cells import width_of, wrap_spans
from curator.tui.widgets.lines import OneLine, Piece, joined

_MOST_LINES = 3


class Sentence(OneLine):
    """The line below the data, in which a screen answers."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.sentence = ""
        self.sentence_ink = ""
        self._lines: list[str] = []

    def say(self, sentence: str, ink: str = "") -> None:
        """Say this. The texts in it must be visible ones."""
        self.sentence, self.sentence_ink = sentence.strip(), ink
        self._lay_out()
        self.refresh()

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        if not self.size.width:
            # Not shown yet: it is laid out when it gets its size.
            return
        text, self._lines = self.shown(self.sentence), []
        for start, end in wrap_spans(text, self.size.width - 2):
            last = len(self._lines) == _MOST_LINES - 1
            self._lines.append(text[start:] if last else text[start:end])
            if last:
                break
        self.styles.height = len(self._lines)

    def beside(self, room: int) -> Sequence[Piece]:
        """What stands at the right of the sentence's last line, in so many cells."""
        return []

    def sides(self, width: int) -> tuple[Sequence[Piece], Sequence[Piece]]:
        return [], []

    def render_line(self, y: int) -> Strip:
        if not self.sentence or y >= len(self._lines):
            return super().render_line(y)
        width, line = self.size.width, self._lines[y]
        said: list[Piece] = [(" " + line, self.sentence_ink)]
        if y < len(self._lines) - 1:
            return self.strip_of(said, width)
        beside = [(self.shown(text), ink) for text, ink in self.beside(width - width_of(line) - 3)]
        return self.strip_of(joined(said, beside, width) if beside else said, width)
