"""A bracket missing or too many."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN015",
    name="json-bracket",
    kinds=(Kind.BRACKET,),
    summary="a bracket missing or too many",
    message=sentences(
        {
            "missing": "{text} is missing before this bracket.",
            "extra": "{text} closes nothing.",
            "after": "The record is complete, and then comes {text}",
            "key": "{text} stands where a key must come.",
        },
        "A bracket is wrong here.",
    ),
    what="A bracket that closes nothing, or one that is missing before another closes.",
    how="The bracket is put, or taken out. A guess: something may be missing with it.",
    triggers=(
        chat(USER, ANSWER) + b"}",
        chat(USER, ANSWER.removesuffix("}")),
    ),
    passes=(chat(USER, ANSWER.replace("mat.", "mat]}")),),
    best=Mend.UNSAFE,
)
