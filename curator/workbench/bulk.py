"""Many fixes as one step: every finding that can be mended, on every row or on some."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING

import polars as pl

from curator.checks.registry import all_rules, matches
from curator.checks.rule import Finding, Mend
from curator.dataset.change import Change
from curator.engine.frames import to_findings
from curator.progress import Progress
from curator.workbench.mending import Mender, Proposal

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench


def changes_of(row: int, proposals: list[Proposal]) -> list[Change]:
    """The changes that several fixes of one row, one upon the other, come to.

    Only the last bytes count; a division, a joining or a drop comes last and holds all before it.
    """
    if not proposals:
        return []
    last = proposals[-1]
    structural = [change for change in last.changes if change.content is None or change.join is not None]
    newline = next(
        (change.newline for step in proposals for change in step.changes if change.newline is not None), None
    )
    if any(change.divide or change.drop or change.join is not None for change in structural):
        return list(last.changes)
    return [Change(row, content=last.after[0] if last.after else None, newline=newline)]


def _fixable(frame: pl.DataFrame, numbers: list[int], unsafe: bool, rows: Collection[int] | None) -> pl.DataFrame:
    least = int(Mend.UNSAFE if unsafe else Mend.SAFE)
    chosen = frame.filter(pl.col("row").is_not_null() & (pl.col("mend") >= least) & pl.col("rule").is_in(numbers))
    return chosen if rows is None else chosen.filter(pl.col("row").is_in(sorted(rows)))


def _relational(mender: Mender, row: int, raw: bytes, findings: Iterable[Finding], unsafe: bool) -> list[Proposal]:
    done: list[Proposal] = []
    for finding in findings:
        if finding.rule.relate is None:
            continue
        proposal = mender.propose(row, raw, finding)
        if proposal is None or not (proposal.safe or unsafe):
            continue
        done.append(proposal)
        if len(proposal.after) != 1:
            break
        raw = proposal.after[0]
    return done


def fix_rows(
    bench: Workbench, words: Collection[str], rows: Collection[int] | None, unsafe: bool, progress: Progress
) -> tuple[list[Change], str]:
    """The changes that mend every wanted finding, and a name for the step.

    Args:
        bench: Measured and compared.
        words: Rules by code, prefix, name or family; empty means all.
        rows: Only these rows; None means all.
        unsafe: Whether guesses are made too.
        progress: Counts rows.
    """
    wanted_words = tuple(words)
    rules = all_rules()
    numbers = [number for number, rule in enumerate(rules) if not wanted_words or matches(rule, wanted_words)]
    chosen = _fixable(bench.complete.shown, numbers, unsafe, rows)

    def wanted(finding: Finding) -> bool:
        return not wanted_words or matches(finding.rule, wanted_words)

    changes: list[Change] = []
    consumed: set[int] = set()
    told = bench.complete.shown.filter(pl.col("row").is_in(chosen["row"].unique().implode()))
    by_row = told.partition_by("row", maintain_order=True)
    for done, frame in enumerate(by_row):
        progress.stop_if_cancelled()
        progress.update(done, len(by_row), "mending")
        row = int(frame["row"][0])
        if row in consumed or not bench.dataset.stands(row):
            continue
        made = changes_of(row, proposals_of(bench, row, to_findings(frame), wanted, unsafe))
        consumed.update(change.join for change in made if change.join is not None)
        changes.extend(change for change in made if change.content is not None or not _empty(change))
    return changes, step_name(words, {change.row for change in changes}, unsafe=unsafe)


def step_name(words: Collection[str], rows: Collection[int], *, unsafe: bool = False) -> str:
    """What fixes by some rules on some rows are called in the history."""
    named = [rule for rule in all_rules() if words and matches(rule, tuple(words))]
    name = named[0].name if len(named) == 1 else "fixes" if unsafe else "safe fixes"
    return f"{name}: {f'line {min(rows):,}' if len(rows) == 1 else f'{len(rows):,} lines'}"


def _empty(change: Change) -> bool:
    return change.content is None and change.newline is None and not change.drop and not change.divide


def proposals_of(
    bench: Workbench, row: int, findings: Sequence[Finding], wanted: Callable[[Finding], bool], unsafe: bool
) -> list[Proposal]:
    """All fixes of one row, each upon the one before.

    What is silent on the row, since it was accepted or is a habit of the file, stays as it is.

    Args:
        bench: Measured and compared.
        row: The row.
        findings: All that is told of it; findings between records are mended last.
        wanted: Which findings to mend.
        unsafe: Whether guesses are made too.
    """
    raw = bench.raw(row)
    mender = bench.mender
    told = {_key(finding) for finding in findings}
    silent = {_key(finding) for finding in mender.findings(row, raw)} - told
    proposals = mender.mend_row(row, raw, lambda finding: wanted(finding) and _key(finding) not in silent, unsafe)
    if proposals and not (len(proposals[-1].after) == 1 and all(one.row == row for one in proposals[-1].changes)):
        return proposals
    if proposals:
        raw = proposals[-1].after[0]
    return proposals + _relational(mender, row, raw, filter(wanted, findings), unsafe)


def _key(finding: Finding) -> tuple[str, str | None]:
    return finding.rule.code, finding.pointer
