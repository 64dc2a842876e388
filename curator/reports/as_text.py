"""The report a person reads in a terminal: a few findings of each rule, and how many more there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from curator.checks.registry import FAMILIES, FAMILY_TITLES, rule_named
from curator.measures.text import visible
from curator.reports.facts import FileFacts
from curator.reports.reported import Reported

SHOWN_OF_A_RULE = 5
_GLYPHS = {"error": "✗", "warning": "!", "info": "·"}
_MENDS = {"safe": "  (safe fix)", "unsafe": "  (fix to look at)", None: ""}


def _place(finding: Reported) -> str:
    if finding.line is None:
        return "file"
    return f"line {finding.line:,}" + (f":{finding.column}" if finding.column else "")


def _finding_line(finding: Reported) -> str:
    message = visible(finding.message, multiline=False)
    return f"    {_place(finding):<16} {message}{_likeness(finding)}{_MENDS[finding.fix]}"


def _likeness(finding: Reported) -> str:
    """The other record a finding is about, where its sentence is not already the whole story."""
    others = [other for other in finding.related if other.line is not None]
    if not others:
        return ""
    elsewhere = "" if others[0].file == finding.file else f" of {visible(others[0].file, multiline=False)}"
    return f" (line {others[0].line:,}{elsewhere})"


def _rule_block(findings: list[Reported]) -> Iterator[str]:
    first = findings[0]
    yield f"  {_GLYPHS[first.severity]} {first.rule} {first.name}  {len(findings):,}"
    for finding in findings[:SHOWN_OF_A_RULE]:
        yield _finding_line(finding)
    if len(findings) > SHOWN_OF_A_RULE:
        yield f"    … and {len(findings) - SHOWN_OF_A_RULE:,} more of {first.name}"


def _facts_line(facts: FileFacts) -> str:
    shapes = ", ".join(f"{count:,} {shape}" for shape, count in facts.shapes.items())
    blank = f", {facts.blank:,} blank" if facts.blank else ""
    path = visible(facts.path, multiline=False)
    if facts.bytes and not facts.lines:
        return f"{path}: {facts.bytes:,} bytes, not read as lines"
    return f"{path}: {facts.lines:,} lines, {facts.records:,} records{blank}; {shapes or 'nothing in it'}"


def _counts(findings: list[Reported]) -> str:
    severities = [finding.severity for finding in findings]
    counted = [(severities.count(word), word) for word in ("error", "warning", "info")]
    names = {"error": "error", "warning": "warning", "info": "note"}
    words = [f"{count:,} {names[word]}{'s' if count != 1 else ''}" for count, word in counted if count]
    return ", ".join(words) if words else "no findings"


def text_report(files: list[FileFacts], findings: Iterable[Reported]) -> Iterator[str]:
    """The report, line by line without line ends.

    Data is shown through `visible`, so nothing in it can act on the terminal.
    """
    by_file: defaultdict[tuple[str, str], list[Reported]] = defaultdict(list)
    for finding in findings:
        by_file[(finding.file, finding.role)].append(finding)
    for facts in files:
        of_file = by_file[(facts.path, facts.role)]
        yield _facts_line(facts)
        yield f" {_counts(of_file)}"
        by_rule: defaultdict[str, list[Reported]] = defaultdict(list)
        for finding in of_file:
            by_rule[finding.rule].append(finding)
        for family in FAMILIES:
            codes = sorted(code for code in by_rule if rule_named(code).family == family)
            if codes:
                yield ""
                yield f" {FAMILY_TITLES[family]}"
            for code in codes:
                yield from _rule_block(by_rule[code])
        yield ""
