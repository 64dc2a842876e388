"""Bad answers of a tuned model, sent to Review: each with the records that most likely taught it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from curator.chat.sources import nearest_rows
from curator.progress import Progress
from curator.workbench.harvesting import Near, near_at, said_in

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench

_STATE = "answers to look at"
PROMPT, ANSWER = "prompt", "answer"


@dataclass(frozen=True, slots=True)
class Source:
    """A record that stands near to a bad answer."""

    row: int
    likeness: float
    """Jaccard index over words, from 0.0 to 1.0."""
    by: str
    """What is alike: PROMPT or ANSWER."""


@dataclass(frozen=True, slots=True)
class BadAnswer:
    """An answer nobody wants, with what was asked and what stands near to it in the data."""

    deployment: str
    system: str
    question: str
    answer: str
    said_at: float
    """Unix seconds."""
    sources: tuple[Source, ...]


def sources_of(
    bench: Workbench,
    question: str,
    answer: str,
    progress: Progress,
    count: int = 6,
    without: Collection[int] = (),
) -> tuple[Source, ...]:
    """The records that most likely taught an answer: those whose prompt, or whose answer, is nearest.

    Args:
        bench: The open data set; dropped records are left out, as they taught nothing.
        question: What was asked.
        answer: What the model said.
        progress: Counts records, and carries the wish to stop.
        count: How many at most.
        without: Rows that are left out, such as those kept since the training.

    Raises:
        Cancelled: Somebody asked to stop.
    """
    said = list(said_in(bench, progress, without))
    near = [
        Source(row, likeness, by)
        for by, text, texts in (
            (PROMPT, question, ((row, prompt) for row, prompt, _ in said)),
            (ANSWER, answer, ((row, told) for row, _, told in said)),
        )
        for row, likeness in nearest_rows(text, texts, count)
    ]
    near.sort(key=lambda one: (-one.likeness, one.by == ANSWER, one.row))
    best: dict[int, Source] = {}
    for one in near:
        best.setdefault(one.row, one)
    return tuple(list(best.values())[:count])


def bad_answers(bench: Workbench) -> list[BadAnswer]:
    """The answers that are to be looked at, in the order in which they were sent to Review."""
    kept = bench.kept_state(_STATE)
    return [_read(one) for one in json.loads(kept)] if kept else []


def send_to_review(bench: Workbench, bad: BadAnswer) -> int:
    """Keep an answer that is to be looked at beside the data; the same one only once.

    Returns:
        How many there are now.

    Raises:
        CuratorError: The data set is read-only.
    """
    others = [one for one in bad_answers(bench) if (one.question, one.answer) != (bad.question, bad.answer)]
    return _keep(bench, [*others, bad])


def looked_at(bench: Workbench, bad: BadAnswer) -> int:
    """Take an answer off the list; returns how many are left.

    Raises:
        CuratorError: The data set is read-only.
    """
    return _keep(bench, [one for one in bad_answers(bench) if one != bad])


def near_of(bench: Workbench, source: Source) -> Near:
    """What a source says, as it now stands; empty texts where its record is gone."""
    if not bench.dataset.exists(source.row):
        return Near(source.row, source.likeness, "", "")
    return near_at(bench, source.row, source.likeness)


def _keep(bench: Workbench, answers: Iterable[BadAnswer]) -> int:
    kept = [asdict(one) for one in answers]
    bench.keep_state(_STATE, json.dumps(kept) if kept else None)
    return len(kept)


def _read(wire: dict[str, Any]) -> BadAnswer:
    return BadAnswer(**{**wire, "sources": tuple(Source(**one) for one in wire["sources"])})
