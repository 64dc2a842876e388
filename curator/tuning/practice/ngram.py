"""The word model that practice training fits: small, and true.

A bigram model with a unigram behind it (Dirichlet smoothing, MacKay and Peto 1995): the chance of a word after the one
before it is (count(pair) + A x unigram) / (count(previous) + A). Each step measures a batch of answers first and
learns them after, so a training loss is that of answers the model has not yet seen in this epoch.
"""

from __future__ import annotations

import math
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+|[^\w\s]")
_PAIR_WEIGHT = 4.0
_WORD_WEIGHT = 1.0
_START = "<start>"
_END = "<end>"
_UNKNOWN = "<unknown>"


def words_of(text: str) -> list[str]:
    """The words and signs of a text, lower-cased: what the practice service counts as tokens."""
    return _WORD.findall(text.lower())


@dataclass(frozen=True)
class StepResult:
    """What one step of training measured; losses in nats per word, accuracies from 0 to 1."""

    step: int
    train_loss: float
    train_accuracy: float
    valid_loss: float | None = None
    valid_accuracy: float | None = None
    full_valid_loss: float | None = None
    full_valid_accuracy: float | None = None


@dataclass(frozen=True)
class TrainingPlan:
    """How many answers a step takes and how often all are seen."""

    epochs: int
    batch_size: int
    learning_rate: float
    seed: int


class WordModel:
    """Bigram counts over a fixed vocabulary.

    Args:
        vocabulary: All words the model can name; others count as one unknown word.
    """

    def __init__(self, vocabulary: set[str]) -> None:
        self._vocabulary = vocabulary | {_END, _UNKNOWN}
        self._words: defaultdict[str, float] = defaultdict(float)
        self._total = 0.0
        self._pairs: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        self._seen_before: defaultdict[str, float] = defaultdict(float)
        self._likeliest: dict[str, str] = {}
        self._commonest = _END

    def learn(self, answer: Sequence[str], weight: float) -> None:
        """Add an answer's pairs to the counts, each with this weight."""
        for before, word in self._pairs_of(answer):
            self._words[word] += weight
            self._total += weight
            followers = self._pairs[before]
            followers[word] += weight
            self._seen_before[before] += weight
            if followers[word] >= followers.get(self._likeliest.get(before, word), 0.0):
                self._likeliest[before] = word
            if self._words[word] > self._words.get(self._commonest, 0.0):
                self._commonest = word

    def measure(self, answers: Sequence[Sequence[str]]) -> tuple[float, float]:
        """Mean loss in nats per word, and the share of words that the likeliest word hits."""
        loss = 0.0
        hits = 0
        count = 0
        size = len(self._vocabulary)
        for answer in answers:
            for before, word in self._pairs_of(answer):
                alone = (self._words.get(word, 0.0) + _WORD_WEIGHT / size) / (self._total + _WORD_WEIGHT)
                pairs = self._pairs[before].get(word, 0.0) if before in self._pairs else 0.0
                seen = self._seen_before.get(before, 0.0)
                loss -= math.log((pairs + _PAIR_WEIGHT * alone) / (seen + _PAIR_WEIGHT))
                hits += self._likeliest.get(before, self._commonest) == word
                count += 1
        return (loss / count, hits / count) if count else (0.0, 0.0)

    def _pairs_of(self, answer: Sequence[str]) -> Iterator[tuple[str, str]]:
        before = _START
        for word in answer:
            known = word if word in self._vocabulary else _UNKNOWN
            yield before, known
            before = known
        yield before, _END


def steps_in_epoch(answers: int, batch_size: int) -> int:
    """How many steps see all answers once."""
    return math.ceil(answers / batch_size)


def train(answers: Sequence[str], validation: Sequence[str], plan: TrainingPlan) -> Iterator[StepResult]:
    """Fit a model to the answers and yield what each step measured, with the same seed always the same.

    Validation is measured on a batch in every tenth step, and on all of it at the end of each epoch.
    """
    taught = [words_of(answer) for answer in answers]
    held = [words_of(answer) for answer in validation]
    model = WordModel({word for answer in taught for word in answer})
    shuffle = random.Random(plan.seed)
    in_epoch = steps_in_epoch(len(taught), plan.batch_size)
    for epoch in range(plan.epochs):
        order = list(range(len(taught)))
        shuffle.shuffle(order)
        for index in range(in_epoch):
            step = epoch * in_epoch + index + 1
            batch = [taught[row] for row in order[index * plan.batch_size : (index + 1) * plan.batch_size]]
            loss, accuracy = model.measure(batch)
            for answer in batch:
                model.learn(answer, plan.learning_rate)
            part = _measure_part(model, held, step, plan.batch_size)
            full = model.measure(held) if held and index == in_epoch - 1 else (None, None)
            yield StepResult(step, loss, accuracy, *part, *full)


def _measure_part(
    model: WordModel, held: list[list[str]], step: int, batch_size: int
) -> tuple[float | None, float | None]:
    if not held or step % 10:
        return None, None
    start = (step // 10 - 1) * batch_size % len(held)
    return model.measure(held[start : start + batch_size])
