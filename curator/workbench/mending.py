"""From a finding to a change of the data: made by the rule, proven here before it counts as safe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from curator.checks.rule import Finding, Fix, FixContext, Mend, RowChange, Severity
from curator.dataset.change import Change
from curator.dataset.reason import kept_instead
from curator.engine.judge import Judge, read_line
from curator.records.record import Record
from curator.settings import Settings

MOST_FIXES_OF_A_ROW = 60
"""A record that still has safe fixes after so many is left as it then is; it is shown with what remains."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What mending a finding would do to the data, for a person to look at."""

    title: str
    safe: bool
    before: bytes
    after: tuple[bytes, ...]
    """The row's bytes afterwards; none where it is dropped, several where it is divided."""
    changes: tuple[Change, ...]
    name: str
    """The rule's name, for the history."""


def to_change(change: RowChange, reason: str) -> Iterator[Change]:
    """A rule's change as changes of the data set."""
    if change.divide:
        yield Change(change.row, divide=change.divide)
    elif change.join is not None and change.content is not None:
        yield Change(change.row, content=change.content, join=change.join)
    elif change.drop:
        yield Change(change.row, drop=True, reason=reason)
    else:
        yield Change(change.row, content=change.content, newline=change.newline)


def _reason(finding: Finding) -> str:
    """Why a fix of this finding drops a row: of a copy, with the line that stays in its place."""
    name, other = finding.rule.name, finding.related
    return name if other is None or finding.rule.family != "duplicates" else kept_instead(name, other)


def _after(row: int, before: bytes, fix: Fix) -> tuple[bytes, ...]:
    for change in fix.changes:
        if change.join == row and change.content is not None:
            # The row's bytes are from then on a part of another's.
            return (change.content,)
        if change.row != row:
            continue
        if change.drop:
            return ()
        if change.divide:
            return change.divide
        if change.content is not None:
            return (change.content,)
    return (before,)


def _errors(findings: list[Finding]) -> Counter[str]:
    return Counter(finding.rule.code for finding in findings if finding.severity is Severity.ERROR)


def proven(judge: Judge, row: int, before: bytes, finding: Finding, fix: Fix) -> bool:
    """Whether the fix removes its finding and makes no new error.

    A line that could not be read had only that to say: what is found once it can be read was always there.
    """
    after = _after(row, before, fix)
    if after == (before,):
        return any(change.newline is not None or change.row != row for change in fix.changes)
    was = read_line(row, before)
    old = _errors([judged.finding(row) for judged in judge.judge(was)])
    for piece in after:
        found = judge.findings(row, piece)
        if any(other.rule is finding.rule and other.pointer == finding.pointer for other in found):
            return False
        if not was.readable:
            if any(not read_line(row, part).readable for part in after):
                return False
        elif _errors(found) - old:
            return False
    return True


class Mender:
    """Makes and proves fixes for one data set."""

    def __init__(
        self,
        settings: Settings,
        raw_of: Callable[[int], bytes | None],
        main_system: Callable[[Record], str | None],
    ) -> None:
        self._settings = settings
        self._context = FixContext(settings, raw_of, main_system)

    @cached_property
    def _judge(self) -> Judge:
        # Made when it is first needed: it loads every rule.
        return Judge(self._settings)

    def fix_of(self, record: Record, finding: Finding) -> Fix | None:
        """What the rule would do; None where it has no answer for this record."""
        if finding.rule.fix is None or finding.mend is Mend.NONE:
            return None
        return finding.rule.fix(record, finding, self._context)

    def propose(self, row: int, raw: bytes, finding: Finding) -> Proposal | None:
        """What mending the finding would do; None where nothing can be done or the rule's fix does not hold."""
        fix = self.fix_of(read_line(row, raw), finding)
        if fix is None or not fix.changes:
            return None
        holds = proven(self._judge, row, raw, finding, fix)
        if not holds and fix.mend is Mend.SAFE:
            return None
        changes = tuple(change for part in fix.changes for change in to_change(part, _reason(finding)))
        safe = fix.mend is Mend.SAFE and finding.mend is Mend.SAFE
        return Proposal(fix.title, safe, raw, _after(row, raw, fix), changes, finding.rule.name)

    def findings(self, row: int, raw: bytes) -> list[Finding]:
        """What the rules of one record say about these bytes now; for edits that are not taken yet."""
        return self._judge.findings(row, raw)

    def mend_row(self, row: int, raw: bytes, wanted: Callable[[Finding], bool], unsafe: bool) -> list[Proposal]:
        """All fixes of one record after one another, each on what the one before left.

        Only changes of this row's own bytes are repeated; a division, a joining or a drop ends it.

        Args:
            row: Row id.
            raw: Its bytes.
            wanted: Which findings to mend.
            unsafe: Whether guesses are made too.
        """
        done: list[Proposal] = []
        for _ in range(MOST_FIXES_OF_A_ROW):
            proposal = self._next(row, raw, wanted, unsafe)
            if proposal is None:
                break
            done.append(proposal)
            if len(proposal.after) != 1 or any(change.row != row for change in proposal.changes):
                break
            if proposal.after[0] == raw:
                break
            raw = proposal.after[0]
        return done

    def _next(self, row: int, raw: bytes, wanted: Callable[[Finding], bool], unsafe: bool) -> Proposal | None:
        for finding in self._judge.findings(row, raw):
            if finding.mend is Mend.NONE or not wanted(finding):
                continue
            if finding.mend is Mend.UNSAFE and not unsafe:
                continue
            proposal = self.propose(row, raw, finding)
            if proposal is not None and (proposal.safe or unsafe):
                return proposal
        return None
