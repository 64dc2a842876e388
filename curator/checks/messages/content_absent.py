"""Messages without content where it may not be left out."""

from __future__ import annotations

from curator.checks.examples import ANSWER, CALL, USER, chat
from curator.checks.explain import explained
from curator.checks.rule import Page, Reads, Rule, Severity, no_arguments
from curator.checks.sources import NOTEBOOK, SPECIFICATION, TOOLS_GUIDE

_WHY = (
    "Only an assistant message that calls tools may come without content. Elsewhere the service refuses the file, "
    "and a "
    "missing answer could teach nothing anyway."
)
_SOURCE = f"{SPECIFICATION} {TOOLS_GUIDE} {NOTEBOOK}"
_NULL_CALL = CALL.replace('"tool_calls"', '"content": null, "tool_calls"')

RULES = (
    Rule(
        code="MSG011",
        name="content-missing",
        family="messages",
        severity=Severity.ERROR,
        summary="a message without content",
        message=no_arguments("The message has no content."),
        page=Page(
            what="A message without a content key that calls no tool.",
            why=_WHY,
            mend="Write the content, or drop the record: nothing tells what it was.",
            source=_SOURCE,
        ),
        triggers=(chat(USER, '{"role": "assistant"}'),),
        passes=(chat(USER, ANSWER), chat(USER, CALL)),
        reads=Reads.INVALID,
        check=explained("content-missing"),
    ),
    Rule(
        code="MSG012",
        name="content-null",
        family="messages",
        severity=Severity.ERROR,
        summary="null as content",
        message=no_arguments("The content is null, and the message calls no tool."),
        page=Page(
            what="Content that is null in a message that calls no tool.",
            why=_WHY,
            mend="Write the content, or drop the record: nothing tells what it was.",
            source=_SOURCE,
        ),
        triggers=(chat(USER, '{"role": "assistant", "content": null}'),),
        passes=(chat(USER, ANSWER), chat(USER, _NULL_CALL)),
        reads=Reads.INVALID,
        check=explained("content-null"),
    ),
)
