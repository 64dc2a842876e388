"""No colon after a key."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN016",
    name="json-colon",
    kinds=(Kind.COLON,),
    summary="no colon after a key",
    message=sentences({}, "After a key a colon must come."),
    what="A key that is not followed by a colon, or by another sign in its place.",
    how="A colon is put between a key and the value that follows it. A guess.",
    triggers=(
        chat(USER, ANSWER).replace(b'"messages":', b'"messages" ='),
        chat(USER, ANSWER).replace(b'"messages":', b'"messages"'),
    ),
    passes=(chat(USER, ANSWER).replace(b'"messages":', b'"messages" :'),),
    best=Mend.UNSAFE,
)
