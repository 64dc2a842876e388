"""A data set with its fixes made, as `curator fix` writes it: the journal is not touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from curator.amounts import counted
from curator.checks.registry import all_rules, matches, rule_named
from curator.checks.rule import Mend
from curator.dataset.dataset import Dataset
from curator.dataset.differing import Differing, differing_lines
from curator.dataset.export import Account, write
from curator.dataset.rows import Rows
from curator.progress import Progress
from curator.workbench.keeping import Keep
from curator.workbench.passes import deciding, dropped_by, passes

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench


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
        decide = deciding(select, None, unsafe=unsafe, drop=drop, keep=keep, progress=progress)
        for changes in passes(bench, decide, progress):
            dropped.update(dropped_by(changes))
            touched.update(change.row for change in changes if not change.drop)
        return cls(bench, dropped, len(touched), unsafe)

    @property
    def dataset(self) -> Dataset:
        """The data set as it now would be written."""
        return self._bench.dataset

    def lines(self) -> Iterator[Differing]:
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
