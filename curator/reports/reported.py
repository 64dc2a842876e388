"""Findings as other programs read them: with an id that stays, a line, a column and a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from curator.checks.privacy.shown import without_secrets
from curator.checks.rule import Finding
from curator.engine.frames import to_findings
from curator.engine.identity import Identities
from curator.records.spans import column_of
from curator.reports.facts import FileFacts

_CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class RelatedLine:
    """The other record a finding is about."""

    file: str
    line: int | None
    similarity: float | None


@dataclass(frozen=True, slots=True)
class Reported:
    """One finding of the contract `curator.findings/1`."""

    id: str
    rule: str
    name: str
    severity: str
    file: str
    role: str
    line: int | None
    column: int | None
    pointer: str | None
    message: str
    fix: str | None
    related: tuple[RelatedLine, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One file of a report."""

    facts: FileFacts
    findings: pl.DataFrame
    """Sorted; columns of curator.measures.features.FINDINGS."""
    content: Callable[[int], int]
    """Hash of a row's bytes."""
    raw: Callable[[int], bytes]
    line: Callable[[int], int | None]
    """Source line of a row, None for rows an edit made."""
    other_path: str = ""
    """Path of the training file, where this one is compared with it."""


def _column(finding: Finding, section: Section) -> int | None:
    if finding.column is not None or finding.row is None or finding.pointer is None:
        return finding.column
    return column_of(section.raw(finding.row), finding.pointer)


def _related(finding: Finding, section: Section) -> tuple[RelatedLine, ...]:
    if finding.related is None:
        return ()
    elsewhere = bool(finding.related_role and section.other_path)
    line = finding.related if elsewhere else section.line(finding.related)
    path = section.other_path if elsewhere else section.facts.path
    similarity = None if finding.similarity is None else round(finding.similarity, 4)
    return (RelatedLine(path, line, similarity),)


def reported(section: Section) -> Iterator[Reported]:
    """A section's findings by line, rule and pointer; those of the whole file first."""
    identities = Identities(section.facts.role)
    for start in range(0, section.findings.height, _CHUNK):
        for finding in to_findings(section.findings[start : start + _CHUNK]):
            row = finding.row
            yield Reported(
                id=identities.of(finding, 0 if row is None else section.content(row)),
                rule=finding.rule.code,
                name=finding.rule.name,
                severity=finding.severity.word,
                file=section.facts.path,
                role=section.facts.role,
                line=None if row is None else section.line(row),
                column=_column(finding, section),
                pointer=None if finding.pointer is None else without_secrets(finding.pointer),
                message=without_secrets(finding.message),
                fix=finding.mend.word,
                related=_related(finding, section),
            )
