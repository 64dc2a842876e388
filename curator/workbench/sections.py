"""A data set as a report reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from curator.checks.registry import rule_named, rule_number
from curator.checks.rule import Severity
from curator.measures.features import finding_schema
from curator.reports.facts import FileFacts, newline_habit, shape_counts
from curator.reports.reported import Section
from curator.settings import Settings
from curator.workbench.opening import OtherKind
from curator.workbench.standing import standing

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench


def facts_of(bench: Workbench, name: str) -> FileFacts:
    """A measured file in numbers, its dropped rows left out."""
    measured = bench.complete.measured
    table = measured.table.filter(standing(bench.dataset))
    lines = bench.dataset.lines
    return FileFacts(
        path=name,
        role=bench.measuring.role,
        bytes=lines.size,
        lines=lines.count,
        records=table.height,
        blank=len([row for row in measured.blank if not bench.dataset.is_dropped(row)]),
        shapes=shape_counts(table),
        encoding="utf-8",
        bom=bench.dataset.bom,
        newline=newline_habit(table),
    )


def section_of(bench: Workbench, name: str, where: str = "") -> Section:
    """A measured file with its findings, or with those of the records a filter matches."""
    complete = bench.complete
    findings = complete.shown.filter(standing(bench.dataset))
    if where:
        findings = findings.filter(pl.col("row").is_in(bench.query(where)))
    named = complete.measured.table.filter(pl.col("row").is_in(findings["row"].drop_nulls().unique().to_list()))
    contents = dict(named.select("row", "content").iter_rows())
    return Section(
        facts=facts_of(bench, name),
        findings=findings,
        content=lambda row: contents.get(row, 0),
        raw=bench.raw,
        line=bench.dataset.line_of,
        other_path="" if bench.against is None else str(bench.against.path),
    )


def other_kind_section(name: str, other: OtherKind, role: str, settings: Settings) -> Section:
    """A file that is no JSONL at all: one finding that says what it is and what to do."""
    rule = rule_named("file-kind")
    schema = finding_schema()
    values = {
        "rule": [rule_number(rule.code)],
        "severity": [int(Severity.ERROR)],
        "arguments": [other.arguments_json()],
        "mend": [0],
    }
    row = pl.DataFrame(values, schema={key: schema[key] for key in values})
    findings = pl.concat([pl.DataFrame(schema=schema), row], how="diagonal").select(list(schema))
    facts = FileFacts(name, role, other.size, 0, 0, 0, {}, other.encoding, False, "none")
    return Section(facts, findings, lambda _row: 0, lambda _row: b"", lambda row: row)
