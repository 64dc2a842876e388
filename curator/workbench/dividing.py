"""Splitting one data set: what is left out and why, the plan, the files."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import orjson
import polars as pl

from curator.dataset.change import JOINED
from curator.dataset.reason import word_of
from curator.engine.frames import rows_with_errors
from curator.errors import CuratorError
from curator.measures.features import FEATURES
from curator.progress import Progress
from curator.split.options import NOT_ASKED, SplitOptions, check_amount
from curator.split.plan import Plan, make_plan
from curator.split.write import Written, write_split
from curator.workbench.accepting import hand_on

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench

BY_HAND = "dropped"
ERRORS = "errors"


def left_out(bench: Workbench, keep_errors: bool, where: str = "") -> dict[str, list[int]]:
    """Rows that are not divided, by reason: dropped ones, the rest of joined lines, those that were not asked for,
    records with errors.

    Raises:
        QueryError: The filter cannot be understood.
    """
    found: defaultdict[str, list[int]] = defaultdict(list)
    dataset = bench.dataset
    for row in dataset.dropped_rows():
        reason = dataset.drop_reason(row) or BY_HAND
        found[JOINED if reason == JOINED else f"{BY_HAND}: {word_of(reason)}"].append(row)
    if where:
        gone = {row for rows in found.values() for row in rows}
        asked = set(bench.query(where))
        records: list[int] = bench.complete.measured.table["row"].to_list()
        found[NOT_ASKED] = [row for row in records if row not in asked and row not in gone]
    if not keep_errors:
        gone = {row for rows in found.values() for row in rows}
        found[ERRORS] = sorted(rows_with_errors(bench.measuring.shown_now()) - gone)
    return {reason: rows for reason, rows in found.items() if rows}


def _named_values(bench: Workbench, name: str, table: pl.DataFrame, progress: Progress) -> pl.DataFrame:
    if name in FEATURES:
        return table.select("row", pl.col(name).cast(pl.String).alias("value"))
    values: list[str | None] = []
    rows = table["row"].to_list()
    for done, row in enumerate(rows):
        if done % 5_000 == 0:
            progress.stop_if_cancelled()
            progress.update(done, len(rows), "grouping")
        record = bench.record(row).value
        value: Any = cast("dict[str, Any]", record).get(name) if isinstance(record, dict) else None
        values.append(None if value is None else orjson.dumps(value).decode())
    if all(value is None for value in values):
        raise CuratorError(
            f'No record has "{name}".',
            f"--group names a top-level key of the records, or one of: {', '.join(FEATURES)}.",
        )
    return pl.DataFrame({"row": rows, "value": values}, schema={"row": pl.Int64, "value": pl.String})


def plan_split(bench: Workbench, options: SplitOptions, progress: Progress) -> Plan:
    """Decide the sides of a measured data set.

    Raises:
        CuratorError: An option makes no sense, or --group names nothing.
    """
    check_amount(options.validation, "validation")
    if options.test is not None:
        check_amount(options.test, "test")
    unknown = [name for name in options.stratify if name != "length" and name not in FEATURES]
    if unknown:
        raise CuratorError(
            f'There is no column "{unknown[0]}" to keep in the same shares.',
            f"Known: length, {', '.join(name for name in FEATURES if name != 'row')}.",
        )
    complete = bench.complete
    table = complete.measured.table
    named = _named_values(bench, options.group, table, progress) if options.group else None
    return make_plan(
        table, complete.pairs, left_out(bench, options.keep_errors, options.where), options, named, bench.dataset.rows()
    )


def write_plan(bench: Workbench, plan: Plan, folder: Path, progress: Progress, overwrite: bool) -> Written:
    """Write a plan's files; what was accepted is known there too."""
    dropped = set(bench.dataset.dropped_rows())
    blank = [row for row in bench.complete.measured.blank if row not in dropped]
    written = write_split(
        bench.dataset, plan, folder, bench.settings, bench.target, blank, overwrite=overwrite, progress=progress
    )
    for side in plan.sides:
        hand_on(written.files[side], bench.silent)
    return written
