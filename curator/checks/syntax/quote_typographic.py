"""JSON's own quotes are “ ”."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN003",
    name="quote-typographic",
    kinds=(Kind.QUOTE_TYPOGRAPHIC,),
    summary="JSON's own quotes are “ ”",
    message=sentences(
        {"punctuation": "JSON's own signs are full-width here: {text}"},
        "JSON's own quote is typographic here, as a web page or a word processor makes it.",
    ),
    what=(
        "Some of JSON's own quotes are typographic, as a web page or a word processor makes them, or its "
        "brackets, colons and commas are full-width. The line cannot be read, here or by the service."
    ),
    how=(
        "The quotes and signs that are JSON's own are made plain; those inside texts stay as they are. "
        "Safe where it is beyond doubt which ones are JSON's own: not where the quotes inside a text are "
        "unpaired."
    ),
    triggers=(
        chat(USER, ANSWER).replace(b'"role"', "“role”".encode()),
        "{“messages”: [{“role”: “user”, “content”: “A “key”?”}, {“role”: “assistant”, “content”: “It’s.”}]}".encode(),
        chat(USER, ANSWER).replace(b'], "', '］，"'.encode()).replace(b": ", "：".encode()),
    ),
    passes=(chat(USER, ANSWER.replace("the mat", "the “mat”")),),
    best=Mend.SAFE,
)
