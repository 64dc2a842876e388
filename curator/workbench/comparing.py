"""Comparing all records of a data set as it now stands: one question with everything it needs, and its answer.

Nothing here knows who asks: the same is done in this process, or in one of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from curator.dataset.rows import Rows
from curator.engine.compare import Side, compare, compare_again
from curator.engine.frames import Measured, sort_findings
from curator.engine.identity import accepted_among
from curator.engine.relate import apply_habits
from curator.progress import Progress
from curator.settings import Settings
from curator.workbench.counts import Counts
from curator.workbench.resting import fetched, put_away, sharing_texts
from curator.workbench.slices import Worst, count_findings, twins_of, worst_of
from curator.workbench.systems import Kind, Main, find_mains


@dataclass(frozen=True, slots=True)
class Complete:
    """Everything about a data set as it stood when comparing began."""

    measured: Measured
    pairs: pl.DataFrame
    shown: pl.DataFrame
    """Findings with habits as notes; accepted ones left out; dropped rows keep what they had."""
    worst: Worst
    counts: Counts
    accepted: frozenset[str]
    """Ids, as the records stand, of the findings that are silent because a person accepted them."""
    dropped: frozenset[int]
    """Rows that were left out of comparing."""
    twins: dict[int, str]
    """For the first of several records alike: the later line that names it, as "= 187" or "≈ 133"."""
    mains: dict[Kind, Main]
    """The main system message of each kind of record."""
    consumed: int
    """How many remeasured slices are in it."""


@dataclass(frozen=True, slots=True)
class Before:
    """What an earlier comparison of the same data found."""

    pairs: pl.DataFrame
    dropped: frozenset[int]


@dataclass(frozen=True, slots=True)
class OtherFile:
    """The training file that a validation file is compared with."""

    rows: Rows
    measured: Measured
    dropped: frozenset[int]

    def side(self) -> Side:
        """The file as comparing sees it."""
        return Side(fetched(self.measured), self.rows.read).without(self.dropped)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that a comparison depends on."""

    rows: Rows
    """The data set; only read from."""
    known: Measured
    """Everything measured when it was compared last, or for the first time."""
    fresh: tuple[tuple[Measured, tuple[int, ...]], ...]
    """What was measured again since, and the rows that were touched."""
    before: Before | None
    """None for the first time."""
    of_dropped: pl.DataFrame | None
    """What was shown of the rows that are dropped; None for the first time."""
    dropped: frozenset[int]
    acceptances: frozenset[str]
    """What a person has accepted: ids of findings, and rows (`curator.dataset.step.OnRow`)."""
    settings: Settings
    role: str
    other: OtherFile | None

    def now(self, known: Measured) -> Measured:
        """Everything measured as it now stands, from what is known, fetched."""
        for again, touched in self.fresh:
            known = known.replaced(again, touched)
        return known


@dataclass(frozen=True, slots=True)
class Found:
    """What a comparison found, besides what it was given."""

    pairs: pl.DataFrame
    shown: pl.DataFrame
    worst: Worst
    counts: Counts
    accepted: frozenset[str]
    twins: dict[int, str]
    mains: dict[Kind, Main]


def found_by(asked: Comparison, known: Measured, measured: Measured, progress: Progress) -> Found:
    """Compare.

    Args:
        asked: What to compare.
        known: What it knows, fetched.
        measured: What that is `now`.
        progress: May be cancelled.

    Raises:
        Cancelled: The progress was cancelled.
    """
    side = Side(measured, asked.rows.read).without(asked.dropped)
    other = None if asked.other is None else asked.other.side()
    if asked.before is None:
        compared = compare(side, asked.settings, other, progress)
    else:
        was = Side(known, asked.rows.read).without(asked.before.dropped)
        touched = {row for _, rows in asked.fresh for row in rows}
        compared = compare_again(was, side, asked.settings, asked.before.pairs, touched, other, progress)
    found = sort_findings(pl.concat([side.measured.findings, compared.findings]))
    found = apply_habits(found, side.measured.table.height, asked.settings)
    silent = accepted_among(found, side.measured.table, asked.acceptances, asked.role)
    counted = found.filter(~silent.mask)
    shown = sort_findings(pl.concat([counted, _of_dropped(asked, measured)])) if asked.dropped else counted
    return Found(
        compared.pairs,
        shown,
        worst_of(shown),
        count_findings(counted),
        silent.ids,
        twins_of(shown, asked.dropped),
        find_mains(measured.table, side.record, asked.settings, asked.dropped),
    )


def _of_dropped(asked: Comparison, measured: Measured) -> pl.DataFrame:
    """What dropped rows keep: what was found on them before."""
    if asked.of_dropped is not None:
        return asked.of_dropped
    return measured.findings.filter(pl.col("row").is_in(sorted(asked.dropped)))


def completed(asked: Comparison, progress: Progress) -> Complete:
    """Compare in this process.

    Raises:
        Cancelled: The progress was cancelled; the old state stays.
    """
    known = fetched(asked.known)
    measured = asked.now(known)
    found = found_by(asked, known, measured, progress)
    return complete_of(asked, found, put_away(measured), sharing_texts(found.shown))


def complete_of(asked: Comparison, found: Found, measured: Measured, shown: pl.DataFrame) -> Complete:
    """The complete state."""
    return Complete(
        measured,
        found.pairs,
        shown,
        found.worst,
        found.counts,
        found.accepted,
        asked.dropped,
        found.twins,
        found.mains,
        len(asked.fresh),
    )
