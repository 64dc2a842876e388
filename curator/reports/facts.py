"""What a report says about a file before its findings."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

_NEWLINE_NAMES = {0: "lf", 1: "crlf"}


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file in numbers."""

    path: str
    """As the person wrote it."""
    role: str
    """train, or validation for the file given with --against."""
    bytes: int
    lines: int
    records: int
    blank: int
    shapes: dict[str, int]
    """Number of records by shape, most frequent first."""
    encoding: str
    bom: bool
    newline: str
    """lf, crlf, mixed, or none where no line has an end."""


def newline_habit(table: pl.DataFrame) -> str:
    """The line ends of a file in one word, from the feature table's newline column."""
    seen = [number for number in table["newline"].unique().drop_nulls().to_list() if number in _NEWLINE_NAMES]
    if len(seen) > 1:
        return "mixed"
    return _NEWLINE_NAMES[seen[0]] if seen else "none"


def shape_counts(table: pl.DataFrame) -> dict[str, int]:
    """Number of records by shape, most frequent first."""
    counts = table.group_by("shape").len().sort(["len", "shape"], descending=[True, False])
    return dict(zip(counts["shape"].to_list(), counts["len"].to_list(), strict=True))
