"""Workflow commands that GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from curator.measures.text import visible
from curator.reports.reported import Reported

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
MOST_OF_A_RULE = 10
"""GitHub shows ten annotations of a kind for each step; more would only be noise in the log."""


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def github_report(findings: Iterable[Reported]) -> Iterator[str]:
    """One workflow command for each finding, a few of each rule, without line ends.

    Source: GitHub, Workflow commands for GitHub Actions.
    """
    seen: dict[str, int] = {}
    for finding in findings:
        seen[finding.rule] = seen.get(finding.rule, 0) + 1
        if seen[finding.rule] > MOST_OF_A_RULE:
            continue
        place = f"file={_property(finding.file)}"
        place += f",line={finding.line}" if finding.line is not None else ""
        place += f",col={finding.column}" if finding.column is not None else ""
        title = f"title={_property(f'{finding.rule} {finding.name}')}"
        yield f"::{_COMMANDS[finding.severity]} {place},{title}::{_data(visible(finding.message))}"
    for rule, count in sorted(seen.items()):
        if count > MOST_OF_A_RULE:
            yield f"::notice title={rule}::{count - MOST_OF_A_RULE:,} more findings of {rule} are not shown here."
