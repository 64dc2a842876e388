"""Records with more tokens than the target trains on."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.relation import Related, Relation, found_frame
from curator.checks.rule import Arguments, Page, Relate, Rule, Severity
from curator.checks.sources import TABLE
from curator.records.target import target_of

if TYPE_CHECKING:
    import polars as pl


def _relating(verified: bool) -> Relate:
    def relate(relation: Relation) -> pl.DataFrame:
        target = target_of(relation.settings)
        limit = target.limits.tokens_per_record
        if limit is None or limit.verified is not verified:
            return found_frame(())
        table = relation.table
        long = table.filter(table["tokens"] > limit.number).select("row", "tokens").rows()
        return found_frame(
            [
                Related(
                    row,
                    {"tokens": tokens, "bound": limit.number, "target": target.name, "source": limit.source},
                )
                for row, tokens in cast("list[tuple[int, int]]", long)
            ]
        )

    return relate


def _sure(arguments: Arguments) -> str:
    return (
        f"{arguments['tokens']:,} tokens; {arguments['target']} trains on at most {arguments['bound']:,} of a record."
    )


def _unsure(arguments: Arguments) -> str:
    return f"{_sure(arguments)} Nobody verified this limit ({arguments['source']})."


_WHY = "Longer records are cut at their end, where the answer stands, or refused."

RULES = (
    Rule(
        code="LIM010",
        name="record-too-long",
        family="limits",
        severity=Severity.ERROR,
        summary="more tokens than a record may have",
        message=_sure,
        page=Page(
            what="A record with more tokens than the target takes, where the service itself says how many.",
            why=_WHY,
            mend="Shorten it, divide it into several, or drop it.",
            source=TABLE,
        ),
        triggers=(),
        passes=((chat(USER, ANSWER),),),
        relate=_relating(True),
    ),
    Rule(
        code="LIM011",
        name="record-long",
        family="limits",
        severity=Severity.WARNING,
        summary="perhaps more tokens than a record may have",
        message=_unsure,
        page=Page(
            what="A record with more tokens than the target is said to take, where the service itself does not say.",
            why=f"{_WHY} No current number of Azure's was found, so this is a warning.",
            mend="Shorten it, divide it into several, or drop it.",
            source=TABLE,
        ),
        triggers=(),
        passes=((chat(USER, ANSWER),),),
        relate=_relating(False),
    ),
)
