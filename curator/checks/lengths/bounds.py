"""Where the usual lengths of a file end: bounds that outliers themselves cannot move."""

from __future__ import annotations

import math
import statistics
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from curator.settings import Thresholds

NORMAL_CONSISTENCY = 1.4826
"""Makes the median absolute deviation of normally distributed values equal to their standard deviation
(Rousseeuw and Croux, Alternatives to the Median Absolute Deviation, 1993)."""
TURN_QUANTILE = 0.98
"""This share of the records has a usual number of turns."""
LEAST_TURNS = 10
"""Up to this many turns a conversation is never long."""
SET_BY_PERSON = {
    "length-outlier": ("record_low", "record_high"),
    "answer-short": ("answer_low",),
    "answer-long": ("answer_high",),
    "many-messages": ("turn_high",),
}
"""Rules and the thresholds a person sets for them; who has set one wants the lines it marks, not a note."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The usual lengths: from `low` to `high`, with `middle` between them. In tokens, or in turns."""

    low: float
    middle: float
    high: float


def bounds(values: Sequence[float], spread: float, floor: float) -> tuple[float, float]:
    """The least and the greatest usual value.

    On the logarithm: median, and `spread` times the median absolute deviation on both sides. Mean and standard
    deviation would not do: two records of 180,000 tokens among 683 lift such a bound to 30,217 and hide the others.

    Args:
        values: Lengths, in tokens; those that are not above 0 are left out.
        spread: How many robust deviations are usual.
        floor: The deviation is never taken to be smaller than this, so that equal lengths do not make outliers.

    Raises:
        ValueError: There is no value above 0.
    """
    found = measured_bounds(values, spread, floor)
    return found.low, found.high


def _median(counted: Sequence[tuple[float, int]]) -> float:
    """The median of values that come so many times each; of an even number the mean of the two in the middle."""
    ordered = sorted(counted)
    upto = list(accumulate(count for _, count in ordered))
    low, high = (ordered[bisect_right(upto, place)][0] for place in ((upto[-1] - 1) // 2, upto[-1] // 2))
    return (low + high) / 2


def measured_bounds(values: Sequence[float], spread: float, floor: float) -> Bounds:
    """`bounds` together with the middle.

    Raises:
        ValueError: There is no value above 0.
    """
    counted = Counter(value for value in values if value > 0)
    if not counted:
        raise ValueError("no value above 0")
    # Lengths come again and again: each is worked on once.
    logarithms = [(math.log(value), count) for value, count in counted.items()]
    middle = _median(logarithms)
    deviation = _median([(abs(value - middle), count) for value, count in logarithms]) * NORMAL_CONSISTENCY
    width = spread * max(deviation, floor)
    return Bounds(math.exp(middle - width), math.exp(middle), math.exp(middle + width))


def record_bounds(tokens: Sequence[int], thresholds: Thresholds) -> Bounds | None:
    """The usual tokens of a record; None where too few records are measured to say."""
    if len(tokens) < thresholds.outlier_least_records:
        return None
    return measured_bounds(tokens, thresholds.record_spread, thresholds.record_spread_floor)


def answer_bounds(tokens: Sequence[int], thresholds: Thresholds) -> Bounds | None:
    """The usual tokens of a record's answers; None where too few records are measured to say."""
    if len(tokens) < thresholds.outlier_least_records:
        return None
    return measured_bounds(tokens, thresholds.answer_spread, thresholds.answer_spread_floor)


def turn_bounds(turns: Sequence[int], thresholds: Thresholds) -> Bounds | None:
    """The usual number of turns; None where too few records are measured to say.

    In most files nearly all conversations have one turn, so the median deviation says nothing. The bound stands
    exp(turn_spread x turn_spread_floor) times (4.06 by default) above what 98 of 100 records have.
    """
    if len(turns) < thresholds.outlier_least_records:
        return None
    ordered = sorted(turns)
    usual = max(1, ordered[int(TURN_QUANTILE * (len(ordered) - 1))])
    high = usual * math.exp(thresholds.turn_spread * thresholds.turn_spread_floor)
    return Bounds(0, statistics.median(ordered), max(high, LEAST_TURNS))
