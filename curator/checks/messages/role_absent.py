"""Messages without a role, or with one that is no text."""

from __future__ import annotations

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.explain import explained
from curator.checks.messages.evidence import who_speaks
from curator.checks.proposal import Proposal, fixing, guess, message_at, proven
from curator.checks.rule import Mend, Page, Reads, Rule, Severity, no_arguments
from curator.checks.sources import NOTEBOOK, SPECIFICATION
from curator.records.record import Record
from curator.records.spans import encode_string, insert_member, replace_string


def _given(record: Record, pointer: str) -> Proposal | None:
    message = message_at(record, pointer)
    evidence = who_speaks(record, message)
    if evidence is None:
        return None
    if "role" in message.value:
        content = replace_string(record.raw, f"{message.pointer}/role", evidence.role)
    else:
        content = insert_member(record.raw, message.pointer, "role", encode_string(evidence.role), first=True)
    title = f"make it {evidence.role}"
    return proven(title, content) if evidence.proven else guess(title, content)


_MEND = (
    "Where the order of the conversation proves who speaks (the assistant speaks next, so it is the user) the role is "
    "written, which is safe. Elsewhere a person has to say."
)

RULES = (
    Rule(
        code="MSG004",
        name="role-missing",
        family="messages",
        severity=Severity.ERROR,
        summary="a message without a role",
        message=no_arguments("The message has no role: nothing says who speaks."),
        page=Page(
            what="A message without a role, or with an empty one.",
            why="The service refuses the file.",
            mend=_MEND,
            source=f"{NOTEBOOK} {SPECIFICATION}",
        ),
        triggers=(chat('{"content": "Where is the key?"}', ANSWER),),
        passes=(chat(USER, ANSWER),),
        reads=Reads.INVALID,
        check=explained("role-missing", _given),
        fix=fixing(_given),
        mend=Mend.SAFE,
    ),
    Rule(
        code="MSG005",
        name="role-type",
        family="messages",
        severity=Severity.ERROR,
        summary="a role that is no text",
        message=lambda arguments: f"The role is {arguments['kind']} ({arguments['value']}); it has to be a text.",
        page=Page(
            what="A role that is a number, null, a list or an object.",
            why="The service refuses the file.",
            mend=_MEND,
            source=SPECIFICATION,
        ),
        triggers=(chat('{"role": 1, "content": "Where is the key?"}', ANSWER),),
        passes=(chat(USER, ANSWER),),
        reads=Reads.INVALID,
        check=explained("role-type", _given),
        fix=fixing(_given),
        mend=Mend.SAFE,
    ),
)
