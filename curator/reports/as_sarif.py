"""SARIF 2.1.0, for code scanning and editors that show such results."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from curator.checks.registry import rule_named
from curator.measures.text import visible
from curator.reports.reported import Reported
from curator.version import VERSION

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def _uri(path: str) -> str:
    return quote(PurePath(path).as_posix())


def _location(file: str, line: int | None, column: int | None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(file)}}
    if line is not None:
        physical["region"] = {"startLine": line, **({"startColumn": column} if column else {})}
    return {"physicalLocation": physical}


def _rule(code: str) -> dict[str, Any]:
    rule = rule_named(code)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.page.what},
        "help": {"text": f"{rule.page.why}\n\n{rule.page.mend}\n\nSource: {rule.page.source}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity.word]},
    }


def _result(finding: Reported) -> dict[str, Any]:
    related = [
        {**_location(other.file, other.line, None), "message": {"text": "the other record"}}
        for other in finding.related
    ]
    return {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": visible(finding.message)},
        "locations": [_location(finding.file, finding.line, finding.column)],
        "partialFingerprints": {"curatorFinding/1": finding.id},
        **({"relatedLocations": related} if related else {}),
    }


def sarif_report(findings: Iterable[Reported]) -> str:
    """The whole report. Columns count bytes of the line, as SARIF's default of UTF-16 units cannot for broken lines."""
    results = [_result(finding) for finding in findings]
    codes = sorted({result["ruleId"] for result in results})
    driver = {"name": "curator", "version": VERSION, "rules": [_rule(code) for code in codes]}
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "results": results,
            }
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
