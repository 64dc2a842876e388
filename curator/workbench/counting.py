"""Counts of the shown rows by a property, each with the filter for them; and words for a filter being typed."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import polars as pl

from curator.checks.registry import all_rules
from curator.checks.system.texts import system_text
from curator.dataset.view import View
from curator.engine.query.words import ALL_FIELDS, FLAGS, JOINERS, ROLES_OF_TEXT, SYSTEMS
from curator.errors import CuratorError
from curator.records.record import ROLES
from curator.reports.stats import Stats, stats_of
from curator.workbench.asking import filters_of
from curator.workbench.standing import standing

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench

Counted = tuple[str, int, str]
"""A value, how many of the rows have it, and the filter that chooses them."""

PROPERTIES = ("system", "language", "messages", "roles", "finding", "tag", "shape")
_SHOWN_SYSTEM_LETTERS = 70
_SAVED_OFFERED = 3
"""So many saved filters stand before the fields where nothing is typed yet; @ shows them all."""
_WORD = re.compile(r"[^\s()]*$")


def count_by(bench: Workbench, view: View, what: str) -> list[Counted]:
    """Count the rows of a view by a property, most frequent first; dropped ones only where there are no others.

    Raises:
        CuratorError: There is no such property.
    """
    table = bench.complete.measured.table
    rows = table if len(view) == bench.row_count else table.filter(pl.col("row").is_in(list(view)))
    rows = _standing(bench, rows)
    match what:
        case "language":
            return [
                (value or "not judged", count, f"lang:{value or 'none'}") for value, count in _values(rows, "language")
            ]
        case "messages":
            return [(f"{value}", count, f"messages={value}") for value, count in _values(rows, "messages")]
        case "shape":
            return [(value, count, f"shape:{value}") for value, count in _values(rows, "shape")]
        case "roles":
            return _roles(rows)
        case "system":
            return _systems(bench, rows)
        case "finding":
            return _findings(bench, rows)
        case "tag":
            chosen = set(rows["row"].to_list())
            counts = Counter(tag for row, tags in bench.tags.items() if row in chosen for tag in tags)
            return [(tag, count, f"tag:{tag}") for tag, count in counts.most_common()]
        case _:
            raise CuratorError(f'Rows cannot be counted by "{what}".', hint=f"Known: {', '.join(PROPERTIES)}.")


def _standing(bench: Workbench, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows that are written; of a view of dropped ones all."""
    standing = rows.filter(~pl.col("row").is_in(bench.dataset.dropped_rows()))
    return rows if standing.is_empty() else standing


def _values(rows: pl.DataFrame, column: str) -> list[tuple[str, int]]:
    counts = rows.group_by(column).len().sort(["len", column], descending=[True, False])
    return [(value, count) for value, count in counts.iter_rows()]


def _roles(rows: pl.DataFrame) -> list[Counted]:
    counted: list[Counted] = []
    for place, role in enumerate(ROLES):
        count = rows.filter((pl.col("roles").cast(pl.Int64) & (1 << place)) > 0).height
        if count:
            counted.append((role, count, f"role:{role}"))
    return sorted(counted, key=lambda item: -item[1])


def _systems(bench: Workbench, rows: pl.DataFrame) -> list[Counted]:
    talks = rows.filter(pl.col("messages") > 0)
    groups = talks.group_by("system").agg(pl.len(), pl.col("row").min()).sort(["len", "row"], descending=[True, False])
    counted: list[Counted] = []
    for system, count, row in groups.iter_rows():
        if system is None:
            counted.append(("none", count, "system:none"))
            continue
        text = system_text(bench.record(row)) or ""
        line = " ".join(text.split())
        beginning = line[:_SHOWN_SYSTEM_LETTERS].replace("\\", "\\\\").replace('"', '\\"')
        query = (
            "system:main"
            if system in bench.systems.hashes and len(bench.systems.hashes) == 1
            else f'system:"{beginning}"'
        )
        counted.append((line or "empty", count, query))
    return counted


def _findings(bench: Workbench, rows: pl.DataFrame) -> list[Counted]:
    found = bench.measuring.shown_now().filter(pl.col("row").is_in(rows["row"].to_list()))
    counts = (
        found.group_by("rule")
        .agg(pl.col("row").n_unique().alias("count"))
        .sort(["count", "rule"], descending=[True, False])
    )
    rules = all_rules()
    return [(rules[rule].name, count, f"has:{rules[rule].name}") for rule, count in counts.iter_rows()]


def stats_where(bench: Workbench, where: str = "") -> Stats:
    """The data set in numbers: the records a filter matches, dropped ones left out."""
    table = bench.complete.measured.table.filter(standing(bench.dataset))
    if where:
        table = table.filter(pl.col("row").is_in(bench.query(where)))
    return stats_of(table, str(bench.path), bench.target)


def query_words(bench: Workbench, text: str, cursor: int) -> list[tuple[str, int | None]]:
    """Words that may stand where the cursor is in a filter, each with the number of rows it would choose, where known.

    Args:
        bench: The data set.
        text: The filter as typed so far.
        cursor: Offset of the cursor in it.
    """
    found = _WORD.search(text[:cursor])
    begun = found[0].lstrip("-") if found else ""
    saved: list[tuple[str, int | None]] = [
        (f"@{name}", None) for name in filters_of(bench) if f"@{name}".startswith(begun)
    ]
    if begun.startswith("@"):
        return saved
    field, colon, value = begun.partition(":")
    if not colon:
        fields = [f"{name}:" for name in ALL_FIELDS if name.startswith(begun.lower())]
        joiners = [word for word in JOINERS if begun and word.startswith(begun.lower())]
        return [*saved[:_SAVED_OFFERED], *((word, None) for word in (*fields, *joiners))]
    return [(f"{field}:{word}", count) for word, count in _values_of(bench, field) if word.startswith(value.lower())]


def _values_of(bench: Workbench, field: str) -> list[tuple[str, int | None]]:
    measured = bench.measuring.complete is not None
    match field:
        case "has" if measured:
            return [(name, count) for name, count, _ in _findings(bench, bench.complete.measured.table)]
        case "lang" if measured:
            return [(value or "none", count) for value, count in _values(bench.complete.measured.table, "language")]
        case "shape" if measured:
            return list(_values(bench.complete.measured.table, "shape"))
        case "role":
            return [(role, None) for role in ROLES_OF_TEXT]
        case "is":
            return [(flag, None) for flag in FLAGS]
        case "system":
            return [(word, None) for word in SYSTEMS]
        case "tag":
            counts = Counter(tag for tags in bench.tags.values() for tag in tags)
            return list(counts.most_common())
        case "in":
            return [(side, len(rows)) for side, rows in bench.sides.items()]
        case _:
            return []
