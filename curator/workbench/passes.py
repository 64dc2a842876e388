"""Mending until there is nothing more to mend: what a fix brings to light, such as a copy of a line that could not be
read before, is mended too, each pass on what the ones before left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

import polars as pl

from curator.checks.registry import all_rules, matches, rule_named, rule_number
from curator.dataset.change import Change
from curator.dataset.reason import word_of
from curator.dataset.rehearsal import Rehearsal
from curator.progress import Progress
from curator.workbench.bulk import fix_rows, step_name
from curator.workbench.keeping import ALIKE, Keep, alike_rows, whom_to_drop

if TYPE_CHECKING:
    from curator.dataset.step import Step
    from curator.workbench.bench import Workbench

MOST_PASSES = 6
"""So many times it is looked at what the fixes have brought to light."""

Decide = Callable[["Workbench", bool], list[Change]]
"""The changes of one pass over the data as it stands; whether more is to be mended than dropped."""


def passes(bench: Workbench, decide: Decide, progress: Progress, done: int = 0) -> Iterator[list[Change]]:
    """Make one pass after another until nothing is left to be done; the changes of each are tried on the way.

    Args:
        bench: Measured; its edits stay in memory (`Workbench.try_changes`).
        decide: What a pass does.
        progress: Carries the wish to stop.
        done: How many passes were made before.
    """
    # Every pass that only drops leaves fewer records: these come to an end by themselves.
    while changes := decide(bench, done < MOST_PASSES):
        bench.try_changes(changes, progress)
        done += 1
        yield changes


def deciding(
    words: Collection[str],
    rows: Collection[int] | None,
    *,
    unsafe: bool = False,
    drop: Collection[str] = (),
    keep: Keep = Keep.FIRST,
    progress: Progress,
) -> Decide:
    """What a pass does that mends, and leaves out what is asked.

    Args:
        words: Rules by code, prefix, name or family; empty means all.
        rows: Only these rows, and those that fixes make of them; None means all.
        unsafe: Make guesses too.
        drop: Rules whose records are left out; of records alike one stays.
        keep: Which of several records alike stays, also where dropping the others is a fix.
        progress: Counts rows.
    """
    known: set[int] | None = None

    def decide(bench: Workbench, mends: bool) -> list[Change]:
        nonlocal known
        made = set(bench.dataset.made_rows())
        known = made if known is None else known
        among = rows if rows is None else {*rows, *(made - known)}
        changes = fix_rows(bench, words, among, unsafe, progress)[0] if mends else []
        return _with_drops(bench, changes, tuple(drop), keep)

    return decide


def fix_until_done(
    bench: Workbench, words: Collection[str], rows: Collection[int] | None, progress: Progress
) -> Step | None:
    """Make all safe fixes, also those that come to light by others, as one step; None where there is none.

    Args:
        bench: Measured and compared. It is changed only by the step: what leads there is tried beside it.
        words: Rules by code, prefix, name or family; empty means all.
        rows: Only these rows, and those that fixes make of them; None means all.
        progress: Counts rows, and carries the wish to stop: then nothing is taken.

    Raises:
        Cancelled: Somebody asked to stop.
    """
    decide = deciding(words, rows, progress=progress)
    first = decide(bench, True)
    if not first:
        return None
    tried = beside(bench)
    tried.try_changes(first, progress)
    for _ in passes(tried, decide, progress, done=1):
        pass
    touched = bench.dataset.rows_that_differ(tried.dataset)
    return bench.dataset.take_over(tried.dataset, step_name(words, touched))


def beside(bench: Workbench) -> Workbench:
    """The same data with all that is known of it, for steps that are tried and not taken."""
    tried = type(bench)(Rehearsal.of(bench.dataset), bench.settings, bench.against)
    tried.take_measuring(bench)
    return tried


def dropped_by(changes: Collection[Change]) -> Counter[str]:
    """Why a pass leaves records out, and how many."""
    return Counter(word_of(change.reason) for change in changes if change.drop)


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
