"""A comment, which JSON has not."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN017",
    name="json-comment",
    kinds=(Kind.COMMENT,),
    summary="a comment, which JSON has not",
    message=sentences({"line": "The line is a comment; JSON has none."}, "A comment stands here; JSON has none."),
    what="A comment between values, or a line that is one.",
    how=(
        "A comment between /* and */ is taken out, which is safe: it says nothing to a parser. A line "
        "that is a comment is for you to drop."
    ),
    triggers=(
        chat("/* from the log */ " + USER, ANSWER),
        b"// " + chat(USER, ANSWER),
    ),
    passes=(chat(USER, ANSWER.replace("mat.", "mat. /* or not */ // #")),),
    best=Mend.SAFE,
)
