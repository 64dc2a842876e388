"""Mending in Review: one line, all that is safe, accept, drop, undo and redo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from curator.amounts import counted
from curator.checks.registry import rule_named
from curator.checks.rule import Mend
from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.screens.guesses import ask_about_all
from curator.tui.screens.review.painting import ReviewPainting
from curator.tui.screens.review.system_view import safe
from curator.tui.widgets.proposal_panel import Guess, ProposalPanel
from curator.workbench.accepting import WHY_NOT
from curator.workbench.foreseen import then
from curator.workbench.guessing import Guesses, guesses_on
from curator.workbench.outcome import outcome_of
from curator.workbench.reviewing import mendable

if TYPE_CHECKING:
    from curator.dataset.step import Step
    from curator.workbench.reviewing import RuleCount
    from curator.workbench.unifying import Variant


_MOST_AT_ONCE = 200
"""Accepting so many findings takes less time than a person notices: each is known by what its record holds."""

_NONE_HOLDS = "Nothing was mended: here each fix would make a new error; ⏎ shows the lines."


class ReviewMending(ReviewPainting):
    """Every verb that changes the data, but for pairs."""

    def __init__(self) -> None:
        super().__init__()
        self._mended_all = ""
        """What was said when all was mended, until the mended lines have been measured and compared again."""

    # ---- fix

    def action_mend(self) -> None:
        """Mend the line under the cursor, or the lines of the variant."""
        bench, row, finding = self.bench, self.row, self.finding
        if self.refuse() or bench is None:
            return
        if self.view == "variants":
            self._mend_variant()
            return
        if row is not None and self.host.measuring.is_waiting(row):
            # What was found on it may be gone, and what is asked about next must be seen first.
            self.say(f"{self.line_word(row)} is being measured again: press f once more in a moment.")
            return
        if row is None or finding is None:
            self.say("There is no line here to mend.")
            return
        proposal = self.host.try_to(lambda: bench.propose(row, finding))
        if proposal is None:
            self.say("This cannot be mended by a key; ⏎ shows the line in Data, e edits it there.")
            return
        said = visible(f"{self.line_word(row)}: {proposal.title}", multiline=False) + " · u undoes it"
        if proposal.safe:
            self.took(self.host.try_to(lambda: bench.fix(row, finding)), said)
            return
        title = f"{self.line_word(row)}: {proposal.title}"
        verb, left = (lambda: bench.fix(row, finding, unsafe=True)), then(bench, row, proposal)
        self.ask_first(title, proposal.before, proposal.after, verb, said, left)

    def _mend_variant(self) -> None:
        bench, one = self.bench, self.variant
        if bench is None or one is None:
            return
        if one.mend is Mend.NONE:
            self.say(self._why_no_main(one))
            return
        if one.mend is Mend.SAFE:
            step = self.host.try_to(lambda: bench.unify_variant(one))
            self.took(step, self.said_of(step))
            return
        from curator.workbench.unifying import mended_example

        example = self.host.try_to(lambda: mended_example(bench, one))
        if example is None:
            self.say("These records have no place for a system message.")
            return
        self.ask_first(self.lines_word(one.rows), example[0], (example[1],), lambda: bench.unify_variant(one))

    def _why_no_main(self, one: Variant) -> str:
        """Why there is no text to be written into the lines of a variant."""
        if one.how == "main":
            return "This is the main text."
        if any(other.how == "main" for other in self.variants):
            return "The main text is of records of another kind; m on a text makes it the main one of every kind."
        return "No text is the main one; m on a text makes it that."

    def mend_variant_label(self) -> str:
        """What the footer says of mending the variant under the cursor."""
        one = self.variant
        return "fix" if one is not None and one.how in ("in user", "late", "twice") else "write main here"

    def ask_first(
        self,
        title: str,
        before: bytes,
        after: Sequence[bytes],
        verb: Callable[[], Step | None],
        said: str = "",
        left: str = "",
    ) -> None:
        """Show what a guess would change; a second press of the key does it."""

        def do_it() -> None:
            step = self.host.try_to(verb)
            self.took(step, said or self.said_of(step))

        self.asked = do_it
        self.proposal_panel.ask(Guess(title, before, after, left))
        self.show_keys()

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
        """The shown fix goes, and the keys are the screen's again."""
        self.asked = None
        self.proposal_panel.display = False
        self.back_to_panes()

    def back_to_panes(self) -> None:
        """Let the pane that has the cursor have the keys."""
        pane = self.pair_pane if self.in_pairs else self.detail if self.in_lines else self.found_pane
        (self.nothing_pane if self.has_class("-nothing") else pane).focus()
        self.show_keys()

    def action_unify_variant(self) -> None:
        """Give the lines of the variant under the cursor the main system message."""
        self.action_mend()

    def action_unify_safe(self) -> None:
        """Write the main system message wherever only a slip differs."""
        if self.refuse() or self.bench is None:
            return
        step = self.host.try_to(self.bench.unify_safe)
        self.took(step, self.said_of(step) if step is not None else "No system message differs by a slip.")

    def action_mend_all(self) -> None:
        """Mend all lines of the rule, or of the group, that can be mended safely, as one step."""
        bench = self.bench
        if self.refuse() or bench is None:
            return
        if self.view == "variants" and safe(self.variants):
            step = self.host.try_to(bench.unify_safe)
            self.took(step, self.said_of(step))
            return
        names = tuple(count.rule.name for count in self._counts_here() if count.safe)
        if names:
            self._mend_rules(names)
        elif (guesses := self.guesses_here()) is not None:
            self._ask_about_all(guesses)
        else:
            self.say(self._why_not_all())

    def _why_not_all(self) -> str:
        if self.view == "variants":
            return "None of these is only a slip; f writes the main text where the cursor is."
        if not any(count.lines for count in self._counts_here()):
            return "Nothing is left of it."
        return "Nothing here can be mended by a key; ⏎ shows the lines in Data."

    def guesses_here(self) -> Guesses | None:
        """What could be mended of the rule, or of the group, if guesses were made too."""
        bench, names = self.bench, tuple(count.rule.name for count in self._counts_here() if count.lines)
        if bench is None or not names or self.view in ("variants", "pairs"):
            return None
        return self.look_up(f"guesses {' '.join(names)}", lambda: guesses_on(bench, names, self.rows_filter))

    def _ask_about_all(self, guesses: Guesses) -> None:
        """Show what guesses would change on many lines; a second press of the key does all, as one step."""
        bench = self.bench
        if bench is None:
            return
        self.asked = lambda: self._mend_rules(guesses.words, list(guesses.rows))
        ask_about_all(self.host, self.proposal_panel, bench, guesses, self.line_word, "mend-all", self.row)
        self.show_keys()

    def action_mend_everything(self) -> None:
        """Mend all that can be mended safely, of every rule, as one step."""
        if self.refuse() or self.bench is None:
            return
        if self.found.safe:
            self._mend_rules(())
        else:
            self.say("Nothing found is safe to mend at once; f shows what it would do, by line.")

    def _mend_rules(self, names: tuple[str, ...], guessed: Sequence[int] | None = None) -> None:
        """Mend what is safe; on rows whose guesses were looked at, those too."""
        bench = self.bench
        if bench is None:
            return
        allowed = None if self.rows_filter is None else sorted(self.rows_filter)
        rows, unsafe = (allowed, False) if guessed is None else (guessed, True)

        def job(progress: Progress) -> object:
            return bench.fix_all(names, rows, unsafe=unsafe, progress=progress)

        def done(step: Step | None) -> None:
            if step is None:
                self.took(None, "" if unsafe else _NONE_HOLDS)
                return
            rule = f"{rule_named(names[0]).name}: " if len(names) == 1 else ""
            said = rule + outcome_of(bench.dataset, step)
            self._mended_all = said if not names else ""
            self.took(step, f"{said} · u undoes it")

        self.host.works.start("verb", "mending", job, done, keys_wait=True)

    def say_what_stayed(self) -> None:
        """After all was mended: where a fix stays undone, as on that record it would make another error."""
        said, bench = self._mended_all, self.bench
        if not said or bench is None or not self.host.measuring.final:
            return
        self._mended_all = ""
        left = mendable(bench, self.rows_filter)
        if left is not None and left.safe:
            self.say(f"{said} · on {counted(left.safe, 'line')} the fix would make a new error")

    def safe_lines(self, names: Sequence[str] = ()) -> int:
        """On how many lines something can be mended safely, by some rules or by all; a line counts once."""
        bench = self.bench
        if bench is None:
            return 0
        named = " ".join(names)
        could = self.look_up(f"safe lines {named}", lambda: mendable(bench, self.rows_filter, names))
        return 0 if could is None else could.safe

    def _counts_here(self) -> list[RuleCount]:
        count = self.found.count
        return [count] if count is not None else self.found.rules

    def safe_here(self) -> int:
        """How many findings `F` would mend."""
        if self.view == "variants":
            return safe(self.variants)
        counts = [count for count in self._counts_here() if count.safe]
        return (
            self.safe_lines([count.rule.name for count in counts])
            if len(counts) > 1
            else sum(count.safe for count in counts)
        )

    # ---- accept, drop

    def rows_to_accept(self) -> Sequence[int]:
        """The rows `x` acts on: the line under the cursor, the variant, or, where no line is in sight, all of them."""
        if self._is_refused():
            return ()
        if self.view == "variants":
            one = self.variant
            return () if one is None or not one.is_finding else one.rows
        if not self.lines_in_sight:
            return self.rows
        return () if self.row is None or self.finding is None else (self.row,)

    def _is_refused(self) -> bool:
        """Whether the service would refuse what the cursor is on, whoever accepted it."""
        count = self.found.count
        return count is not None and not count.rule.acceptable(count.severity)

    def action_accept_found(self) -> None:
        """Accept what was found: it stays silent, also next month."""
        bench, rule, rows = self.bench, self.found.rule, self.rows_to_accept()
        if self.refuse() or bench is None:
            return
        if rule is None:
            self.say("x accepts what one rule has found; ↓ goes to the rules of this group.")
            return
        if not rows:
            self.say(f"{rule.name}: {WHY_NOT}" if self._is_refused() else "There is no finding here to accept.")
            return
        name = self.variant.rule if self.view == "variants" and self.variant is not None else rule.name
        said = f"accepted {name} on {self.lines_word(list(rows))}: it stays silent · u undoes it"

        def job(_progress: Progress) -> Step | None:
            return bench.accept_rule(name, rows)

        def done(step: Step | None) -> None:
            self.took(step, said if step is not None else "It was accepted already.")

        if len(rows) <= _MOST_AT_ONCE:
            done(self.host.try_to(lambda: bench.accept_rule(name, rows)))
        else:
            self.host.works.start("verb", "accepting", job, done, stops=False, keys_wait=True)

    def action_drop_found(self) -> None:
        """Leave the line under the cursor out of what is written."""
        bench, row = self.bench, self.row
        if self.refuse() or bench is None:
            return
        if row is None or not self.lines_in_sight:
            self.say("No line is under the cursor here; → goes to the lines of a rule.")
            return
        rows = list(self.variant.rows) if self.view == "variants" and self.variant is not None else [row]
        lengths = self.lengths if self.view == "lengths" else None
        if lengths is not None and lengths.usual is not None:
            self.usual_as_come.setdefault(self.measure, lengths.usual)
        step = self.host.try_to(lambda: bench.drop(rows))
        self.took(step, f"dropped {self.lines_word(rows)} · u brings back" if step is not None else "")

    def action_new_main(self) -> None:
        """Take the text under the cursor for the main one."""
        bench, one = self.bench, self.variant
        if bench is None or one is None or one.how in ("none", "missing", "empty", "twice", "late", "in user"):
            self.say("There is no text here to make the main one.")
            return
        again = one.how == "main"
        if again and bench.systems.chosen is None:
            self.say("It is the main one already.")
            return
        text = None if again else one.text
        self.host.try_to(lambda: bench.choose_main_system(text))
        self.forget()
        self.at, self.sought = 0, None
        self.show()
        self.say(
            "The text most records have is the main one again." if again else "The others turn around this one now."
        )

    # ---- undo, redo

    def action_undo_found(self) -> None:
        self.move_step(undo=True)

    def action_redo_found(self) -> None:
        self.move_step(undo=False)

    def move_step(self, *, undo: bool) -> Step | None:
        """Undo the last step, or do it again, and say what it was."""
        bench = self.bench
        if bench is None or self.refuse():
            return None
        step = self.host.try_to(bench.undo if undo else bench.redo)
        if step is None:
            self.say("There is nothing to undo." if undo else "There is nothing to do again.")
            return None
        self._mended_all = ""
        name = visible(step.name, multiline=False)
        self.took(step, f"undone: {name} · ^r does it again" if undo else f"done again: {name} · u undoes it")
        return step

    def said_of(self, step: Step | None) -> str:
        """A step in words; "" for none."""
        return "" if step is None else f"{visible(step.name, multiline=False)} · u undoes it"
