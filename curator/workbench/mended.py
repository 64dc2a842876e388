"""A data set with its fixes made, as `curator fix` writes it: the journal is not touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from curator.checks.registry import all_rules, matches, rule_named
from curator.checks.rule import Mend
from curator.dataset.change import Change
from curator.dataset.dataset import Dataset
from curator.dataset.differing import differing_lines
from curator.dataset.export import Account, write
from curator.dataset.rows import Rows
from curator.progress import Progress
from curator.workbench.bulk import fix_rows

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
        unsafe: bool = False,
        progress: Progress | None = None,
    ) -> Mended:
        """Mend until there is nothing more to mend.

        Args:
            bench: Measured; opened so that its edits stay in memory (`Dataset.trial`).
            select: Rules whose findings are mended; empty means all.
            drop: Rules whose records are left out.
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
        for _ in range(MOST_PASSES):
            changes, _name = fix_rows(bench, select, None, unsafe, progress)
            changes = _with_drops(bench, changes, tuple(drop))
            if not changes:
                break
            dropped.update(change.reason for change in changes if change.drop)
            touched.update(change.row for change in changes)
            bench.try_changes(changes)
        return cls(bench, dropped, len(touched), unsafe)

    @property
    def dataset(self) -> Dataset:
        """The data set as it now would be written."""
        return self._bench.dataset

    def lines(self) -> Iterator[tuple[int, bytes | None, bytes | None]]:
        """What differs from the source, edits made earlier too (`curator.dataset.differing`)."""
        return differing_lines(Rows(self.dataset.lines), self.dataset)

    def write(self, output: Path, *, overwrite: bool = False, in_place: bool = False) -> Account:
        """Write the mended file."""
        return write(self._bench.dataset, output, overwrite=overwrite, in_place=in_place)

    def summary(self) -> Iterator[str]:
        """What was done and what is left, in sentences."""
        counts = self._bench.counts
        yield f"{self._fixed:,} lines mended; {counts.error:,} errors and {counts.warning:,} warnings remain."
        if self._dropped:
            parts = ", ".join(f"{reason} {count:,}" for reason, count in self._dropped.most_common())
            yield f"Left out: {parts}."
        guesses = self._bench.complete.shown.filter(pl.col("mend") == int(Mend.UNSAFE)).height
        if guesses and self._unsafe:
            yield f"{guesses:,} findings keep their fix: on those records it would not have held."
        elif guesses:
            yield f"{guesses:,} findings have a fix that is a guess: --unsafe makes it, --unsafe --diff shows it first."


def _with_drops(bench: Workbench, changes: list[Change], drop: tuple[str, ...]) -> list[Change]:
    if not drop:
        return changes
    numbers = [number for number, rule in enumerate(all_rules()) if matches(rule, drop)]
    named = bench.complete.shown.filter(pl.col("rule").is_in(numbers) & pl.col("row").is_not_null())
    reasons = {row: all_rules()[rule].name for row, rule in named.select("row", "rule").iter_rows()}
    live = {row: reason for row, reason in reasons.items() if not bench.dataset.is_dropped(row)}
    kept = [change for change in changes if change.row not in live]
    return [*kept, *(Change(row, drop=True, reason=reason) for row, reason in sorted(live.items()))]
