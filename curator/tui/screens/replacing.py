"""Find and replace: every hit is shown while the pattern is typed, then all are replaced as one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input

from curator.amounts import counted
from curator.errors import Cancelled, CuratorError
from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.disguise import undisguised
from curator.tui.keys import FOOTERS, bindings_of, working
from curator.tui.pasting import HOLDS_ANYTHING
from curator.tui.screens.panel import Hanging, Lines, Row
from curator.tui.widgets.field import open_field
from curator.tui.widgets.footer import KeyFooter
from curator.tui.widgets.header import Header
from curator.tui.widgets.lines import Said
from curator.tui.widgets.sentence import Sentence
from curator.workbench.replacing import Found, Hit, Wanted

if TYPE_CHECKING:
    from curator.dataset.step import Step
    from curator.tui.app import CuratorApp
    from curator.workbench import Workbench

ROLES = ("", "system", "user", "assistant", "tool")
_SECONDS_AFTER_TYPING = 0.15
_WORK = "replace"
_FIELD = f"path-field {HOLDS_ANYTHING}"


class ReplaceScreen(Screen["Step | None"]):
    """Two fields and all hits. The step comes back; None where nothing was replaced."""

    HELP = """What is found is marked as gone, what comes in its place stands behind it. ^g takes the first field as a
regular expression; the second may then name its groups, as in \\1. ^s replaces every hit, as one step that u undoes."""
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("replace", priority=("next-field", "hits-down", "hits-up"))
    AUTO_FOCUS = "#find-field"

    def __init__(self, bench: Workbench, rows: Sequence[int], where: str) -> None:
        super().__init__()
        self.bench = bench
        self.rows = rows
        self.where = where
        self.is_regex = False
        self.role = ""
        self.found: Found | None = None
        self._typing = 0
        self._takes = False
        """Whether all is to be replaced as soon as the hits of what was typed are counted."""

    def compose(self) -> ComposeResult:
        header = Header()
        header.say([visible(self.bench.path.name, multiline=False), "find and replace"])
        yield header
        for name in ("find", "put"):
            with Horizontal(classes="field-line"):
                yield Said(id=f"{name}-label")
                yield Input(id=f"{name}-field", compact=True, select_on_focus=False, classes=_FIELD)
        yield Said(id="replace-how")
        yield Lines(())
        yield Sentence(id="replace-note")
        yield KeyFooter()

    @property
    def host(self) -> CuratorApp:
        """The app."""
        return cast("CuratorApp", self.app)

    def on_mount(self) -> None:
        self.query_one("#find-label", Said).say([(" find", "")])
        self.query_one("#put-label", Said).say([(" replace by", "")])
        # The screen counts as mounted only after this.
        self.call_after_refresh(self._show)

    def _wanted(self) -> Wanted:
        find, put = (undisguised(self.query_one(f"#{name}-field", Input).value) for name in ("find", "put"))
        return Wanted(find, put, self.is_regex, self.role)

    # ---- looking

    def on_input_changed(self) -> None:
        self._typing += 1
        self._takes = False
        number = self._typing
        self.set_timer(_SECONDS_AFTER_TYPING, lambda: self._look() if number == self._typing else None)

    def _look(self) -> None:
        bench, rows, wanted = self.bench, self.rows, self._wanted()
        self.found = None

        def job(progress: Progress) -> Found:
            return bench.find(wanted, rows, progress)

        def done(found: Found) -> None:
            self.found = found
            self._show()
            if self._takes and found.changes:
                self.action_take_replace()
            self._takes = False

        self.host.works.start(_WORK, "looking", job, done, failed=self._not_found)

    def _not_found(self, error: Exception) -> None:
        self._takes = False
        if isinstance(error, Cancelled) or not self.is_mounted:
            return
        if not isinstance(error, CuratorError):
            self.host.show_failure(error)
            return
        said = visible(" ".join(part for part in (error.title, error.hint) if part), multiline=False)
        self.query_one(Lines).put(())
        self.query_one("#replace-note", Sentence).say(said, "error")
        self._show_keys()

    # ---- showing

    def _show(self) -> None:
        if not self.is_mounted:
            return
        how = "a regular expression" if self.is_regex else "the text as it is"
        where = f"in messages of the role {self.role}" if self.role else "in all messages"
        self.query_one("#replace-how", Said).say([(f" {how}, {where} of {self.where}", "dim")])
        found = self.found
        signs = self.query_one(Header).colourless
        self.query_one(Lines).put([] if found is None else _rows(self.bench, found, signs))
        said = "type what to find" if found is None or not found.wanted.pattern else _count(found)
        self.query_one("#replace-note", Sentence).say(said)
        self._show_keys()

    def _show_keys(self) -> None:
        works = working(*FOOTERS["replace"])
        if self.found is None or not self.found.changes:
            del works["take-replace"]
        else:
            works["take-replace"] = f"replace {self.found.count:,}"
        self.query_one(KeyFooter).offer("replace", works)

    # ---- keys

    def action_next_field(self) -> None:
        other = "#put-field" if self.query_one("#find-field", Input).has_focus else "#find-field"
        field = self.query_one(other, Input)
        open_field(field, field.value)

    def action_as_pattern(self) -> None:
        self.is_regex = not self.is_regex
        self._show()
        self._look()

    def action_replace_role(self) -> None:
        self.role = ROLES[(ROLES.index(self.role) + 1) % len(ROLES)]
        self._show()
        self._look()

    def action_hits_down(self) -> None:
        self.query_one(Lines).scroll_rows(max(1, self.size.height // 2))

    def action_hits_up(self) -> None:
        self.query_one(Lines).scroll_rows(-max(1, self.size.height // 2))

    def action_take_replace(self) -> None:
        bench, found, note = self.bench, self.found, self.query_one("#replace-note", Sentence)
        if not self._wanted().pattern:
            note.say("type what to find; nothing is to be replaced yet", "warning")
            return
        if found is None or found.wanted != self._wanted():
            # Pressed right behind the last letter: the hits are counted first.
            self._look()
            self._takes = True
            note.say("looking; what is found is replaced then")
            return
        if not found.changes:
            note.say("nothing that was found would change" if found.count else "not found", "warning")
            return

        def job(_progress: Progress) -> Step | None:
            return bench.replace(found)

        def done(step: Step | None) -> None:
            self.dismiss(step)

        self.host.works.start(_WORK, "replacing", job, done, stops=False, keys_wait=True)

    def action_leave_replace(self) -> None:
        self.host.works.stop(_WORK)
        self.dismiss(None)


def _count(found: Found) -> str:
    if not found.count:
        return "not found"
    more = f"; the first {len(found.hits):,} are shown" if len(found.hits) < found.count else ""
    return f"{counted(found.count, 'hit')} in {counted(len(found.rows), 'line')}{more}"


def _rows(bench: Workbench, found: Found, signs: bool) -> list[Row]:
    return [_row(bench, hit, signs) for hit in found.hits]


def _row(bench: Workbench, hit: Hit, signs: bool) -> Row:
    line = bench.dataset.line_of(hit.row)
    before, gone, come, after = (visible(text, multiline=False) for text in (hit.before, hit.found, hit.put, hit.after))
    columns: Row = (
        (f"{line if line is not None else '+' + str(hit.row):>7}  ", ""),
        (f"{visible(hit.role, multiline=False)[:9]:<10} ", hit.role if hit.role in ROLES[1:] else "dim"),
    )
    text: Row = (
        (before, "dim"),
        (f"{{-{gone}-}}" if signs else gone, "removed"),
        ((f"{{+{come}+}}" if signs else come) if come else "", "added"),
        (after, "dim"),
    )
    return Hanging.row(columns, text)
