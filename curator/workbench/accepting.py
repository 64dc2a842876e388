"""Ids of single findings, for a person who accepts one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import xxhash

from curator.checks.rule import Finding
from curator.dataset.dataset import Dataset
from curator.dataset.step import Decisions
from curator.engine.frames import to_findings
from curator.engine.identity import Identities
from curator.errors import CuratorError

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench


def id_of(bench: Workbench, row: int, finding: Finding) -> str:
    """The id of a finding of one row.

    Raises:
        CuratorError: The row no longer has that finding.
    """
    content = xxhash.xxh3_64_intdigest(bench.raw(row))
    table = bench.complete.measured.table
    rows = table.filter(pl.col("content") == content)["row"].to_list()
    same = bench.complete.shown.filter(pl.col("row").is_in([*rows, row]))
    identities = Identities(bench.measuring.role)
    for other in to_findings(same):
        id_ = identities.of(other, content)
        if other.row == row and other.rule is finding.rule and other.pointer == finding.pointer:
            return id_
    raise CuratorError("That finding is no longer there.", hint="The line has changed since; look at it again.")


def accepted_on(bench: Workbench, row: int) -> tuple[str, ...]:
    """Ids of the accepted findings of a row, by its content."""
    content = f"{xxhash.xxh3_64_intdigest(bench.raw(row)):016x}"
    return tuple(sorted(id_ for id_ in bench.accepted if id_.startswith(content)))


def accept_again(path: Path, ids: Sequence[str]) -> None:
    """Keep accepted findings silent in a file that was written in place, whose earlier journal was set aside.

    Their ids are made of the record's content, so those of lines that were not changed still hold.

    Raises:
        CuratorError: The file cannot be read, or its journal cannot be written.
    """
    with Dataset.open(path) as dataset:
        dataset.apply([], f"accepted before: {len(ids):,}", Decisions(accept=tuple(ids)))
