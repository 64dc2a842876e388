"""Nested too deeply."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Mend
from curator.checks.syntax.broken import broken_rule, sentences
from curator.records.flaws import Kind

RULE = broken_rule(
    code="JSN019",
    name="json-depth",
    kinds=(Kind.DEPTH,),
    summary="nested too deeply",
    message=sentences({}, "Nested more than 1,024 levels deep, further than parsers follow."),
    what="Objects or lists inside one another more than 1,024 levels deep.",
    how="There is no mend: no training example is nested like this.",
    triggers=(b'{"messages": ' + b"[" * 1100 + b"]" * 1100 + b"}",),
    passes=(chat(USER, ANSWER.replace("mat.", "[" * 1100)),),
    best=Mend.NONE,
)
