"""Roles that are right but for their letters' case or the space around them."""

from __future__ import annotations

from typing import cast

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.explain import explained
from curator.checks.proposal import Proposal, fixing, message_at, proven_if, value_at
from curator.checks.rule import Mend, Page, Reads, Rule, Severity
from curator.checks.sources import SPECIFICATION
from curator.records.record import Record
from curator.records.spans import replace_string


def _folded(record: Record, pointer: str) -> Proposal | None:
    role = cast("str", value_at(record, pointer)).strip().lower()
    message = message_at(record, pointer)
    # A user who calls tools, or a reply without an id, is more wrong than its role's letters.
    doubtful = (message.calls and role != "assistant") or (role == "tool" and not message.call_id)
    return proven_if(not doubtful, f"make it {role}", replace_string(record.raw, pointer, role))


def _rule(code: str, name: str, summary: str, what: str, trigger: str, words: str) -> Rule:
    return Rule(
        code=code,
        name=name,
        family="messages",
        severity=Severity.ERROR,
        summary=summary,
        message=lambda arguments: f'The role "{arguments["value"]}" {words}',
        page=Page(
            what=what,
            why="Roles are compared letter by letter; the service refuses the file.",
            mend="The role is written as the service knows it. There is only one role it can be: safe.",
            source=SPECIFICATION,
        ),
        triggers=(chat(USER, trigger),),
        passes=(chat(USER, ANSWER),),
        reads=Reads.INVALID,
        check=explained(name, _folded),
        fix=fixing(_folded),
        mend=Mend.SAFE,
    )


RULES = (
    _rule(
        "MSG002",
        "role-case",
        "a role in capital letters",
        "A role with capital letters: Assistant, USER.",
        '{"role": "Assistant", "content": "Under the mat."}',
        "has to be written in small letters.",
    ),
    _rule(
        "MSG003",
        "role-space",
        "a role with space around it",
        "A role with white space before or behind it.",
        '{"role": "assistant ", "content": "Under the mat."}',
        "has white space around it.",
    ),
)
