"""Limits of the target on a file as a whole: an error where the limit is verified, else a warning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.relation import Related, Relation, found_frame
from curator.checks.rule import Arguments, Page, Relate, Rule, Severity
from curator.checks.sources import GUIDE, TABLE
from curator.records.target import target_of

if TYPE_CHECKING:
    import polars as pl

from curator.checks.limits.exceeded import Exceeded, exceeded


def _words(limit: str, found: int, bound: int) -> str:
    if limit == "records_least":
        return f"{found} records; a training job needs at least {bound}."
    if limit == "file_bytes":
        return f"{found / 2**20:,.0f} MB; a file may have at most {bound / 2**20:,.0f} MB."
    if limit == "images_per_file":
        return f"{found:,} records with images; a file may have at most {bound:,}."
    return f"{found:,} tokens; tokens times epochs may be at most {bound:,}."


def _message(arguments: Arguments) -> str:
    words = _words(arguments["limit"], arguments["found"], arguments["bound"])
    if arguments["verified"]:
        return f"{words} ({arguments['target']})"
    return f"{words} ({arguments['target']}; nobody verified this limit: {arguments['source']})"


def _related(exceeding: Exceeded, target: str) -> Related:
    fact = exceeding.fact
    return Related(
        None,
        {
            "limit": exceeding.limit,
            "found": exceeding.found,
            "bound": fact.number,
            "verified": fact.verified,
            "source": fact.source,
            "target": target,
        },
    )


def _exceeding(verified: bool, *limits: str) -> Relate:
    def relate(relation: Relation) -> pl.DataFrame:
        target = target_of(relation.settings).name
        return found_frame(
            [
                _related(exceeding, target)
                for exceeding in exceeded(relation)
                if exceeding.fact.verified is verified and exceeding.limit in limits
            ]
        )

    return relate


_ALL = ("records_least", "file_bytes", "tokens_times_epochs", "images_per_file")
_TALK = chat(USER, ANSWER)
_FEW: Sequence[bytes] = (_TALK,) * 9
_ENOUGH: Sequence[bytes] = (_TALK,) * 10

RULES = (
    Rule(
        code="LIM001",
        name="records-few",
        family="limits",
        severity=Severity.ERROR,
        summary="too few records to train",
        message=_message,
        page=Page(
            what="A training file with fewer records than the target asks for.",
            why="The job does not start. Ten is the least; fifty well-made ones begin to show, hundreds are advised.",
            mend="Write more records.",
            source=f"{GUIDE} {TABLE}",
        ),
        triggers=(_FEW,),
        passes=(_ENOUGH,),
        relate=_exceeding(True, "records_least"),
    ),
    Rule(
        code="LIM002",
        name="file-too-large",
        family="limits",
        severity=Severity.ERROR,
        summary="more than the service takes",
        message=_message,
        page=Page(
            what="A file with more bytes, tokens or records with images than the target takes.",
            why="The upload or the job is refused.",
            mend="Split the file and train on a part, or drop duplicates and long records.",
            source=TABLE,
        ),
        triggers=(),
        passes=(_ENOUGH,),
        relate=_exceeding(True, "file_bytes", "tokens_times_epochs", "images_per_file"),
    ),
    Rule(
        code="LIM003",
        name="limit-unverified",
        family="limits",
        severity=Severity.WARNING,
        summary="perhaps more than the service takes",
        message=_message,
        page=Page(
            what="A file that exceeds a limit of the target which nobody verified.",
            why="The number comes from somebody else than the service, or sources disagree. It is shown only where "
            "the data "
            "exceeds it.",
            mend="Ask the service's current documentation; a targets file of one's own can put the limit right.",
            source=TABLE,
        ),
        triggers=(),
        passes=(_ENOUGH,),
        relate=_exceeding(False, *_ALL),
    ),
)
