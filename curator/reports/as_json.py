"""The contract `curator.findings/1`: one JSON document, or one finding a line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from curator.reports.facts import FileFacts
from curator.reports.reported import Reported


@dataclass(frozen=True, slots=True)
class Summary:
    """Numbers of findings."""

    error: int
    warning: int
    info: int
    by_rule: dict[str, int]


def summarise(findings: Iterable[Reported]) -> Summary:
    """Count findings by severity and by rule."""
    severities: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    for finding in findings:
        severities[finding.severity] += 1
        rules[finding.rule] += 1
    return Summary(severities["error"], severities["warning"], severities["info"], dict(sorted(rules.items())))


def finding_json(finding: Reported) -> str:
    """One finding as a JSON object. Lone surrogates of the data are written as escapes, so the text is always UTF-8."""
    text = json.dumps(asdict(finding), ensure_ascii=False)
    return text if text.isascii() else _encodable(text, finding)


def _encodable(text: str, finding: Reported) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(asdict(finding))
    return text


def json_document(files: list[FileFacts], target: str, encoding: str | None, findings: list[Reported]) -> Iterator[str]:
    """The whole report in pieces, so that a million findings are never one string."""
    head = {
        "format": "curator.findings/1",
        "files": [asdict(facts) for facts in files],
        "target": {"name": target, "encoding": encoding},
        "summary": asdict(summarise(findings)),
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "findings": ['
    for number, finding in enumerate(findings):
        yield ("\n" if number == 0 else ",\n") + finding_json(finding)
    yield "]}\n" if not findings else "\n]}\n"


def json_lines(findings: Iterable[Reported]) -> Iterator[str]:
    """One finding a line: in line order, then those between records (they name another one)."""
    between: list[Reported] = []
    for finding in findings:
        if finding.related:
            between.append(finding)
        else:
            yield finding_json(finding) + "\n"
    for finding in between:
        yield finding_json(finding) + "\n"
