"""A quote inside a text ends it."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN008",
    name="json-quote-inside",
    kinds=(Kind.QUOTE_INSIDE,),
    summary="a quote inside a text ends it",
    message=sentences({}, "A quote inside the text ends it. After {text} a comma must come."),
    what=(
        "A double quote inside a text, without the backslash that JSON asks for: the text ends there, and "
        "what follows makes no sense."
    ),
    how=(
        "Backslashes are put before the quotes, up to the one behind which the record goes on. A guess: "
        "look at the difference first."
    ),
    triggers=(chat(USER, ANSWER.replace("the mat", 'the "mat"')),),
    passes=(chat(USER, ANSWER.replace("the mat", 'the \\"mat\\"')),),
    best=Mend.UNSAFE,
)
