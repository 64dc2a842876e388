"""Which records must stay on one side: near-duplicates, the same text, the same prompt, and what a person names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Group:
    """Records that stay together."""

    key: int
    """The least content hash in it: the same whatever the file's order."""
    key_row: int
    """The row with that content (of equal ones the first)."""
    rows: tuple[int, ...]


class _Components:
    """Connected components of rows (union-find with path halving)."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def root(self, row: int) -> int:
        parent = self._parent
        while (above := parent.get(row, row)) != row:
            parent[row] = parent.get(above, above)
            row = above
        return row

    def join(self, first: int, second: int) -> None:
        first, second = self.root(first), self.root(second)
        if first != second:
            self._parent[max(first, second)] = min(first, second)


def _same_values(table: pl.DataFrame, column: str) -> Iterable[list[int]]:
    groups = table.drop_nulls(column).group_by(column).agg(pl.col("row")).filter(pl.col("row").list.len() > 1)
    return groups["row"].to_list()


def find_groups(table: pl.DataFrame, pairs: pl.DataFrame, named: pl.DataFrame | None = None) -> list[Group]:
    """Cut the records into groups that stay together.

    Args:
        table: Feature rows of the records that are divided.
        pairs: Near-duplicate pairs (columns first, second, template); the same template with other names or numbers
            is not the same record.
        named: Columns row and value: what --group names.
    """
    rows = set(table["row"].to_list())
    components = _Components()
    for first, second in pairs.filter(~pl.col("template")).select("first", "second").iter_rows():
        if first in rows and second in rows:
            components.join(first, second)
    lists = [*_same_values(table, "text"), *_same_values(table, "prompt")]
    if named is not None:
        lists += list(_same_values(named.filter(pl.col("row").is_in(table["row"])), "value"))
    for members in lists:
        for row in members[1:]:
            components.join(members[0], row)
    roots = table.select(
        "row", "content", pl.Series("root", [components.root(row) for row in table["row"].to_list()], pl.Int64)
    )
    grouped = (
        roots.sort("content", "row")
        .group_by("root", maintain_order=True)
        .agg(pl.col("content").first().alias("key"), pl.col("row").first().alias("key_row"), pl.col("row"))
    )
    return [
        Group(key, key_row, tuple(sorted(members)))
        for key, key_row, members in grouped.select("key", "key_row", "row").iter_rows()
    ]
