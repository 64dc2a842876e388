"""NaN, True, None."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN005",
    name="json-literal",
    kinds=(Kind.LITERAL,),
    summary="NaN, True, None",
    message=sentences({"word": "A text without quotes: {text}"}, "{text} is not a JSON value."),
    what=(
        "A word that JSON does not know as a value: Python's True, False and None, NaN, Infinity, "
        "undefined, or a text without quotes."
    ),
    how=(
        "Python's words, and true, false and null in other case, are written as JSON writes them, which "
        "is safe. NaN, Infinity and undefined become null and a bare text gets quotes, as a guess."
    ),
    triggers=(
        chat(USER, ANSWER, rest=', "parallel_tool_calls": True'),
        chat(USER, ANSWER.replace('"Under the mat."', '"No.", "weight": NaN')),
        chat(USER, ANSWER.replace('"Under the mat."', "Nowhere")),
    ),
    passes=(chat(USER, ANSWER.replace("Under the mat.", "True, or NaN, or None")),),
    best=Mend.SAFE,
)
