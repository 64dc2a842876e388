"""Roles the service does not know."""

from __future__ import annotations

from collections.abc import Iterable

from curator.checks.examples import ANSWER, SYSTEM, USER, chat
from curator.checks.explain import explain
from curator.checks.messages.evidence import who_speaks
from curator.checks.proposal import Proposal, fixing, guess, mend_of, message_at, proven
from curator.checks.rule import Arguments, Found, Mend, Page, Reads, Rule, Severity
from curator.checks.sources import GUIDE, NOTEBOOK
from curator.records.record import Record
from curator.records.spans import replace_string
from curator.settings import Settings


def _renamed(record: Record, pointer: str) -> Proposal | None:
    evidence = who_speaks(record, message_at(record, pointer))
    if evidence is None:
        return None
    content = replace_string(record.raw, pointer, evidence.role)
    title = f"make it {evidence.role}"
    return proven(title, content) if evidence.proven else guess(title, content)


def _check(record: Record, _settings: Settings) -> Iterable[Found]:
    found: list[Found] = []
    for fault in explain(record).get("role-unknown", ()):
        try:
            evidence = who_speaks(record, message_at(record, fault.pointer))
        except LookupError:
            evidence = None
        reason = None if evidence is None else evidence.reason
        arguments = {"role": fault.arguments["value"], "reason": reason}
        found.append(Found(fault.pointer, arguments=arguments, mend=mend_of(_renamed, record, fault.pointer)))
    return found


def _message(arguments: Arguments) -> str:
    words = f'"{arguments["role"]}" is not a role.'
    return f"{words} {arguments['reason']}." if arguments["reason"] else words


RULE = Rule(
    code="MSG001",
    name="role-unknown",
    family="messages",
    severity=Severity.ERROR,
    summary="a role the service does not know",
    message=_message,
    page=Page(
        what="A role other than system, developer, user, assistant, tool and function.",
        why="The service refuses the file. Other trainers say human, gpt, bot or model.",
        mend="Where the order of the conversation proves who speaks, the role is put right, which is safe: where the "
        "assistant speaks next, it is the user, whatever it was called. Elsewhere the name suggests a role and is "
        "shown "
        "first.",
        source=f"{NOTEBOOK} {GUIDE}",
    ),
    triggers=(chat(SYSTEM, '{"role": "gpt", "content": "Where is the key?"}', ANSWER),),
    passes=(chat(SYSTEM, USER, ANSWER),),
    reads=Reads.INVALID,
    check=_check,
    fix=fixing(_renamed),
    mend=Mend.SAFE,
)
