"""Guesses on many rows, shown before they are made: how many there are, by which rules, and what each row becomes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from curator.amounts import counted
from curator.checks.registry import all_rules, matches
from curator.checks.rule import Mend, Rule
from curator.workbench.bulk import changes_of, proposals_of
from curator.workbench.mending import Proposal
from curator.workbench.reviewing import found_now

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench

_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Guesses:
    """What `fix_all` with `unsafe` would mend."""

    rows: tuple[int, ...]
    """Ascending."""
    rules: tuple[tuple[Rule, int], ...]
    """Rules with the rows of each, the most frequent first."""

    @property
    def words(self) -> tuple[str, ...]:
        """The rules, as `fix_all` takes them."""
        return tuple(rule.code for rule, _ in self.rules)

    @property
    def said(self) -> str:
        """The rules in a sentence: `On all 15 lines: pii-email 12, pii-phone 3.`"""
        named = [f"{rule.name} {rows:,}" for rule, rows in self.rules[:_MOST_NAMED]]
        more = len(self.rules) - len(named)
        named += [counted(more, "more rule")] if more > 0 else []
        return f"On {counted(len(self.rows), 'line')}: {', '.join(named)}."


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
    counts = here.group_by("rule").agg(pl.col("row").n_unique().alias("rows")).sort(["rows", "rule"], descending=True)
    named = tuple((rules[rule], count) for rule, count in counts.iter_rows())
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
