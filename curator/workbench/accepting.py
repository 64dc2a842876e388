"""Accepting single findings: by their ids, which hold in any file, and on their rows, which may be edited."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import xxhash

from curator.checks.registry import all_rules, rule_number
from curator.checks.rule import REFUSED, Finding, Severity
from curator.dataset.dataset import Dataset
from curator.dataset.step import OnRow
from curator.engine.frames import to_findings
from curator.engine.identity import Identities, id_on_row, on_row
from curator.errors import CuratorError
from curator.workbench import asking, reviewing

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench

WHY_NOT = "the service would refuse it: mend it, or d drops it"
"""Why an error of form is not accepted, as the screen says it."""


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


def accepting(bench: Workbench, row: int, finding: Finding) -> tuple[str, str]:
    """What accepting a finding of one row comes to: its id, and the same thing on this row.

    Raises:
        CuratorError: The row no longer has that finding, or the service would refuse the record all the same.
    """
    if not finding.acceptable:
        raise cannot_be_accepted(finding)
    return id_of(bench, row, finding), on_row(finding)


def cannot_be_accepted(finding: Finding) -> CuratorError:
    """Why a finding is not accepted: what the service refuses it refuses, whatever a person says."""
    return CuratorError(
        f"{finding.rule.name} cannot be accepted: the service would refuse the record.",
        hint="Mend it, or drop the line. To write it all the same: curator split --keep-errors.",
    )


def is_acceptable() -> pl.Expr:
    """`Finding.acceptable`, over the findings table."""
    refused = [rule_number(rule.code) for rule in all_rules() if rule.refused and rule.family in REFUSED]
    return ~(pl.col("rule").is_in(refused) & (pl.col("severity") == int(Severity.ERROR)))


def offered(bench: Workbench, rows: Collection[int], query: str = "") -> list[tuple[str, int]]:
    """Rules of which something can be accepted on some rows, and on how many of them; the worst first.

    Args:
        bench: The data set.
        rows: Rows a person has marked.
        query: The filter they were chosen by: where it names rules, what these have found is meant.
    """
    rules = all_rules()
    meant = asking.rules_named(bench, query)
    found = reviewing.found_now(bench).filter(pl.col("row").is_in(sorted(rows)) & is_acceptable())
    if meant:
        found = found.filter(pl.col("rule").is_in([rule_number(rule.code) for rule in meant]))
    counts = found.group_by("rule").agg(pl.col("severity").max(), pl.col("row").n_unique())
    ordered = counts.sort(["severity", "row", "rule"], descending=[True, True, False])
    return [(rules[rule].name, number) for rule, _severity, number in ordered.iter_rows()]


def accepted_on(bench: Workbench, row: int) -> tuple[str, ...]:
    """What was accepted of a row, by its content and on the row itself."""
    content = f"{xxhash.xxh3_64_intdigest(bench.raw(row)):016x}"

    def is_meant(acceptance: str) -> bool:
        told = OnRow.of(acceptance)
        return acceptance.startswith(content) if told is None else told.row == row

    return tuple(sorted(one for one in bench.dataset.acceptances if is_meant(one)))


def ids_to_hand_on(dataset: Dataset) -> frozenset[str]:
    """Ids of all that was accepted, by what its rows now hold: these hold in whatever is written of the data."""
    told = [one for one in map(OnRow.of, dataset.acceptances) if one is not None]
    standing = [one for one in told if dataset.exists(one.row) and not dataset.is_dropped(one.row)]
    now = (id_on_row(one, xxhash.xxh3_64_intdigest(dataset.read(one.row))) for one in standing)
    return dataset.accepted.union(now)


def hand_on(path: Path, ids: Collection[str]) -> None:
    """Keep accepted findings silent in a file that was just written: opened or checked alone, it knows them.

    What was written stands whatever becomes of this: a folder that takes no journal is no reason to say otherwise.
    """
    with contextlib.suppress(CuratorError), Dataset.open(path) as dataset:
        dataset.hold_accepted(ids)
