"""A data set with its fixes made, as `curator fix` writes it: the journal is not touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from curator.amounts import counted
from curator.checks.registry import all_rules, matches, rule_named, rule_number
from curator.checks.rule import Mend
from curator.dataset.change import Change
from curator.dataset.dataset import Dataset
from curator.dataset.differing import differing_lines
from curator.dataset.export import Account, write
from curator.dataset.reason import word_of
from curator.dataset.rows import Rows
from curator.progress import Progress
from curator.workbench.bulk import fix_rows
from curator.workbench.keeping import ALIKE, Keep, alike_rows, whom_to_drop

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench

MOST_PASSES = 6
"""A fix may bring another thing to light (a repaired line may be a duplicate): so many times it is looked at."""


class Mended:
    """The outcome of mending: which rows changed, and what is left."""

    def __init__(self, bench: Workbench, dropped: Counter[str], fixed: int, unsafe: bool) -> None:
        self._bench = bench
        self._unsafe = unsafe
        self._dropped = dropped
        self._fixed = fixed

    @classmethod
    def of(
        cls,
        bench: Workbench,
        select: Collection[str] = (),
        drop: Collection[str] = (),
        *,
        keep: Keep = Keep.FIRST,
        unsafe: bool = False,
        progress: Progress | None = None,
    ) -> Mended:
        """Mend until there is nothing more to mend.

        Args:
            bench: Measured; opened so that its edits stay in memory (`Dataset.trial`).
            select: Rules whose findings are mended; empty means all.
            drop: Rules whose records are left out; of records alike one stays.
            keep: Which of several records alike stays, also where dropping the others is a fix.
            unsafe: Make guesses too.
            progress: Counts rows.

        Raises:
            CuratorError: A word names no rule.
        """
        progress = progress or Progress()
        for word in (*select, *drop):
            if not any(matches(rule, (word,)) for rule in all_rules()):
                rule_named(word)
        touched: set[int] = set()
        dropped: Counter[str] = Counter()
        for done in count():
            # Every pass that only drops leaves fewer records: these come to an end by themselves.
            changes = fix_rows(bench, select, None, unsafe, progress)[0] if done < MOST_PASSES else []
            changes = _with_drops(bench, changes, tuple(drop), keep)
            if not changes:
                break
            dropped.update(word_of(change.reason) for change in changes if change.drop)
            touched.update(change.row for change in changes if not change.drop)
            bench.try_changes(changes)
        return cls(bench, dropped, len(touched), unsafe)

    @property
    def dataset(self) -> Dataset:
        """The data set as it now would be written."""
        return self._bench.dataset

    def lines(self) -> Iterator[tuple[int, bytes | None, bytes | None]]:
        """What differs from the source, edits made earlier too (`curator.dataset.differing`)."""
        return differing_lines(Rows(self.dataset.lines), self.dataset)

    @property
    def is_the_source(self) -> bool:
        """Whether what would be written is the source as it is."""
        return next(self.lines(), None) is None

    def write(self, output: Path, *, overwrite: bool = False, in_place: bool = False) -> Account:
        """Write the mended file."""
        return write(self._bench.dataset, output, overwrite=overwrite, in_place=in_place)

    def summary(self) -> Iterator[str]:
        """What was done and what is left, in sentences."""
        counts = self._bench.counts
        left = f"{counted(counts.error, 'error')} and {counted(counts.warning, 'warning')}"
        remain = "remains" if counts.error + counts.warning == 1 else "remain"
        yield f"{counted(self._fixed, 'line')} mended; {left} {remain}."
        if self._dropped:
            parts = ", ".join(f"{reason} {count:,}" for reason, count in self._dropped.most_common())
            yield f"Left out: {parts}."
        guesses = self._bench.complete.shown.filter(pl.col("mend") == int(Mend.UNSAFE)).height
        if guesses and self._unsafe:
            keep = "keeps its" if guesses == 1 else "keep their"
            yield f"{counted(guesses, 'finding')} {keep} fix: on those records it would not have held."
        elif guesses:
            have = "has" if guesses == 1 else "have"
            yield (
                f"{counted(guesses, 'finding')} {have} a fix that is a guess: --unsafe makes it, --unsafe --diff shows "
                "it first."
            )


def _with_drops(bench: Workbench, changes: list[Change], drop: tuple[str, ...], keep: Keep) -> list[Change]:
    """The changes with what is to be dropped. Which of several records alike goes is decided here for all of them,
    for those with a fix that drops too."""
    named = _named(bench, drop)
    fixed = {kind: {one.row for one in changes if one.drop and word_of(one.reason) == kind} for kind in ALIKE}
    alike = alike_rows(bench, [kind for kind in ALIKE if drop and matches(rule_named(kind), drop)])
    for kind, rows in fixed.items():
        alike += alike_rows(bench, (kind,), rows) if rows else []
    standing = [one for one in dict.fromkeys(alike) if one.row not in named and one.other not in named]
    gone = {one.row: one.change() for one in whom_to_drop(bench, standing, keep)}
    gone |= {row: Change(row, drop=True, reason=reason) for row, reason in named.items()}
    rest = [one for one in changes if one.row not in gone and not (one.drop and word_of(one.reason) in ALIKE)]
    return [*rest, *(gone[row] for row in sorted(gone))]


def _named(bench: Workbench, drop: tuple[str, ...]) -> dict[int, str]:
    """The rows that go for what they are by themselves, and the rule that says so."""
    rules = [rule for rule in all_rules() if drop and matches(rule, drop) and rule.name not in ALIKE]
    numbers = [rule_number(rule.code) for rule in rules]
    found = bench.complete.shown.filter(pl.col("rule").is_in(numbers) & pl.col("row").is_not_null())
    reasons = {row: all_rules()[rule].name for row, rule in found.select("row", "rule").iter_rows()}
    return {row: reason for row, reason in reasons.items() if bench.dataset.stands(row)}
