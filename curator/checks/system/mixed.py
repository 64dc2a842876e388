"""Files whose records have no system message in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curator.checks.relation import Related, Relation, found_frame
from curator.checks.rule import Arguments, Page, Rule, Severity
from curator.checks.system.examples import MAIN, line, lines
from curator.checks.system.kinds import Kind, kinds, rare

if TYPE_CHECKING:
    import polars as pl


def _second_personas(kind: Kind, relation: Relation) -> int:
    """Records with a text of their own that is too frequent to be a stray."""
    thresholds = relation.settings.thresholds
    return sum(len(other.rows) for other in kind.others if other.how == "other" and not rare(other, kind, thresholds))


def _relate(relation: Relation) -> pl.DataFrame:
    found: list[Related] = []
    for kind in kinds(relation):
        with_one = kind.records - len(kind.missing) - len(kind.empty)
        second = _second_personas(kind, relation)
        arguments = {"records": kind.records, "texts": kind.texts, "tools": kind.has_tools, "have": with_one}
        if kind.main_rows and second:
            found.append(Related(None, {**arguments, "main": kind.main_rows, "second": second}))
        elif not kind.main_rows and kind.texts > 1:
            found.append(Related(None, arguments))
    return found_frame(found)


def _message(arguments: Arguments) -> str:
    kind = "records with tools" if arguments["tools"] else "records"
    if "second" in arguments:
        return (
            f"{arguments['main']:,} of {arguments['records']:,} {kind} share one system message; "
            f"{arguments['second']:,} have another that is too frequent to be a slip."
        )
    return (
        f"{arguments['have']:,} of {arguments['records']:,} {kind} have a system message, and there are "
        f"{arguments['texts']:,} different texts, none of them the main one: they are not compared."
    )


RULE = Rule(
    code="SYS009",
    name="system-mixed",
    family="system",
    severity=Severity.INFO,
    summary="no one system message for all",
    message=_message,
    page=Page(
        what="One note for a file whose records of one kind do not share a system message: no text, and no template "
        "(numbers, dates and names aside), has 60 % of them, or a second text has more than 1 % or five records.",
        why="Several personas in one file are often meant. Then each must be asked for by its own system message "
        "when the tuned model is used.",
        mend="Nothing has to be done.",
        source="Measured: preference sets in use have a dozen system messages each.",
    ),
    triggers=(
        [
            line(number, f"{word} the guests as you like.")
            for number in range(5)
            for word in ("Greet", "Tease", "Thank")
        ],
        [*lines(60), *(line(number, "You are a night porter. Answer briefly.") for number in range(90, 100))],
    ),
    passes=(lines(), [line(number) for number in range(20)], [*lines(120), line(190, MAIN.upper())]),
    relate=_relate,
)
