"""One page of HTML that needs nothing else: for people who were not at the terminal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import escape

from curator.amounts import counted
from curator.checks.registry import FAMILIES, FAMILY_TITLES, rule_named
from curator.measures.text import visible
from curator.reports.facts import FileFacts
from curator.reports.reported import Reported

MOST_OF_A_RULE = 200
_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#222}"
    "table{border-collapse:collapse;width:100%}td{padding:.15em .8em .15em 0;vertical-align:top}"
    "td:first-child{white-space:nowrap;color:#666}summary{cursor:pointer;margin:.4em 0}"
    ".error{color:#b00020}.warning{color:#8a6d00}.info{color:#1a5fb4}h2{margin-top:1.6em}"
    "@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}td:first-child{color:#999}"
    ".error{color:#ff6b6b}.warning{color:#e5c07b}.info{color:#7ab8ff}}"
)


def _text(data: str) -> str:
    return escape(visible(data))


def _rows(findings: list[Reported]) -> Iterator[str]:
    yield "<table>"
    for finding in findings[:MOST_OF_A_RULE]:
        place = "file" if finding.line is None else f"line {finding.line:,}"
        yield f"<tr><td>{place}</td><td>{_text(finding.message)}</td><td>{_text(finding.pointer or '')}</td></tr>"
    yield "</table>"
    if len(findings) > MOST_OF_A_RULE:
        yield f"<p>… and {len(findings) - MOST_OF_A_RULE:,} more.</p>"


def _rule(findings: list[Reported]) -> Iterator[str]:
    rule = rule_named(findings[0].rule)
    head = f"{rule.code} {rule.name} · {len(findings):,}"
    yield f'<details><summary class="{findings[0].severity}">{_text(head)} · {_text(rule.summary)}</summary>'
    yield f"<p>{_text(rule.page.what)} {_text(rule.page.why)}</p>"
    yield from _rows(findings)
    yield "</details>"


def _file(facts: FileFacts, findings: list[Reported]) -> Iterator[str]:
    yield f"<h2>{_text(facts.path)}</h2>"
    counts = {word: sum(finding.severity == word for finding in findings) for word in ("error", "warning", "info")}
    yield f"<p>{counted(facts.lines, 'line')}, {counted(facts.records, 'record')}, {facts.blank:,} blank. "
    words = (("error", "error"), ("warning", "warning"), ("info", "note"))
    yield ", ".join(counted(counts[severity], word) for severity, word in words) + ".</p>"
    by_rule: defaultdict[str, list[Reported]] = defaultdict(list)
    for finding in findings:
        by_rule[finding.rule].append(finding)
    for family in FAMILIES:
        codes = sorted(code for code in by_rule if rule_named(code).family == family)
        if codes:
            yield f"<h3>{escape(FAMILY_TITLES[family])}</h3>"
        for code in codes:
            yield from _rule(by_rule[code])


def html_report(files: list[FileFacts], findings: Iterable[Reported]) -> Iterator[str]:
    """The page in pieces. Texts of the data are made visible and escaped: nothing in them can act."""
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>curator report</title>'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<style>{_STYLE}</style></head><body><h1>curator report</h1>"
    by_file: defaultdict[tuple[str, str], list[Reported]] = defaultdict(list)
    for finding in findings:
        by_file[(finding.file, finding.role)].append(finding)
    for facts in files:
        yield from _file(facts, by_file[(facts.path, facts.role)])
    yield "</body></html>\n"
