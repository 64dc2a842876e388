"""Which training records taught an answer, most likely: those whose prompts share most words with the question."""

from __future__ import annotations

import re
from collections.abc import Iterable
from heapq import nlargest

_WORD = re.compile(r"\w+")


def nearest_rows(question: str, prompts: Iterable[tuple[int, str]], count: int = 5) -> list[tuple[int, float]]:
    """The rows whose prompts are nearest to a question.

    Args:
        question: What was asked; usually the last message of the user.
        prompts: (row id, prompt) pairs of the training records.
        count: How many rows to give at most.

    Returns:
        (row id, likeness) pairs, nearest first; the likeness is the Jaccard index over words, case aside, from 0.0 to
        1.0. Rows that share no word are left out; equal ones come by row id.
    """
    asked = set(_WORD.findall(question.lower()))
    near = ((row, _likeness(asked, set(_WORD.findall(prompt.lower())))) for row, prompt in prompts)
    return nlargest(count, (pair for pair in near if pair[1] > 0), key=lambda pair: (pair[1], -pair[0]))


def _likeness(one: set[str], other: set[str]) -> float:
    together = len(one | other)
    return len(one & other) / together if together else 0.0
