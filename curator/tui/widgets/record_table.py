"""The table of records: one line each, drawn when it is looked at.

It holds positions and row ids only; what a row shows is asked for when it comes into sight, so that a file of a
million lines costs no more than one of forty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from curator.tui.glyphs import CURSOR, MARKED, NO_VALUE, STATE_GLYPHS, severity_glyph
from curator.tui.keys import bindings_of
from curator.tui.widgets.cells import fit, right, shorten, width_of
from curator.tui.widgets.lines import LineView, Piece

if TYPE_CHECKING:
    from curator.workbench.rows import RowView

TOKENS_WIDTH = 8
_CACHED_STRIPS = 400


class Rows(Protocol):
    """Whoever knows what rows show."""

    def rows(self, row_ids: Sequence[int]) -> list[RowView]:
        """What these rows show."""
        ...


class Order(Protocol):
    """Row ids in the order shown."""

    def __len__(self) -> int: ...

    def __getitem__(self, position: int, /) -> int:
        """The row at a position."""
        ...

    def position(self, row: int) -> int | None:
        """Where a row stands, None where it is not shown."""
        ...

    def nearest(self, row: int) -> int | None:
        """Where a row stands, or the one whose id is nearest to it; None where nothing is shown."""
        ...


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line of the table and what it was drawn from."""

    view: RowView
    look: tuple[int, bool, bool, bool]
    strip: Strip


class RecordTable(LineView, can_focus=True):
    """One line for each record of a view, and the cursor on one of them."""

    HELP = """The records, one on a line: line number, worst finding, first words of the user, the finding's name at the
right end, tokens. ✗ is an error, ! a warning, · a note, which the command line calls info. Beginnings that many
records share are cut. A dim "= 187" or "≈ 133" names the later line that
repeats this one. In the second column: ● marked, ~ edited, - dropped, + new."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("table")

    class CursorMoved(Message):
        """The cursor stands on another row; None where there is none."""

        def __init__(self, row: int | None, answers: bool = False) -> None:
            super().__init__()
            self.row = row
            self.answers = answers
            """Whether it moved because of a verb whose answer is still to be read."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, RecordTable.CursorMoved)

    class Chosen(Message):
        """A row was chosen with the mouse a second time."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.source: Rows | None = None
        self.order: Order | None = None
        self.position = 0
        self.marks: set[int] = set()
        self.last_marked: int | None = None
        self.heading = "first words of the user"
        self.empty: tuple[str, ...] = ()
        """Said in place of the rows where there are none."""
        self._line_width = 4
        self._in_sight: dict[int, RowView] = {}
        self._drawn: dict[int, Drawn] = {}

    # ---- what is shown

    def show(self, source: Rows, order: Order, *, row: int | None = None, last_line: int | None = None) -> None:
        """Show rows in an order. The cursor stays on its record, or goes to the nearest one that is still shown.

        Args:
            source: Who knows what rows show.
            order: Which rows, in which order.
            row: Put the cursor on this row; None keeps it on the record it is on.
            last_line: The last line number of the file, for the width of its column.
        """
        keep = row if row is not None else self.row
        before = self.row
        self.source, self.order = source, order
        if last_line is not None:
            self._line_width = max(4, len(f"{last_line:,}"))
        self._drawn.clear()
        self.set_height(len(order) + 1)
        place = order.nearest(keep) if keep is not None else None
        self.position = max(0, min(self.position if place is None else place, len(order) - 1))
        self._bring_into_sight()
        self.refresh()
        if self.row != before or before is None:
            # The first rows are nobody's move: what is said on opening stays to be read.
            self.post_message(self.CursorMoved(self.row, answers=before is None))

    def grown(self, last_line: int) -> None:
        """There are more rows than before, the ones in sight are the same."""
        if self.order is not None:
            self._line_width = max(4, len(f"{last_line:,}"))
            self.set_height(len(self.order) + 1)
            self.refresh()

    def look_again(self) -> None:
        """What the rows show may have changed."""
        self.refresh()

    @property
    def row(self) -> int | None:
        """The row under the cursor."""
        if self.order is None or not len(self.order):
            return None
        return self.order[min(self.position, len(self.order) - 1)]

    @property
    def rows_in_sight(self) -> tuple[int, ...]:
        """The rows now on the screen, for who measures them first."""
        if self.order is None:
            return ()
        top = self.scroll_offset.y
        return tuple(self.order[place] for place in range(top, min(top + self.page, len(self.order))))

    @property
    def page(self) -> int:
        """How many rows are in sight."""
        return max(1, self.size.height - 1)

    # ---- drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        rows = self.rows_in_sight
        views = self.source.rows(rows) if self.source is not None else []
        self._in_sight = dict(zip(rows, views, strict=True))
        if len(self._drawn) > _CACHED_STRIPS:
            self._drawn = {row: drawn for row, drawn in self._drawn.items() if row in self._in_sight}
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        if y == 0:
            return self._heading_strip()
        place = y - 1 + self.scroll_offset.y
        if self.order is None or place >= len(self.order):
            said = self.empty[y - 2] if 2 <= y < len(self.empty) + 2 else ""
            return self.strip_of([(" " + self.shown(said), "" if y == 2 else "dim")], self.size.width)
        row = self.order[place]
        view = self._in_sight.get(row)
        if view is None:
            return self.strip_of([], self.size.width)
        look = (self.size.width, place == self.position, row in self.marks, self.has_focus)
        drawn = self._drawn.get(row)
        if drawn is None or drawn.view != view or drawn.look != look:
            strip = self.strip_of(self._row_pieces(view, place == self.position, row in self.marks), self.size.width)
            drawn = self._drawn[row] = Drawn(view, look, strip)
        return drawn.strip

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._drawn.clear()

    def _heading_strip(self) -> Strip:
        width = self.size.width
        left = f"  {right('line', self._line_width)}   {self.heading}"
        return self.strip_of([(fit(left, width - 7), "dim"), ("tokens ", "dim")], width)

    def _row_pieces(self, view: RowView, under_cursor: bool, marked: bool) -> list[Piece]:
        bold = " bold" if under_cursor else ""
        struck = " struck" if view.state == "dropped" else ""
        severity = view.severity.word if view.severity is not None else ""
        number = f"{view.line:,}" if view.line is not None else f"{view.row:,}"
        tokens = "" if not view.measured else NO_VALUE if view.tokens is None else f"{view.tokens:,}"
        state = MARKED if marked else STATE_GLYPHS[view.state]
        room = self.size.width - self._line_width - 5 - TOKENS_WIDTH - 1
        return [
            (self.shown(CURSOR) if under_cursor else " ", "key"),
            (self.shown(state), "key"),
            (right(number, self._line_width) + " ", "dim" + bold),
            (self.shown(severity_glyph(view.severity)) if view.severity is not None else " ", severity + bold),
            (" ", ""),
            *self._text_pieces(view, room, bold + struck, severity),
            (right(self.shown(tokens), TOKENS_WIDTH) + " ", "dim" + bold),
        ]

    def _text_pieces(self, view: RowView, room: int, look: str, severity: str) -> list[Piece]:
        tail = self.shown(view.name or view.related)
        text = self.shown(view.text)
        if not tail:
            return [(fit(text, room, self.cut_sign), look)]
        tail = shorten(tail, max(8, room // 2), self.cut_sign)
        room -= width_of(tail) + 2
        return [(fit(text, room, self.cut_sign), look), ("  ", look), (tail, severity or "dim")]

    # ---- moving

    def go_to(self, place: int, answers: bool = False) -> None:
        """Put the cursor on a position, as near as there is one; `answers` where a verb moves it, not a key."""
        if self.order is None or not len(self.order):
            return
        place = max(0, min(place, len(self.order) - 1))
        if place != self.position:
            old, self.position = self.position, place
            if not self._bring_into_sight():
                self._refresh_places(old, place)
            self.post_message(self.CursorMoved(self.row, answers))

    def go_to_row(self, row: int, answers: bool = False) -> None:
        """Put the cursor on a row that is shown."""
        place = self.order.position(row) if self.order is not None else None
        if place is not None:
            self.go_to(place, answers)

    def _refresh_places(self, *places: int) -> None:
        for place in places:
            y = place + 1 - self.scroll_offset.y
            if 0 < y < self.size.height:
                self.refresh(Region(0, y, self.size.width, 1))

    def _bring_into_sight(self) -> bool:
        top, page = self.scroll_offset.y, self.page
        if self.position < top:
            wanted = self.position
        elif self.position >= top + page:
            wanted = self.position - page + 1
        else:
            return False
        self.scroll_to(y=wanted, animate=False, force=True)
        return True

    def _move_page(self, rows: int) -> None:
        top = self.scroll_offset.y
        self.scroll_to(y=max(0, top + rows), animate=False, force=True)
        self.go_to(self.position + rows)

    def action_cursor_down(self) -> None:
        self.go_to(self.position + 1)

    def action_cursor_up(self) -> None:
        self.go_to(self.position - 1)

    def action_page_down(self) -> None:
        self._move_page(self.page)

    def action_page_up(self) -> None:
        self._move_page(-self.page)

    def action_half_down(self) -> None:
        self._move_page(self.page // 2)

    def action_half_up(self) -> None:
        self._move_page(-(self.page // 2))

    def action_first(self) -> None:
        self.go_to(0)

    def action_last(self) -> None:
        self.go_to(len(self.order) - 1 if self.order is not None else 0)

    def on_resize(self) -> None:
        if self.order is not None:
            self.set_height(len(self.order) + 1)
        self._drawn.clear()
        self._bring_into_sight()

    def on_click(self, event: events.Click) -> None:
        if event.y == 0 or self.order is None:
            return
        place = event.y - 1 + self.scroll_offset.y
        if place >= len(self.order):
            return
        if place == self.position:
            self.post_message(self.Chosen())
        else:
            self.go_to(place)

    # ---- marks

    def mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and go on to the next."""
        row = self.row
        if row is None:
            return
        self.marks ^= {row}
        self.last_marked = row if row in self.marks else None
        self._refresh_places(self.position)
        self.go_to(self.position + 1, answers=True)

    def mark_range(self) -> None:
        """Mark everything between the row marked last and the cursor."""
        if self.order is None or self.row is None:
            return
        start = self.order.position(self.last_marked) if self.last_marked is not None else None
        first, last = sorted((self.position if start is None else start, self.position))
        self.marks.update(self.order[place] for place in range(first, last + 1))
        self.last_marked = self.row
        self.refresh()

    def mark_also(self, rows: Iterable[int]) -> None:
        """Mark these rows too."""
        self.marks.update(rows)
        self.refresh()

    def mark_all(self) -> None:
        """Mark every row shown; where all are marked, none."""
        rows = set() if self.order is None else {self.order[place] for place in range(len(self.order))}
        self.marks = set() if rows <= self.marks else rows
        self.last_marked = None
        self.refresh()

    def unmark_all(self) -> None:
        """Take all marks away."""
        self.marks = set()
        self.last_marked = None
        self.refresh()
