"""Whatever else the schema does not allow."""

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.explain import explained
from curator.checks.rule import Page, Reads, Rule, Severity
from curator.checks.sources import SPECIFICATION

RULE = Rule(
    code="SHA040",
    name="shape-schema",
    family="shape",
    severity=Severity.ERROR,
    summary="something the schema does not allow",
    message=lambda arguments: str(arguments.get("words", "The schema does not allow this.")),
    page=Page(
        what="A place that does not satisfy the schema of its shape and that no other rule is made for.",
        why="The schemas hold what the service's own specification asks for; it would refuse the record.",
        mend="The message says what is expected at the place.",
        source=f"{SPECIFICATION} schemas/ holds it as data.",
    ),
    triggers=(
        chat(USER, ANSWER, rest=', "parallel_tool_calls": "no"'),
        chat(USER, ANSWER, '{"role": "function", "content": "4 degrees"}', ANSWER),
    ),
    passes=(chat(USER, ANSWER, rest=', "parallel_tool_calls": false'),),
    reads=Reads.INVALID,
    check=explained("shape-schema"),
)
