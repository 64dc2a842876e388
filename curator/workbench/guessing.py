"""Guesses on many rows, shown before they are made: how many there are, by which rules, and what each row becomes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from curator.amounts import counted
from curator.checks.registry import all_rules, matches
from curator.checks.rule import Mend, Rule, Severity
from curator.workbench.bulk import changes_of, proposals_of
from curator.workbench.mending import Proposal
from curator.workbench.reviewing import found_now

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench

_MOST_NAMED = 6
_PRIVACY = "privacy"


@dataclass(frozen=True, slots=True)
class Guesses:
    """What `fix_all` with `unsafe` would mend."""

    rows: tuple[int, ...]
    """Ascending."""
    rules: tuple[tuple[Rule, Severity, int], ...]
    """Rules with the severity and the rows of each, by `in_order_of_weight`."""

    @property
    def words(self) -> tuple[str, ...]:
        """The rules, as `fix_all` takes them."""
        return tuple(rule.code for rule, _, _ in self.rules)

    @property
    def said(self) -> str:
        """The rules in a sentence: `On 15 lines: pii-email 12, pii-phone 3.`"""
        return f"On {counted(len(self.rows), 'line')}: {', '.join(named_rules(self.rules, _MOST_NAMED))}."


def in_order_of_weight(found: Iterable[tuple[Rule, Severity, int]]) -> tuple[tuple[Rule, Severity, int], ...]:
    """Rules with their severity and their rows: errors first, then what is about secrets and people, then by rows."""
    return tuple(sorted(found, key=lambda one: (-one[1], one[0].family != _PRIVACY, -one[2], one[0].code)))


def named_rules(rules: Sequence[tuple[Rule, Severity, int]], most: int, *, numbers: bool = True) -> list[str]:
    """Rules by name, in their order; errors and what is about secrets and people are never only counted.

    Args:
        rules: By `in_order_of_weight`.
        most: So many are named where fewer have to be.
        numbers: With the rows of each.
    """
    chosen = [
        (rule, severity, rows)
        for place, (rule, severity, rows) in enumerate(rules)
        if place < most or severity is Severity.ERROR or rule.family == _PRIVACY
    ]
    more = len(rules) - len(chosen)
    named = [f"{rule.name} {rows:,}" if numbers else rule.name for rule, _, rows in chosen]
    return [*named, counted(more, "more rule")] if more else named


def guesses_on(bench: Workbench, words: Collection[str] = (), rows: Collection[int] | None = None) -> Guesses | None:
    """What could be mended if guesses were made too; None where nothing could, or before all has been compared.

    Where no rule is named, a rule whose guess is to drop the record has its say only where no other one has a guess.

    Args:
        bench: The data set.
        words: Rules by code, prefix, name or family; empty means all.
        rows: Only these rows; None means all.
    """
    if bench.measuring.complete is None:
        return None
    rules = all_rules()
    numbers = [number for number, rule in enumerate(rules) if not words or matches(rule, tuple(words))]
    here = found_now(bench).filter(
        pl.col("row").is_not_null() & (pl.col("mend") != int(Mend.NONE)) & pl.col("rule").is_in(numbers)
    )
    if rows is not None:
        here = here.filter(pl.col("row").is_in(sorted(rows)))
    if not words:
        first = here.group_by("rule").agg(pl.col("row").min())
        dropping = [rule for rule, row in first.iter_rows() if _drops(bench, row, rules[rule])]
        mending = here.filter(~pl.col("rule").is_in(dropping))
        here = here if mending.is_empty() else mending
    if here.is_empty():
        return None
    counts = here.group_by("rule").agg(pl.col("severity").max(), pl.col("row").n_unique())
    named = in_order_of_weight((rules[rule], Severity(worst), count) for rule, worst, count in counts.iter_rows())
    return Guesses(tuple(sorted(here["row"].unique().to_list())), named)


def _drops(bench: Workbench, row: int, rule: Rule) -> bool:
    """Whether what a rule would do to a row is to leave it out."""
    finding = next((one for one in bench.findings(row) if one.rule is rule), None)
    proposal = None if finding is None else bench.propose(row, finding)
    return proposal is not None and not proposal.after


def propose_all(bench: Workbench, row: int, words: Collection[str] = ()) -> Proposal | None:
    """All that would be mended on one row if guesses were made too, as one fix; None where no fix holds."""
    wanted = tuple(words)
    told = bench.findings(row)
    done = proposals_of(bench, row, told, lambda one: not wanted or matches(one.rule, wanted), unsafe=True)
    if not done:
        return None
    titles = list(dict.fromkeys(one.title for one in done))
    safe = all(one.safe for one in done)
    changes = tuple(changes_of(row, done))
    return Proposal("; ".join(titles), safe, bench.raw(row), done[-1].after, changes, done[0].name)
