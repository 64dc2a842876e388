"""The Workbench: one open data set, and every verb that a person can do to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curator.checks.rule import Finding, Mend
from curator.dataset.change import Change
from curator.dataset.step import NO_DECISIONS, Decisions, Step
from curator.dataset.view import View
from curator.errors import CuratorError
from curator.progress import Progress
from curator.workbench import kept_bounds, replacing, reverting, stepping
from curator.workbench.calls import Call, recorded
from curator.workbench.lazily import Lazily
from curator.workbench.mending import Proposal
from curator.workbench.message_verbs import Rows
from curator.workbench.replacing import Found, Wanted
from curator.workbench.systems import CHOSEN_MAIN
from curator.workbench.writing_verbs import WritingVerbs

if TYPE_CHECKING:
    from curator.reports.stats import Stats
    from curator.split.options import SplitOptions
    from curator.split.plan import Plan
    from curator.split.write import Written
    from curator.workbench import asking, bounding, bulk, counting, dividing, harvesting, pairing, reviewing, unifying
    from curator.workbench.bounding import Lengths
    from curator.workbench.counting import Tally
    from curator.workbench.harvesting import Origin
    from curator.workbench.pairing import Compared, Pair
    from curator.workbench.reviewing import GroupCount
    from curator.workbench.unifying import Variant
else:
    asking, bounding, bulk, counting = Lazily("asking"), Lazily("bounding"), Lazily("bulk"), Lazily("counting")
    dividing, harvesting, pairing = Lazily("dividing"), Lazily("harvesting"), Lazily("pairing")
    reviewing, unifying = Lazily("reviewing"), Lazily("unifying")


class Workbench(WritingVerbs):
    """One open data set and all that can be done with it.

    Verbs that change data return the step the journal took; the touched rows are then measured again with
    `remeasure` and the records compared again with `relate`.
    """

    # ---- verbs that change data: each is one step of the journal

    @recorded
    def edit(self, rows: Rows, content: bytes | str, name: str = "", message: int | None = None) -> Step | None:
        """Put another text in the place of a message's, or other bytes in the place of a whole line's.

        Args:
            rows: One row, or several whose message gets the same text.
            content: The whole line, in UTF-8 where it is a text; of a message its text.
            name: For the history.
            message: Which message, from 0, or `LAST`; None edits the line.

        Raises:
            CuratorError: A record has no such message, or its content is no text; or several lines are to be the same.
        """
        if message is not None:
            text = content if isinstance(content, str) else content.decode()
            return self._set_text(rows, message, text, name or "edit a message")
        if not isinstance(rows, int):
            raise CuratorError("Several lines cannot be made the same record.", hint="Name one line, or a message.")
        line = content.encode() if isinstance(content, str) else content
        return self._apply([Change(rows, content=line)], name or f"edit {self._line_word(rows)}")

    @recorded
    def drop(self, rows: Sequence[int], reason: str = "by hand") -> Step | None:
        """Leave rows out of everything that is written; they stay visible and can be brought back."""
        return self._apply([Change(row, drop=True, reason=reason) for row in rows], f"drop {_count(rows)}")

    @recorded
    def restore(self, rows: Sequence[int]) -> Step | None:
        """Bring dropped rows back."""
        return self._apply([Change(row, restore=True) for row in rows], f"bring back {_count(rows)}")

    @recorded
    def revert(self, rows: Sequence[int]) -> Step | None:
        """Put lines back as the file has them, whatever was done to them since and whatever was done later to others.

        Dropped lines come back; what was divided off a line goes, and a line that was joined to another is one again.

        Raises:
            CuratorError: None of the rows is a line of the file.
        """
        changes = reverting.changes_to_revert(self.dataset, rows)
        lines = [change.row for change in changes if change.revert]
        as_it_is = "as the file has it" if len(lines) == 1 else "as the file has them"
        return self._apply(changes, f"put {_count(lines)} back {as_it_is}") if changes else None

    @recorded
    def insert(self, content: bytes, after: int, name: str = "") -> Step | None:
        """Put a new record after a row (0: before the first)."""
        where = f"after {self._line_word(after)}" if after else "before the first line"
        return self._apply([Change(after, insert=content)], name or f"insert a record {where}")

    def _apply(self, changes: Sequence[Change], name: str, decisions: Decisions = NO_DECISIONS) -> Step | None:
        return self._moved(self.dataset.apply(changes, name, decisions))

    @recorded
    def keep_answer(self, record: Mapping[str, Any], origin: Origin) -> Step | None:
        """Put a conversation that ends with an answer at the end of the data, tagged, as one step."""
        return self._moved(harvesting.keep_answer(self, record, origin))

    def propose(self, row: int, finding: Finding) -> Proposal | None:
        """What mending a finding would do; None where nothing can be done."""
        return self.mender.propose(row, self.raw(row), finding)

    @recorded
    def fix(self, row: int, finding: Finding, unsafe: bool = False) -> Step | None:
        """Mend one finding; None where there is no fix, or only a guess and `unsafe` is not set."""
        proposal = self.propose(row, finding)
        if proposal is None or not (proposal.safe or unsafe):
            return None
        return self._apply(proposal.changes, f"{self._line_word(row)} · {proposal.name}: {proposal.title}")

    @recorded
    def fix_all(
        self,
        words: Collection[str] = (),
        rows: Collection[int] | None = None,
        *,
        unsafe: bool = False,
        progress: Progress | None = None,
    ) -> Step | None:
        """Mend every finding that can be mended safely, as one step; None where there is none.

        What such a fix brings to light, such as a copy of a line that could not be read before, is mended with it.

        Args:
            words: Rules by code, prefix, name or family; empty means all.
            rows: Only these rows; None means all.
            unsafe: Make guesses too; then only what is known now is mended, as only that was looked at.
            progress: Counts rows.

        Raises:
            Cancelled: Somebody asked to stop; nothing was taken.
        """
        from curator.workbench.passes import fix_until_done

        progress = progress or Progress()
        if not unsafe:
            return self._moved(fix_until_done(self, words, rows, progress))
        changes, name = bulk.fix_rows(self, words, rows, unsafe, progress)
        return self._apply(changes, name) if changes else None

    def fix_title(self, row: int, finding: Finding) -> str:
        """What `fix` would do, in a few words; "" where nothing can be done."""
        if finding.mend is Mend.NONE:
            return ""
        proposal = self.propose(row, finding)
        return "" if proposal is None else proposal.title

    @recorded
    def accept(self, row: int, finding: Finding) -> Step | None:
        """Silence a finding, on this record and for good: it is silent in the next export of the same data too.

        Raises:
            CuratorError: The service would refuse the record all the same, or the row no longer has that finding.
        """
        from curator.workbench.accepting import accepting

        name = f"accept {finding.rule.name} on {self._line_word(row)}"
        return self._apply([], name, Decisions(accept=accepting(self, row, finding)))

    @recorded
    def unaccept(self, rows: Rows) -> Step | None:
        """Let every accepted finding of these rows speak again; None where there is none."""
        from curator.workbench.accepting import accepted_on

        several = [rows] if isinstance(rows, int) else list(rows)
        ids = tuple(id_ for row in several for id_ in accepted_on(self, row))
        return self._apply([], f"let {_count(several)} speak again", Decisions(withdraw=ids)) if ids else None

    def try_findings(self, row: int, content: bytes) -> list[Finding]:
        """What the rules of one record would say about other bytes for a row; for edits that are not taken yet."""
        return self.mender.findings(row, content)

    @recorded
    def tag(self, rows: Sequence[int], tag: str) -> Step | None:
        """Give rows a tag."""
        return self._apply([], f'tag {_count(rows)} "{tag}"', Decisions(tag=tuple((row, tag) for row in rows)))

    @recorded
    def untag(self, rows: Sequence[int], tag: str) -> Step | None:
        """Take a tag from rows."""
        return self._apply([], f'untag {_count(rows)} "{tag}"', Decisions(untag=tuple((row, tag) for row in rows)))

    @recorded
    def undo(self) -> Step | None:
        """Take the last step back; None where there is none."""
        return self._gone_over(self.dataset.undo())

    @recorded
    def redo(self) -> Step | None:
        """Do the step undone last again; None where there is none."""
        return self._gone_over(self.dataset.redo())

    def _gone_over(self, step: Step | None) -> Step | None:
        if step is not None:
            kept_bounds.look_again(self)
        return self._moved(step)

    @recorded
    def go_to(self, step: int) -> list[Step]:
        """Undo, or do again, until the data is as it was after a step of the history; 0 is the file as it is."""
        return stepping.go_to(self, step)

    def find(self, wanted: Wanted, rows: Collection[int], progress: Progress | None = None) -> Found:
        """Find a text in the messages of some rows, and what would be put there."""
        return replacing.find(self, wanted, rows, progress)

    @recorded
    def replace(self, found: Found) -> Step | None:
        """Replace all that was found, as one step."""
        return self._moved(replacing.replace(self, found))

    def _moved(self, step: Step | None) -> Step | None:
        if step is not None:
            self.previews.forget(tuple(step.rows))
        return step

    # ---- reviewing: what was found, group by group, pair by pair, variant by variant

    def rule_counts(self, rows: Collection[int] | None = None) -> list[GroupCount]:
        """Groups of rules that found something, in mending order, each with its lines and its safe fixes."""
        return reviewing.rule_counts(self, rows)

    def fixable(self, rule: str) -> int:
        """How many lines `fix_all` would mend of what a rule has found so far."""
        return reviewing.fixable(self, rule)

    def rows_of(self, rule: str) -> list[int]:
        """The rows a rule marks, in file order."""
        return reviewing.rows_of(self, rule)

    @recorded
    def accept_rule(self, rule: str, rows: Collection[int]) -> Step | None:
        """Silence all that a rule has found on some rows, as one step."""
        return self._moved(reviewing.accept_rule(self, rule, rows))

    def pairs_of(self, kind: str) -> list[Pair]:
        """Records that are alike, two by two, with what was decided: near-duplicate, conflict, duplicate ..."""
        return pairing.pairs_of(self, kind)

    def compare_pair(self, pair: Pair) -> Compared:
        """Both records of a pair, message by message and word by word."""
        return pairing.compare_pair(self.record(pair.left), self.record(pair.right))

    @recorded
    def decide(self, pair: Pair, keep: str) -> Step | None:
        """Keep the left record of a pair, the right one, both, the longest or the best-formed, as one step."""
        return self._moved(pairing.decide(self, pair, keep))

    @recorded
    def decide_all(self, kind: str, keep: str, rows: Collection[int] | None = None) -> Step | None:
        """Of all records a rule finds alike keep the first, the longest or the best-formed, as one step."""
        return self._moved(pairing.decide_all(self, kind, keep, rows))

    def system_variants(self) -> list[Variant]:
        """All different system messages, by how they differ from the main one."""
        return unifying.system_variants(self)

    @recorded
    def unify(self, rows: Collection[int], text: str) -> Step | None:
        """Write one text as the system message of these records, as one step."""
        return self._moved(unifying.unify(self, rows, text))

    @recorded
    def unify_variant(self, one: Variant) -> Step | None:
        """Give the records of one variant the main system message, as one step."""
        return self._moved(unifying.unify_variant(self, one))

    @recorded
    def unify_safe(self, rows: Collection[int] | None = None) -> Step | None:
        """Write the main system message wherever only case, white space or signs differ, as one step.

        Args:
            rows: Only in these rows; None means all.
        """
        return self._moved(unifying.unify_safe(self, unifying.among(self.system_variants(), rows)))

    @recorded
    def insert_system(self, rows: Collection[int], text: str) -> Step | None:
        """Put a system message in front of those of these records that have none, as one step."""
        return self._moved(unifying.insert_system(self, rows, text))

    @recorded
    def remove_system(self, rows: Collection[int]) -> Step | None:
        """Take the system messages out of these records, as one step."""
        return self._moved(unifying.remove_system(self, rows))

    def choose_main_system(self, text: str | None) -> None:
        """Take a text for the main system message in place of the one most records have; None takes that again."""
        self.systems.chosen = text
        self.last_call = Call("choose_main_system", {"text": text})
        if not self.read_only:
            self.keep_state(CHOSEN_MAIN, text)

    def lengths(self, measure: str) -> Lengths:
        """Tokens of the records or of their answers, or turns, with the bounds of the usual."""
        return bounding.lengths_of(self, measure)

    def set_bounds(self, measure: str, low: float | None = None, high: float | None = None) -> Step | None:
        """Set where the usual ends, as one step, and ask the rules about lengths again; 0 takes the measured bound.

        Args:
            measure: record, answers or turns.
            low: In tokens or turns; None leaves it as it is.
            high: The same.
        """
        step = kept_bounds.set_bounds(self, measure, low, high)
        if self._measuring is not None and self._measuring.complete is not None:
            self.take_complete(bounding.relate_lengths(self))
        return step

    # ---- asking

    def check_query(self, text: str) -> None:
        """Look whether a filter can be understood, without asking any row; quick at any size.

        Raises:
            QueryError: It cannot.
        """
        asking.check(self, text)

    def query(self, text: str, progress: Progress | None = None) -> list[int]:
        """Ids of the rows a filter matches, in file order.

        Raises:
            QueryError: The filter cannot be understood.
        """
        return asking.find(self, text, progress).tolist()

    def view(
        self,
        query: str = "",
        sort: str = "line",
        descending: bool = False,
        seed: int = 0,
        progress: Progress | None = None,
    ) -> View:
        """Rows chosen by a filter, in an order; frozen until asked again.

        Raises:
            QueryError: The filter cannot be understood.
            CuratorError: There is no such order.
        """
        if not query.strip() and sort == "line" and not descending:
            return View(self.dataset.rows())
        return View(asking.in_order(self, asking.find(self, query, progress), sort, descending, seed))

    def count_by(self, query: str, what: str, progress: Progress | None = None) -> Tally:
        """Rows of a filter by a property (`curator.workbench.counting.PROPERTIES`), and the dropped ones left out.

        Raises:
            QueryError: The filter cannot be understood.
        """
        return counting.count_by(self, query, what, progress)

    def query_words(self, text: str, cursor: int) -> list[tuple[str, int | None]]:
        """Words that may stand at the cursor of a filter being typed, with the rows they choose where known."""
        return counting.query_words(self, text, cursor)

    def stats(self, where: str = "") -> Stats:
        """The data set in numbers; dropped rows are left out."""
        return counting.stats_where(self, where)

    # ---- dividing

    def split_plan(self, options: SplitOptions, progress: Progress | None = None) -> Plan:
        """Decide which record goes to which side."""
        return dividing.plan_split(self, options, progress or Progress())

    def split(self, plan: Plan, folder: Path, progress: Progress | None = None, *, overwrite: bool = False) -> Written:
        """Write the files of a plan and their account, and measure what they share."""
        return dividing.write_plan(self, plan, folder, progress or Progress(), overwrite)

    # ---- the end

    def try_changes(self, changes: Sequence[Change], progress: Progress | None = None) -> None:
        """See the data with these changes, measured and compared again, without taking a step in the journal.

        For a data set that is written elsewhere at once, or is only looked at; what was tried is forgotten when the
        Workbench closes.
        """
        rows = self.dataset.try_changes(changes)
        self.previews.forget(rows)
        # Where the screen keeps processes that measure, its own stays small.
        self.take(self.remeasure(rows, in_process=not self.measuring.apart), rows)
        self.take_complete(self.relate(progress or Progress()))

    def close(self) -> None:
        """Let worker processes end and the journal go."""
        if self._measuring is not None:
            self._measuring.close()
        self.dataset.close()


def _count(rows: Sequence[int]) -> str:
    return f"line {rows[0]:,}" if len(rows) == 1 else f"{len(rows):,} lines"
