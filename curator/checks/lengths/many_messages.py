"""Conversations with far more turns than the file's others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curator.checks.lengths.bounds import turn_bounds
from curator.checks.lengths.measured import conversation, measured, usual_lines
from curator.checks.relation import Related, Relation, found_frame
from curator.checks.rule import Arguments, Page, Rule, Severity

if TYPE_CHECKING:
    import polars as pl


def _relate(relation: Relation) -> pl.DataFrame:
    import polars

    rows = measured(relation, "turns")
    usual = turn_bounds(rows["turns"].to_list(), relation.settings.thresholds)
    if usual is None:
        return found_frame([])
    high = relation.settings.thresholds.turn_high or usual.high
    marked = rows.filter(polars.col("turns") > high).select("row", "messages", "turns")
    return found_frame(
        [
            Related(row, {"messages": messages, "turns": turns, "high": int(high), "middle": int(usual.middle)})
            for row, messages, turns in marked.iter_rows()
        ]
    )


def _message(arguments: Arguments) -> str:
    return (
        f"The conversation has {arguments['messages']:,} messages, {arguments['turns']:,} of them the user's; "
        f"up to {arguments['high']:,} are usual here, {arguments['middle']:,} in the middle."
    )


def _habit(marked: int, records: int) -> str:
    return f"{marked:,} of {records:,} conversations are many times longer than the others: usual here."


RULE = Rule(
    code="LEN004",
    name="many-messages",
    family="lengths",
    severity=Severity.WARNING,
    summary="many more messages than others",
    message=_message,
    page=Page(
        what="A conversation with more than four times the turns that 98 of 100 records have, and more than ten; from "
        "30 records on.",
        why="Such a record is most often several conversations run together: the model learns to go on about "
        "something else.",
        mend="Look at it: divide it where one conversation ends, or drop it.",
        source="Measured: two planted records of 60 turns found, none marked among 1,489 records without known faults "
        "(up to 16 turns). The median deviation is of no use, as most files hold conversations of one turn only.",
    ),
    triggers=([*usual_lines(), conversation(90, 12, 20, turns=30)],),
    passes=(
        [*usual_lines(), conversation(90, 12, 20, turns=6)],
        [*usual_lines(30), *(conversation(number, 12, 20, turns=12) for number in range(90, 100))],
    ),
    relate=_relate,
    style=True,
    habit=_habit,
    thresholds=("turn_spread", "turn_spread_floor", "turn_high", "outlier_least_records"),
)
