"""Bad answers of a tuned model, each beside the records that most likely taught it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, cast

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from curator.amounts import counted
from curator.measures.text import visible
from curator.tui.keys import bindings_of, working
from curator.tui.screens.panel import Lines, Row
from curator.tui.widgets.cells import fit, right
from curator.tui.widgets.footer import KeyFooter
from curator.tui.widgets.header import Header
from curator.tui.widgets.lines import Said
from curator.tui.widgets.option_lines import OptionLine, OptionLines
from curator.tui.widgets.sentence import Sentence
from curator.workbench.bad_answers import ANSWER, BadAnswer, Source, bad_answers, looked_at, near_of

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp
    from curator.workbench import Workbench

_ROLE = 11


BACK = "back"
"""What the screen is dismissed with where a person went back by a key, and not because nothing is left."""


class AnswersScreen(Screen[str | None]):
    """One answer at a time: what was asked and said, the nearest records, and the one of them under the cursor."""

    HELP = """An answer you did not want, and the records of this data set that stand nearest to it: those whose
prompt is like the question, or whose answer is like the answer. A bad answer is usually in there. Enter shows the
record in Data, where it can be edited or dropped; esc there comes back."""
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("answers")
    AUTO_FOCUS = "#answer-sources"

    head = getters.query_one("#answer-head", Said)
    said = getters.query_one("#answer-said", Lines)
    sources = getters.query_one("#answer-sources", OptionLines)
    record = getters.query_one("#answer-record", Lines)

    def __init__(self, bench: Workbench, facts: Sequence[str], at: int = 0) -> None:
        """Show the answers that were sent to Review.

        Args:
            bench: The open data set.
            facts: The first line.
            at: Place of the answer to begin with; -1 for the last one.
        """
        super().__init__()
        self.bench = bench
        self.facts = facts
        self.answers = bad_answers(bench)
        self.at = at % len(self.answers) if self.answers else 0

    @property
    def host(self) -> CuratorApp:
        """The app."""
        return cast("CuratorApp", self.app)

    def compose(self) -> ComposeResult:
        header = Header(self.host.modes, "review")
        header.say(self.facts)
        yield header
        yield Said(id="answer-head")
        for name in ("answer-said", "answer-record"):
            lines = Lines(())
            lines.id, lines.can_focus = name, False
            yield lines
            if name == "answer-said":
                yield OptionLines(id="answer-sources")
        yield Sentence(id="answer-note")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.set_class(self.host.plain_only, "-plain")
        self._show()

    def on_screen_resume(self) -> None:
        """Back from Data, by whatever key: there all is as it was, and the records may be others."""
        from curator.tui.screens.data import DataScreen

        for screen in self.host.mode_screens():
            if isinstance(screen, DataScreen):
                screen.end_visit()
        self._show()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    # ---- showing

    @property
    def answer(self) -> BadAnswer | None:
        """The answer that is shown."""
        return self.answers[self.at] if self.answers else None

    def _show(self) -> None:
        bad = self.answer
        if bad is None:
            self.dismiss(None)
            return
        where = f" Answer {self.at + 1} of {len(self.answers)} to look at"
        who = visible(f"{bad.deployment} · {datetime.fromtimestamp(bad.said_at):%d %b %H:%M} ", multiline=False)
        self.head.say([(where, "bold")], [(who, "dim")])
        self.said.put(said_rows(bad))
        self.sources.put(source_lines(self.bench, bad.sources))
        self._show_record()
        works = working("answer-done", "answers-back")
        works |= working("next-answer", "previous-answer") if len(self.answers) > 1 else {}
        works |= working("source-down", "show-source") if bad.sources else {}
        self.query_one(KeyFooter).offer("answers", works)

    def _show_record(self) -> None:
        source = self.sources.value
        self.record.put(record_rows(self.bench, source) if isinstance(source, Source) else ())

    def say(self, text: str) -> None:
        """Say something above the keys; the text must be a visible one."""
        self.query_one("#answer-note", Sentence).say(text)

    # ---- keys

    def action_source_down(self) -> None:
        self.sources.move(1)

    def action_source_up(self) -> None:
        self.sources.move(-1)

    def on_option_lines_moved(self) -> None:
        self._show_record()

    def on_option_lines_chosen(self) -> None:
        self.action_show_source()

    def action_show_source(self) -> None:
        """Show the record under the cursor in Data."""
        from curator.tui.screens.data import DataScreen

        bad, source = self.answer, self.sources.value
        data = next((one for one in self.host.mode_screens() if isinstance(one, DataScreen)), None)
        if bad is None or not isinstance(source, Source) or data is None:
            return
        if not self.bench.dataset.exists(source.row):
            self.say("The record is gone.")
            return
        query = " or ".join(f"line={one.row}" for one in bad.sources if self.bench.dataset.exists(one.row))
        self.host.action_switch_to("data")
        data.visit(query, source.row, "review")

    def action_next_answer(self) -> None:
        self._go(1)

    def action_previous_answer(self) -> None:
        self._go(-1)

    def _go(self, by: int) -> None:
        self.at = max(0, min(self.at + by, len(self.answers) - 1))
        self._show()

    def action_answer_done(self) -> None:
        """The answer has been looked at: it leaves the list."""
        bad = self.answer
        if bad is None or self.host.try_to(lambda: looked_at(self.bench, bad)) is None:
            return
        self.answers = bad_answers(self.bench)
        self.at = min(self.at, max(0, len(self.answers) - 1))
        self._show()

    def action_answers_back(self) -> None:
        self.dismiss(BACK)


def said_rows(bad: BadAnswer) -> list[Row]:
    """What was asked and what was said."""
    system = visible(bad.system, multiline=False) or "none"
    return [
        ((f"{'system':<{_ROLE}}", "system"), (system, "dim")),
        ((f"{'user':<{_ROLE}}", "user"), (visible(bad.question), "")),
        ((f"{'assistant':<{_ROLE}}", "assistant"), (visible(bad.answer), "")),
    ]


def source_lines(bench: Workbench, sources: Sequence[Source]) -> list[OptionLine]:
    """The records near to an answer, one a line."""
    if not sources:
        return [OptionLine(((" No record shares a word with the question or with the answer.", "dim"),))]
    lines = [OptionLine(((f" {counted(len(sources), 'record')} of the data, the nearest first", "dim"),))]
    for source in sources:
        like = f"{source.likeness:.0%}".replace("%", " %")
        what = "answer alike " if source.by == ANSWER else "prompt alike "
        gone = not bench.dataset.exists(source.row)
        out = "gone" if gone else "dropped" if bench.dataset.is_dropped(source.row) else ""
        text = visible(near_of(bench, source).prompt, multiline=False)
        number = bench.dataset.line_of(source.row)
        name = f"line {number:,}" if number is not None else f"new line {source.row:,}"
        pieces = ((" " + fit(name, 14), ""), (right(like, 6), ""), (f"  {what}", "dim"), (f"{out:<8}", "warning"))
        lines.append(OptionLine((*pieces, (text, "dim" if out else "")), source))
    return lines


def record_rows(bench: Workbench, source: Source) -> list[Row]:
    """The record under the cursor: what it asks and what it answers."""
    near = near_of(bench, source)
    return [
        (),
        ((f"{'user':<{_ROLE}}", "user"), (visible(near.prompt), "")),
        ((f"{'assistant':<{_ROLE}}", "assistant"), (visible(near.answer), "")),
    ]
