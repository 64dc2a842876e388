"""Where a message or a line is edited in place. It is imported when it is first needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea

from curator.tui.disguise import disguised, drawn, undisguised
from curator.tui.keys import bindings_of
from curator.tui.widgets.cells import width_of, wrapped
from curator.tui.widgets.lines import Piece, Said

MOST_LETTERS = 50_000
MOST_LETTERS_OF_A_LINE = 5_000
"""Above these a key in the editor is felt; such texts are for $EDITOR."""
_FINDING_LINES = 4


class _Area(TextArea):
    """A text area that draws stand-ins as signs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+home", "to_beginning", "to the beginning of the text", show=False),
        Binding("ctrl+end", "to_end", "to the end of the text", show=False),
    ]

    def action_to_beginning(self) -> None:
        self.move_cursor((0, 0))

    def action_to_end(self) -> None:
        self.move_cursor(self.document.end)

    def render_lines(self, crop: Region) -> list[Strip]:
        """What is to be drawn; nothing where the area has no styles, as in the moment in which it is taken away."""
        try:
            return super().render_lines(crop)
        except KeyError:
            return [Strip.blank(crop.width)] * crop.height

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        if all(segment.text.isascii() for segment in strip):
            return strip
        return Strip([Segment(drawn(text), style, control) for text, style, control in strip], strip.cell_length)


class Editor(Vertical):
    """A text, edited; below it what would be found on the record with it."""

    HELP = """The text itself; control signs are shown as pictures. What would be found on the record stands below
while you type. ^s takes the text, esc leaves and keeps it as a draft."""
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(
        "editor", priority=("take-draft", "edit-draft-outside", "forget-draft")
    )

    class Changed(Message):
        """The text is another one."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, Editor.Changed)

    class Asked(Message):
        """A key was pressed that the screen answers: take, leave, outside, forget, role or split."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def __init__(self, text: str, label: str, start_at: int | None = None) -> None:
        """Edit a text.

        Args:
            text: What stands in the data, or a draft of it.
            label: What is being edited.
            start_at: Put the cursor on this character; None puts it at the end.
        """
        super().__init__()
        self._start_at = start_at
        self._start = disguised(text)
        self._label = label
        self._place = ""
        self._told: list[list[Piece]] = []

    def compose(self) -> ComposeResult:
        yield Said(id="editor-label")
        area = _Area(self._start, soft_wrap=True, tab_behavior="focus")
        yield area
        for number in range(_FINDING_LINES):
            yield Said(id=f"editor-finding-{number}")

    def on_mount(self) -> None:
        self._say_label()
        area = self.query_one(_Area)
        area.focus()
        before = self._start[: len(self._start) if self._start_at is None else self._start_at]
        area.move_cursor((before.count("\n"), len(before) - before.rfind("\n") - 1))
        self._say_place()

    @property
    def text(self) -> str:
        """The text as it is now."""
        return undisguised(self.query_one(_Area).text)

    @text.setter
    def text(self, text: str) -> None:
        self.query_one(_Area).text = disguised(text)

    @property
    def cursor(self) -> int:
        """How many characters of the text stand before the cursor."""
        area = self.query_one(_Area)
        line, column = area.cursor_location
        return sum(len(area.document.get_line(number)) + 1 for number in range(line)) + column

    def relabel(self, label: str) -> None:
        """Say otherwise what is being edited; the label must be a visible text."""
        self._label = label
        self._say_label()

    def say(self, lines: Sequence[Sequence[Piece]]) -> None:
        """Say below the text what is found with it: for each a sign and a sentence, which goes on below itself."""
        self._told = [list(line) for line in lines]
        self._lay_out()

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        drawn = [line for told in self._told for line in _hanging(told, max(20, self.size.width - 1))]
        if len(drawn) > _FINDING_LINES and len(self._told) > 1:
            # Of several each has its beginning in sight.
            drawn = self._told
        for number in range(_FINDING_LINES):
            self.query_one(f"#editor-finding-{number}", Said).say(drawn[number] if number < len(drawn) else ())

    def point_at(self, line: int, column: int) -> None:
        """Put the cursor where something is wrong; both from 0."""
        self.query_one(_Area).move_cursor((line, column))

    def on_text_area_selection_changed(self) -> None:
        self._say_place()

    def _say_place(self) -> None:
        line, column = self.query_one(_Area).cursor_location
        self._place = f"{line + 1}:{column + 1} "
        self._say_label()

    def _say_label(self) -> None:
        """What is being edited, and where the cursor is."""
        self.query_one("#editor-label", Said).say([(" " + self._label, "dim")], [(self._place, "dim")])

    def on_text_area_changed(self) -> None:
        self.post_message(self.Changed())

    def action_take_draft(self) -> None:
        self.post_message(self.Asked("take"))

    def action_leave_draft(self) -> None:
        self.post_message(self.Asked("leave"))

    def action_edit_draft_outside(self) -> None:
        self.post_message(self.Asked("outside"))

    def action_forget_draft(self) -> None:
        self.post_message(self.Asked("forget"))

    def action_change_draft_role(self) -> None:
        self.post_message(self.Asked("role"))

    def action_split_here(self) -> None:
        self.post_message(self.Asked("split"))


def _hanging(told: Sequence[Piece], width: int) -> list[list[Piece]]:
    """A sign and a sentence in as many lines as they need, the sentence below its own beginning."""
    *sign, (sentence, ink) = told
    indent = sum(width_of(text) for text, _ in sign)
    lead: list[Piece] = [(" " * indent, "")]
    lines = list(wrapped(sentence, width - indent))
    return [[*(sign if number == 0 else lead), (text, ink)] for number, text in enumerate(lines)]
