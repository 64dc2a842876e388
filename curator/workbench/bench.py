"""The Workbench: one open data set, its measured state, and every verb that a person can do to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from curator.checks.registry import all_rules
from curator.checks.rule import Finding, Mend, Severity
from curator.dataset.change import Change
from curator.dataset.dataset import Dataset
from curator.dataset.journal import Step
from curator.dataset.view import View
from curator.engine.judge import read_line
from curator.errors import CuratorError
from curator.progress import Progress
from curator.records.record import Record
from curator.records.target import Target, load_target
from curator.settings import Settings
from curator.workbench.bulk import fix_rows
from curator.workbench.measuring import Complete, Measuring
from curator.workbench.mending import Mender, Proposal
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
        return self.measuring.compare(self.dataset.accepted(), progress)

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
        found = self.measuring.arrays_reaching(self.row_count + 1).next_fault(view.order(), start, step)
        return None if found is None else view.at(found)

    # ---- verbs that change data: each is one step of the journal

    def edit(self, row: int, content: bytes, name: str = "edit") -> Step:
        """Put other bytes in place of a row's."""
        return self._apply([Change(row, content=content)], name)

    def drop(self, rows: Sequence[int], reason: str = "by hand") -> Step:
        """Leave rows out of everything that is written; they stay visible and can be brought back."""
        return self._apply([Change(row, drop=reason) for row in rows], f"drop {_count(rows)}")

    def restore(self, rows: Sequence[int]) -> Step:
        """Bring dropped rows back."""
        return self._apply([Change(row, restore=True) for row in rows], f"bring back {_count(rows)}")

    def insert(self, content: bytes, after: int, name: str = "insert") -> Step:
        """Put a new record after a row (0: before the first)."""
        return self._apply([Change(after, insert=content)], name)

    def _apply(self, changes: Sequence[Change], name: str) -> Step:
        step = self.dataset.apply(changes, name)
        self.previews.forget(tuple(step.rows))
        return step

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

    def accept(self, row: int, finding: Finding) -> Step:
        """Silence a finding, on this record and for good: it is silent in the next export of the same data too."""
        from curator.workbench.accepting import id_of

        step = self.dataset.accept([id_of(self, row, finding)], f"accept {finding.rule.name}", (row,))
        return step

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

    def close(self) -> None:
        """Let worker processes end and the journal go."""
        self.measuring.close()
        self.dataset.close()



def _count(rows: Sequence[int]) -> str:
    return f"line {rows[0]:,}" if len(rows) == 1 else f"{len(rows):,} lines"
