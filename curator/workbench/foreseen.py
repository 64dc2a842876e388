"""What a fix leaves on its line, said before it is made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from curator.checks.rule import Finding, Severity

if TYPE_CHECKING:
    from curator.workbench.measured_data import MeasuredData
    from curator.workbench.mending import Proposal

_MOST_NAMED = 4


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
    # What is silent on the record now, as a habit of the file or since it was accepted, stays silent.
    there = before | {finding.rule.name for finding in bench.mender.findings(row, proposal.before)}
    come = _names(finding for finding in found if finding.rule.name not in there)
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


def _names(findings: Iterable[Finding]) -> list[str]:
    names = list(dict.fromkeys(finding.rule.name for finding in findings))
    more = len(names) - _MOST_NAMED
    return [*names[:_MOST_NAMED], f"{more:,} more"] if more > 0 else names
