"""Counts of the shown rows by a property, each with the filter for them; and words for a filter being typed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from curator.checks.registry import all_rules
from curator.checks.system.texts import system_text
from curator.engine.query.words import ALL_FIELDS, FLAGS, JOINERS, ROLES_OF_TEXT, SYSTEMS
from curator.errors import CuratorError
from curator.progress import Progress
from curator.records.record import ROLES
from curator.reports.stats import Stats, stats_of
from curator.workbench.asking import all_rows, filters_of, standing_rows
from curator.workbench.standing import standing

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench

Counted = tuple[str, int, str]
"""A value, how many of the rows have it, and the filter that chooses them."""

PROPERTIES = ("system", "language", "messages", "roles", "finding", "tag", "shape")
_SHOWN_SYSTEM_LETTERS = 70
_SAVED_OFFERED = 3
"""So many saved filters stand before the fields where nothing is typed yet; @ shows them all."""
_SIGN = re.compile(r"[\\^$.|?*+()\[\]{}/]")
"""What has a meaning in a pattern."""
_END = r"\Z"
_PLAIN_WORD = re.compile(r"[\w.-]+")
_WORD = re.compile(r"[^\s()]*$")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows have which value of a property."""

    values: list[Counted]
    """The most frequent first."""
    left_out: int
    """Dropped rows that are not counted; the filter of a value chooses its rows where -is:dropped stands beside it."""


def count_by(bench: Workbench, query: str, what: str, progress: Progress | None = None) -> Tally:
    """Count the rows of a filter by a property; dropped ones only where it asks for them or finds no others.

    Raises:
        QueryError: The filter cannot be understood.
        CuratorError: There is no such property.
    """
    chosen, left_out = standing_rows(bench, query, progress)
    table = bench.complete.measured.table
    rows = table.filter(pl.Series(np.isin(table["row"].to_numpy(), chosen)))
    return Tally(_counted(bench, what, rows, chosen), left_out)


def _counted(bench: Workbench, what: str, rows: pl.DataFrame, chosen: npt.NDArray[np.int64]) -> list[Counted]:
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
            return _findings(bench, chosen)
        case "tag":
            among = set(chosen.tolist())
            counts = Counter(tag for row, tags in bench.tags.items() if row in among for tag in tags)
            return [(tag, count, f"tag:{_spelt(tag)}") for tag, count in counts.most_common()]
        case _:
            raise CuratorError(f'Rows cannot be counted by "{what}".', hint=f"Known: {', '.join(PROPERTIES)}.")


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
    counts: list[tuple[int | None, int, int]] = groups.rows()
    texts = {system: system_text(bench.record(row)) or "" for system, _, row in counts if system is not None}
    beginnings = Counter(text[:_SHOWN_SYSTEM_LETTERS] for text in texts.values())
    main = bench.systems.hashes
    counted: list[Counted] = []
    for system, count, _ in counts:
        if system is None:
            counted.append(("none", count, "system:none"))
            continue
        text = texts[system]
        query = "system:main" if system in main and len(main) == 1 else _only_with(text, beginnings)
        counted.append((" ".join(text.split()) or "empty", count, query))
    return counted


def _only_with(text: str, beginnings: Counter[str]) -> str:
    """The filter for one system message: others may begin like it, or differ by a space only."""
    beginning = text[:_SHOWN_SYSTEM_LETTERS]
    whole = len(text) <= len(beginning) or beginnings[beginning] > 1
    pattern = _SIGN.sub(r"\\\g<0>", text if whole else beginning).replace("\n", r"\n").replace("\r", r"\r")
    return f"system:/^{pattern}{_END if whole else ''}/"


def _spelt(tag: str) -> str:
    """A tag as a filter has it."""
    return tag if _PLAIN_WORD.fullmatch(tag) else '"' + tag.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _findings(bench: Workbench, rows: npt.NDArray[np.int64]) -> list[Counted]:
    """Rules by the rows they mark; blank lines, which no table has, are among them."""
    found = bench.measuring.shown_now().drop_nulls("row")
    found = found.filter(pl.Series(np.isin(found["row"].to_numpy(), rows)))
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
            return [(name, count) for name, count, _ in _findings(bench, all_rows(bench))]
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
