"""One open data set and what is known about it: its rows, its measured state, its findings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Self

from curator.checks.registry import all_rules, rule_number
from curator.checks.rule import Finding, Severity
from curator.dataset.dataset import Dataset
from curator.dataset.kind import EMPTY, kind_of
from curator.dataset.rehearsal import Rehearsal
from curator.dataset.step import PastStep
from curator.dataset.view import View
from curator.engine.judge import read_line
from curator.errors import CuratorError
from curator.progress import Progress
from curator.records.record import Record
from curator.records.target import Target, target_of
from curator.settings import Settings
from curator.workbench.calls import Call
from curator.workbench.counts import NOTHING, UNCOUNTED, UNMEASURED, Counts
from curator.workbench.kept_bounds import with_kept_bounds
from curator.workbench.lazily import Lazily
from curator.workbench.mending import Mender
from curator.workbench.opening import OtherKind, finding_about
from curator.workbench.previews import Previews
from curator.workbench.rows import RowView
from curator.workbench.systems import CHOSEN_MAIN, Systems

if TYPE_CHECKING:
    from curator.workbench import kept
    from curator.workbench.comparing import Complete
    from curator.workbench.measuring import Measuring
    from curator.workbench.slices import Slice
else:
    kept = Lazily("kept")

_ROWS_FOR_BEGINNINGS = 2_000
"""Shared beginnings are learnt from the first lines, which are there as soon as the file is open."""


class MeasuredData:
    """What there is to see of one data set. Long verbs take a Progress and may run on any thread; `take` and
    `take_complete` belong to the thread that shows.
    """

    def __init__(self, dataset: Dataset, settings: Settings, against: MeasuredData | None = None) -> None:
        self.dataset = dataset
        self.given = settings
        """As they were before a person moved a bound of this data set."""
        self.settings = with_kept_bounds(settings, dataset)
        self.against = against
        self.target: Target = target_of(self.settings)
        self._measuring: Measuring | None = None
        self._making = Lock()
        self.previews = Previews(self.record)
        self.systems = Systems()
        self.chosen_rows: dict[str, Collection[int]] = {}
        self.sides: dict[str, Collection[int]] = {}
        self.mender = Mender(self.settings, self._raw_or_none, self.systems.main_for)
        self.is_empty = False
        """Whether there was nothing in the file when it was opened."""
        self.last_call: Call | None = None
        """The verb that changed something last, since the data was opened."""

    @classmethod
    def open(
        cls,
        path: Path | str,
        settings: Settings | None = None,
        *,
        against: MeasuredData | None = None,
        as_is: bool = False,
        read_only: bool = False,
        rehearse: bool = False,
    ) -> Self:
        """Open a file: its first block is read, nothing more.

        Args:
            path: A JSONL file.
            settings: Target, rules and thresholds; the defaults where None.
            against: The training data this file is compared with.
            as_is: Read the bytes alone, without the edits made to this file earlier.
            read_only: Take no edits.
            rehearse: See what verbs would change, and take no step; needs no lock.

        Raises:
            CuratorError: There is no such file, it cannot be read, or it is of another kind than JSONL.
        """
        kind = kind_of(Path(path))
        if not kind.is_lines and kind.name != "empty":
            raise OtherKind(Path(path), kind)
        kind_of_dataset = Rehearsal if rehearse else Dataset
        dataset = kind_of_dataset.open(Path(path), as_is=as_is, read_only=read_only or rehearse)
        opened = cls(dataset, settings or Settings(), against)
        opened.is_empty = kind is EMPTY
        opened.systems.chosen = dataset.recall(CHOSEN_MAIN)
        return opened

    # ---- what there is

    @property
    def measuring(self) -> Measuring:
        """The measured state. Made when it is first asked for: it brings polars with it, and rows are shown before."""
        with self._making:
            if self._measuring is None:
                from curator.workbench.measuring import Measuring

                other = None if self.against is None else self.against.measuring
                self._measuring = Measuring(self.dataset, self.settings, other)
            return self._measuring

    def use_settings(self, settings: Settings) -> None:
        """Judge by other thresholds from now on; what was found before stays until the records are compared again."""
        self.settings = settings
        with self._making:
            if self._measuring is not None:
                self._measuring.settings = settings

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
    def silent(self) -> frozenset[str]:
        """Ids of all that was accepted, also on records edited since: they hold in whatever is written of the data."""
        from curator.workbench.accepting import ids_to_hand_on

        complete = None if self._measuring is None else self._measuring.complete
        return ids_to_hand_on(self.dataset) | (complete.accepted if complete is not None else frozenset[str]())

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
        if self.is_empty:
            return Counts(error=len(self.file_findings()))
        return Counts() if self._measuring is None else self._measuring.counts

    @property
    def accepted_count(self) -> int:
        """Findings of rows that stand which are silent because a person accepted them."""
        return 0 if self._measuring is None else self._measuring.accepted_count

    @property
    def complete(self) -> Complete:
        """The measured and compared state.

        Raises:
            CuratorError: It has not been measured yet.
        """
        if self.measuring.complete is None:
            raise CuratorError("This file has not been measured yet.", hint="Measure it first.")
        return self.measuring.complete

    @property
    def read_only(self) -> str:
        """Why edits are refused, in a sentence; "" where they are taken."""
        dataset = self.dataset
        if dataset.holder is not None:
            return f"{dataset.holder.sentence()} Here it is read only."
        if dataset.source_change is not None:
            return "The file was written since it was edited: read only until you say what becomes of the edits."
        return "Opened read only." if dataset.read_only else ""

    @property
    def edit_count(self) -> int:
        """Rows that differ from the source."""
        return self.dataset.edit_count

    def kept_state(self, key: str) -> str | None:
        """What `keep_state` kept under this name; None where there is nothing."""
        return self.dataset.recall(key)

    def keep_state(self, key: str, value: str | None) -> None:
        """Keep something that is no edit, such as the cursor's row; None forgets it."""
        self.dataset.remember(key, value)

    def raw(self, row: int) -> bytes:
        """The bytes of a row as it now stands."""
        return self.dataset.read(row)

    def _raw_or_none(self, row: int) -> bytes | None:
        return self.dataset.read(row) if self.dataset.stands(row) else None

    def record(self, row: int) -> Record:
        """A row as it now stands, read as far as it can be read."""
        return read_line(row, self.dataset.read(row))

    def findings(self, row: int) -> list[Finding]:
        """What is known to be wrong with a row, worst first; the first is the one its row names (`worst_of`)."""
        if self._measuring is None:
            return []
        from curator.engine.frames import to_findings

        found = to_findings(self.measuring.findings_of(row))
        return sorted(found, key=lambda finding: (-finding.severity, rule_number(finding.rule.code)))

    def other_line(self, finding: Finding) -> str:
        """The other record a finding is about, as "line 30" or "line 545 of train.jsonl"; "" where there is none."""
        if finding.related is None:
            return ""
        other = self if finding.related_role is None or self.against is None else self.against
        line = other.dataset.line_of(finding.related)
        named = f"line {line:,}" if line is not None else f"new line {finding.related:,}"
        return named if other is self else f"{named} of {other.path.name}"

    def sentence_of(self, finding: Finding) -> str:
        """What is wrong, and the other record it is about, where there is one."""
        other = self.other_line(finding)
        return f"{finding.message} ({other})" if other else finding.message

    def file_findings(self) -> list[Finding]:
        """What is known about the file as a whole."""
        if self.is_empty:
            return [finding_about(EMPTY)]
        if self._measuring is None:
            return []
        from curator.engine.frames import to_findings

        return to_findings(self.measuring.findings.of_file())

    def habits(self) -> frozenset[str]:
        """The names of the rules of style that are this file's habit: no findings of single records."""
        return frozenset(finding.rule.name for finding in self.file_findings() if "habit" in finding.arguments)

    def rows(self, row_ids: Sequence[int]) -> list[RowView]:
        """What the record table shows of these rows."""
        self.previews.learn_once(range(1, min(self.dataset.lines.count, _ROWS_FOR_BEGINNINGS) + 1))
        return [self._row_view(row) for row in row_ids]

    def _row_view(self, row: int) -> RowView:
        measuring = self._measuring
        tokens, severity, number = (UNMEASURED, NOTHING, -1) if measuring is None else measuring.arrays.of(row)
        rule = all_rules()[number] if severity != NOTHING else None
        return RowView(
            row=row,
            line=self.dataset.line_of(row),
            text=self.previews.of(row),
            state=self._state(row),
            severity=Severity(severity) if rule is not None else None,
            name=rule.name if rule is not None else "",
            related=measuring.twins.get(row, "") if measuring is not None and rule is None else "",
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

    def take_measuring(self, other: MeasuredData) -> None:
        """Know what is known of the same data set elsewhere, and measure with its processes: nothing is measured
        again. They stay the other's, who closes them."""
        self._measuring = other.measuring.beside(self.dataset)
        self.systems.mains, self.systems.chosen = dict(other.systems.mains), other.systems.chosen

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
        return self.measuring.compare(self.dataset.acceptances, progress)

    def kept(self, progress: Progress) -> Complete | None:
        """What was measured when this data was opened before, for `take_complete`; None where anything has changed."""
        if self.against is not None or self.dataset.lines.size < kept.LEAST_BYTES:
            return None
        if not self.dataset.lines.complete:
            self.index(progress)
        key = kept.key_of(self.dataset, self.settings, self.dataset.acceptances, progress)
        return kept.read_kept(self.dataset, key, self.settings)

    def keep(self, progress: Progress | None = None) -> bool:
        """Keep what is measured for the next opening; False where it is not complete or cannot be kept."""
        complete, acceptances = self.measuring.complete, self.dataset.acceptances
        if self.against is not None or complete is None or self.measuring.has_fresh:
            return False
        key = kept.key_of(self.dataset, self.settings, acceptances, progress)
        return kept.keep(self.dataset, key, complete)

    def take_complete(self, complete: Complete) -> None:
        """Put the compared state in place."""
        self.measuring.take_complete(complete)
        self.systems.mains = complete.mains

    def measure_all(self, progress: Progress | None = None, workers: int | None = None) -> None:
        """Measure and compare everything before returning; for scripts and the command line.

        Raises:
            Cancelled: The progress was cancelled before all was measured.
        """
        progress = progress or Progress()
        earlier = self.kept(progress)
        if earlier is not None:
            self.take_complete(earlier)
            return
        for piece in self.measure(progress, workers=workers):
            self.take(piece)
        progress.stop_if_cancelled()
        self.take_complete(self.relate(progress))

    def next_fault(self, view: View, row: int, step: int = 1) -> int | None:
        """The next row with an error or a warning in the order shown, dropped ones passed over; None where there is
        none."""
        position = view.position(row)
        start = position if position is not None else -1
        found = self.measuring.arrays_reaching(self.row_count + 1).next_fault(
            view, start, step, self.dataset.dropped_rows()
        )
        return None if found is None else view[found]
