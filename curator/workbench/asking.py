"""Filters and orders over the measured rows of one data set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl
import xxhash

from curator import saved_filters
from curator.checks.registry import all_rules
from curator.checks.rule import Rule
from curator.engine.query import Rows, check_words, matching_rows, parse_query
from curator.engine.query.parse import Join, Node, Not, Word
from curator.errors import CuratorError
from curator.progress import Progress
from curator.workbench.alike import rows_alike

if TYPE_CHECKING:
    from curator.engine.frames import Measured
    from curator.workbench.bench import Workbench

SORTS = {"line": "row", "tokens": "tokens", "answer": "tokens_assistant", "messages": "messages", "bytes": "bytes"}
"""Orders by a column; besides them there are "finding" and "random"."""


def rows_of(bench: Workbench) -> Rows:
    """Everything a filter can ask of a data set as it now stands."""
    measuring, dataset = bench.measuring, bench.dataset
    complete = measuring.complete
    measured = measuring.partial() if complete is None else complete.measured
    changed = dataset.edited_rows()
    tags: dict[str, list[int]] = {}
    for row, names in bench.tags.items():
        for name in names:
            tags.setdefault(name, []).append(row)
    return Rows(
        # Before all is measured a filter is asked of what is.
        ids=np.sort(all_rows(bench)) if complete is not None else _rows_in(measured),
        table=measured.table,
        findings=measuring.shown_now(),
        raw=bench.raw,
        alike=partial(rows_alike, bench),
        states={
            "edited": [row for row in changed if not dataset.is_made(row)],
            "new": [row for row in changed if dataset.is_made(row)],
            "dropped": dataset.dropped_rows(),
            "tagged": list(bench.tags),
            **bench.chosen_rows,
        },
        tags=tags,
        sides=bench.sides,
        main_systems=bench.systems.hashes,
    )


def _rows_in(measured: Measured) -> npt.NDArray[np.int64]:
    """The rows that were measured, blank lines too, ascending."""
    return np.union1d(measured.table["row"].to_numpy(), np.asarray(measured.blank, np.int64))


def measured_so_far(bench: Workbench) -> int:
    """How many lines of a first pass that is not finished a filter is asked of."""
    return len(_rows_in(bench.measuring.partial()))


def filters_of(bench: Workbench) -> Mapping[str, str]:
    """The filters saved for a data set: name -> query.

    Raises:
        CuratorError: The curator.toml that counts cannot be read, or is wrong.
    """
    return saved_filters.saved_filters(bench.settings.origin, bench.path)


def rules_named(bench: Workbench, query: str) -> list[Rule]:
    """The rules whose findings a filter asks for; none for a filter that cannot be understood.

    Rules that are named to be left out, and families, are not among them.
    """
    try:
        words = set(_asked_for(parse_query(query, filters_of(bench))))
    except CuratorError:
        return []
    return [rule for rule in all_rules() if rule.name in words or rule.code.lower() in words]


def _asked_for(node: Node | None) -> Iterator[str]:
    match node:
        case Word(field="has", value=value):
            yield value.lower()
        case Join(inner=inner):
            for one in inner:
                yield from _asked_for(one)
        case _:
            return


def save_filter(bench: Workbench, name: str, query: str) -> Path:
    """Save a filter in the curator.toml that counts for a data set, under a name or in place of the one that has it.

    Args:
        bench: The data set.
        name: Letters, digits, - and _; @name then stands for the filter.
        query: The filter.

    Returns:
        The file it was written to.

    Raises:
        QueryError: The filter cannot be understood, or would be made of itself.
        CuratorError: It cannot be a name, or the file cannot be written.
    """
    saved_filters.check_name(name)
    parse_query(f"@{name}", {**filters_of(bench), name: query})
    return saved_filters.save_filter(bench.settings.origin, bench.path, name, query)


def check(bench: Workbench, query: str) -> None:
    """Look whether a filter can be understood, without asking any row.

    Raises:
        QueryError: It cannot.
        CuratorError: The curator.toml of a saved filter cannot be read.
    """
    _understood(bench, query)


def _understood(bench: Workbench, query: str) -> Node | None:
    # Most filters name no saved one; those are not held up by a curator.toml that cannot be read just now.
    node = parse_query(query, filters_of(bench) if "@" in query else {})
    # While lines are still being found, one that is not there yet may come.
    exists = bench.dataset.exists if bench.dataset.lines.complete else lambda _row: True
    check_words(node, bench.sides, exists)
    return node


def find(bench: Workbench, query: str, progress: Progress | None = None) -> npt.NDArray[np.int64]:
    """Ids of the rows a filter matches, in file order.

    Raises:
        QueryError: The filter cannot be understood.
        CuratorError: A pattern takes too long, or the curator.toml of a saved filter cannot be read.
        Cancelled: The progress was cancelled.
    """
    if not query.strip():
        return all_rows(bench)
    found = matching_rows(_understood(bench, query), rows_of(bench), progress)
    if bench.dataset.row_count == bench.dataset.lines.count:
        return found
    rows = all_rows(bench)
    return rows[np.isin(rows, found)]


def asks_for_dropped(bench: Workbench, query: str) -> bool:
    """Whether a filter names dropped rows as what it wants: is:dropped, not -is:dropped.

    Raises:
        QueryError: The filter cannot be understood.
    """
    return _wants_dropped(_understood(bench, query), wanted=True)


def _wants_dropped(node: Node | None, wanted: bool) -> bool:
    match node:
        case Word(field="is", value="dropped"):
            return wanted
        case Not(inner):
            return _wants_dropped(inner, not wanted)
        case Join(inner=inner):
            return any(_wants_dropped(term, wanted) for term in inner)
        case _:
            return False


def standing_rows(bench: Workbench, query: str, progress: Progress | None = None) -> tuple[npt.NDArray[np.int64], int]:
    """The rows of a filter that stand, in file order, and how many dropped ones are left out.

    Dropped rows are left out but where the filter asks for them, or finds no others. Raises as `find` does.
    """
    rows = find(bench, query, progress)
    if asks_for_dropped(bench, query):
        return rows, 0
    standing = rows[~np.isin(rows, bench.dataset.dropped_rows())]
    return (standing, len(rows) - len(standing)) if len(standing) else (rows, 0)


def sample(
    bench: Workbench, query: str, size: int, seed: int, progress: Progress | None = None
) -> npt.NDArray[np.int64]:
    """Some rows of a filter at random: of those that stand, and of blank lines none where there is anything to read.

    Args:
        bench: The data set.
        query: The filter.
        size: How many at most.
        seed: Another one gives other rows.
        progress: May be cancelled.

    Raises:
        QueryError: The filter cannot be understood.
    """
    rows, _ = standing_rows(bench, query, progress)
    complete = bench.measuring.complete
    blank = (bench.measuring.partial() if complete is None else complete.measured).blank
    readable = rows[~np.isin(rows, blank)]
    return in_order(bench, readable if len(readable) else rows, "random", seed=seed)[:size]


def all_rows(bench: Workbench) -> npt.NDArray[np.int64]:
    """Ids of all rows, in file order."""
    rows = bench.dataset.rows()
    return np.arange(rows.start, rows.stop) if isinstance(rows, range) else np.asarray(rows, np.int64)


def in_order(
    bench: Workbench, rows: npt.NDArray[np.int64], sort: str, descending: bool = False, seed: int = 0
) -> npt.NDArray[np.int64]:
    """Rows in another order; equal ones stay in file order.

    Args:
        bench: The data set.
        rows: Row ids in file order.
        sort: line, tokens, answer, messages, bytes, finding or random.
        descending: The other way round.
        seed: For random.

    Raises:
        CuratorError: There is no such order.
    """
    if sort == "line":
        return rows[::-1] if descending else rows
    if sort == "random":
        keys = np.array(
            [xxhash.xxh3_64_intdigest(int(row).to_bytes(8, "little"), seed=seed) for row in rows], np.uint64
        )
        return rows[np.argsort(keys, kind="stable")]
    frame = pl.DataFrame({"row": rows})
    if sort == "finding":
        worst = (
            bench.measuring.shown_now()
            .group_by("row")
            .agg(pl.col("severity").max(), pl.len().alias("count"))
            .drop_nulls("row")
        )
        joined = frame.join(worst, on="row", how="left", maintain_order="left")
        ordered = joined.sort(["severity", "count"], descending=not descending, nulls_last=True, maintain_order=True)
        return ordered["row"].to_numpy()
    if sort not in SORTS:
        raise CuratorError(f'There is no order "{sort}".', hint=f"Known: {', '.join((*SORTS, 'finding', 'random'))}.")
    joined = frame.join(
        rows_of(bench).table.select("row", pl.col(SORTS[sort]).alias("key")),
        on="row",
        how="left",
        maintain_order="left",
    )
    return joined.sort("key", descending=descending, nulls_last=True, maintain_order=True)["row"].to_numpy()
