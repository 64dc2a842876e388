"""What a rule between records sees: the feature table, the pairs that are alike, and single records on demand."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from curator.records.record import Record
from curator.settings import Settings

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Relation:
    """All records of one file (dropped ones left out), and of the file it is compared with where there is one.

    `pairs` holds every verified pair of records at or above the near threshold: first (row id), second (row id),
    similarity (exact Jaccard), template (whether all that differs is a name or a number). `first` has the smaller row.
    `other_pairs` holds the same between this file (`first`) and the training file (`second`) at the leak threshold.
    """

    table: pl.DataFrame
    """Columns of curator.measures.features.FEATURES, sorted by row."""
    pairs: pl.DataFrame
    settings: Settings
    record: Callable[[int], Record]
    """Reads one record of this file; a few microseconds each, so only for those that are named or compared."""
    broken: frozenset[int] = frozenset()
    """Rows with an error finding: not measured against the others."""
    other: pl.DataFrame | None = None
    """The training file's table, where this file is the one given with --against."""
    other_pairs: pl.DataFrame | None = None
    other_record: Callable[[int], Record] | None = None
    known: dict[str, Any] = field(default_factory=dict[str, Any], compare=False, repr=False)
    """What `once` has worked out."""


_Answer = TypeVar("_Answer")


def once(ask: Callable[[Relation], _Answer]) -> Callable[[Relation], _Answer]:
    """What several rules ask of the same relation, worked out once."""
    name = f"{ask.__module__}.{ask.__qualname__}"

    @functools.wraps(ask)
    def known(relation: Relation) -> _Answer:
        if name not in relation.known:
            relation.known[name] = ask(relation)
        return relation.known[name]

    return known


@dataclass(frozen=True, slots=True)
class Related:
    """One finding of a rule between records."""

    row: int | None
    """Row id, None for a note about the whole file."""
    arguments: Mapping[str, Any] | None = None
    related: int | None = None
    related_role: str | None = None
    """Of the file that row is in: None for this one, "train" for the training file this one is compared with."""
    similarity: float | None = None
    mend: int = 0
    """curator.checks.rule.Mend"""
    pointer: str | None = None


def found_frame(found: Sequence[Related]) -> pl.DataFrame:
    """The findings of a rule between records as a frame: row, pointer, arguments (JSON), mend, related,
    related_role, similarity. The engine adds rule and severity and applies the habit rule."""
    import json

    import polars

    if not found:
        return _nothing_found()
    return polars.DataFrame(
        {
            "row": [item.row for item in found],
            "pointer": [item.pointer for item in found],
            "arguments": [
                None if item.arguments is None else json.dumps(dict(item.arguments), ensure_ascii=False)
                for item in found
            ],
            "mend": [int(item.mend) for item in found],
            "related": [item.related for item in found],
            "related_role": [item.related_role for item in found],
            "similarity": [item.similarity for item in found],
        },
        schema=_found_schema(),
    )


def _found_schema() -> dict[str, Any]:
    import polars

    return {
        "row": polars.Int64,
        "pointer": polars.String,
        "arguments": polars.String,
        "mend": polars.UInt8,
        "related": polars.Int64,
        "related_role": polars.String,
        "similarity": polars.Float32,
    }


@functools.cache
def _nothing_found() -> pl.DataFrame:
    """Made once: most rules find nothing, each time they are asked."""
    import polars

    return polars.DataFrame(schema=_found_schema())
