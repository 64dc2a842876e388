"""What the screens behind the digits share: four fixed lines, and the data set they look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from textual import getters
from textual.screen import Screen

from curator.amounts import counted, size_text
from curator.measures.text import visible
from curator.tui.screens.too_small import TooSmallScreen
from curator.tui.widgets.choices import Choices
from curator.tui.widgets.footer import KeyFooter
from curator.tui.widgets.header import Header
from curator.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp
    from curator.workbench import Workbench


class ModeScreen(Screen[None]):
    """A screen of the open data set."""

    MODE = ""
    header = getters.query_one(Header)
    status = getters.query_one(StatusLine)
    footer = getters.query_one(KeyFooter)

    @property
    def host(self) -> CuratorApp:
        """The app."""
        return cast("CuratorApp", self.app)

    @property
    def bench(self) -> Workbench | None:
        """The open data set, None until it is open."""
        return self.host.bench

    @property
    def is_whole(self) -> bool:
        """Whether its parts are there: not yet before it is mounted, no longer while the app ends."""
        return self.is_mounted and bool(self.children)

    def on_screen_suspend(self) -> None:
        # What was said belongs to its moment; a question that waits for an answer stays.
        asks = any(choices.display for choices in self.query(Choices))
        if not asks and not isinstance(self.app.screen, TooSmallScreen):
            self.status.forget()

    def on_mount(self) -> None:
        self.show_facts()
        if self.bench is not None:
            self.opened()

    # ---- what a screen answers to

    def opened(self) -> None:
        """The data set is open: show it."""

    def known_better(self) -> None:
        """More is known about the same data."""

    def data_changed(self) -> None:
        """The data is other than it was."""

    def rows_in_sight(self) -> tuple[int, ...]:
        """The rows that are measured first."""
        return ()

    def keep_state(self) -> None:
        """The person leaves: remember where they were."""

    def chosen(self) -> None:
        """Somebody comes here, by the digit or sent from another screen, which then says what to show."""

    def reasons_to_stay(self) -> list[str]:
        """What costs money while nobody is here, a sentence each."""
        return []

    def farewell(self) -> list[str]:
        """What goes on after leaving, a sentence each."""
        return []

    def situation(self) -> str:
        """Which footer fits (a name of curator.tui.keys.FOOTERS)."""
        raise NotImplementedError

    def working_keys(self) -> Mapping[str, str]:
        """Ids of the keys that work now, each with what to say in place of its label, or ""."""
        raise NotImplementedError

    def holds(self, key: str) -> bool:
        """Whether a key has to wait here: while the file is being opened all do, but for the one that leaves."""
        return self.bench is None and key not in self.keys_for("leave")

    def keys_for(self, *verbs: str) -> frozenset[str]:
        """The keys of verbs of the table, as Textual names them."""
        return frozenset(key for verb in verbs for key in self.host.mapped_keys[verb].keys.split(","))

    def refuse(self) -> bool:
        """Whether nothing can be changed now, and say why."""
        bench = self.bench
        if bench is None:
            return True
        if bench.read_only:
            self.say(visible(bench.read_only, multiline=False), "warning")
            return True
        if self.host.works.runs("verb"):
            self.say("Wait a moment: something is still being done to these rows.")
            return True
        return False

    # ---- the fixed lines

    def show_facts(self) -> None:
        """The first line: which file, how large, for which target."""
        bench, path = self.bench, self.host.path
        if path is None:
            return
        facts = [visible(path.name, multiline=False)]
        if bench is not None:
            lines = bench.dataset.lines
            facts += [lines_said(bench), size_text(lines.size), bench.target.name]
            if self.host.other is not None:
                other = visible(self.host.other.bench.path.name, multiline=False)
                facts[0] += f" validates {other}" if bench.against is not None else f" with {other}"
        self.header.say(facts)

    def show_keys(self) -> None:
        """The last line: what can be pressed now."""
        if self.children:
            self.footer.offer(self.situation(), self.working_keys())

    def show_work(self) -> None:
        """The third line's right end: the work that goes on."""
        self.status.working(self.host.works.now(), self.host.measuring.done_note)

    def say(self, answer: str, ink: str = "") -> None:
        """Answer in the status line; the texts must be visible ones."""
        self.status.say(answer, ink)


def lines_said(bench: Workbench) -> str:
    """How many lines the file has, and how many rows edits made besides: `755 lines + 2 new`."""
    lines = bench.dataset.lines.count
    made = bench.row_count - lines
    return counted(lines, "line") + (f" + {made:,} new" if made else "")
