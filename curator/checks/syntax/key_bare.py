"""A key without quotes."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN009",
    name="json-key-bare",
    kinds=(Kind.KEY_BARE,),
    summary="a key without quotes",
    message=sentences({}, "The key {text} has no quotes."),
    what="A key without quotes, as JavaScript and YAML allow it.",
    how=("Quotes are put around the key. Safe: a word before a colon, where a key must come, can be nothing else."),
    triggers=(chat(USER, ANSWER).replace(b'"messages"', b"messages"),),
    passes=(chat(USER, ANSWER.replace("Under the mat.", "{key: 1}")),),
    best=Mend.SAFE,
)
