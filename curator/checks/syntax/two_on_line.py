"""More than one record on the line."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN006",
    name="json-two-on-line",
    kinds=(Kind.TWO_ON_LINE,),
    summary="more than one record on the line",
    message=sentences({}, "A second record begins here; a line holds one."),
    what="Two or more complete JSON objects on one line: the line break between them is missing.",
    how="The line is divided where the next record begins. Safe: each part is a complete JSON object.",
    triggers=(
        chat(USER, ANSWER) + chat(USER, ANSWER),
        chat(USER, ANSWER) + b", " + chat(USER, ANSWER),
    ),
    passes=(chat(USER, ANSWER.replace("the mat", "}{")),),
    best=Mend.SAFE,
)
