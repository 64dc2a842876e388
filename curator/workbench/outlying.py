"""The records outside the usual lengths, as each rule about lengths lists them.

A record is told of once: one that is unusual as a whole stands under length-outlier and not under answer-long too, one
that is short because its answer is stands under answer-short alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curator.engine.query.words import NUMBERS

if TYPE_CHECKING:
    from curator.workbench.bounding import Lengths

_SHORT, _LONG, _WHOLE, _TURNS = "answer-short", "answer-long", "length-outlier", "many-messages"
_LISTS_SHORT = ("", _SHORT, _WHOLE)
_LISTS_LONG = ("", _LONG, _WHOLE, _TURNS)


@dataclass(frozen=True, slots=True)
class Outlying:
    """The records outside the bounds of one length."""

    rows: tuple[int, ...]
    """Those that are listed, the furthest outside first: of both sides the long ones before the short ones."""
    above: int
    """How many are above the upper bound, listed here or not."""
    below: int
    elsewhere: int = 0
    """How many on the side that is listed another rule tells of."""
    told_by: str = ""
    """Name of that rule."""


def outlying(lengths: Lengths, rule: str, lengths_of: Callable[[str], Lengths | None]) -> Outlying:
    """The records outside the bounds that a rule lists.

    Args:
        lengths: One measure, with its bounds.
        rule: Name of the rule; "" lists all that are outside.
        lengths_of: Gives another measure by its name.
    """
    above, below = lengths.above().tolist(), lengths.below().tolist()
    told_by = {_LONG: _WHOLE, _WHOLE: _SHORT}.get(rule, "")
    told = _told(told_by, lengths_of)
    long = above if rule in _LISTS_LONG else []
    short = below if rule in _LISTS_SHORT else []
    # A record of length-outlier that is long stands there, however short its answer is.
    listed = [row for row in long if rule != _LONG or row not in told], [row for row in short if row not in told]
    elsewhere = len(long) + len(short) - sum(map(len, listed))
    return Outlying((*listed[0], *listed[1]), len(above), len(below), elsewhere, told_by if elsewhere else "")


def query_of(lengths: Lengths, rule: str) -> str:
    """The filter that finds what is outside the bounds on the sides a rule lists; "" where too little is measured."""
    if lengths.bounds is None:
        return ""
    field = next(name for name, column in NUMBERS.items() if column == lengths.measure.column)
    short = f"{field}<{lengths.shortest_usual}" if lengths.measure.low and rule in _LISTS_SHORT else ""
    long = f"{field}>{lengths.longest_usual}" if rule in _LISTS_LONG else ""
    # A record with an error is no evidence, and not among those that are listed.
    return f"({' or '.join(part for part in (short, long) if part)}) -is:error"


def _told(rule: str, lengths_of: Callable[[str], Lengths | None]) -> frozenset[int]:
    """The records one of these rules tells of, by the bounds as they now are."""
    answers = lengths_of("answers") if rule else None
    short = frozenset(answers.below().tolist() if answers is not None else ())
    records = lengths_of("record") if rule == _WHOLE else None
    if records is None:
        return short
    return frozenset(records.above().tolist()) | (frozenset(records.below().tolist()) - short)
