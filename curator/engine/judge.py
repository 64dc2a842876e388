"""The rules of one record, run on one record: no instrument, no table, nothing remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from curator.checks.forms import holds
from curator.checks.registry import rule_named, rule_number, selected_rules, severity_of
from curator.checks.rule import Check, Finding, Found, Reads, Rule, Severity
from curator.records.record import UNKNOWN, Record
from curator.records.shapes import read_record
from curator.records.syntax import parse
from curator.settings import Settings

BLANK = "blank"
"""Shape of a line with nothing on it; only rules that read lines see it."""
_MOST_COMBINATIONS = 4_096
_SPACE = 0x20
_WHITE_SPACE = b" \t\r\n\x0b\x0c"


@dataclass(frozen=True, slots=True)
class _Runner:
    """One rule's check, ready to run."""

    rule: Rule
    number: int
    severity: Severity
    marks: tuple[bytes, ...]
    check: Check

    def concerns(self, raw: bytes) -> bool:
        """Whether the line holds one of the rule's marks."""
        return any(holds(raw, mark) for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Judged:
    """One thing a rule found, with the numbers the findings table stores."""

    number: int
    rule: Rule
    severity: Severity
    found: Found

    def finding(self, row: int) -> Finding:
        """The same as people and fixes read it."""
        found = self.found
        return Finding(self.rule, self.severity, row, found.pointer, found.column, found.arguments or {}, found.mend)


class _Runners:
    """The checks that concern records read to some degree: those that always run, and those that wait for a mark."""

    def __init__(self, runners: Sequence[_Runner]) -> None:
        self._runners = tuple(runners)
        self._always = tuple(runner for runner in runners if not runner.marks)
        self._waiting: dict[bytes, list[_Runner]] = {}
        for runner in runners:
            for mark in runner.marks:
                self._waiting.setdefault(mark, []).append(runner)
        # A file's lines hold the same few combinations of marks again and again.
        self._known: dict[frozenset[bytes], tuple[_Runner, ...]] = {}

    def for_line(self, raw: bytes, present: frozenset[bytes] | None) -> Sequence[_Runner]:
        """The checks that run on a line, in the order of rules.

        Args:
            raw: The line.
            present: The marks that stand on it; None where nobody has looked yet.
        """
        if present is None:
            return [runner for runner in self._runners if not runner.marks or runner.concerns(raw)]
        if not present:
            return self._always
        known = self._known.get(present)
        if known is not None:
            return known
        called = {runner.number: runner for mark in present for runner in self._waiting.get(mark, ())}
        called.update((runner.number, runner) for runner in self._always)
        found = tuple(called[number] for number in sorted(called))
        if len(self._known) < _MOST_COMBINATIONS:
            self._known[present] = found
        return found


class Judge:
    """Runs the selected rules of one record. Made once for some settings; it keeps no state between records."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        runners = [
            (rule.reads, _Runner(rule, rule_number(rule.code), severity_of(rule, settings), rule.marks, rule.check))
            for rule in selected_rules(settings)
            if rule.check is not None
        ]
        self.marks = tuple(sorted({mark for _, runner in runners for mark in runner.marks}))
        """Every mark a rule waits for, for `curator.engine.marks`."""
        self._failed = rule_named("rule-failed")

        def reading(*kinds: Reads) -> _Runners:
            return _Runners([runner for reads, runner in runners if reads in kinds])

        self._blank = reading(Reads.LINE)
        self._unreadable = reading(Reads.LINE, Reads.UNREADABLE)
        self._bare = reading(Reads.LINE, Reads.READABLE)
        self._bare_invalid = reading(Reads.LINE, Reads.READABLE, Reads.INVALID)
        self._messages = reading(Reads.LINE, Reads.READABLE, Reads.MESSAGES)
        self._messages_invalid = reading(Reads.LINE, Reads.READABLE, Reads.MESSAGES, Reads.INVALID)

    def _runners(self, record: Record) -> _Runners:
        if record.shape == BLANK:
            return self._blank
        if record.problem is not None:
            return self._unreadable
        invalid = not record.valid or record.shape == UNKNOWN
        if record.messages:
            return self._messages_invalid if invalid else self._messages
        return self._bare_invalid if invalid else self._bare

    def judge(self, record: Record, present: frozenset[bytes] | None = None) -> list[Judged]:
        """All findings of one record, in the order of rules.

        A rule that fails on a record says so in a finding of its own: one strange record must not end the work.

        Args:
            record: What to judge.
            present: The rules' marks that stand on its line; None where nobody has looked yet.
        """
        settings = self.settings
        judged: list[Judged] = []
        for runner in self._runners(record).for_line(record.raw, present):
            try:
                for found in runner.check(record, settings):
                    judged.append(Judged(runner.number, runner.rule, runner.severity, found))
            except Exception as error:
                failure = Found(arguments={"rule": runner.rule.code, "error": type(error).__name__})
                judged.append(Judged(rule_number(self._failed.code), self._failed, self._failed.severity, failure))
        return judged

    def findings(self, row: int, raw: bytes) -> list[Finding]:
        """All findings of one line, worst first."""
        found = [judged.finding(row) for judged in self.judge(read_line(row, raw))]
        return sorted(found, key=lambda finding: -finding.severity)


def is_blank(raw: bytes) -> bool:
    """Whether a line has nothing on it but white space."""
    # Most lines begin with a bracket: no need to look at the rest of them.
    return (not raw or raw[0] <= _SPACE) and not raw.strip(_WHITE_SPACE)


def read_line(row: int, raw: bytes) -> Record:
    """Read one line as far as it can be read; never raises."""
    if is_blank(raw):
        return Record(row, raw, BLANK, valid=False)
    value, problem = parse(raw)
    return read_record(row, raw, value, problem)


def judge_lines(lines: Sequence[tuple[int, bytes]], settings: Settings) -> list[Finding]:
    """All findings of some lines, each for itself."""
    judge = Judge(settings)
    return [finding for row, raw in lines for finding in judge.findings(row, raw)]
