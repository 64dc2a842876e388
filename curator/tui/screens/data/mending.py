"""Mending: fix, drop and bring back, undo and redo."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from curator.amounts import counted
from curator.checks.rule import Finding, Mend
from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.screens.data.parts import DataParts
from curator.tui.screens.guesses import ask_about_all
from curator.tui.widgets.proposal_panel import Guess, ProposalPanel
from curator.workbench.foreseen import that_stay, then
from curator.workbench.guessing import Guesses, guesses_on
from curator.workbench.reviewing import Mendable, mendable

if TYPE_CHECKING:
    from curator.dataset.step import Step
    from curator.workbench.mending import Proposal


def _dropped(what: str, asked: int, before: int) -> str:
    """What was dropped, and of how many rows asked for that was true already.

    The marks are gone then: `d` brings back the row under the cursor alone.
    """
    if not before:
        return f"dropped {what} · {'u or d brings it back' if asked == 1 else 'u brings them back'}"
    already = f"{before:,} of the {asked:,} {'was' if before == 1 else 'were'} dropped already"
    return f"dropped {what}, {already} · u brings back"


class Mending(DataParts):
    """Every verb that changes the data, but for typing."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: Callable[[], None] | None = None
        """What a second press of the key would do."""
        self._mendable: tuple[object, Mendable | None] | None = None
        """What can be mended on the marked rows, and the state of data and marks that this is of."""

    # ---- fix

    def finding_to_fix(self) -> Finding | None:
        """The finding `f` mends: the one keys act on, where a key mends it, else the worst that one does."""
        shown = self.conversation.record
        if shown is None:
            return None
        mendable = [finding for finding, title in zip(shown.findings, shown.fix_titles, strict=False) if title] or [
            finding for finding in shown.findings if not shown.fix_titles and finding.mend is not Mend.NONE
        ]
        if not mendable:
            return None
        here = [self.finding, *(self.conversation.findings_at_cursor() if self.in_record else ())]
        return next((finding for finding in here if finding in mendable), mendable[0])

    def passed_over(self, finding: Finding) -> Finding | None:
        """A worse finding of the record that no key can mend, where `f` mends this one; None where there is none."""
        shown = self.conversation.record
        if shown is None or not shown.fix_titles:
            return None
        told = zip(shown.findings, shown.fix_titles, strict=False)
        worse = (other for other, title in told if not title and other.severity > finding.severity)
        return next(worse, None)

    def _about(self, row: int, finding: Finding, proposal: Proposal) -> str:
        """What is mended on which line, and what worse is not."""
        worse = self.passed_over(finding)
        beside = f" ({finding.rule.name}; no key mends {worse.rule.name})" if worse is not None else ""
        return f"{self.line_word(row)}: {proposal.title}{beside}"

    def action_fix(self) -> None:
        """Mend the finding at the cursor, or all that is safe on the marked rows."""
        self.do_again(self._fix)

    def _fix(self) -> None:
        if self.refuse() or self.bench is None or self.row is None:
            return
        if self.table.marks:
            self._fix_where((), self.targets())
            return
        finding, row = self.finding_to_fix(), self.row
        if finding is None:
            waits = self.host.measuring.is_waiting(row)
            known = "Nothing on this line can be mended by a key; e edits it."
            again = f"{self.line_word(row)} is being measured again: press f once more in a moment."
            self.say(again if waits else known)
            return
        bench = self.bench
        proposal = self.host.try_to(lambda: bench.propose(row, finding))
        if proposal is None:
            self.say("This finding cannot be mended by a key after all; e edits it.")
        elif proposal.safe:
            said = self._mended(row, finding, proposal)
            self.took(self.host.try_to(lambda: bench.fix(row, finding)), said)
        else:
            self._ask_first(row, finding, proposal)

    def _mended(self, row: int, finding: Finding, proposal: Proposal) -> str:
        return visible(self._about(row, finding, proposal), multiline=False) + " · u undoes it"

    def _ask_first(self, row: int, finding: Finding, proposal: Proposal) -> None:
        bench = self.bench
        if bench is None:
            return
        left = then(bench, row, proposal)
        worse = self.passed_over(finding)
        if worse is not None:
            left = f"This mends {finding.rule.name}; no key mends {worse.rule.name}. {left}"
        said = self._mended(row, finding, proposal)

        def do_it() -> None:
            step = self.host.try_to(lambda: bench.fix(row, finding, unsafe=True))
            self.took(step, said if step is not None else "")

        self._asking(do_it)
        # The record that goes stands above; those it is like are somewhere else.
        beside = () if proposal.after else that_stay(bench, row)
        title = f"{self.line_word(row)}: {proposal.title}"
        self.proposal_panel.ask(Guess(title, proposal.before, proposal.after, left, beside))
        self.show_keys()

    def _ask_about_all(self, guesses: Guesses, key: str) -> None:
        """Show what guesses would change on many lines; a second press of this key does all, as one step."""
        bench = self.bench
        if bench is None:
            return
        self._asking(lambda: self._fix_many(guesses.words, list(guesses.rows), unsafe=True))
        ask_about_all(self.host, self.proposal_panel, bench, guesses, self.line_word, key, self.row)
        self.show_keys()

    def _asking(self, do_it: Callable[[], None]) -> None:
        self.asked = do_it
        self.add_class("-asking")

    def on_proposal_panel_taken(self, _message: ProposalPanel.Taken) -> None:
        asked = self.asked
        self.close_proposal()
        if asked is not None:
            asked()

    def on_proposal_panel_left(self, message: ProposalPanel.Left) -> None:
        self.close_proposal()
        self.say("The line is as it was.")
        if message.key:
            self.host.press_first(message.key)

    def close_proposal(self) -> None:
        """The shown fix goes, and the keys are the list's or the record's again."""
        self.asked = None
        self.proposal_panel.display = False
        self.remove_class("-asking")
        self.back_to_rows()

    def action_fix_all(self) -> None:
        """Mend every finding of this rule that can be mended safely, as one step; where all are guesses, ask first."""
        finding = self.finding_to_fix()
        if self.refuse():
            return
        if finding is None:
            self.say("No key mends anything on this line, so there is no rule to mend everywhere.")
            return
        self._fix_where((finding.rule.name,), self.targets() if self.table.marks else None)

    def _fix_where(self, words: tuple[str, ...], rows: list[int] | None) -> None:
        """Mend what is safe; where nothing is, show the guesses first.

        Args:
            words: By these rules; empty means all.
            rows: On these rows; None means all.
        """
        bench = self.bench
        if bench is None:
            return
        could = mendable(bench, rows, words)
        if could is not None and not could.safe and (guesses := guesses_on(bench, words, rows)) is not None:
            self._ask_about_all(guesses, "fix-all" if words else "fix")
        else:
            self._fix_many(words, rows)

    def _fix_many(self, words: tuple[str, ...], rows: list[int] | None, *, unsafe: bool = False) -> None:
        bench = self.bench
        if bench is None:
            return

        def job(progress: Progress) -> Step | None:
            return bench.fix_all(words, rows, unsafe=unsafe, progress=progress)

        def done(step: Step | None) -> None:
            said = f"{visible(step.name, multiline=False)} · u undoes it" if step is not None else ""
            self.took(step, said or self._why_not_mended(rows))

        self.host.works.start("verb", "mending", job, done, keys_wait=True)

    def _why_not_mended(self, rows: list[int] | None) -> str:
        """Why nothing was mended, and what can be done instead."""
        bench = self.bench
        could = mendable(bench, rows) if bench is not None and rows is not None else None
        if could is None or could.guesses:
            return "Nothing here can be mended that way; f on one line shows what else could be done."
        return "Nothing on these lines can be mended by a key; e edits one."

    def marked_fix_label(self) -> str | None:
        """What the footer says of mending the marked rows: how many it will mend; None where it would mend none."""
        bench, marks = self.bench, self.table.marks
        if bench is None:
            return None
        state = (id(bench.measuring.complete), bench.dataset.version, frozenset(marks))
        if self._mendable is None or self._mendable[0] != state:
            self._mendable = (state, mendable(bench, marks))
        could = self._mendable[1]
        if could is None:
            return "fix"
        if could.safe:
            return f"fix {could.safe:,}"
        return counted(could.guesses, "guess", "guesses") if could.guesses else None

    # ---- drop

    def action_drop(self) -> None:
        """Leave the rows out of what is written, or bring them back where all of them are out already."""
        self.do_again(self._drop)

    def _drop(self) -> None:
        bench, rows = self.bench, self.targets()
        if self.refuse() or bench is None or not rows:
            return
        live = [row for row in rows if not bench.dataset.is_dropped(row)]
        if live:
            said = _dropped(self.said_of(live), len(rows), len(rows) - len(live))
            done = self._done_saying(said)
            self.take_step(len(live), "dropping", lambda: bench.drop(live), done)
        else:
            done = self._done_saying(f"brought back {self.said_of(rows)}")
            self.take_step(len(rows), "bringing back", lambda: bench.restore(rows), done)

    def _done_saying(self, said: str) -> Callable[[Step | None], None]:
        return lambda step: self.took(step, said if step is not None else "")

    # ---- undo, redo

    def action_undo(self) -> None:
        """Undo the last step and say what it was."""
        self._move(undo=True)

    def action_redo(self) -> None:
        """Do again what was undone."""
        self._move(undo=False)

    def _move(self, *, undo: bool) -> None:
        bench = self.bench
        if bench is None or self.refuse():
            return
        # What the last step touched is not known beforehand: where much was edited, it may have been much.
        verb, label = (bench.undo, "undoing") if undo else (bench.redo, "doing again")
        self.take_step(bench.edit_count, label, verb, lambda step: self._moved(step, undo))

    def _moved(self, step: Step | None, undo: bool) -> None:
        if step is None:
            self.say("There is nothing to undo." if undo else "There is nothing to do again.")
            return
        name = visible(step.name, multiline=False)
        self.took(step, f"undone: {name} · ^r does it again" if undo else f"done again: {name} · u undoes it")
        if step.rows and self.view is not None and self.view.position(step.rows[0]) is not None:
            self.table.go_to_row(step.rows[0], answers=True)

    # ---- marks

    def action_mark(self) -> None:
        self.table.mark()
        self._marked()

    def action_mark_range(self) -> None:
        self.table.mark_range()
        self._marked()

    def action_mark_all(self) -> None:
        self.table.mark_all()
        self._marked()

    def _marked(self) -> None:
        self.status.forget()
        self.show_standing()
        self.show_keys()
        if self.table.marks:
            self.say(f"{counted(len(self.table.marks), 'row')} marked: what you do now is done to them")
