"""Two deployments side by side over the validation set: which answers better, marked by a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen

from curator.amounts import counted
from curator.chat.compare import Pair, Reply, Summary
from curator.errors import Cancelled
from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.glyphs import NO_VALUE
from curator.tui.keys import bindings_of, working
from curator.tui.screens.panel import Lines, Row
from curator.tui.widgets.footer import KeyFooter
from curator.tui.widgets.header import Header
from curator.tui.widgets.lines import Said
from curator.tui.widgets.sentence import Sentence

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp
    from curator.tui.screens.train.session import Session
    from curator.tui.work import Gathering

REPLAY = "train replay"
_MOST_ASKED = 400


class CompareScreen(Screen[None]):
    """The question, the answer that was wanted, and both answers beside each other."""

    HELP = """Both deployments are asked the same validation records; the next answers are fetched while you read.
← and → say whose answer is better, = that both are as good; a mark can be changed. What was answered and marked is
kept."""
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("compare")

    head = getters.query_one("#compare-head", Said)
    asked = getters.query_one("#compare-asked", Lines)
    left = getters.query_one("#compare-a", Lines)
    right = getters.query_one("#compare-b", Lines)
    far = getters.query_one("#compare-far", Lines)
    note = getters.query_one("#compare-note", Sentence)

    def __init__(
        self,
        session: Session,
        comparison: int,
        names: tuple[str, str],
        facts: Sequence[str],
        what: str,
        keep: Callable[[Pair], str],
        nearest: Callable[[str], None],
    ) -> None:
        """Show a comparison.

        Args:
            session: The resource both deployments are of.
            comparison: Its id.
            names: The deployments, A and B.
            facts: The first line.
            what: What is compared on, in a few words.
            keep: Keeps B's answer of a pair as a record, and says what was done.
            nearest: Shows the training records nearest to a question.
        """
        super().__init__()
        self.session = session
        self.comparison = comparison
        self.names = tuple(visible(name, multiline=False) for name in names)
        self.facts = facts
        self.what = what
        self.said = ""
        """What was answered to the last key, until the next one."""
        self.keep = keep
        self.nearest = nearest
        self.pairs = session.loop.comparisons.pairs(comparison)
        self.position = 0

    @property
    def host(self) -> CuratorApp:
        """The app."""
        return cast("CuratorApp", self.app)

    def compose(self) -> ComposeResult:
        header = Header()
        header.say(self.facts, self.session.profile.label)
        yield header
        yield Said(id="compare-head")
        yield _lines("compare-asked")
        with Horizontal(id="compare-body"):
            yield _lines("compare-a")
            yield _lines("compare-b")
        yield _lines("compare-far")
        yield Sentence(id="compare-note")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.set_class(self.host.plain_only, "-plain")
        self._show()
        self._fetch()

    # ---- asking both

    def _fetch(self) -> None:
        gathering: list[Gathering] = []
        comparisons, service = self.session.loop.comparisons, self.session.loop.service

        def job(progress: Progress) -> Summary:
            summary = comparisons.replay(self.comparison, service, progress, gathering[0].add)
            gathering[0].send()
            return summary

        running = self.host.works.start(REPLAY, "", job, lambda _summary: self._look_again(), failed=self._stopped)
        gathering.append(self.host.works.gathering(running, lambda _pairs: self._look_again()))

    def _stopped(self, error: Exception) -> None:
        self._look_again()
        if not isinstance(error, Cancelled):
            self.host.show_failure(error)

    def _look_again(self) -> None:
        if self.is_mounted:
            self.pairs = self.session.loop.comparisons.pairs(self.comparison)
            self._show()

    # ---- showing

    @property
    def pair(self) -> Pair:
        """The question that is shown."""
        return self.pairs[self.position]

    def _show(self) -> None:
        pair, summary = self.pair, self.session.loop.comparisons.summary(self.comparison)
        so_far = f"better {summary.b.better} · worse {summary.a.better} · same {summary.same}"
        where = f" Compare on {self.what} · {self.position + 1} of {len(self.pairs)}"
        self.head.say([(where, "bold")], [(so_far + " ", "")])
        self.asked.put(question_rows(pair))
        self.left.put(reply_rows("A", self.names[0], pair.a, pair.mark))
        self.right.put(reply_rows("B", self.names[1], pair.b, pair.mark))
        self.far.put(far_rows(summary, narrow=self.has_class("-narrow")))
        following = self.pairs[self.position + 1] if self.position + 1 < len(self.pairs) else None
        ready = "" if following is None else "next answer is ready" if following.answered else "asking for the next"
        row = pair.question.row
        line = " the conversation you had" if row is None else f" validation line {row:,}"
        if self.said:
            self.note.say(self.said, "good")
        else:
            self.note.say(" · ".join(part for part in (line, ready) if part), "dim")
        works = working("asked-down") if self.asked.longer else {}
        works |= working("replies-down") if self.left.longer or self.right.longer else {}
        works |= working("next-question", "previous-question", "show-sources", "export-comparison", "leave-compare")
        works |= working("mark-a", "mark-b", "mark-same", "keep-b") if pair.answered else {}
        self.query_one(KeyFooter).offer("compare", works)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    # ---- keys

    def _mark(self, mark: str) -> None:
        if self.pair.answered:
            self.session.loop.comparisons.mark(self.comparison, self.pair.position, mark)
            self._look_again()
            self.action_next_question()

    def action_mark_a(self) -> None:
        self._mark("A")

    def action_mark_b(self) -> None:
        self._mark("B")

    def action_mark_same(self) -> None:
        self._mark("same")

    def action_next_question(self) -> None:
        self._go(1)

    def action_previous_question(self) -> None:
        self._go(-1)

    def _go(self, by: int) -> None:
        self.position = max(0, min(self.position + by, len(self.pairs) - 1))
        self.said = ""
        for lines in (self.asked, self.left, self.right):
            lines.scroll_to(y=0, animate=False, force=True)
        self._show()
        # Only now is it known whether there is more to see than is in sight.
        self.call_after_refresh(self._show)

    def action_asked_down(self) -> None:
        self.asked.scroll_rows(1)

    def action_asked_up(self) -> None:
        self.asked.scroll_rows(-1)

    def action_replies_down(self) -> None:
        self._page(1)

    def action_replies_up(self) -> None:
        self._page(-1)

    def _page(self, by: int) -> None:
        for lines in (self.left, self.right):
            lines.scroll_rows(by * max(1, lines.size.height - 2))

    def action_keep_b(self) -> None:
        if self.pair.answered:
            self.said = self.keep(self.pair)
            self._show()

    def action_show_sources(self) -> None:
        self.nearest(question_of(self.pair))

    def action_export_comparison(self) -> None:
        path = Path(self.host.path or "data").with_name(f"comparison-{self.comparison}.jsonl")
        text = self.session.loop.comparisons.export(self.comparison)
        if self.host.try_to(lambda: path.write_text(text, "utf-8")) is not None:
            self.said = f"questions, answers and marks are in {visible(str(path), multiline=False)}"
            self._show()

    def action_leave_compare(self) -> None:
        self.host.works.stop(REPLAY)
        self.dismiss(None)


def _lines(name: str) -> Lines:
    lines = Lines(())
    # The keys are the screen's, which scrolls both answers together.
    lines.id, lines.can_focus = name, False
    return lines


def question_of(pair: Pair) -> str:
    """What the user asked last."""
    said = [one.get("content") for one in pair.question.messages if one.get("role") == "user"]
    return next((text for text in reversed(said) if isinstance(text, str)), "")


def question_rows(pair: Pair) -> list[Row]:
    """What was asked and what was wanted."""
    wanted = NO_VALUE if pair.question.wanted is None else visible(pair.question.wanted[:_MOST_ASKED])
    asked = visible(question_of(pair)[:_MOST_ASKED], multiline=False)
    return [(("asked      ", "user"), (asked, "")), (), (("wanted     ", "assistant"), (wanted, "")), ()]


def reply_rows(letter: str, name: str, reply: Reply | None, mark: str | None) -> list[Row]:
    """One deployment's answer, below its name."""
    better = mark == letter
    head: list[tuple[str, str]] = [(f"{letter}  {name}", "bold" if better else "")]
    if better:
        head.append(("  better", "good"))
    if reply is None:
        return [tuple(head), (("─" * 12, "dim"),), (("not asked yet", "dim"),)]
    if reply.answer is None:
        return [tuple(head), (("─" * 12, "dim"),), ((visible(reply.failure), "error"),)]
    answer = reply.answer
    tokens = f"{counted(answer.usage.answer, 'token')} · " if answer.usage is not None else ""
    rows: list[Row] = [tuple(head), ((f"{tokens}{answer.seconds:.1f} s", "dim"),), (("─" * 12, "dim"),)]
    rows.append(((visible(answer.text or answer.refusal), ""),))
    remark = visible(answer.remark(), multiline=False)
    return [*rows, ((remark, "warning"),)] if remark else rows


def far_rows(summary: Summary, *, narrow: bool) -> list[Row]:
    """How both did so far."""
    a, b = summary.a, summary.b
    lines = (f"{a.same_final_line} of {a.with_wanted}", f"{b.same_final_line} of {b.with_wanted}")
    words = tuple(NO_VALUE if one.shared_words is None else f"{one.shared_words:.2f}" for one in (a, b))
    if narrow:
        return [((f"so far: same final line A {lines[0]}, B {lines[1]}; words shared {words[0]}, {words[1]}", "dim"),)]
    rows: list[Row] = [((f"so far              {'A':<12}B", "dim"),)]
    if b.with_wanted:
        rows.append(((f"  same final line   {lines[0]:<12}{lines[1]}", ""),))
        rows.append(((f"  words shared      {words[0]:<12}{words[1]:<12}", ""), ("with the wanted answer (F1)", "dim")))
    rows.append(((f"  your marks        {a.better:<12}{b.better:<12}same {summary.same}", ""),))
    return rows
