"""The line ends too early."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN001",
    name="json-truncated",
    kinds=(Kind.TRUNCATED,),
    summary="the line ends too early",
    message=sentences(
        {
            "text": "The line ends inside a text: {text}",
            "value": "The line ends where a value must come.",
            "brackets": "The line ends before its brackets are closed: {text} is missing.",
        },
        "The line ends too early.",
    ),
    what=("A line that ends before its JSON does: inside a text, where a value must come, or before the last bracket."),
    how=(
        "Where the next line is the rest of the record, torn off by a raw line break, both are joined, "
        "and that is safe: together they are JSON. Where only closing brackets are missing they are "
        "added, as a guess. A text that is cut off cannot be mended; its end is elsewhere, or nowhere: "
        "drop the line or write it anew."
    ),
    triggers=(
        chat(USER, ANSWER)[:-2],
        chat(USER, ANSWER)[:-12],
        chat(USER, ANSWER)[:-43],
    ),
    passes=(chat(USER, ANSWER),),
    best=Mend.SAFE,
)
