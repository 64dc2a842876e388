"""Which rows of a table or of findings still stand: what is measured may be older than the data."""

from __future__ import annotations

import polars as pl

from curator.dataset.rows import Rows


def standing(rows: Rows) -> pl.Expr:
    """Whether the entry of a frame with a column `row` is about a row that is there and not dropped, or about none.

    A made row goes when its step is undone; until the records are compared again it still has entries.
    """
    row = pl.col("row")
    there = (row <= rows.lines.count) | row.is_in(rows.made_rows())
    return row.is_null() | (there & ~row.is_in(rows.dropped_rows()))
