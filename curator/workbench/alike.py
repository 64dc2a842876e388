"""Which rows are like one: for the filter similar:, which asks of dropped rows too.

Records are compared without the dropped ones. So what is known of two standing rows is taken as it is, and the row that
is asked for is compared only with those nobody has compared it with.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from curator.engine.compare import Side, sketched
from curator.engine.pairs import Sketched, touch_pairs
from curator.progress import Progress

if TYPE_CHECKING:
    from curator.workbench.measured_data import MeasuredData


def rows_alike(bench: MeasuredData, row: int, progress: Progress | None = None) -> set[int]:
    """A row, the rows that say the same, and those that say nearly the same; dropped ones too.

    Args:
        bench: Before its records are compared, only rows that say the same are known.
        row: A row of the data set.
        progress: May be cancelled.

    Raises:
        Cancelled: The progress was cancelled.
    """
    complete = bench.measuring.complete
    table = bench.measuring.partial().table if complete is None else complete.measured.table
    found = _saying_the_same(table, {row})
    if complete is not None:
        found |= _ends(complete.pairs, found) | _ends(_pairs_with_dropped(bench, found, progress), found)
    return _saying_the_same(table, found)


def _saying_the_same(table: pl.DataFrame, rows: Collection[int]) -> set[int]:
    """These rows and all with the text of one of them."""
    texts = table.filter(pl.col("row").is_in(sorted(rows)))["text"].drop_nulls()
    return {*rows, *table.filter(pl.col("text").is_in(texts.to_list()))["row"].to_list()}


def _ends(pairs: pl.DataFrame, rows: Collection[int]) -> set[int]:
    """Both rows of every pair in which one of these is."""
    wanted = sorted(rows)
    named = pairs.filter(pl.col("first").is_in(wanted) | pl.col("second").is_in(wanted))
    return {*named["first"].to_list(), *named["second"].to_list()}


def _pairs_with_dropped(bench: MeasuredData, rows: Collection[int], progress: Progress | None) -> pl.DataFrame:
    """The pairs of one of these rows that comparing did not look for, as one of the two was left out of it."""
    complete = bench.complete
    left_out = complete.dropped
    if not left_out:
        return complete.pairs.clear()
    side = Side(complete.measured, bench.raw)
    looked = sketched(side)
    if not left_out.intersection(rows):
        among = np.isin(looked.rows, sorted({*rows, *left_out}))
        looked = Sketched(looked.rows[among], looked.bands[among], looked.text_hashes[among])
    threshold = bench.settings.thresholds.near_similarity
    return touch_pairs(looked.rows, looked.bands, looked.text_hashes, side.texts, threshold, rows, progress)
