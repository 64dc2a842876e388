"""How near an answer is to the one that was wanted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Score:
    """How one deployment did. `shared_words` is the mean F1 with the wanted answers; None where there were none."""

    better: int
    same_final_line: int
    with_wanted: int
    shared_words: float | None


def same_final_line(answer: str, wanted: str) -> bool:
    """Whether the last lines that are not blank agree, white space aside: where a worked answer ends in its result."""
    return bool(wanted.strip()) and _final_line(answer) == _final_line(wanted)


def _final_line(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def word_f1(answer: str, wanted: str) -> float:
    """F1 over the words of both, case aside, from 0.0 to 1.0 (Rajpurkar et al. 2016, without leaving articles out)."""
    said, hoped = Counter(_WORD.findall(answer.lower())), Counter(_WORD.findall(wanted.lower()))
    shared = sum((said & hoped).values())
    if not said or not hoped:
        return float(said == hoped)
    return 2 * shared / (sum(said.values()) + sum(hoped.values()))


def score(replies: Sequence[tuple[str | None, str | None]], better: int) -> Score:
    """The score over (wanted, said) pairs; those with nothing wanted or nothing said are left out.

    Args:
        replies: The wanted answer and what the deployment said, None where there is none.
        better: How often a person found this deployment better.
    """
    judged = [(said, wanted) for wanted, said in replies if wanted is not None and said is not None]
    return Score(
        better=better,
        same_final_line=sum(same_final_line(said, wanted) for said, wanted in judged),
        with_wanted=len(judged),
        shared_words=sum(word_f1(said, wanted) for said, wanted in judged) / len(judged) if judged else None,
    )
