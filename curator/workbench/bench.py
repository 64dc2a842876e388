"""The Workbench: one open data set, its measured state, and every verb that a person can do to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import polars as pl

from curator.checks.registry import all_rules
from curator.checks.rule import Finding, Mend, Severity
from curator.dataset.account import Account
from curator.dataset.change import Change
from curator.dataset.dataset import Dataset
from curator.dataset.export import write
from curator.dataset.kind import kind_of
from curator.dataset.step import NO_DECISIONS, Decisions, PastStep, Step
from curator.dataset.view import View
from curator.engine.judge import read_line
from curator.errors import CuratorError
from curator.progress import Progress
from curator.records.record import Record
from curator.records.target import Target, load_target
from curator.reports.stats import Stats, stats_of
from curator.settings import Settings
from curator.split.options import SplitOptions
from curator.split.plan import Plan
from curator.split.write import Written
from curator.workbench import asking
from curator.workbench.bulk import fix_rows
from curator.workbench.dividing import plan_split, write_plan
from curator.workbench.measuring import Complete, Measuring
from curator.workbench.mending import Mender, Proposal
from curator.workbench.opening import OtherKind
from curator.workbench.previews import Previews
from curator.workbench.rows import RowView
from curator.workbench.slices import NOTHING, UNCOUNTED, UNMEASURED, Counts, Slice
from curator.workbench.systems import Systems


class Workbench:
    """One open data set and all that can be done with it.

    Verbs that change data return the step the journal took; the touched rows are then measured again with
    `remeasure` and the records compared again with `relate`. Long verbs take a Progress and may run on any thread;
    `take` and `take_complete` belong to the thread that shows.
    """

    def __init__(self, dataset: Dataset, settings: Settings, against: Workbench | None = None) -> None:
        self.dataset = dataset
        self.settings = settings
        self.against = against
        self.target: Target = load_target(settings.target)
        self.measuring = Measuring(dataset, settings, None if against is None else against.measuring)
        self.previews = Previews(self.record)
        self.systems = Systems()
        self.chosen_rows: dict[str, Collection[int]] = {}
        self.sides: dict[str, Collection[int]] = {}
        self.mender = Mender(settings, self._raw_or_none, self.systems.main_for)

    @classmethod
    def open(
        cls,
        path: Path | str,
        settings: Settings | None = None,
        *,
        against: Workbench | None = None,
        as_is: bool = False,
        read_only: bool = False,
    ) -> Workbench:
        """Open a file: its first block is read, nothing more.

        Args:
            path: A JSONL file.
            settings: Target, rules and thresholds; the defaults where None.
            against: The training data this file is compared with.
            as_is: Read the bytes alone, without the edits made to this file earlier.
            read_only: Take no edits.

        Raises:
            CuratorError: There is no such file, it cannot be read, or it is of another kind than JSONL.
        """
        kind = kind_of(Path(path))
        if not kind.is_lines and kind.name != "empty":
            raise OtherKind(Path(path), kind)
        dataset = Dataset.open(Path(path), as_is=as_is, read_only=read_only)
        return cls(dataset, settings or Settings(), against)

    # ---- what there is

    @property
    def path(self) -> Path:
        """The source file."""
        return self.dataset.path

    @property
    def row_count(self) -> int:
        """Rows known so far: all lines, and the rows edits made."""
        return self.dataset.row_count

    @property
    def accepted(self) -> Collection[str]:
        """Ids of findings a person has accepted."""
        return self.dataset.accepted

    @property
    def tags(self) -> dict[int, set[str]]:
        """Tags by row."""
        journal = self.dataset.journal
        return {} if journal is None else journal.tags

    @property
    def undo_name(self) -> str:
        """What `undo` would take back, "" for nothing."""
        return self.dataset.can_undo or ""

    @property
    def redo_name(self) -> str:
        """What `redo` would do again, "" for nothing."""
        return self.dataset.can_redo or ""

    def history(self) -> list[PastStep]:
        """Every step ever taken, those that were undone too."""
        return self.dataset.history()

    @property
    def counts(self) -> Counts:
        """Findings by severity; accepted ones and those of dropped rows are left out."""
        return self.measuring.counts

    @property
    def complete(self) -> Complete:
        """The measured and compared state.

        Raises:
            CuratorError: It has not been measured yet.
        """
        if self.measuring.complete is None:
            raise CuratorError("This file has not been measured yet.", hint="Measure it first.")
        return self.measuring.complete

    def raw(self, row: int) -> bytes:
        """The bytes of a row as it now stands."""
        return self.dataset.read(row)

    def _raw_or_none(self, row: int) -> bytes | None:
        if not self.dataset.exists(row) or self.dataset.is_dropped(row):
            return None
        return self.dataset.read(row)

    def record(self, row: int) -> Record:
        """A row as it now stands, read as far as it can be read."""
        return read_line(row, self.dataset.read(row))

    def findings(self, row: int) -> list[Finding]:
        """What is known to be wrong with a row, worst first."""
        from curator.engine.frames import to_findings

        found = to_findings(self.measuring.findings_of(row))
        return sorted(found, key=lambda finding: -finding.severity)

    def file_findings(self) -> list[Finding]:
        """What is known about the file as a whole."""
        from curator.engine.frames import to_findings

        return to_findings(self.measuring.findings.of_file())

    def rows(self, row_ids: Sequence[int]) -> list[RowView]:
        """What the record table shows of these rows."""
        return [self._row_view(row) for row in row_ids]

    def _row_view(self, row: int) -> RowView:
        arrays = self.measuring.arrays
        known = row < len(arrays.tokens)
        tokens = int(arrays.tokens[row]) if known else UNMEASURED
        severity = int(arrays.severities[row]) if known else NOTHING
        rule = all_rules()[int(arrays.rules[row])] if severity != NOTHING else None
        return RowView(
            row=row,
            line=self.dataset.line_of(row),
            text=self.previews.of(row),
            state=self._state(row),
            severity=Severity(severity) if rule is not None else None,
            name=rule.name if rule is not None else "",
            related=self.measuring.twins.get(row, "") if rule is None else "",
            tokens=tokens if tokens not in (UNMEASURED, UNCOUNTED) else None,
            measured=tokens != UNMEASURED,
        )

    def _state(self, row: int) -> str:
        if self.dataset.is_dropped(row):
            return "dropped"
        if self.dataset.is_made(row):
            return "new"
        return "edited" if self.dataset.is_edited(row) else ""

    def system_note(self, record: Record) -> str:
        """What to say in place of a system message that most records share; "" where the text should be shown."""
        return self.systems.note_for(record)

    # ---- measuring

    def index(self, progress: Progress) -> None:
        """Find all lines of the file; the rows grow while it runs."""
        self.dataset.lines.index(progress)

    def measure(
        self, progress: Progress, first_rows: tuple[int, ...] = (), workers: int | None = None
    ) -> Iterator[Slice]:
        """Measure every record, rows in sight first; give each slice to `take`. Ends early when cancelled."""
        if not self.dataset.lines.complete:
            self.index(progress)
        return self.measuring.run(progress, workers, first_rows)

    def take(self, piece: Slice, touched: tuple[int, ...] = ()) -> None:
        """Put measured rows in place; `touched` names the rows of an edit."""
        self.measuring.take(piece, touched)

    def remeasure(self, rows: Collection[int], in_process: bool = False) -> Slice:
        """Measure the rows an edit touched; give the slice and the rows to `take`."""
        return self.measuring.measure_rows(rows, in_process)

    def relate(self, progress: Progress) -> Complete:
        """Compare the records as they now stand; give the result to `take_complete`."""
        return self.measuring.compare(self.accepted, progress)

    def take_complete(self, complete: Complete) -> None:
        """Put the compared state in place."""
        self.measuring.take_complete(complete)
        self.systems.learn(complete.measured.table, self.record, self.settings)

    def measure_all(self, progress: Progress | None = None, workers: int | None = None) -> None:
        """Measure and compare everything before returning; for scripts and the command line.

        Raises:
            Cancelled: The progress was cancelled before all was measured.
        """
        progress = progress or Progress()
        for piece in self.measure(progress, workers=workers):
            self.take(piece)
        progress.stop_if_cancelled()
        self.take_complete(self.relate(progress))

    def next_fault(self, view: View, row: int, step: int = 1) -> int | None:
        """The next row with an error or a warning in the order shown; None where there is none."""
        position = view.position(row)
        start = position if position is not None else -1
        found = self.measuring.arrays_reaching(self.row_count + 1).next_fault(view, start, step)
        return None if found is None else view[found]

    # ---- verbs that change data: each is one step of the journal

    def edit(self, row: int, content: bytes, name: str = "edit") -> Step | None:
        """Put other bytes in place of a row's."""
        return self._apply([Change(row, content=content)], name)

    def drop(self, rows: Sequence[int], reason: str = "by hand") -> Step | None:
        """Leave rows out of everything that is written; they stay visible and can be brought back."""
        return self._apply([Change(row, drop=True, reason=reason) for row in rows], f"drop {_count(rows)}")

    def restore(self, rows: Sequence[int]) -> Step | None:
        """Bring dropped rows back."""
        return self._apply([Change(row, restore=True) for row in rows], f"bring back {_count(rows)}")

    def insert(self, content: bytes, after: int, name: str = "insert") -> Step | None:
        """Put a new record after a row (0: before the first)."""
        return self._apply([Change(after, insert=content)], name)

    def _apply(self, changes: Sequence[Change], name: str, decisions: Decisions = NO_DECISIONS) -> Step | None:
        return self._moved(self.dataset.apply(changes, name, decisions))

    def propose(self, row: int, finding: Finding) -> Proposal | None:
        """What mending a finding would do; None where nothing can be done."""
        return self.mender.propose(row, self.raw(row), finding)

    def fix(self, row: int, finding: Finding, unsafe: bool = False) -> Step | None:
        """Mend one finding; None where there is no fix, or only a guess and `unsafe` is not set."""
        proposal = self.propose(row, finding)
        if proposal is None or not (proposal.safe or unsafe):
            return None
        return self._apply(proposal.changes, f"{proposal.name}: {proposal.title}")

    def fix_all(
        self,
        words: Collection[str] = (),
        rows: Collection[int] | None = None,
        *,
        unsafe: bool = False,
        progress: Progress | None = None,
    ) -> Step | None:
        """Mend every finding that can be mended safely, as one step; None where there is none.

        Args:
            words: Rules by code, prefix, name or family; empty means all.
            rows: Only these rows; None means all.
            unsafe: Make guesses too.
            progress: Counts rows.
        """
        changes, name = fix_rows(self, words, rows, unsafe, progress or Progress())
        return self._apply(changes, name) if changes else None

    def fix_title(self, row: int, finding: Finding) -> str:
        """What `fix` would do, in a few words; "" where nothing can be done."""
        if finding.mend is Mend.NONE:
            return ""
        proposal = self.propose(row, finding)
        return "" if proposal is None else proposal.title

    def accept(self, row: int, finding: Finding) -> Step | None:
        """Silence a finding, on this record and for good: it is silent in the next export of the same data too."""
        from curator.workbench.accepting import id_of

        return self._apply([], f"accept {finding.rule.name}", Decisions(accept=(id_of(self, row, finding),)))

    def tag(self, rows: Sequence[int], tag: str) -> Step | None:
        """Give rows a tag."""
        return self._apply([], f"tag {_count(rows)} {tag}", Decisions(tag=tuple((row, tag) for row in rows)))

    def untag(self, rows: Sequence[int], tag: str) -> Step | None:
        """Take a tag from rows."""
        return self._apply([], f"untag {_count(rows)} {tag}", Decisions(untag=tuple((row, tag) for row in rows)))

    def undo(self) -> Step | None:
        """Take the last step back; None where there is none."""
        return self._moved(self.dataset.undo())

    def redo(self) -> Step | None:
        """Do the step undone last again; None where there is none."""
        return self._moved(self.dataset.redo())

    def _moved(self, step: Step | None) -> Step | None:
        if step is not None:
            self.previews.forget(tuple(step.rows))
        return step

    # ---- asking

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
        rows = asking.find(self, query, progress) if query.strip() else asking.all_rows(self)
        return View(asking.in_order(self, rows, sort, descending, seed))

    def stats(self, where: str = "") -> Stats:
        """The data set in numbers; dropped rows are left out."""
        table = self.complete.measured.table.filter(~pl.col("row").is_in(self.dataset.dropped_rows()))
        if where:
            table = table.filter(pl.col("row").is_in(self.query(where)))
        return stats_of(table, str(self.path), self.target)

    # ---- verbs that write files

    def export(
        self,
        output: Path,
        *,
        rows: Sequence[int] | None = None,
        bom: bool | None = None,
        overwrite: bool = False,
    ) -> Account:
        """Write the source with its edits; lines without edits byte for byte.

        Args:
            output: Never the source itself.
            rows: Only these; None means all.
            bom: With or without a byte-order mark; None as the source has it.
            overwrite: Replace the output where it exists.
        """
        return write(self.dataset, output, rows=rows, bom=bom, overwrite=overwrite)

    def split_plan(self, options: SplitOptions, progress: Progress | None = None) -> Plan:
        """Decide which record goes to which side."""
        return plan_split(self, options, progress or Progress())

    def split_write(
        self, plan: Plan, folder: Path, progress: Progress | None = None, *, overwrite: bool = False
    ) -> Written:
        """Write the files of a plan and their account, and measure what they share."""
        return write_plan(self, plan, folder, progress or Progress(), overwrite)

    def try_changes(self, changes: Sequence[Change]) -> None:
        """See the data with these changes, measured and compared again, without taking a step in the journal.

        For a data set that is written elsewhere at once; what was tried is forgotten when the Workbench closes.
        """
        rows = self.dataset.try_changes(changes)
        self.previews.forget(rows)
        self.take(self.remeasure(rows, in_process=True), rows)
        self.take_complete(self.relate(Progress()))

    def close(self) -> None:
        """Let worker processes end and the journal go."""
        self.measuring.close()
        self.dataset.close()


def _count(rows: Sequence[int]) -> str:
    return f"line {rows[0]:,}" if len(rows) == 1 else f"{len(rows):,} lines"
