"""What is usual in a set: the measures a fault has to stand out from."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import Any

ENGLISH = frozenset(
    re.findall(r"\w+", "the of and to a in is it you that for on are with as at be this have from or by")
)


@dataclass(frozen=True)
class Spread:
    """Middle and robust spread of a length, on the log scale."""

    middle: float
    sigma: float

    def above(self, spreads: float) -> int:
        return int(math.exp(self.middle + spreads * self.sigma))

    def below(self, spreads: float) -> float:
        return math.exp(self.middle - spreads * self.sigma)


@dataclass(frozen=True)
class House:
    """The habits of a clean set; ``most_messages`` are what 98 of 100 records have at most."""

    system: str | None
    record_letters: Spread
    answer_letters: Spread
    most_messages: int
    english: bool
    end_signs: bool


def measure_house(records: list[dict[str, Any]]) -> House:
    """Measure a clean chat set. ``system`` is its main system message, where six in ten records have it."""
    systems = Counter(text_of(record["messages"][0]) for record in records if record["messages"][0]["role"] == "system")
    main, count = systems.most_common(1)[0] if systems else (None, 0)
    answers = [text_of(record["messages"][-1]) for record in records]
    prose = " ".join(text_of(message) for record in records[:300] for message in record["messages"])
    words = re.findall(r"[^\W\d_]+", prose.lower())
    unfinished = sum(not answer.rstrip().endswith((".", "!", "?")) for answer in answers)
    return House(
        system=main if count >= 0.6 * len(records) else None,
        record_letters=_spread([sum(len(text_of(m)) for m in r["messages"]) for r in records]),
        answer_letters=_spread([len(answer) for answer in answers]),
        most_messages=sorted(len(record["messages"]) for record in records)[int(0.98 * len(records))],
        english=sum(word in ENGLISH for word in words) > 0.2 * len(words),
        end_signs=unfinished <= 0.03 * len(answers),
    )


def text_of(message: dict[str, Any]) -> str:
    """The text of a message; empty where it holds none, as with a bare tool call."""
    content = message.get("content")
    return content if isinstance(content, str) else ""


def _spread(lengths: list[int]) -> Spread:
    logs = [math.log(max(1, length)) for length in lengths]
    middle = median(logs)
    return Spread(middle, max(0.25, 1.4826 * median(abs(value - middle) for value in logs)))
