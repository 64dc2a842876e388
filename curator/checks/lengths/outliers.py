"""Records and answers much shorter or longer than the file's others."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from curator.checks.lengths.bounds import Bounds, answer_bounds, record_bounds
from curator.checks.lengths.measured import conversation, measured, usual_lines
from curator.checks.relation import Related, Relation, found_frame, once
from curator.checks.rule import Arguments, Finding, Fix, FixContext, Mend, Page, RowChange, Rule, Severity
from curator.records.record import Record

if TYPE_CHECKING:
    import polars as pl

SOURCE = (
    "Median and median absolute deviation of the logarithm (Leys et al., Detecting outliers, 2013). Measured on six "
    "files without known faults: none marked at 4 deviations for the record and 4.5 for the answers, where mean and "
    "standard deviation marked up to 18 and hid planted ones."
)


def _person_bounds(found: Bounds, low: float, high: float) -> Bounds:
    """The measured bounds, with those a person has set in their place; 0 is not set."""
    return Bounds(low or found.low, found.middle, high or found.high)


@once
def bounds_of_records(relation: Relation) -> Bounds | None:
    """The usual tokens of a record in this file; None where too few are measured."""
    thresholds = relation.settings.thresholds
    found = record_bounds(measured(relation, "tokens")["tokens"].to_list(), thresholds)
    return found and _person_bounds(found, thresholds.record_low, thresholds.record_high)


@once
def bounds_of_answers(relation: Relation) -> Bounds | None:
    """The usual tokens of all answers of a record in this file; None where too few are measured."""
    thresholds = relation.settings.thresholds
    found = answer_bounds(measured(relation, "tokens_assistant")["tokens_assistant"].to_list(), thresholds)
    return found and _person_bounds(found, thresholds.answer_low, thresholds.answer_high)


def _outside(relation: Relation, column: str, low: float, high: float) -> dict[int, int]:
    """Row id -> tokens of the measured rows below `low` or above `high`."""
    import polars

    rows = measured(relation, column).filter((polars.col(column) < low) | (polars.col(column) > high))
    return dict(zip(rows["row"].to_list(), rows[column].to_list(), strict=True))


def _related(rows: dict[int, int], usual: Bounds) -> pl.DataFrame:
    shown = {"low": math.ceil(usual.low), "middle": round(usual.middle), "high": math.floor(usual.high)}
    return found_frame([Related(row, {"tokens": tokens, **shown}, mend=Mend.UNSAFE) for row, tokens in rows.items()])


def _short_answers(relation: Relation) -> dict[int, int]:
    usual = bounds_of_answers(relation)
    return _outside(relation, "tokens_assistant", usual.low, float("inf")) if usual else {}


def _outlying_records(relation: Relation) -> dict[int, int]:
    """Records outside the bounds; one that is short because its answer is belongs to the other rule."""
    usual = bounds_of_records(relation)
    if usual is None:
        return {}
    short = _short_answers(relation)
    rows = _outside(relation, "tokens", usual.low, usual.high)
    return {row: tokens for row, tokens in rows.items() if tokens > usual.high or row not in short}


def _relate_records(relation: Relation) -> pl.DataFrame:
    usual = bounds_of_records(relation)
    return _related(_outlying_records(relation), usual) if usual else found_frame([])


def _relate_short(relation: Relation) -> pl.DataFrame:
    usual = bounds_of_answers(relation)
    return _related(_short_answers(relation), usual) if usual else found_frame([])


def _relate_long(relation: Relation) -> pl.DataFrame:
    usual = bounds_of_answers(relation)
    if usual is None:
        return found_frame([])
    told = _outlying_records(relation)
    rows = _outside(relation, "tokens_assistant", 0, usual.high)
    return _related({row: tokens for row, tokens in rows.items() if row not in told}, usual)


def _usual(arguments: Arguments) -> str:
    return f"{arguments['low']:,} to {arguments['high']:,} are usual here, {arguments['middle']:,} in the middle"


def _record_message(arguments: Arguments) -> str:
    tokens = arguments["tokens"]
    side = "long" if tokens > arguments["high"] else "short"
    return f"The record is unusually {side}: {_count(tokens)}; {_usual(arguments)}."


def _answer_message(side: str):
    def message(arguments: Arguments) -> str:
        return f"The answers are unusually {side}: {_count(arguments['tokens'])}; {_usual(arguments)}."

    return message


def _count(tokens: int) -> str:
    return f"{tokens:,} token" + ("" if tokens == 1 else "s")


def _drop(_record: Record, finding: Finding, _context: FixContext) -> Fix | None:
    if finding.row is None:
        return None
    return Fix("drop the record", (RowChange(finding.row, drop=True),), Mend.UNSAFE)


def _note(what: str):
    def note(marked: int, records: int) -> str:
        return f"{marked:,} of {records:,} records have {what}: the lengths differ widely here, and that is usual."

    return note


_MEND = "Look at the record: mend what made it so, or drop it. Dropping is a guess and is shown first."

LENGTH_OUTLIER = Rule(
    code="LEN001",
    name="length-outlier",
    family="lengths",
    severity=Severity.WARNING,
    summary="much longer or shorter than others",
    message=_record_message,
    page=Page(
        what="A record with far fewer or far more tokens than the file's others. Bounds: the median of the "
        "logarithm, 4 robust deviations to both sides; from 30 measured records on.",
        why="Training weighs tokens: a record of 10,000 tokens teaches as much as 50 of 200. Very long ones are most "
        "often a pasted document or a loop, very short ones a lost text.",
        mend=_MEND,
        source=SOURCE,
    ),
    triggers=([*usual_lines(), conversation(90, 12, 6000)], [*usual_lines(), conversation(91, 6000, 20)]),
    passes=([*usual_lines(), conversation(90, 25, 40)], [*usual_lines(12), conversation(90, 12, 6000)]),
    relate=_relate_records,
    fix=_drop,
    mend=Mend.UNSAFE,
    style=True,
    habit=_note("an unusual length"),
    thresholds=("record_spread", "record_spread_floor", "record_low", "record_high", "outlier_least_records"),
)

ANSWER_SHORT = Rule(
    code="LEN002",
    name="answer-short",
    family="lengths",
    severity=Severity.WARNING,
    summary="answers much shorter than others",
    message=_answer_message("short"),
    page=Page(
        what="A record whose answers together have far fewer tokens than those of the file's other records. Bounds: "
        "the median of the logarithm, 4.5 robust deviations to both sides; from 30 measured records on.",
        why='"." or "k" among answers of a hundred tokens is most often a lost or a test answer; the model learns it.',
        mend=_MEND,
        source=SOURCE,
    ),
    triggers=([*usual_lines(), conversation(90, 12, 0)],),
    passes=([*usual_lines(), conversation(90, 12, 14)], [conversation(number, 12, 0) for number in range(40)]),
    relate=_relate_short,
    fix=_drop,
    mend=Mend.UNSAFE,
    style=True,
    habit=_note("unusually short answers"),
    thresholds=("answer_spread", "answer_spread_floor", "answer_low", "outlier_least_records"),
)

ANSWER_LONG = Rule(
    code="LEN003",
    name="answer-long",
    family="lengths",
    severity=Severity.WARNING,
    summary="answers much longer than others",
    message=_answer_message("long"),
    page=Page(
        what="A record whose answers together have far more tokens than those of the file's other records, while the "
        "record as a whole is not unusual. Bounds as for answer-short.",
        why="The model learns the answers: one of ten times the usual length is most often a pasted text or a loop.",
        mend=_MEND,
        source=SOURCE,
    ),
    triggers=(
        [*(conversation(number, 120 + number % 5, 4 + number % 3) for number in range(40)), conversation(90, 12, 130)],
    ),
    passes=([*usual_lines(), conversation(90, 12, 40)],),
    relate=_relate_long,
    fix=_drop,
    mend=Mend.UNSAFE,
    style=True,
    habit=_note("unusually long answers"),
    thresholds=("answer_spread", "answer_spread_floor", "answer_high", "outlier_least_records"),
)

RULES = (LENGTH_OUTLIER, ANSWER_SHORT, ANSWER_LONG)
