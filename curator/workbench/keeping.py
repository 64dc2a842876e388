"""Of several records alike one stays: the first, the longest, or the one that is best formed.

Exact copies (the same record, the same text) are a group: exactly one of it stays. Records that are nearly alike are
pairs: one is dropped only where a record that stays is like it itself, never for its neighbour's neighbour. Except for
the first, what stays does not depend on the order of the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import polars as pl

from curator.checks.registry import all_rules, rule_named, rule_number
from curator.checks.rule import Severity
from curator.dataset.change import Change
from curator.dataset.reason import kept_instead
from curator.errors import CuratorError

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench

EXACT = ("duplicate", "duplicate-text")
"""Rules whose records are copies of one another: what is like a copy is like the original."""
NEAR = "near-duplicate"
NEARLY = (NEAR, "conflict")
"""Rules that speak of two records only."""
ALIKE = (*EXACT, *NEARLY)
"""The rules whose finding stands on a record and names an earlier one that is like it."""
_FAMILY = "duplicates"


class Keep(StrEnum):
    """Which of several records alike stays."""

    FIRST = "first"
    """The one that stands first in the file."""
    LONGEST = "longest"
    """The one with most tokens."""
    BEST_FORMED = "best-formed"
    """The one with the fewest errors, then warnings, then notes of the rules that look at one record; then the
    longest."""


def keep_named(word: str) -> Keep:
    """The choice of a word.

    Raises:
        CuratorError: There is none.
    """
    if word not in list(Keep):
        raise CuratorError(f'There is no choice "{word}".', hint=f"These are: {', '.join(Keep)}.")
    return Keep(word)


@dataclass(frozen=True, slots=True)
class Alike:
    """Two rows that a rule finds alike."""

    kind: str
    """Name of the rule, one of `ALIKE`."""
    row: int
    """The one that stands later."""
    other: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row that is to go, and the one that stays in its place."""

    row: int
    kind: str
    kept: int

    def change(self) -> Change:
        """The same as a change of the data."""
        return Change(self.row, drop=True, reason=kept_instead(self.kind, self.kept))


def alike_rows(bench: Workbench, kinds: Collection[str], rows: Collection[int] | None = None) -> list[Alike]:
    """Rows that these rules find alike, dropped ones and accepted findings left out.

    Args:
        bench: Measured and compared.
        kinds: Names of rules, of `ALIKE`.
        rows: Only findings on these rows; None means all.
    """
    names = {rule_number(rule_named(kind).code): kind for kind in kinds}
    found = bench.measuring.shown_now().filter(pl.col("rule").is_in(list(names)) & pl.col("related").is_not_null())
    if rows is not None:
        found = found.filter(pl.col("row").is_in(list(rows)))
    told = [Alike(names[rule], row, other) for rule, row, other in found.select("rule", "row", "related").iter_rows()]
    stands = bench.dataset.stands
    all_of_them = dict.fromkeys([*told, *_further_pairs(bench, told)])
    return [one for one in all_of_them if stands(one.row) and stands(one.other)]


def _further_pairs(bench: Workbench, told: list[Alike]) -> list[Alike]:
    """The other earlier records that a near-duplicate is like: its finding names only the first of them."""
    rows = {one.row for one in told if one.kind == NEAR}
    complete = bench.measuring.complete
    if not rows or complete is None:
        return []
    pairs = complete.pairs.filter(~pl.col("template") & pl.col("second").is_in(list(rows)))
    stands = bench.dataset.stands
    left = [pair for pair in pairs.select("first", "second").iter_rows() if all(map(stands, pair))]
    return [Alike(NEAR, second, first) for first, second in left]


def whom_to_drop(bench: Workbench, alike: Iterable[Alike], keep: Keep) -> list[Dropped]:
    """Decide all of them together.

    Args:
        bench: Measured and compared.
        alike: What was found alike; every row of it still stands.
        keep: Which one stays.

    Returns:
        The rows that go, each once, in the order of their ids.
    """
    edges = list(alike)
    rank = _ranks(bench, {row for edge in edges for row in (edge.row, edge.other)}, keep)
    copies = _of_groups([edge for edge in edges if edge.kind in EXACT], rank)
    stands_for = {one.row: one.kept for one in copies}
    pairs: list[Alike] = []
    for edge in edges:
        if edge.kind in NEARLY:
            row, other = (stands_for.get(row, row) for row in (edge.row, edge.other))
            pairs += [Alike(edge.kind, row, other)] if row != other else []
    return sorted([*copies, *_of_pairs(pairs, rank)], key=lambda one: one.row)


def _of_groups(edges: list[Alike], rank: Mapping[int, int]) -> list[Dropped]:
    """Of each group of copies all but the best."""
    best: dict[int, int] = {}

    def best_of(row: int) -> int:
        while best.setdefault(row, row) != row:
            best[row] = best[best[row]]
            row = best[row]
        return row

    kind: dict[int, str] = {}
    for edge in sorted(edges, key=lambda edge: EXACT.index(edge.kind), reverse=True):
        kind.update(dict.fromkeys((edge.row, edge.other), edge.kind))
        better, worse = sorted((best_of(edge.row), best_of(edge.other)), key=rank.__getitem__)
        best[worse] = better
    return [Dropped(row, kind[row], best_of(row)) for row in list(best) if row != best_of(row)]


def _of_pairs(edges: list[Alike], rank: Mapping[int, int]) -> list[Dropped]:
    """From the best row on: one goes where a better one that stays is like it."""
    near: dict[int, list[tuple[int, int, str]]] = {}
    for edge in edges:
        for row, other in ((edge.row, edge.other), (edge.other, edge.row)):
            near.setdefault(row, []).append((rank[other], other, edge.kind))
    dropped: dict[int, Dropped] = {}
    for row in sorted(near, key=rank.__getitem__):
        better = [(place, other, kind) for place, other, kind in near[row] if place < rank[row]]
        staying = sorted(entry for entry in better if entry[1] not in dropped)
        if staying:
            _place, other, kind = staying[0]
            dropped[row] = Dropped(row, kind, other)
    return list(dropped.values())


# ---- which one is better


def _ranks(bench: Workbench, rows: Collection[int], keep: Keep) -> dict[int, int]:
    """The place of each row among these, the best first."""
    place = _places(bench, rows)
    if keep is Keep.FIRST:
        ordered = sorted(rows, key=place.__getitem__)
    else:
        keys = _qualities(bench, rows, well_formed=keep is Keep.BEST_FORMED)
        ordered = sorted(rows, key=lambda row: (*keys[row], place[row]))
    return {row: number for number, row in enumerate(ordered)}


def _places(bench: Workbench, rows: Collection[int]) -> dict[int, int]:
    """Where rows stand in the file."""
    if all(row <= bench.dataset.lines.count for row in rows):
        return {row: row for row in rows}
    return {row: number for number, row in enumerate(bench.dataset.rows())}


def _qualities(bench: Workbench, rows: Collection[int], *, well_formed: bool) -> dict[int, tuple[Any, ...]]:
    """What rows are compared by, less is better: findings by severity where asked for, then the length.

    Rows that are as good as each other are told apart by a digest of their bytes, which no reordering changes.
    """
    faults = _faults(bench, rows) if well_formed else {}
    raw = {row: bench.raw(row) for row in rows}
    lengths = _tokens(bench, rows) or {row: len(raw[row]) for row in rows}
    return {
        row: (*(faults.get(row, (0, 0, 0)) if well_formed else ()), -lengths[row], blake2b(raw[row]).digest())
        for row in rows
    }


def _tokens(bench: Workbench, rows: Collection[int]) -> dict[int, int]:
    """The tokens of rows; none where those of some row are not known."""
    complete = bench.measuring.complete
    if complete is None:
        return {}
    table = complete.measured.table.filter(pl.col("row").is_in(list(rows)) & pl.col("tokens").is_not_null())
    counted = dict(table.select("row", "tokens").iter_rows())
    return counted if len(counted) == len(rows) else {}


def _faults(bench: Workbench, rows: Collection[int]) -> dict[int, tuple[int, int, int]]:
    """Errors, warnings and notes of rows; that one record is like another says nothing of how well formed it is."""
    found = bench.measuring.shown_now().filter(pl.col("row").is_in(list(rows)) & ~pl.col("rule").is_in(_comparing()))
    counts: dict[int, list[int]] = {}
    for row, severity in found.select("row", "severity").iter_rows():
        counts.setdefault(row, [0, 0, 0])[int(Severity.ERROR) - severity] += 1
    return {row: (errors, warnings, notes) for row, (errors, warnings, notes) in counts.items()}


def _comparing() -> list[int]:
    return [number for number, rule in enumerate(all_rules()) if rule.family == _FAMILY]
