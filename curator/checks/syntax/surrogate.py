"""Half a character as an escape."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN011",
    name="json-surrogate",
    kinds=(Kind.SURROGATE,),
    summary="half a character as an escape",
    message=sentences(
        {"swapped": "The two halves of a character stand in the wrong order: {text}"},
        "{text} is half a character; the other half is missing.",
    ),
    what=(
        "An escape for half a character, \\ud800 to \\udfff, without its other half: a text was cut in the "
        "middle of an emoji, or characters were counted in UTF-16. It is JSON by the letter, but no text: "
        "it cannot be written as UTF-8."
    ),
    how=(
        "Halves in the wrong order are exchanged; a lone half becomes U+FFFD, the sign for an unknown "
        "character. Both are a guess: the text had something else there."
    ),
    triggers=(chat(USER, ANSWER.replace("mat.", "mat \\ud83d")),),
    passes=(chat(USER, ANSWER.replace("mat.", "mat \\ud83d\\ude00")),),
    best=Mend.UNSAFE,
)
