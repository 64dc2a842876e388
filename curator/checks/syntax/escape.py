"""A backslash JSON does not know."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN013",
    name="json-escape",
    kinds=(Kind.ESCAPE,),
    summary="a backslash JSON does not know",
    message=sentences({}, "{text} is no escape that JSON knows."),
    what=(
        "A backslash before a character that JSON does not escape: a Windows path, a formula, a regular "
        "expression or Markdown whose backslashes were not doubled; or another language's escape."
    ),
    how=(
        "Before a quote the backslash goes, and \\x41 becomes \\u0041: both are safe. Else the backslash is "
        "doubled, so that the text has one: a guess."
    ),
    triggers=(
        chat(USER, ANSWER.replace("the mat", "C:\\docs")),
        chat(USER, ANSWER.replace("the mat", "the cat\\'s mat")),
    ),
    passes=(chat(USER, ANSWER.replace("the mat", "C:\\\\docs")),),
    best=Mend.SAFE,
)
