"""Verbs for many rows at once: tags, system messages, find and replace; and the history of all steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from curator.amounts import counted
from curator.checks.rule import Finding
from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.screens.data.mending import Mending
from curator.tui.widgets.choices import Choice

if TYPE_CHECKING:
    from curator.dataset.step import Step

_SYSTEM = (
    Choice("s", "set", "set"),
    Choice("i", "insert where none", "insert"),
    Choice("m", "the main one", "main"),
    Choice("r", "remove", "remove"),
)
_LOOKED_AT = 200
"""Records looked at to learn which main system message they have: lines that cannot be read have none."""


class Many(Mending):
    """Verbs that act on the marked rows, else on the row under the cursor, or on the whole filter."""

    def __init__(self) -> None:
        super().__init__()
        self.last_tag = ""
        self._fixable: dict[str, int] = {}
        self._fixable_in = (0, 0)
        """The state of the data that these numbers are of."""

    def fixable(self, finding: Finding) -> int:
        """How many lines `F` would mend; 0 as long as that is not known."""
        bench = self.bench
        if bench is None or not self.host.measuring.final:
            return 0
        state = (id(bench.complete), bench.dataset.version)
        if self._fixable_in != state:
            self._fixable, self._fixable_in = {}, state
        name = finding.rule.name
        if name not in self._fixable:
            self._fixable[name] = bench.fixable(name)
        return self._fixable[name]

    # ---- tags

    def action_tag(self) -> None:
        """Type a tag for the marked rows; rows that all have it already lose it."""
        rows = self.targets()
        if self.refuse() or not rows:
            return
        self.ask_line(f"tag {self.said_of(rows)}", self.last_tag, lambda tag: self.do_again(lambda: self._tag(tag)))

    def _tag(self, typed: str) -> None:
        bench, rows, tag = self.bench, self.targets(), "-".join(typed.split())
        if self.refuse() or bench is None or not rows:
            return
        if not tag:
            self.say("No tag was typed, so nothing was tagged.")
            return
        self.last_tag = tag
        without = [row for row in rows if tag not in bench.dataset.tags_of(row)]
        said = visible(tag, multiline=False)
        if without:
            back = "" if self.table.marks else ", t takes it away"
            words = f'tagged {self.said_of(without)} "{said}" · tag:{said} filters{back}'
            self.take_step(
                len(without), "tagging", lambda: bench.tag(without, tag), lambda step: self.took(step, words)
            )
        else:
            words = f'took "{said}" from {self.said_of(rows)}'
            self.take_step(len(rows), "untagging", lambda: bench.untag(rows, tag), lambda step: self.took(step, words))

    # ---- system messages

    def marked_or_shown(self) -> list[int]:
        """The marked rows, else all rows in the filter."""
        return self.targets() if self.table.marks else list(self.view if self.view is not None else ())

    def action_set_system(self) -> None:
        """Set, insert or remove the system message of the marked rows, or of all in the filter."""
        rows = self.marked_or_shown()
        if self.refuse() or not rows:
            return
        self.choose(f"system message of {self.said_of(rows)}", _SYSTEM, lambda verb: self._system(verb, rows))

    def _system(self, verb: str, rows: list[int]) -> None:
        bench = self.bench
        if bench is None or self.refuse():
            return
        main = self._main_text(rows)
        if verb == "remove":
            self._rewrite(lambda: bench.remove_system(rows))
        elif verb == "main" and not main:
            self.say("No text is the main system message here; s sets one.")
        elif verb == "main":
            self._rewrite(lambda: bench.unify(rows, main))
        else:
            put = bench.unify if verb == "set" else bench.insert_system
            self.ask_line("system message", main, lambda text: self._put_system(put, rows, text))

    def _put_system(self, put: Callable[[Sequence[int], str], Step | None], rows: list[int], text: str) -> None:
        if text.strip():
            self._rewrite(lambda: put(rows, text))
        else:
            self.say("No text was typed; r removes system messages.")

    def _main_text(self, rows: Sequence[int]) -> str:
        from curator.workbench.systems import kind_of

        bench = self.bench
        if bench is None:
            return ""
        mains = (bench.systems.main_of(kind_of(bench.record(row))) for row in rows[:_LOOKED_AT])
        return next((main for main in mains if main), "")

    def _rewrite(self, verb: Callable[[], Step | None]) -> None:
        """Do something to many rows on a thread, as one step."""

        def job(_progress: Progress) -> Step | None:
            return verb()

        def done(step: Step | None) -> None:
            self.took(step, f"{visible(step.name, multiline=False)} · u undoes it" if step is not None else "")

        self.host.works.start("verb", "writing", job, done, stops=False, keys_wait=True)

    # ---- find and replace

    def action_replace(self) -> None:
        """Find and replace in the marked rows, or in all of the filter, with every hit shown first."""
        bench, rows = self.bench, self.marked_or_shown()
        if self.refuse() or bench is None or not rows:
            return
        from curator.tui.screens.replacing import ReplaceScreen

        number = "" if len(rows) == 1 else f"{len(rows):,} "
        which = "marked row" if self.table.marks else "line"
        where = f"the {number}{which}{'' if len(rows) == 1 else 's'}{'' if self.table.marks else ' in the list'}"
        self.app.push_screen(ReplaceScreen(bench, rows, where), self._replaced)

    def _replaced(self, step: Step | None) -> None:
        if step is not None:
            self.took(step, f"{visible(step.name, multiline=False)} · u undoes it")

    # ---- history

    def action_history(self) -> None:
        """Every step taken, and the way to any of them."""
        if self.bench is None:
            return
        from curator.tui.screens.history import HistoryScreen

        self.app.push_screen(HistoryScreen(self.bench), self._go_to_step)

    def _go_to_step(self, wanted: int | None) -> None:
        bench = self.bench
        if wanted is None or bench is None or self.refuse():
            return

        def job(_progress: Progress) -> list[Step]:
            return bench.go_to(wanted)

        def done(steps: list[Step]) -> None:
            if not steps:
                self.say("The data is as it was after that step already.")
                return
            way = "undone" if steps[0].kind == "undo" else "done again"
            self.host.measuring.touched(sorted({row for step in steps for row in step.rows}))
            self.host.data_changed()
            only = visible(steps[0].name, multiline=False) if len(steps) == 1 else ""
            said = f"{way}: {only}" if only else f"{counted(len(steps), 'step')} {way}"
            self.say(f"{said} · h shows the history")

        self.host.works.start("verb", "going through the history", job, done, stops=False, keys_wait=True)

    def action_source_difference(self) -> None:
        """The record under the cursor in the file and now, word by word."""
        bench, row = self.bench, self.row
        if bench is None or row is None:
            return
        from curator.tui.screens.history import source_and_now

        if not bench.dataset.states.get(row):
            self.say(f"{self.line_word(row)} is as the file has it.")
            return
        self.app.push_screen(source_and_now(bench, row, signs=self.header.colourless))
