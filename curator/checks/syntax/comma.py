"""A comma too many or missing."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN004",
    name="json-comma",
    kinds=(Kind.COMMA,),
    summary="a comma too many or missing",
    message=sentences(
        {
            "trailing": "A comma stands after the last item; JSON has none there.",
            "doubled": "Two commas stand one after the other.",
            "leading": "A comma stands before the first item.",
            "record": "A comma stands after the record; each line is a record of its own.",
            "missing": "A comma is missing before this.",
        },
        "A comma is wrong here.",
    ),
    what=(
        "A comma after the last item, two commas in a row, a comma before the first item, a comma after "
        "the record as in a JSON array written over lines, or none where one must stand."
    ),
    how=(
        "The comma is taken out or put. Safe but for a comma before the first item and a missing one "
        "between plain values: there an item may be missing."
    ),
    triggers=(
        chat(USER, ANSWER + ","),
        chat(USER, ANSWER) + b",",
        chat(USER + ",", ANSWER),
        chat(USER + " " + ANSWER),
    ),
    passes=(chat(USER, ANSWER.replace("mat.", "mat,]")),),
    best=Mend.SAFE,
)
