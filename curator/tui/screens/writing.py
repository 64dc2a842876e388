"""Writing the mended file: what goes in and what stays out, before it is done. The source is never the target."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Input

from curator.amounts import counted
from curator.dataset.account import Account
from curator.dataset.step import Standing
from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.glyphs import NO_VALUE
from curator.tui.keys import FOOTERS, bindings_of, working
from curator.tui.screens.panel import Hanging, Lines, PanelScreen, Row
from curator.tui.widgets.cells import right, shorten
from curator.tui.widgets.choices import Choice, Choices
from curator.tui.widgets.difference import difference
from curator.tui.widgets.field import open_field
from curator.tui.widgets.footer import KeyFooter
from curator.tui.widgets.header import Header
from curator.tui.widgets.lines import Piece
from curator.tui.widgets.sentence import Sentence

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp
    from curator.workbench import Workbench

_MOST_DIFFERENCES = 300
_WHICH_LINES = re.compile(r" (of )?(new )?(line [\d,]+|[\d,]+ lines)$")
_PAIR = re.compile(r"keep (line|both lines) [\d,]+.*?(: (?P<kind>.*))?$")
_MOST_KINDS_OF_EDIT = 8
_EDITS = ("edit: a line that differs", "edits: lines that differ")


class WritingScreen(Screen[None]):
    """The account of what would be written, and the key that writes it."""

    HELP = """Enter writes the file: the source with your edits, every other line byte for byte. The account is checked
before the file is put in place. Nothing is written over the source."""
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("writing")

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.bench = bench
        self.output = bench.path.with_name(f"{bench.path.stem}.clean{bench.path.suffix or '.jsonl'}")

    def compose(self) -> ComposeResult:
        header = Header()
        header.say([visible(self.bench.path.name, multiline=False)])
        yield header
        yield Lines(())
        field = Input(id="output", compact=True, classes="path-field")
        field.display = False
        yield field
        yield Choices()
        yield Sentence(id="writing-note")
        yield KeyFooter()

    @property
    def host(self) -> CuratorApp:
        """The app."""
        return cast("CuratorApp", self.app)

    @property
    def field(self) -> Input:
        """Where another path is typed."""
        return self.query_one("#output", Input)

    def on_mount(self) -> None:
        self.query_one(Lines).put(summary_rows(self.bench, self.output))
        self.query_one(Lines).focus()
        self._show_keys()

    def _show_keys(self) -> None:
        if self.field.display:
            works = {"write-now": "take it", "leave-writing": "leave it"}
            self.query_one(KeyFooter).offer("writing", works)
            return
        works = working(*FOOTERS["writing"])
        if not self.bench.dataset.states:
            del works["show-difference"]
        self.query_one(KeyFooter).offer("writing", works)

    def say(self, text: str, ink: str = "") -> None:
        """Say something above the keys; the text must be a visible one."""
        self.query_one("#writing-note", Sentence).say(text, ink)

    # ---- keys

    def action_writing_down(self) -> None:
        self.query_one(Lines).scroll_rows(1)

    def action_writing_up(self) -> None:
        self.query_one(Lines).scroll_rows(-1)

    def on_descendant_focus(self) -> None:
        self._show_keys()

    def action_another_path(self) -> None:
        open_field(self.field, str(self.output))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.value.strip():
            path = Path(event.value.strip()).expanduser()
            self.output = path if path.is_absolute() else self.bench.path.parent / path
        self._close_field()

    def _close_field(self) -> None:
        self.field.display = False
        lines = self.query_one(Lines)
        lines.put(summary_rows(self.bench, self.output))
        lines.focus()

    def action_leave_writing(self) -> None:
        if self.field.display:
            self._close_field()
        else:
            self.dismiss(None)

    def action_copy_command(self) -> None:
        path, output = (shlex.quote(str(one)) for one in (self.bench.path, self.output))
        self.app.copy_to_clipboard(f"curator export {path} --output {output}")
        self.say(f"the command was sent to {self.host.clipboard_said}")

    def action_show_difference(self) -> None:
        if self.bench.dataset.states:
            self.app.push_screen(difference_panel(self.bench, signs=self.query_one(Header).colourless))

    def action_write_now(self) -> None:
        if self.field.display:
            return
        if self.output.exists() and self.output.resolve() != self.bench.path.resolve():
            self.query_one(Choices).ask("replace", (Choice("y", "yes, write it again", "yes"), Choice("n", "no", "no")))
            self.say(f"{visible(self.output.name, multiline=False)} is there already.", "warning")
            return
        self._write(overwrite=False)

    def on_choices_chosen(self, message: Choices.Chosen) -> None:
        self.query_one(Lines).focus()
        self.say("")
        if message.value == "yes":
            self._write(overwrite=True)

    def on_choices_closed(self) -> None:
        self.query_one(Lines).focus()
        self.say("")

    def _write(self, *, overwrite: bool) -> None:
        bench, output = self.bench, self.output
        self.say("writing")

        def job(_progress: Progress) -> Any:
            return bench.export(output, overwrite=overwrite)

        self.host.works.start("write", "writing", job, self._written, failed=self._not_written)

    def _not_written(self, error: Exception) -> None:
        self.say("nothing was written", "error")
        self.host.show_failure(error)

    def _written(self, account: Account) -> None:
        host = self.host
        beside = account.output.parent == self.bench.path.resolve().parent
        place = account.output.name if beside else str(account.output)
        said = f"wrote {counted(account.written, 'line')} to {visible(place, multiline=False)}"
        if self.is_current:
            self.dismiss(None)
        host.say_where_one_is(said)


# ---- the account


def expected_account(bench: Workbench, output: Path) -> Account:
    """What would become of every line, counted without writing."""
    dataset = bench.dataset
    account = Account(output, read=dataset.lines.count)
    untouched = dataset.lines.count
    for row in sorted(dataset.states):
        made = dataset.is_made(row)
        untouched -= not made
        if made and dataset.state(row).tied is None:
            account.inserted += 1
        elif made:
            account.divided += 1
        if dataset.is_dropped(row):
            account.leave_out(dataset, row)
        elif made:
            account.added += 1
        else:
            account.changed += 1
    account.identical = untouched
    account.written = account.identical + account.changed + account.added
    return account


def summary_rows(bench: Workbench, output: Path) -> list[Row]:
    """The summary: where to, what is still wrong, how many lines in and out and why, the edits, what was done."""
    account = expected_account(bench, output)
    source = visible(bench.path.name, multiline=False)
    rows: list[Row] = [
        (),
        (("Write the mended file", "bold"),),
        (),
        (
            ("  to            ", "dim"),
            (f"{visible(str(output.name), multiline=False):<28}", ""),
            (f"({source} stays as it is)", "dim"),
        ),
        (("  still in it   ", "dim"), (_still_in_it(bench), "")),
        (),
    ]
    dropped = ", ".join(
        f"{count:,} {visible(reason, multiline=False) or 'by hand'}" for reason, count in account.dropped.items()
    )
    entries = [
        (account.read, "lines read", ""),
        (account.divided + account.inserted, "made by edits", "divided or inserted"),
        (
            account.written,
            "lines written",
            f"{account.changed + account.added:,} changed, {account.identical:,} byte for byte as read",
        ),
        (sum(account.dropped.values()), "dropped", dropped),
        (account.blank, "blank", ""),
        (account.joined, "joined to the line before", ""),
    ]
    kept = ("lines read", "lines written")
    rows += [_number_row(*entry) for entry in entries if entry[0] or entry[1] in kept]
    rows.append(())
    return rows + _edit_rows(bench)


def _still_in_it(bench: Workbench) -> str:
    """What is still wrong, and what a person has accepted: the written file knows it."""
    numbers, accepted = bench.counts, bench.accepted_count
    said = f"{counted(numbers.error, 'error')}, {counted(numbers.warning, 'warning')}"
    return said + (f", {accepted:,} accepted (silent in the written file too)" if accepted else "")


def _number_row(number: int, words: str, more: str) -> Row:
    return Hanging.row(((right(f"{number:,}", 8), ""), (f"  {words:<22}", "")), ((more, "dim"),))


def _edit_rows(bench: Workbench) -> list[Row]:
    """How many lines differ from the source, which is what an edit is everywhere, and what was done to them."""
    done = [step for step in bench.history() if step.standing is Standing.DONE]
    steps = [step for step in done if step.row_count]
    if not steps:
        return [(("  no edits", ""),), ()]
    kinds: Counter[str] = Counter()
    for step in steps:
        kinds[_kind_of(step.name)] += step.row_count
    shown = kinds.most_common(_MOST_KINDS_OF_EDIT)
    shown += [("others", kinds.total() - sum(count for _, count in shown))] if len(kinds) > len(shown) else []
    edits = (right(f"{bench.edit_count:,}", 8), ""), (f"  {_EDITS[bench.edit_count != 1]:<26}", "")
    said = f"from {counted(len(done), 'step')}, which touched these lines:"
    rows: list[Row] = [Hanging.row(edits, ((said, "dim"),))]
    rows += [
        Hanging.row((("  ", ""), (right(f"{count:,}", 36) + "  ", "")), ((visible(name, False), "dim"),))
        for name, count in shown
    ]
    return [*rows, ()]


def _kind_of(name: str) -> str:
    """What sort of edit a step is, whichever lines it was about."""
    if pair := _PAIR.match(name):
        return f"one of two kept: {pair['kind']}" if pair["kind"] else "both of two kept"
    return _WHICH_LINES.sub("", name.partition(":")[0])


def difference_panel(bench: Workbench, *, signs: bool) -> PanelScreen:
    """What differs from the source, record by record, word by word."""
    dataset = bench.dataset
    edited = dataset.differing_rows()
    rows: list[Row] = [()]
    for row in edited[:_MOST_DIFFERENCES]:
        line = dataset.line_of(row)
        rows.append(((f"line {line:,}" if line is not None else f"new line {row:,}", "bold"),))
        rows.append(_difference_row(bench, row, signs))
        rows.append(())
    if len(edited) > _MOST_DIFFERENCES:
        rows.append(((f"and {len(edited) - _MOST_DIFFERENCES:,} more: curator fix --diff prints them all", "dim"),))
    return PanelScreen(
        "difference", rows, f"{counted(len(edited), 'line')} {'differs' if len(edited) == 1 else 'differ'}"
    )


def _difference_row(bench: Workbench, row: int, signs: bool) -> Row:
    dataset = bench.dataset
    before = dataset.source(row) or b""
    if dataset.is_dropped(row):
        said = shorten(visible(before[:400].decode("utf-8", "replace"), multiline=False), 200)
        reason = visible(dataset.drop_reason(row) or NO_VALUE, multiline=False)
        return (("dropped ", "removed"), (f"({reason}) ", "dim"), (said, "dim"))
    pieces: list[Piece] = difference(before, dataset.read(row), signs=signs)
    return tuple(pieces)
