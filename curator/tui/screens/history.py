"""The journal made visible: every step with its rows and when, and the way back to any of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from curator.amounts import counted
from curator.dataset.step import PastStep, Standing
from curator.measures.text import visible
from curator.tui.glyphs import DONE, NO_VALUE
from curator.tui.keys import FOOTERS, bindings_of, working
from curator.tui.screens.panel import PanelScreen, Row
from curator.tui.widgets.cells import fit, right
from curator.tui.widgets.difference import difference
from curator.tui.widgets.footer import KeyFooter
from curator.tui.widgets.header import Header
from curator.tui.widgets.lines import Piece, Said
from curator.tui.widgets.option_lines import OptionLine, OptionLines
from curator.workbench.stepping import BEGINNING

if TYPE_CHECKING:
    from curator.workbench import Workbench

_SIGNS = {Standing.DONE: (DONE, "good"), Standing.UNDONE: (NO_VALUE, "warning"), Standing.LEFT: (NO_VALUE, "dim")}
_WORDS = {Standing.DONE: "", Standing.UNDONE: "undone", Standing.LEFT: "left behind"}


class HistoryScreen(Screen[int | None]):
    """All steps, the latest first. The one chosen comes back; None where none was."""

    HELP = """Every step taken, the latest first. Enter undoes, or does again, until the data is as it was right after
the step under the cursor. Steps left behind were undone before something else was done: they can only be looked at.
Those that stand together are one line, which Enter opens and closes. u goes one step back from where the data is now,
^r one forth; either goes back to the rows, which say what it was."""
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("history")

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.bench = bench
        self.opened: frozenset[int] = frozenset()
        """The latest step of each run of steps left behind that is shown step by step."""

    def compose(self) -> ComposeResult:
        header = Header()
        header.say([visible(self.bench.path.name, multiline=False), "history"])
        yield header
        yield OptionLines()
        yield Said(id="history-note")
        yield KeyFooter()

    def on_mount(self) -> None:
        steps = self._steps()
        options = self.query_one(OptionLines)
        options.put(_lines(steps, self.opened))
        options.focus()
        self._put_cursor_on_now(steps)
        done = sum(1 for step in steps if step.standing is Standing.DONE)
        said = f" {counted(done, 'step')} done, {len(steps) - done:,} undone"
        self.query_one("#history-note", Said).say([(said, "dim")])
        works = working(*FOOTERS["history"])
        if self.bench.read_only:
            del works["go-to-step"]
        for key, name in (("history-undo", self.bench.undo_name), ("history-redo", self.bench.redo_name)):
            if not name:
                del works[key]
        self.query_one(KeyFooter).offer("history", works)

    def _steps(self) -> list[PastStep]:
        return [step for step in self.bench.history() if step.standing is not None]

    def _put_cursor_on_now(self, steps: list[PastStep]) -> None:
        """The cursor begins on the step done last: where the data is now."""
        now = max((step.id for step in steps if step.standing is Standing.DONE), default=0)
        options = self.query_one(OptionLines)
        while options.value is not None and options.value != now:
            before = options.position
            options.move(1)
            if options.position == before:
                break

    def action_step_before(self) -> None:
        self.query_one(OptionLines).move(1)

    def action_step_after(self) -> None:
        self.query_one(OptionLines).move(-1)

    def action_first_step(self) -> None:
        self.query_one(OptionLines).action_scroll_home()

    def action_last_step(self) -> None:
        self.query_one(OptionLines).action_scroll_end()

    def on_option_lines_chosen(self) -> None:
        self.action_go_to_step()

    def action_go_to_step(self) -> None:
        options = self.query_one(OptionLines)
        if isinstance(options.value, LeftBehind):
            self.opened ^= {options.value.latest}
            options.put(_lines(self._steps(), self.opened))
        elif not self.bench.read_only:
            self.dismiss(options.value)

    def action_history_undo(self) -> None:
        done = [step.id for step in self._steps() if step.standing is Standing.DONE]
        if self.bench.undo_name:
            self.dismiss(done[-2] if len(done) > 1 else BEGINNING)

    def action_history_redo(self) -> None:
        undone = [step.id for step in self._steps() if step.standing is Standing.UNDONE]
        if self.bench.redo_name:
            self.dismiss(undone[0])

    def action_leave_history(self) -> None:
        self.dismiss(None)


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Steps next to one another that were left behind: one line stands for them."""

    latest: int
    """The id of the latest of them."""


def _lines(steps: list[PastStep], opened: Collection[int]) -> list[OptionLine]:
    """The steps as lines, the latest first.

    Args:
        steps: Oldest first.
        opened: Which runs of steps left behind are shown step by step, by the latest of each.
    """
    # Tags and accepted findings change no row's bytes: they have no number.
    head = f"   {'when':<14}{'rows':>8}  step"
    lines = [OptionLine(((head, "dim"),))]
    for is_left, run in groupby(reversed(steps), lambda step: step.standing is Standing.LEFT):
        same = list(run)
        if is_left and len(same) > 1:
            lines.append(_left_line(same, opened))
        if not is_left or len(same) == 1 or same[0].id in opened:
            lines += [_step_line(step) for step in same]
    nothing: Piece = ("the file as it is, without edits", "")
    return [*lines, OptionLine(((f"   {'':<14}{'':>8}  ", ""), nothing), BEGINNING)]


def _step_line(step: PastStep) -> OptionLine:
    standing = step.standing or Standing.LEFT
    sign, ink = _SIGNS[standing]
    dim = "" if standing is Standing.DONE else "dim"
    pieces: list[Piece] = [
        (f" {sign} ", ink),
        (fit(_when(step.at), 13) + " ", "dim"),
        (right(f"{step.row_count:,}" if step.row_count else NO_VALUE, 8) + "  ", dim),
        (visible(step.name, multiline=False), dim),
        (f"  {_WORDS[standing]}", "dim"),
    ]
    return OptionLine(tuple(pieces), None if standing is Standing.LEFT else step.id)


def _left_line(left: Sequence[PastStep], opened: Collection[int]) -> OptionLine:
    """One line for steps left behind, the latest first."""
    way = "closes" if left[0].id in opened else "opens"
    sign, ink = _SIGNS[Standing.LEFT]
    said = f"{len(left):,} steps left behind, undone before the next was taken  ⏎ {way}"
    pieces = ((f" {sign} ", ink), (fit(_when(left[0].at), 13) + " ", "dim"), (f"{'':8}  ", ""), (said, "dim"))
    return OptionLine(pieces, LeftBehind(left[0].id))


def _when(moment: datetime) -> str:
    local = moment.astimezone()
    today = datetime.now().astimezone().date()
    return f"{local:%H:%M:%S}" if local.date() == today else f"{local.day} {local:%b %H:%M}"


def source_and_now(bench: Workbench, row: int, *, signs: bool) -> PanelScreen:
    """One record in the file and as it stands now, word by word.

    Args:
        bench: The data set.
        row: A row that differs from the file.
        signs: Mark words with signs, for where colour carries nothing.
    """
    dataset = bench.dataset
    line = dataset.line_of(row)
    rows: list[Row] = [()]
    if dataset.is_dropped(row):
        reason = visible(dataset.drop_reason(row) or NO_VALUE, multiline=False)
        rows += [(("  ", ""), ("dropped ", "removed"), (f"({reason}): it is left out of what is written", "dim")), ()]
    before, now = dataset.source(row), dataset.read(row)
    if before is None:
        rows.append((("  ", ""), ("a new record, which the file does not have", "added")))
    elif before != now:
        rows.append(tuple(difference(before, now, signs=signs)))
    else:
        rows.append((("  ", ""), ("its bytes are as the file has them", "dim")))
    title = f"line {line:,}" if line is not None else f"new line {row:,}"
    return PanelScreen(f"{title} in the file and now", rows)
