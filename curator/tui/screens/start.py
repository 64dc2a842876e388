"""No file yet: the ones opened lately, the samples, and a path to type."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Input

from curator import __version__
from curator.amounts import counted
from curator.measures.text import visible
from curator.resources import samples_folder
from curator.tui import recent
from curator.tui.glyphs import ERROR
from curator.tui.keys import bindings_of, working
from curator.tui.widgets.cells import end_of, fit
from curator.tui.widgets.field import open_field
from curator.tui.widgets.footer import KeyFooter
from curator.tui.widgets.header import Header
from curator.tui.widgets.lines import Piece
from curator.tui.widgets.option_lines import OptionLine, OptionLines
from curator.tui.widgets.sentence import Sentence

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp

TYPE_PATH = "type a path"
_MOST_RECENT = 8


class StartScreen(Screen[None]):
    """What can be opened."""

    HELP = """Choose a file with the arrows and open it with Enter, or type a path. The file you open is never changed:
your edits are kept beside it."""
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("start")

    def compose(self) -> ComposeResult:
        header = Header()
        header.say(["curator"], __version__)
        yield header
        yield OptionLines(id="files")
        field = Input(id="path", compact=True, placeholder="path of a file", classes="path-field")
        field.display = False
        yield field
        yield Sentence(id="start-note")
        yield KeyFooter()

    @property
    def host(self) -> CuratorApp:
        """The app."""
        return cast("CuratorApp", self.app)

    @property
    def files(self) -> OptionLines:
        """The list."""
        return self.query_one(OptionLines)

    @property
    def field(self) -> Input:
        """Where a path is typed."""
        return self.query_one("#path", Input)

    def on_mount(self) -> None:
        self.query_one("#start-note", Sentence).say(
            "The file you open is never changed. Your edits are kept beside it.", "dim"
        )
        self._put()
        self.files.focus()

    def _put(self) -> None:
        lines = [OptionLine(), OptionLine(((("Open a file of conversations."), ""),)), OptionLine()]
        known = recent.recent_files()[:_MOST_RECENT]
        if known:
            lines.append(OptionLine((("  recent", "dim"),)))
            lines += [OptionLine(_recent_pieces(file), Path(file.path)) for file in known]
            lines.append(OptionLine())
        samples = _sample_lines()
        if samples:
            lines += [OptionLine((("  samples", "dim"),)), *samples, OptionLine()]
        lines += [
            OptionLine((("  other", "dim"),)),
            OptionLine((("    type a path, or drop a file here", ""),), TYPE_PATH),
        ]
        self.files.put(lines)
        self._show_keys()

    def _show_keys(self) -> None:
        if self.field.display:
            self.query_one(KeyFooter).offer("start", {"open-choice": "open it", "leave-path": "leave it"})
            return
        works = working("choice-down", "open-choice", "type-path", "leave")
        if any(
            isinstance(self.files.value, Path) and file.path == str(self.files.value) for file in recent.recent_files()
        ):
            works["forget-recent"] = ""
        self.query_one(KeyFooter).offer("start", works)

    def on_option_lines_moved(self) -> None:
        self._show_keys()

    def on_descendant_focus(self) -> None:
        self._show_keys()

    def on_option_lines_chosen(self) -> None:
        self.action_open_choice()

    def action_choice_down(self) -> None:
        self.files.move(1)

    def action_choice_up(self) -> None:
        self.files.move(-1)

    def action_open_choice(self) -> None:
        value = self.files.value
        if isinstance(value, Path):
            self.host.open_file(value)
        else:
            self.action_type_path()

    def action_type_path(self) -> None:
        open_field(self.field, self.field.value)

    def action_leave_path(self) -> None:
        self.field.display = False
        self.files.focus()

    def action_forget_recent(self) -> None:
        if isinstance(self.files.value, Path):
            recent.forget(str(self.files.value))
            self._put()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self._open_typed(event.value)

    def on_paste(self, event: events.Paste) -> None:
        """A file dropped on a terminal arrives as its path."""
        if not self.field.has_focus:
            self._open_typed(event.text)

    def _open_typed(self, text: str) -> None:
        path = Path(text.strip().strip("'\"").removeprefix("file://")).expanduser()
        if path.is_file():
            self.host.open_file(path)
        elif text.strip():
            said = f"There is no file {visible(str(path), multiline=False)}."
            self.query_one("#start-note", Sentence).say(said, "error")


def _recent_pieces(file: recent.RecentFile) -> tuple[Piece, ...]:
    path = Path(file.path)
    home = Path.home()
    name = f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
    lines = counted(file.lines, "line") if file.lines is not None else ""
    pieces: list[Piece] = [
        ("    " + fit(end_of(visible(name, multiline=False), 30), 31), ""),
        (fit(lines, 17), "dim"),
        (fit(_day(file.day), 11), "dim"),
    ]
    if file.errors is not None and not (file.errors or file.warnings):
        pieces.append(("nothing", "good"))
    if file.errors:
        pieces.append((f"{ERROR} {file.errors:,}  ", "error"))
    if file.warnings:
        pieces.append((f"! {file.warnings:,}", "warning"))
    return tuple(pieces)


def _day(iso: str) -> str:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return ""
    today = date.today()
    if day == today:
        return "today"
    return f"{day.day} {day:%b}" if day.year == today.year else f"{day:%b %Y}"


def _sample_lines() -> list[OptionLine]:
    folder = samples_folder()
    try:
        entries = json.loads((folder / "index.json").read_text("utf-8"))
    except (OSError, ValueError):
        entries = [{"file": path.name, "title": path.stem} for path in sorted(folder.glob("*.jsonl"))]
    lines: list[OptionLine] = []
    for entry in entries:
        records = entry.get("records")
        said = counted(records, "record") if isinstance(records, int) else ""
        pieces: list[Piece] = [
            ("    " + fit(entry["title"], 31), ""),
            (fit(said, 17), "dim"),
            (entry.get("note", ""), "dim"),
        ]
        lines.append(OptionLine(tuple(pieces), folder / entry["file"]))
    return lines
