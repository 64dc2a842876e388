"""Decides which record goes to which side. The same set of records gives the same sides, whatever the file's order."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
import xxhash

from curator.split.groups import Group, find_groups
from curator.split.options import SIDES, STRATA, SplitOptions, wanted_rows

SMALL_STRATUM = 5
"""Strata with fewer rows are pooled: a share of three rows is not a share."""

Stratum = tuple[str, ...]
_POOL: Stratum = ("pooled",)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which rows go where, and why the others go nowhere."""

    options: SplitOptions
    sides: Mapping[str, tuple[int, ...]]
    """Row ids in file order, by side; a side nobody asked for is absent."""
    left_out: Mapping[str, tuple[int, ...]]
    """Rows that are written nowhere, by reason."""
    groups: tuple[Group, ...]
    """Groups of more than one record, each kept on one side."""
    oversized: tuple[Group, ...]
    """Groups larger than their stratum's share, which went to training."""

    @property
    def rows(self) -> int:
        """Rows that are written."""
        return sum(len(rows) for rows in self.sides.values())

    def side_of(self) -> dict[int, str]:
        """The side of every row that is written."""
        return {row: side for side, rows in self.sides.items() for row in rows}


def _length_bin(tokens: int | None, size: int) -> str:
    return f"{'t' if tokens is not None else 'b'}{int(math.log2(max(1, tokens if tokens is not None else size)))}"


def _strata(table: pl.DataFrame, stratify: Sequence[str]) -> dict[int, Stratum]:
    columns = {"system": "system_folded", "length": "tokens"}
    wanted = [columns.get(name, name) for name in stratify]
    strata: dict[int, Stratum] = {}
    for values in table.select("row", "bytes", *dict.fromkeys(wanted)).iter_rows(named=True):
        strata[values["row"]] = tuple(
            _length_bin(values["tokens"], values["bytes"]) if name == "length" else str(values[column])
            for name, column in zip(stratify, wanted, strict=True)
        )
    return strata


def _by_stratum(groups: Sequence[Group], strata: Mapping[int, Stratum]) -> dict[Stratum, list[Group]]:
    found: defaultdict[Stratum, list[Group]] = defaultdict(list)
    for group in groups:
        found[strata[group.key_row]].append(group)
    pooled: dict[Stratum, list[Group]] = {}
    for stratum in sorted(found):
        small = sum(len(group.rows) for group in found[stratum]) < SMALL_STRATUM
        pooled.setdefault(_POOL if small else stratum, []).extend(found[stratum])
    return pooled


def quotas(sizes: Mapping[Stratum, int], wanted: int) -> dict[Stratum, int]:
    """Divide `wanted` rows over strata by their sizes, by largest remainder; ties go by the stratum's name."""
    total = sum(sizes.values())
    wanted = min(wanted, total)
    if not total:
        return dict.fromkeys(sizes, 0)
    exact = {stratum: wanted * size / total for stratum, size in sizes.items()}
    given = {stratum: math.floor(share) for stratum, share in exact.items()}
    by_remainder = sorted(exact, key=lambda stratum: (given[stratum] - exact[stratum], stratum))
    for stratum in by_remainder[: wanted - sum(given.values())]:
        given[stratum] += 1
    return given


class _Filling:
    """Fills the smaller sides, group by group, in an order that only content and seed decide."""

    def __init__(self, strata: Mapping[Stratum, list[Group]], options: SplitOptions) -> None:
        self._options = options
        self._strata = {stratum: sorted(groups, key=self._order) for stratum, groups in strata.items()}
        self._sizes = {stratum: sum(len(group.rows) for group in groups) for stratum, groups in strata.items()}
        self.side_of_key: dict[int, str] = {}
        self.oversized: dict[int, Group] = {}

    def _order(self, group: Group) -> tuple[int, int]:
        digest = xxhash.xxh3_64_intdigest(group.key.to_bytes(8, "little"), seed=self._options.seed & (2**64 - 1))
        return digest, group.key

    def fill(self, side: str, wanted: int) -> None:
        """Give a side its quota in every stratum, then what groups too large for one left over."""
        missing = wanted
        shares = quotas(self._sizes, wanted)
        for stratum, groups in self._strata.items():
            missing -= self._take(side, groups, shares[stratum], name_oversized=True)
        rest = sorted((group for groups in self._strata.values() for group in groups), key=self._order)
        self._take(side, rest, missing, name_oversized=False)

    def _take(self, side: str, groups: Sequence[Group], room: int, name_oversized: bool) -> int:
        taken = 0
        for group in groups:
            size = len(group.rows)
            if group.key in self.side_of_key or group.key in self.oversized:
                continue
            if size <= room - taken:
                self.side_of_key[group.key] = side
                taken += size
            elif name_oversized and size > max(room, 1):
                self.oversized[group.key] = group
        return taken


def make_plan(
    table: pl.DataFrame,
    pairs: pl.DataFrame,
    left_out: Mapping[str, Sequence[int]],
    options: SplitOptions,
    named: pl.DataFrame | None = None,
    order: Sequence[int] | None = None,
) -> Plan:
    """Decide the sides.

    Args:
        table: Feature rows of all records.
        pairs: Near-duplicate pairs.
        left_out: Rows that are not divided, by reason (error, dropped, blank, joined ...).
        options: What was asked.
        named: Columns row and value for --group.
        order: Row ids in the order they are written; None as the table has them.
    """
    out = {row for rows in left_out.values() for row in rows}
    records = table.filter(~pl.col("row").is_in(sorted(out)))
    groups = find_groups(records, pairs, named)
    strata = _by_stratum(groups, _strata(records, options.stratify or STRATA[:0]))
    filling = _Filling(strata, options)
    names = [side for side in SIDES if side != "test" or options.test is not None]
    for side in names[1:]:
        filling.fill(side, wanted_rows(getattr(options, side), records.height))
    rows: dict[str, list[int]] = {side: [] for side in names}
    for group in groups:
        rows[filling.side_of_key.get(group.key, "training")].extend(group.rows)
    position = {row: place for place, row in enumerate(order or table["row"].to_list())}
    return Plan(
        options=options,
        sides={side: tuple(sorted(members, key=lambda row: position[row])) for side, members in rows.items()},
        left_out={reason: tuple(members) for reason, members in left_out.items() if members},
        groups=tuple(group for group in groups if len(group.rows) > 1),
        oversized=tuple(filling.oversized.values()),
    )
