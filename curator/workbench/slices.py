"""What has been measured, in a form that answers "what about this row?" in microseconds while more is being measured.

A slice is prepared on the thread that measures; taking it is a few array copies on the thread that shows.
"""

from __future__ import annotations

import bisect
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from curator.checks.registry import all_rules, rule_number
from curator.checks.rule import Severity
from curator.engine.batch import Part
from curator.engine.frames import Measured, empty_findings, findings_frame, sort_findings, table_frame
from curator.workbench.counts import NOTHING, UNCOUNTED, UNMEASURED, Counts
from curator.workbench.resting import Resting, SketchFile, put_away

_LOOKED_AT_ONCE = 65_536
_UNPACKED_SLICES = 8
"""So many slices of findings are held unpacked: those of the rows somebody looks at."""


@dataclass(frozen=True, slots=True)
class Worst:
    """For rows with findings: the worst severity and the rule that stands first for it."""

    rows: npt.NDArray[np.int64]
    severities: npt.NDArray[np.uint8]
    rules: npt.NDArray[np.int32]


def worst_of(findings: pl.DataFrame) -> Worst:
    """The finding a table row shows: the worst, and of equals the one to be mended first."""
    of_rows = findings.select("row", "severity", "rule").filter(pl.col("row").is_not_null())
    rows, severities, rules = (column.to_numpy() for column in of_rows.iter_columns())
    order = np.lexsort((rules, np.negative(severities, dtype=np.int16), rows))
    rows = rows[order]
    first = order[np.append(True, rows[1:] != rows[:-1])[: len(rows)]]
    return Worst(of_rows["row"].to_numpy()[first], severities[first], rules[first].astype(np.int32))


def count_findings(findings: pl.DataFrame) -> Counts:
    """Findings by severity."""
    numbers = dict(findings.group_by("severity").len().iter_rows())
    return Counts(*(numbers.get(int(level), 0) for level in (Severity.ERROR, Severity.WARNING, Severity.INFO)))


_TWIN_SIGNS = {"duplicate": "=", "duplicate-text": "=", "near-duplicate": "≈"}
"""Rules about records alike, and the sign the first of them shows."""


def twins_of(findings: pl.DataFrame, dropped: Collection[int] = ()) -> dict[int, str]:
    """For the first of several records alike: the next line that repeats it. Not a finding, only a hint.

    Args:
        findings: What is shown.
        dropped: Rows that repeat nothing any more.
    """
    signs = {rule_number(rule.code): _TWIN_SIGNS[rule.name] for rule in all_rules() if rule.name in _TWIN_SIGNS}
    named = findings.filter(pl.col("rule").is_in(list(signs)) & pl.col("related").is_not_null())
    named = named.filter(~pl.col("row").is_in(sorted(dropped)))
    first = named.group_by("related").agg(pl.col("rule", "row").sort_by("row").first())
    return {
        related: f"{signs[rule]} {row:,}" for related, rule, row in first.select("related", "rule", "row").iter_rows()
    }


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows, measured: what a measuring thread hands to the screen."""

    first: int
    last: int
    """Row ids of the first and the last line."""
    measured: Measured
    worst: Worst
    counts: Counts


def slice_of(part: Part, dropped: Collection[int] = (), file: SketchFile | None = None) -> Slice:
    """Prepare a part for showing. The part itself, whose plain lists are many times larger, can go.

    Args:
        part: What the kernel found.
        dropped: Rows whose findings are not counted. Those of rules of style are not either, before it is known
            whether what they mark is a habit of the file.
        file: Where the sketches of a large file are put away.
    """
    findings = sort_findings(findings_frame(part.findings))
    measured = Measured(table_frame(part), findings, part.bands, part.blank)
    measured = measured if file is None else put_away(measured, file)
    style = [number for number, rule in enumerate(all_rules()) if rule.style]
    counted = findings.filter(~pl.col("rule").is_in(style) & ~pl.col("row").is_in(sorted(dropped)))
    return Slice(part.first, part.last, measured, worst_of(findings), count_findings(counted))


@dataclass(slots=True)
class RowArrays:
    """What a table row shows, by row id, in arrays: ten bytes and a few for each row."""

    tokens: npt.NDArray[np.int32] = field(default_factory=lambda: np.full(1, UNMEASURED, np.int32))
    severities: npt.NDArray[np.uint8] = field(default_factory=lambda: np.full(1, NOTHING, np.uint8))
    rules: npt.NDArray[np.int32] = field(default_factory=lambda: np.full(1, -1, np.int32))

    def of(self, row: int) -> tuple[int, int, int]:
        """Tokens, worst severity and its rule's number for one row."""
        if row >= len(self.tokens):
            return UNMEASURED, NOTHING, -1
        return int(self.tokens[row]), int(self.severities[row]), int(self.rules[row])

    def reach(self, last_row: int) -> None:
        """Make room for rows up to this id."""
        missing = last_row + 1 - len(self.tokens)
        if missing > 0:
            room = max(missing, len(self.tokens) // 4)
            self.tokens = np.concatenate([self.tokens, np.full(room, UNMEASURED, np.int32)])
            self.severities = np.concatenate([self.severities, np.full(room, NOTHING, np.uint8)])
            self.rules = np.concatenate([self.rules, np.full(room, -1, np.int32)])

    def set_tokens(self, table: pl.DataFrame) -> None:
        """Remember which rows are measured and how many tokens they have."""
        rows = table["row"].to_numpy()
        if len(rows):
            self.reach(int(rows.max()))
            self.tokens[rows] = table["tokens"].cast(pl.Int32).fill_null(UNCOUNTED).to_numpy()

    def set_blank(self, rows: list[int]) -> None:
        """Blank lines are measured too: there is nothing to count."""
        if rows:
            self.reach(max(rows))
            self.tokens[rows] = UNCOUNTED

    def set_worst(self, worst: Worst) -> None:
        """Remember the worst finding of each of these rows."""
        if len(worst.rows):
            self.reach(int(worst.rows.max()))
            self.severities[worst.rows] = worst.severities
            self.rules[worst.rows] = worst.rules

    def forget_findings(self) -> None:
        """All rows without findings, before the complete ones are set."""
        self.severities.fill(NOTHING)
        self.rules.fill(-1)

    def next_fault(self, order: Sequence[int], start: int, step: int, left_out: Sequence[int] = ()) -> int | None:
        """Position in `order` of the next row with an error or a warning after position `start`.

        Args:
            order: Row ids in the order shown.
            start: Position to start from, itself left out.
            step: +1 forwards, -1 backwards.
            left_out: Row ids that are passed over.
        """
        if step > 0:
            starts = range(start + 1, len(order), _LOOKED_AT_ONCE)
        else:
            starts = (
                range(max(0, start - _LOOKED_AT_ONCE), -_LOOKED_AT_ONCE, -_LOOKED_AT_ONCE) if start > 0 else range(0)
            )
        for begin in starts:
            first = max(0, begin)
            end = first + _LOOKED_AT_ONCE if step > 0 else min(start, begin + _LOOKED_AT_ONCE)
            rows = np.asarray(order[first:end], np.int64)
            levels = self.severities[rows]
            faulty = np.flatnonzero((levels != NOTHING) & (levels >= int(Severity.WARNING)))
            faulty = faulty[~np.isin(rows[faulty], left_out)] if left_out else faulty
            if len(faulty):
                return first + int(faulty[0] if step > 0 else faulty[-1])
        return None


class RowFindings:
    """Findings by row: in slices while measuring goes on, in one sorted frame when it is done."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        """First row of each slice, ascending."""
        self._slices: dict[int, Measured] = {}
        self._unpacked: dict[int, _Sorted] = {}
        """Slices looked at last, by their first row."""
        self._all = _Sorted.of_rows(empty_findings())

    def add(self, first: int, measured: Measured) -> None:
        """Take the findings of the rows from the first on, up to those of another slice."""
        bisect.insort(self._firsts, first)
        self._slices[first] = measured
        self._unpacked.pop(first, None)

    def replace(self, findings: pl.DataFrame) -> None:
        """Take the complete findings in place of all slices; those of the whole file stand first."""
        self._firsts.clear()
        self._slices.clear()
        self._unpacked.clear()
        self._all = _Sorted.of_rows(findings)

    def of(self, row: int) -> pl.DataFrame:
        """The findings of one row."""
        if not self._slices:
            return self._all.of(row)
        first = self._firsts[max(0, bisect.bisect_right(self._firsts, row) - 1)]
        found = self._unpacked.pop(first, None) or _Sorted.of_rows(self._slices[first].findings)
        self._unpacked[first] = found
        if len(self._unpacked) > _UNPACKED_SLICES:
            del self._unpacked[next(iter(self._unpacked))]
        return found.of(row)

    def of_file(self) -> pl.DataFrame:
        """The findings about the whole file."""
        return self._all.of(0)


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Findings in row order, and their rows for looking one up; 0 stands for the whole file."""

    findings: pl.DataFrame
    rows: npt.NDArray[np.int64]

    @classmethod
    def of_rows(cls, findings: pl.DataFrame) -> _Sorted:
        """The findings, which must be sorted."""
        return cls(findings, findings["row"].fill_null(0).to_numpy())

    def of(self, row: int) -> pl.DataFrame:
        """The findings of one row."""
        low, high = np.searchsorted(self.rows, [row, row + 1])
        return self.findings[int(low) : int(high)]


def sharing(slices: Sequence[Slice], measured: Measured) -> list[Slice]:
    """The same slices as views of everything measured, so that nothing is held twice.

    Args:
        slices: What was taken, in row order.
        measured: All of it as one.
    """
    shared: list[Slice] = []
    start = 0
    bands = None if isinstance(measured, Resting) else measured.bands
    for piece in slices:
        height = piece.measured.table.height
        table = measured.table[start : start + height]
        if height and table["row"][0] != piece.measured.table["row"][0]:
            return list(slices)
        if isinstance(piece.measured, Resting):
            view = piece.measured.with_table(table)
        elif bands is not None:
            view = replace(piece.measured, table=table, bands=bands[start : start + height])
        else:
            return list(slices)
        shared.append(replace(piece, measured=view))
        start += height
    return shared
