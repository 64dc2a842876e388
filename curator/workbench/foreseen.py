"""What a fix leaves on its line, said before it is made; and the records to be looked at before one of them goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curator.checks.rule import Finding, Severity
from curator.progress import Progress
from curator.records.record import Record
from curator.workbench.guessing import in_order_of_weight, named_rules, propose_all

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench
    from curator.workbench.measured_data import MeasuredData
    from curator.workbench.mending import Proposal

_MOST_NAMED = 4
_MOST_LOOKED_AT = 1_000
"""So many lines are foreseen while somebody looks at the first of them; it is said that there are more."""
_ABOUT_TWO = ("leakage", "duplicates")
"""Families of rules whose finding names another record that is like the one it stands on."""


def then(bench: MeasuredData, row: int, proposal: Proposal) -> str:
    """What the line is after a fix, in a sentence.

    The record is judged as it would then be. Findings between records are named as far as they stand now: whether they
    go too is known only when the records are compared again.

    Args:
        bench: The data set.
        row: The row to be mended.
        proposal: Its fix.
    """
    pieces = list(proposal.after)
    if not pieces:
        return "The line is left out of what is written; u brings it back."
    if len(pieces) > 1:
        return f"Then there are {len(pieces)} lines in its place."
    from curator.engine.judge import read_line

    after = pieces[0]
    messages = len(read_line(row, after).messages)
    known = bench.findings(row)
    before = {finding.rule.name for finding in known}
    found = bench.mender.findings(row, after)
    come = _names(_news(bench, row, proposal, found))
    # Notes that stand there already are no news; one that the fix itself brings is.
    stays = _names(
        finding for finding in found if finding.severity is not Severity.INFO and finding.rule.name in before
    )
    between = _names(f for f in known if f.rule.relate is not None and f.rule.name != proposal.name)
    said = (
        [f"{', '.join(come)} comes to light" if len(come) == 1 else f"{', '.join(come)} come to light"] if come else []
    )
    said += [f"still {', '.join(stays)}"] if stays else []
    parts = [", ".join(said) or "nothing more to find in the record itself"]
    parts += [f"{', '.join(between)} between records {'stays' if len(between) == 1 else 'stay'}"] if between else []
    count = f"{messages:,} message{'' if messages == 1 else 's'}, " if messages else ""
    return f"Then: {count}{'; '.join(parts)}."


def _news(bench: MeasuredData, row: int, proposal: Proposal, found: Iterable[Finding]) -> list[Finding]:
    """Of what is found on a record as a fix leaves it, what is not found on it now."""
    # What is silent on the record now, as a habit of the file or since it was accepted, stays silent.
    there = {finding.rule.name for finding in bench.findings(row)}
    there |= {finding.rule.name for finding in bench.mender.findings(row, proposal.before)}
    return [finding for finding in found if finding.rule.name not in there]


def _names(findings: Iterable[Finding]) -> list[str]:
    """Names of rules, errors first; one of a rule that weighs is never among those that are only counted."""
    rules = {finding.rule.code: finding for finding in findings}
    ordered = in_order_of_weight((finding.rule, finding.severity, 1) for finding in rules.values())
    return named_rules(ordered, _MOST_NAMED, numbers=False)


@dataclass(frozen=True, slots=True)
class Foretold:
    """What guesses on many lines bring to light."""

    said: str
    has_errors: bool


def come_to_light(
    bench: Workbench, rows: Sequence[int], words: Collection[str] = (), progress: Progress | None = None
) -> Foretold:
    """What guesses on many lines bring to light there: errors first, secrets by name.

    Args:
        bench: Measured and compared.
        rows: The lines.
        words: By these rules; empty means all.
        progress: Carries the wish to stop.

    Raises:
        Cancelled: Somebody asked to stop.
    """
    looked_at = rows[:_MOST_LOOKED_AT]
    lines: Counter[str] = Counter()
    worst: dict[str, Finding] = {}
    for row in looked_at:
        if progress is not None:
            progress.stop_if_cancelled()
        proposal = propose_all(bench, row, words)
        if proposal is None or len(proposal.after) != 1:
            continue
        found = _news(bench, row, proposal, bench.mender.findings(row, *proposal.after))
        lines.update({one.rule.code for one in found})
        for one in found:
            worst[one.rule.code] = max(one, worst.get(one.rule.code, one), key=lambda finding: finding.severity)
    where = f" on the first {len(looked_at):,}" if len(looked_at) < len(rows) else ""
    ordered = in_order_of_weight((worst[code].rule, worst[code].severity, lines[code]) for code in worst)
    errors = [one for one in ordered if one[1] is Severity.ERROR]
    others = named_rules(ordered[len(errors) :], _MOST_NAMED)
    if not ordered:
        return Foretold(f"Nothing new comes to light{where}.", has_errors=False)
    if not errors:
        return Foretold(f"Then come to light{where}: {', '.join(others)}.", has_errors=False)
    also = f" Also: {', '.join(others)}." if others else ""
    return Foretold(
        f"Errors come to light{where}: {', '.join(named_rules(errors, len(errors)))}.{also}", has_errors=True
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """A record to be looked at before a fix drops one."""

    said: str
    """Which it is, and what becomes of it."""
    record: Record
    goes: bool


def that_goes(bench: MeasuredData, row: int, name: str) -> Beside:
    """The record that a fix drops.

    Args:
        bench: The data set.
        row: Its row.
        name: How it is called.
    """
    return Beside(f"{name} goes", bench.record(row), goes=True)


def that_stay(bench: MeasuredData, row: int) -> list[Beside]:
    """The records that stay where one is dropped for being like them: those its findings name."""
    found: list[Beside] = []
    for finding in bench.findings(row):
        other = bench.against if finding.related_role else bench
        if finding.rule.family not in _ABOUT_TWO or finding.related is None or other is None:
            continue
        record = other.record(finding.related)
        found.append(Beside(f"{bench.other_line(finding)} stays ({finding.rule.name})", record, goes=False))
    return list({one.record.row: one for one in reversed(found)}.values())[::-1]
