"""Which records of a sent file are the likely cause of a failed job, where the service itself names none or few."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from curator.checks.registry import all_rules
from curator.checks.rule import Severity
from curator.progress import Progress
from curator.tuning.jobs import harm_types, named_lines

if TYPE_CHECKING:
    from curator.settings import Settings
    from curator.workbench.bench import Workbench

NAMED = "named by the service"
_MOST = 20
_ABOUT_FORM = re.compile(r"schema|invalid|not valid|format|jsonl", re.IGNORECASE)
_HARM: Mapping[str, str] = {
    "hate_fairness": r"hat(?:e|red)|despis|inferior|vermin|subhuman|racis|sexis|bigot|filthy|scum|should be banned",
    "violence": r"kill|murder|stab|shoot|shot|bomb|weapon|gun\b|attack|blood|tortur|strangl|explosiv|massacre|behead",
    "self_harm": r"suicid|self-?harm|kill myself|kill yourself|cut(?:ting)? myself|overdos|end my life|want to die",
    "sexual": r"\bsex|nude|naked|porn|erotic|genital|\brape|molest|fetish",
}
"""Words that records about a kind of harm often hold: a place to begin to read, and no judgement."""
_OTHER_NAMES = {"hate": "hate_fairness", "hate_and_fairness": "hate_fairness", "self-harm": "self_harm"}


@dataclass(frozen=True, slots=True)
class Blamed:
    """A record that may be the cause."""

    row: int
    """Its row, which in a file that was only written is its line."""
    why: str
    raw: bytes


def likely_causes(
    path: Path, settings: Settings, words: str, progress: Progress, workers: int | None = None
) -> list[Blamed]:
    """The records that most likely made a job fail, the likeliest first.

    Lines the service names come first. Where it speaks of kinds of harm, records with words of that kind follow, and
    those with personal data, which is known to set the check off. Where it speaks of the form, records in which the
    checks find an error.

    Args:
        path: The training file as it was sent.
        settings: Target, rules and thresholds.
        words: What the service said.
        progress: Counts records, and carries the wish to stop.
        workers: Processes that measure; 0 measures in this one.

    Raises:
        CuratorError: The file cannot be opened.
        Cancelled: Somebody asked to stop.
    """
    from curator.workbench.bench import Workbench

    bench = Workbench.open(path, settings, as_is=True, read_only=True)
    try:
        bench.index(progress)
        found = [(row, NAMED) for row in named_lines(words) if bench.dataset.exists(row)]
        kinds = [_OTHER_NAMES.get(kind, kind) for kind in harm_types(words)]
        if kinds:
            found += _about_harm(bench, kinds, progress)
        if kinds or _ABOUT_FORM.search(words):
            bench.measure_all(progress, workers)
            found += _about_rules(bench, "privacy", None) if kinds else _about_rules(bench, "", Severity.ERROR)
        best = dict(reversed(found))
        return [Blamed(row, best[row], bench.raw(row)) for row in list(dict.fromkeys(row for row, _ in found))[:_MOST]]
    finally:
        bench.close()


def _about_harm(bench: Workbench, kinds: list[str], progress: Progress) -> list[tuple[int, str]]:
    patterns = {kind: re.compile(_HARM[kind], re.IGNORECASE) for kind in kinds if kind in _HARM}
    scores: list[tuple[int, int, str]] = []
    rows = bench.dataset.rows()
    for done, row in enumerate(rows):
        if done % 2_000 == 0:
            progress.stop_if_cancelled()
            progress.update(done, len(rows), "looking for likely causes")
        text = bench.raw(row).decode("utf-8", "replace")
        words = {kind: {found.lower() for found in pattern.findall(text)} for kind, pattern in patterns.items()}
        said = sorted(word for found in words.values() for word in found)
        if said:
            scores.append((-len(said), row, ", ".join(said[:4])))
    return [(row, f"it says: {said}") for _, row, said in sorted(scores)]


def _about_rules(bench: Workbench, family: str, severity: Severity | None) -> list[tuple[int, str]]:
    rules = all_rules()
    numbers = [number for number, rule in enumerate(rules) if not family or rule.family == family]
    shown = bench.complete.shown.filter(pl.col("row").is_not_null() & pl.col("rule").is_in(numbers))
    if severity is not None:
        shown = shown.filter(pl.col("severity") == int(severity))
    found = shown.sort(["severity", "row"], descending=[True, False]).select("row", "rule")
    return [(int(row), rules[rule].name) for row, rule in found.iter_rows()]
