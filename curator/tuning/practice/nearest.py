"""Finding the training prompt that shares most words with a question."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from curator.tuning.practice.examples import Answer, Turn
from curator.tuning.practice.ngram import words_of

_BEFORE_WEIGHT = 0.25


class NearestAnswer:
    """The stored answers of a training file, found by the words of their prompts.

    Args:
        turns: The answers to choose from, in the order of the file.
    """

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._turns = turns
        self._prompts = [frozenset(words_of(turn.prompt)) for turn in turns]
        self._before = [frozenset(words_of(turn.before)) for turn in turns]
        self._rows_with: defaultdict[str, list[int]] = defaultdict(list)
        for row, words in enumerate(self._prompts):
            for word in words:
                self._rows_with[word].append(row)

    def find(self, prompt: str, before: str) -> Answer | None:
        """The answer whose prompt is nearest (Jaccard over words; what was said before counts a quarter).

        Returns None where no training prompt shares a word with the question.
        """
        asked = frozenset(words_of(prompt))
        earlier = frozenset(words_of(before))
        shared = Counter(row for word in asked for row in self._rows_with.get(word, ()))
        if not shared:
            return None
        best = max(shared, key=lambda row: (self._likeness(row, asked, earlier), -row))
        return self._turns[best].answer

    def _likeness(self, row: int, asked: frozenset[str], earlier: frozenset[str]) -> float:
        return _jaccard(self._prompts[row], asked) + _BEFORE_WEIGHT * _jaccard(self._before[row], earlier)


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    together = len(one | other)
    return len(one & other) / together if together else 1.0
