"""What has been found, by what has to be mended first: groups of rules, each with its lines and its safe fixes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from curator.checks.registry import FAMILIES, FAMILY_TITLES, all_rules, rule_named, rule_number
from curator.checks.rule import Finding, Mend, Rule, Severity
from curator.dataset.step import Decisions, Step
from curator.workbench.standing import standing

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench

EXACT = "exact"
NEAR = "near"
CONFLICTS = "conflicts"
_GROUP_OF_FAMILY = {"encoding": "syntax", "messages": "shape"}
"""Families that a person mends as one with another."""
_GROUP_OF_RULE = {
    "duplicate": EXACT,
    "duplicate-text": EXACT,
    "near-duplicate": NEAR,
    "same-template": NEAR,
    "conflict": CONFLICTS,
    "prompt-repeated": CONFLICTS,
    "record-too-long": "lengths",
    "record-long": "lengths",
}
_TITLES = {**FAMILY_TITLES, EXACT: "Exact duplicates", NEAR: "Near-duplicates", CONFLICTS: "Conflicting answers"}
_WITHIN_DUPLICATES = (EXACT, NEAR, CONFLICTS)


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What one rule has found."""

    rule: Rule
    severity: Severity
    lines: int
    """Lines it marks; 0 where it has a note about the whole file only."""
    safe: int
    """Lines on which it can be mended safely."""
    note: str = ""
    """What it says about the whole file, "" where nothing."""


@dataclass(frozen=True, slots=True)
class GroupCount:
    """What the rules of one group have found."""

    name: str
    title: str
    severity: Severity
    lines: int
    safe: int
    rules: tuple[RuleCount, ...]


def group_of(rule: Rule) -> str:
    """The group a rule's findings are mended in."""
    return _GROUP_OF_RULE.get(rule.name) or _GROUP_OF_FAMILY.get(rule.family, rule.family)


def _order() -> list[str]:
    names: list[str] = []
    for family in FAMILIES:
        names += _WITHIN_DUPLICATES if family == "duplicates" else [_GROUP_OF_FAMILY.get(family, family)]
    return list(dict.fromkeys(names))


def found_now(bench: Workbench) -> pl.DataFrame:
    """All findings as they now stand, without their texts; accepted ones and those of rows that are dropped or gone are
    left out.
    """
    return bench.measuring.shown_now().filter(standing(bench.dataset))


def rule_counts(bench: Workbench, rows: Collection[int] | None = None) -> list[GroupCount]:
    """Groups of rules that found something, in the order in which they have to be mended.

    Args:
        bench: Measured.
        rows: Only findings on these rows; None means all, notes about the file with them.
    """
    found = found_now(bench)
    if rows is not None:
        found = found.filter(pl.col("row").is_in(sorted(rows)))
    counted = found.group_by("rule").agg(
        pl.col("severity").max(),
        pl.col("row").drop_nulls().n_unique().alias("lines"),
        pl.col("row").filter(pl.col("mend") == int(Mend.SAFE)).drop_nulls().n_unique().alias("safe"),
    )
    of_file = bench.file_findings() if rows is None else []
    notes = {finding.rule.code: finding.message for finding in of_file}
    groups: dict[str, list[RuleCount]] = {}
    for number, severity, lines, safe in counted.sort("rule").iter_rows():
        rule = all_rules()[number]
        count = RuleCount(rule, Severity(severity), lines, safe, notes.get(rule.code, ""))
        groups.setdefault(group_of(rule), []).append(count)
    return [_group(name, groups[name]) for name in _order() if name in groups]


def _group(name: str, rules: list[RuleCount]) -> GroupCount:
    ordered = sorted(rules, key=lambda count: (-count.severity, -count.lines))
    worst = max(count.severity for count in rules)
    lines, safe = sum(count.lines for count in rules), sum(count.safe for count in rules)
    return GroupCount(name, _TITLES[name], worst, lines, safe, tuple(ordered))


def rows_of(bench: Workbench, name: str) -> list[int]:
    """The rows a rule marks, in file order.

    Raises:
        CuratorError: There is no such rule.
    """
    number = rule_number(rule_named(name).code)
    rows = found_now(bench).filter((pl.col("rule") == number) & pl.col("row").is_not_null())["row"]
    marked = set(rows.to_list())
    if all(row <= bench.dataset.lines.count for row in marked):
        return sorted(marked)
    return [row for row in bench.dataset.rows() if row in marked]


def fixable(bench: Workbench, name: str) -> int:
    """How many lines have a finding of a rule that can be mended safely; 0 before everything has been compared."""
    if bench.measuring.complete is None:
        return 0
    number = rule_number(rule_named(name).code)
    safe = (pl.col("rule") == number) & (pl.col("mend") == int(Mend.SAFE)) & pl.col("row").is_not_null()
    return found_now(bench).filter(safe)["row"].n_unique()


@dataclass(frozen=True, slots=True)
class Mendable:
    """On how many rows something can be mended at once."""

    safe: int
    """Rows on which it is safe."""
    guesses: int
    """Rows on which there is nothing but guesses."""


def mendable(bench: Workbench, rows: Collection[int] | None = None, names: Collection[str] = ()) -> Mendable | None:
    """On how many rows something can be mended; None before everything has been compared.

    Args:
        bench: The data set.
        rows: Only these rows; None means all.
        names: Only by these rules; empty means all.
    """
    if bench.measuring.complete is None:
        return None
    here = found_now(bench).filter(pl.col("row").is_not_null() & (pl.col("mend") != int(Mend.NONE)))
    if rows is not None:
        here = here.filter(pl.col("row").is_in(sorted(rows)))
    if names:
        here = here.filter(pl.col("rule").is_in([rule_number(rule_named(name).code) for name in names]))
    safe = here.filter(pl.col("mend") == int(Mend.SAFE))["row"].n_unique()
    return Mendable(safe, here["row"].n_unique() - safe)


def findings_of(bench: Workbench, row: int, name: str) -> list[Finding]:
    """What one rule has found on one row."""
    return [finding for finding in bench.findings(row) if finding.rule.name == name]


def accept_rule(bench: Workbench, name: str, rows: Collection[int]) -> Step | None:
    """Silence all that a rule has found on some rows, as one step; None where it has found nothing there.

    Raises:
        CuratorError: The service would refuse these records all the same.
    """
    found = {row: findings_of(bench, row, name) for row in sorted(rows)}
    return accept_found(bench, {row: findings for row, findings in found.items() if findings}, name)


def accept_found(bench: Workbench, found: Mapping[int, Collection[Finding]], name: str) -> Step | None:
    """Silence what was found on some rows, as one step; None where that is nothing.

    Args:
        bench: Measured.
        found: Findings by row.
        name: Of what, for the history.

    Raises:
        CuratorError: The service would refuse one of these records all the same.
    """
    from curator.workbench.accepting import accepting

    accepted = [text for row, findings in found.items() for one in findings for text in accepting(bench, row, one)]
    if not accepted:
        return None
    said = f"{len(found):,} lines" if len(found) != 1 else f"line {next(iter(found)):,}"
    return bench.dataset.apply([], f"accept {name} on {said}", Decisions(accept=tuple(dict.fromkeys(accepted))))
