"""The rules that compare records, over the feature table, and the habit rule over all findings of style."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from curator.checks.lengths.bounds import SET_BY_PERSON
from curator.checks.registry import rule_number, selected_rules, severity_of
from curator.checks.relation import Relation
from curator.checks.rule import Rule, Severity
from curator.engine.frames import empty_findings, sort_findings
from curator.measures.features import finding_schema
from curator.progress import Progress
from curator.settings import Settings, Thresholds


def _complete(found: pl.DataFrame, rule: Rule, settings: Settings) -> pl.DataFrame:
    """A rule's own columns with those the engine knows: its number and its severity."""
    severity = int(severity_of(rule, settings))
    columns = [
        pl.col(name).cast(kind) if name in found.columns else pl.lit(None, dtype=kind).alias(name)
        for name, kind in finding_schema().items()
        if name not in ("rule", "severity")
    ]
    schema = finding_schema()
    return found.select(
        *columns,
        pl.lit(rule_number(rule.code), dtype=schema["rule"]).alias("rule"),
        pl.lit(severity, dtype=schema["severity"]).alias("severity"),
    ).select(list(schema))


def relate(relation: Relation, progress: Progress | None = None) -> pl.DataFrame:
    """All findings between records.

    Raises:
        Cancelled: The progress was cancelled.
    """
    frames = [empty_findings()]
    rules = [rule for rule in selected_rules(relation.settings) if rule.relate is not None]
    for done, rule in enumerate(rules):
        if progress is not None:
            progress.stop_if_cancelled()
            progress.update(done, len(rules), "comparing")
        assert rule.relate is not None
        found = rule.relate(relation)
        # Most rules find nothing, and frames are made for each step that is taken.
        if not found.is_empty():
            frames.append(_complete(found, rule, relation.settings))
    return sort_findings(pl.concat(frames))


@dataclass(frozen=True, slots=True)
class Habit:
    """What most records do: a note in place of many findings."""

    rule: Rule
    marked: int
    records: int


def habits(findings: pl.DataFrame, records: int, settings: Settings) -> list[Habit]:
    """The rules of style that mark more records than an exception would.

    Source: measured on files without known faults, where such rules gave 545 findings, all false.
    """
    thresholds: Thresholds = settings.thresholds
    counts = findings.filter(pl.col("row").is_not_null()).group_by("rule").agg(pl.col("row").n_unique().alias("marked"))
    by_number = dict(zip(counts["rule"].to_list(), counts["marked"].to_list(), strict=True))
    found: list[Habit] = []
    for rule in selected_rules(settings):
        marked: int = by_number.get(rule_number(rule.code), 0)
        if any(getattr(thresholds, name) for name in SET_BY_PERSON.get(rule.name, ())):
            continue
        if rule.style and marked >= thresholds.habit_least and marked > thresholds.habit_share * records:
            found.append(Habit(rule, marked, records))
    return found


def default_habit(rule: Rule) -> Callable[[int, int], str]:
    """The note of a rule of style that brings no sentence of its own."""

    def note(marked: int, records: int) -> str:
        return f"{marked:,} of {records:,} records: {rule.summary}. Usual here."

    return note


def apply_habits(findings: pl.DataFrame, records: int, settings: Settings) -> pl.DataFrame:
    """Findings with every habit turned into one note for the file.

    The note keeps the rule, has no row, severity info, and its counts in the arguments `marked` and `records`.
    """
    usual = habits(findings, records, settings)
    if not usual:
        return findings
    numbers = [rule_number(habit.rule.code) for habit in usual]
    notes = pl.DataFrame(
        {
            "rule": numbers,
            "severity": [int(Severity.INFO)] * len(usual),
            "arguments": [
                json.dumps({"habit": (habit.rule.habit or default_habit(habit.rule))(habit.marked, habit.records)})
                for habit in usual
            ],
            "mend": [0] * len(usual),
        },
        schema={
            name: kind for name, kind in finding_schema().items() if name in ("rule", "severity", "arguments", "mend")
        },
    )
    rest = findings.filter(~pl.col("rule").is_in(numbers) | pl.col("row").is_null())
    return sort_findings(pl.concat([rest, notes], how="diagonal").select(list(finding_schema())))
