"""Text after the record."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN014",
    name="json-trailing",
    kinds=(Kind.TRAILING,),
    summary="text after the record",
    message=sentences({}, "The record is complete, and then comes more: {text}"),
    what=("Something after the complete record that is no record itself: a comment, a word, the rest of another line."),
    how="What follows the record is taken out. A guess: somebody may want it.",
    triggers=(chat(USER, ANSWER) + b" // checked",),
    passes=(
        chat(USER, ANSWER.replace("mat.", "mat. // checked")),
        chat(USER, ANSWER) + b"  ",
    ),
    best=Mend.UNSAFE,
)
