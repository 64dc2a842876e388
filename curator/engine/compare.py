"""From a measured file to the findings between its records: pairs first, then the rules, over one relation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import polars as pl

from curator.checks.relation import Relation
from curator.engine.frames import Measured, rows_with_errors
from curator.engine.judge import read_line
from curator.engine.pairs import Sketched, affected_rows, find_cross_pairs, find_pairs, touch_pairs
from curator.engine.relate import relate
from curator.measures.folding import compared_text
from curator.measures.hashes import NONE
from curator.progress import Progress
from curator.records.record import Record
from curator.settings import Settings

ReadRaw = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Side:
    """One file with its measurements, as comparing sees it."""

    measured: Measured
    raw: ReadRaw
    """The bytes of a row as it now stands."""

    def record(self, row: int) -> Record:
        """Read one record."""
        return read_line(row, self.raw(row))

    def texts(self, rows: Sequence[int]) -> list[str]:
        """What near-duplicates are compared by."""
        return [compared_text(self.record(row)) for row in rows]

    def without(self, rows: frozenset[int]) -> Side:
        """The same without some rows, such as the dropped ones."""
        if not rows:
            return self
        keep = ~self.measured.table["row"].is_in(sorted(rows))
        measured = Measured(
            self.measured.table.filter(keep),
            self.measured.findings.filter(~pl.col("row").is_in(sorted(rows)) | pl.col("row").is_null()),
            self.measured.bands[keep.to_numpy()],
            [row for row in self.measured.blank if row not in rows],
        )
        return Side(measured, self.raw)


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing found."""

    findings: pl.DataFrame
    pairs: pl.DataFrame


def sketched(side: Side) -> Sketched:
    """What pairs are looked for in."""
    table = side.measured.table
    return Sketched(table["row"].to_numpy(), side.measured.bands, table["text"].fill_null(NONE).to_numpy())


def pairs_of(side: Side, settings: Settings, progress: Progress | None = None) -> pl.DataFrame:
    """All near-duplicate pairs of a file."""
    looked = sketched(side)
    threshold = settings.thresholds.near_similarity
    return find_pairs(looked.rows, looked.bands, looked.text_hashes, side.texts, threshold, progress)


def pairs_again(
    before: Side,
    after: Side,
    pairs: pl.DataFrame,
    touched: Collection[int],
    settings: Settings,
    progress: Progress | None = None,
) -> pl.DataFrame:
    """The pairs of a file after an edit, from those before it: only what the edit may have changed is looked at."""
    was, now = sketched(before), sketched(after)
    affected = affected_rows(was, now, touched)
    kept = pairs.filter(~pl.col("first").is_in(sorted(affected)) & ~pl.col("second").is_in(sorted(affected)))
    threshold = settings.thresholds.near_similarity
    new = touch_pairs(now.rows, now.bands, now.text_hashes, after.texts, threshold, affected, progress)
    return pl.concat([kept, new]).sort("first", "second")


def relation_of(
    side: Side, pairs: pl.DataFrame, settings: Settings, other: Side | None = None, progress: Progress | None = None
) -> Relation:
    """Everything the rules between records look at."""
    other_pairs = None
    if other is not None:
        table, other_table = side.measured.table, other.measured.table
        other_pairs = find_cross_pairs(
            table["row"].to_numpy(),
            side.measured.bands,
            side.texts,
            other_table["row"].to_numpy(),
            other.measured.bands,
            other.texts,
            settings.thresholds.leak_similarity,
            progress,
        )
    return Relation(
        table=side.measured.table,
        pairs=pairs,
        settings=settings,
        record=side.record,
        broken=rows_with_errors(side.measured.findings),
        other=None if other is None else other.measured.table,
        other_pairs=other_pairs,
        other_record=None if other is None else other.record,
    )


def compare(side: Side, settings: Settings, other: Side | None = None, progress: Progress | None = None) -> Compared:
    """All findings between the records of one file and, where given, between it and the training file.

    Raises:
        Cancelled: The progress was cancelled.
    """
    pairs = pairs_of(side, settings, progress)
    return Compared(relate(relation_of(side, pairs, settings, other, progress), progress), pairs)


def compare_again(
    before: Side,
    side: Side,
    settings: Settings,
    pairs: pl.DataFrame,
    touched: Collection[int],
    other: Side | None = None,
    progress: Progress | None = None,
) -> Compared:
    """The same as `compare`, from what was known before some rows were touched.

    Args:
        before: The file as it stood when the pairs were found.
        side: The file as it now stands.
        settings: Frozen settings.
        pairs: The pairs before.
        touched: Rows whose bytes changed, or that were dropped, brought back or made.
        other: The training file.
        progress: May be cancelled.
    """
    if touched:
        pairs = pairs_again(before, side, pairs, touched, settings, progress)
    return Compared(relate(relation_of(side, pairs, settings, other, progress), progress), pairs)
