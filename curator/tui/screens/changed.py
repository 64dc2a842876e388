"""The file is not the one that was edited: what became of the edits, and what can be done now."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from curator.amounts import counted
from curator.measures.text import visible
from curator.tui.keys import FOOTERS, bindings_of, working
from curator.tui.widgets.cells import right
from curator.tui.widgets.footer import KeyFooter
from curator.tui.widgets.header import Header
from curator.tui.widgets.lines import Said
from curator.tui.widgets.option_lines import OptionLine, OptionLines

if TYPE_CHECKING:
    from curator.dataset.compare import SourceChange
    from curator.tui.app import CuratorApp
    from curator.workbench import Workbench


class ChangedScreen(Screen[None]):
    """Three ways to go on; none of them loses an edit."""

    HELP = """The file was written by another program since you edited it. Your edits are kept, whatever you choose:
those on lines that are still there can be put on the new file, the others stay in the history."""
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("changed")

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.bench = bench

    def compose(self) -> ComposeResult:
        header = Header()
        header.say([visible(self.bench.path.name, multiline=False)])
        yield header
        yield OptionLines()
        yield Said(id="changed-note")
        yield KeyFooter()

    @property
    def host(self) -> CuratorApp:
        """The app."""
        return cast("CuratorApp", self.app)

    def on_mount(self) -> None:
        change = self.bench.dataset.source_change
        options = self.query_one(OptionLines)
        options.put(_lines(self.bench.path.name, change) if change is not None else [])
        options.focus()
        self.query_one("#changed-note", Said).say([(" nothing has been changed", "dim")])
        self.query_one(KeyFooter).offer("changed", working(*FOOTERS["changed"]))

    def action_changed_down(self) -> None:
        self.query_one(OptionLines).move(1)

    def action_changed_up(self) -> None:
        self.query_one(OptionLines).move(-1)

    def on_option_lines_chosen(self) -> None:
        self.action_do_choice()

    def action_do_choice(self) -> None:
        choice = self.query_one(OptionLines).value
        dataset = self.bench.dataset
        if choice == "keep":
            self.host.works.start(
                "carry", "putting the edits on", lambda progress: dataset.carry_over(progress), self._kept
            )
        elif choice == "anew":
            self.host.works.start("carry", "starting anew", lambda _progress: dataset.set_aside(), self._set_aside)
        else:
            self.action_leave_changed()

    def action_leave_changed(self) -> None:
        """Look at the file as it is, read only."""
        self._go_on("Read only: the earlier edits are kept, and not shown.")

    def _kept(self, carried: Any) -> None:
        left = len({kept.row for kept in carried.left})
        others = f"; {counted(left, 'other')} stayed in the history" if left else ""
        self._go_on(f"{counted(len(carried.rows), 'edited line')} put on the new file{others}")

    def _set_aside(self, aside: Any) -> None:
        self._go_on(
            f"started anew; the earlier edits are in {visible(aside.name, multiline=False)}"
            if aside
            else "started anew"
        )

    def _go_on(self, said: str) -> None:
        host = self.host
        self.dismiss(None)
        host.begin(said)


def _lines(name: str, change: SourceChange) -> list[OptionLine]:
    def line(text: str = "", ink: str = "") -> OptionLine:
        return OptionLine(((text, ink),))

    kept, others = len(change.unchanged), len(change.changed) + len(change.gone)
    edited = f", after your last edit ({_when(change.edited_at)})" if change.edited_at is not None else ""
    counts = [
        (len(change.unchanged), "stand on lines that are still there, unchanged"),
        (len(change.changed), "stand on lines that were changed"),
        (len(change.gone), "stand on lines that are gone"),
    ]
    said = f"Of your {counted(change.edits, 'edit')}"
    number_width = len(f"{change.edits:,}") + 1
    return [
        line(),
        line("The file is not the one you edited.", "bold"),
        line(),
        line(f"  {visible(name, multiline=False)} was written again on {_when(change.written_at)}{edited}."),
        line(f"  It had {counted(change.lines_before, 'line')}; it has {change.lines_now:,} now."),
        line(),
        *(
            line(f"  {said if number == 0 else ' ' * len(said)}  {right(f'{count:,}', number_width)}  {words}")
            for number, (count, words) in enumerate(counts)
        ),
        line(),
        *(
            [
                OptionLine(
                    ((f"  {f'keep the {kept:,}':<20}", ""), ("put them on the new file" + _rest(others), "dim")), "keep"
                )
            ]
            if kept
            else []
        ),
        OptionLine(((f"  {'read only':<20}", ""), ("the new file as it is; the edits stay kept", "dim")), "look"),
        OptionLine(
            ((f"  {'start anew':<20}", ""), (f"the {counted(change.edits, 'edit')} stay in the history", "dim")), "anew"
        ),
    ]


def _rest(others: int) -> str:
    return f"; the other {others:,} stay in the history" if others else ""


def _when(moment: datetime) -> str:
    local = moment.astimezone()
    return f"{local.day} {local:%b} at {local:%H:%M}"
