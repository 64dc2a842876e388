"""Panels over the screen: a text to read, an error to copy. They fit the smallest terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.strip import Strip

from curator.amounts import counted
from curator.measures.text import visible
from curator.tui.failures import Failure
from curator.tui.glyphs import MORE_BELOW
from curator.tui.keys import FOOTERS, bindings_of, working
from curator.tui.widgets.cells import width_of
from curator.tui.widgets.difference import wrap_pieces
from curator.tui.widgets.footer import KeyFooter
from curator.tui.widgets.header import Header
from curator.tui.widgets.lines import LineView, Piece

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp

Row = Sequence[Piece]


class Lines(LineView, can_focus=True):
    """Lines to read, wrapped to the width."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__(classes="lines")
        self._rows = rows
        self._lines: list[list[Piece]] = []

    def put(self, rows: Sequence[Row]) -> None:
        """Show other lines, at the same place."""
        self._rows = rows
        self._lay_out()

    def on_mount(self) -> None:
        self._lay_out()

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        if not self.size.width:
            # Not shown yet: it is laid out when it gets its size.
            return
        width = max(20, self.size.width - 2)
        self._lines = [line for row in self._rows for line in _wrap_row(row, width)]
        self.set_height(len(self._lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        place = y + self.scroll_offset.y
        below = len(self._lines) - self.scroll_offset.y - self.size.height
        if y == self.size.height - 1 and below > 0:
            return self.strip_of(
                [(self.shown(f" {MORE_BELOW} {counted(below + 1, 'more line')}"), "dim")], self.size.width
            )
        pieces = self._lines[place] if place < len(self._lines) else []
        return self.strip_of([(" ", ""), *((self.shown(text), ink) for text, ink in pieces)], self.size.width)

    def scroll_to_end(self) -> None:
        """Scroll to the last line."""
        self.scroll_rows(len(self._lines))

    @property
    def longer(self) -> bool:
        """Whether there is more than is in sight."""
        return len(self._lines) > self.size.height > 0

    def scroll_rows(self, rows: int) -> None:
        """Scroll by so many lines."""
        self.scroll_to(y=max(0, self.scroll_offset.y + rows), animate=False, force=True)


class Hanging(tuple[Piece, ...]):
    """A row whose first pieces are columns: what is too long goes on below what follows them."""

    columns = 0

    @classmethod
    def row(cls, columns: Row, text: Row) -> Hanging:
        """A row of columns and a text of any number of pieces."""
        made = cls((*columns, *text))
        made.columns = len(columns)
        return made


def _wrap_row(row: Row, width: int) -> list[list[Piece]]:
    """A row that is too wide goes on under the text that stands behind its columns: its last piece, unless it says so.

    Where the columns take more than half the width, it goes on below as many of them as take less; where nobody said
    that they are columns, below its own first letter.
    """
    columns = row.columns if isinstance(row, Hanging) else max(0, len(row) - 1)
    while columns and sum(width_of(text) for text, _ in row[:columns]) > width // 2:
        columns = columns - 1 if isinstance(row, Hanging) else 0
    lead, text = list(row[:columns]), list(row[columns:])
    if text:
        said, ink = text[0]
        blank = said[: len(said) - len(said.lstrip(" "))]
        if blank and len(blank) < width // 2:
            lead, text[0] = [*lead, (blank, ink)], (said.lstrip(" "), ink)
    indent = sum(width_of(said) for said, _ in lead)
    lines = wrap_pieces(text, width - indent) or [[]]
    return [[*(lead if number == 0 else [(" " * indent, "")]), *line] for number, line in enumerate(lines)]


class PanelScreen(ModalScreen[object]):
    """A text to read over the whole screen."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("panel")

    def __init__(self, title: str, rows: Sequence[Row], note: str = "") -> None:
        super().__init__()
        self.panel_title = title
        self.rows = rows
        self.note = note

    def compose(self) -> ComposeResult:
        header = Header()
        header.say([self.panel_title], self.note)
        yield header
        yield Lines(self.rows)
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(Lines).focus()
        self.offer_keys()

    def offer_keys(self) -> None:
        """Show what can be pressed."""
        self.query_one(KeyFooter).offer("panel", working(*FOOTERS["panel"]))

    @property
    def text(self) -> str:
        """Everything on the panel, for copying."""
        return "\n".join("".join(text for text, _ in row) for row in self.rows)

    def action_panel_down(self) -> None:
        self.query_one(Lines).scroll_rows(1)

    def action_panel_up(self) -> None:
        self.query_one(Lines).scroll_rows(-1)

    def action_panel_page_down(self) -> None:
        self.query_one(Lines).scroll_rows(max(1, self.size.height - 4))

    def action_panel_page_up(self) -> None:
        self.query_one(Lines).scroll_rows(-max(1, self.size.height - 4))

    def action_panel_first(self) -> None:
        self.query_one(Lines).scroll_to(y=0, animate=False, force=True)

    def action_panel_last(self) -> None:
        self.query_one(Lines).scroll_to_end()

    def action_copy_all(self) -> None:
        self.app.copy_to_clipboard(self.text)
        header = self.query_one(Header)
        header.say(header.facts, f"sent to {cast('CuratorApp', self.app).clipboard_said}")

    def action_undo_below(self) -> None:
        # What was undone is shown on the rows, and they are not in sight.
        header = self.query_one(Header)
        header.say(header.facts, "esc first: u undoes where the rows are in sight")

    def action_leave_panel(self) -> None:
        self.dismiss(None)


class FailureScreen(PanelScreen):
    """What went wrong: our words, the words of whoever refused, what helps, where the full story is."""

    def __init__(self, failure: Failure) -> None:
        rows: list[Row] = [(), ((visible(failure.title), "error bold"),), ()]
        for text in (failure.detail, failure.hint, failure.log):
            if text:
                rows += [*(((("  " + line), ""),) for line in visible(text).split("\n")), ()]
        super().__init__("curator", rows)
        self.failure = failure

    @property
    def text(self) -> str:
        return self.failure.text
