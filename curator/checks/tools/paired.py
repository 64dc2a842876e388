"""Calls without a reply and replies without a call."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from curator.checks.examples import ANSWER, CALL, REPLY, USER, tool_chat
from curator.checks.proposal import Proposal, excerpt, fixing, guess, mend_of, proven
from curator.checks.rule import Arguments, Check, Found, Mend, Page, Reads, Rule, Severity, no_arguments
from curator.checks.sources import SPECIFICATION, TOOLS_GUIDE
from curator.checks.tools.pairing import ORPHAN, UNANSWERED, UNMATCHED, Unpaired, pair
from curator.records.record import Record
from curator.records.spans import remove_member, replace_string
from curator.settings import Settings

_MARKS = (b'"tool_call', b'"tool"')


def _matched(record: Record, pointer: str) -> Proposal | None:
    for unpaired in pair(record):
        if unpaired.pointer == pointer and unpaired.only:
            return proven(f"make it {excerpt(unpaired.only)}", replace_string(record.raw, pointer, unpaired.only))
    return None


def _removed(record: Record, pointer: str) -> Proposal | None:
    return guess("drop the reply", remove_member(record.raw, pointer))


def _checking(kind: str, found: Callable[[Record, Unpaired], Found]) -> Check:
    def check(record: Record, _settings: Settings) -> Iterable[Found]:
        return [found(record, unpaired) for unpaired in pair(record) if unpaired.kind == kind]

    return check


def _unmatched(record: Record, unpaired: Unpaired) -> Found:
    arguments = {"id": excerpt(unpaired.id), "waiting": [excerpt(name) for name in unpaired.waiting[:3]]}
    return Found(unpaired.pointer, arguments=arguments, mend=mend_of(_matched, record, unpaired.pointer))


def _unmatched_words(arguments: Arguments) -> str:
    words = f'No call before this reply has the id "{arguments["id"]}".'
    if arguments["waiting"]:
        waiting = ", ".join(f'"{name}"' for name in arguments["waiting"])
        return f"{words} The call that waits is {waiting}."
    return words


RULES = (
    Rule(
        code="TOL001",
        name="tool-id-unmatched",
        family="tools",
        severity=Severity.ERROR,
        summary="a reply to no call's id",
        message=_unmatched_words,
        page=Page(
            what="A tool message whose tool_call_id is not the id of a call of the message before it, or answers a "
            "call a "
            "second time.",
            why="Replies are paired with calls by id; the service refuses a reply that belongs to none.",
            mend="Where one call has one reply, the reply gets the call's id: safe. With several calls a person has "
            "to say.",
            source=f"{TOOLS_GUIDE} {SPECIFICATION}",
        ),
        triggers=(tool_chat(USER, CALL, REPLY.replace("call_1", "call_9"), ANSWER),),
        passes=(tool_chat(USER, CALL, REPLY, ANSWER),),
        reads=Reads.MESSAGES,
        marks=_MARKS,
        check=_checking(UNMATCHED, _unmatched),
        fix=fixing(_matched),
        mend=Mend.SAFE,
    ),
    Rule(
        code="TOL002",
        name="tool-unanswered",
        family="tools",
        severity=Severity.ERROR,
        summary="a call without a reply",
        message=no_arguments("This call gets no reply, and the conversation goes on."),
        page=Page(
            what="A tool call that no tool message answers before somebody else speaks. Calls of the last message are "
            "right: there the record ends on them.",
            why='A Foundry run answered such records with "contains invalid schema (20)", naming no line.',
            mend="Write the reply, or take the call out: the record does not say what the tool returned.",
            source=f"microsoft-foundry/fine-tuning issue 23. {TOOLS_GUIDE}",
        ),
        triggers=(tool_chat(USER, CALL, ANSWER),),
        passes=(tool_chat(USER, CALL, REPLY, ANSWER), tool_chat(USER, CALL)),
        reads=Reads.MESSAGES,
        marks=_MARKS,
        check=_checking(UNANSWERED, lambda _record, unpaired: Found(unpaired.pointer)),
    ),
    Rule(
        code="TOL003",
        name="tool-orphan",
        family="tools",
        severity=Severity.ERROR,
        summary="a reply without a call",
        message=no_arguments("This is a tool's reply, but nothing was called before it."),
        page=Page(
            what="A tool message that follows no message with tool calls.",
            why="A reply belongs to a call; the chat service answers that messages with role tool must be a "
            "response to a "
            "preceding message with tool_calls.",
            mend="The reply is dropped, shown first: perhaps the call was lost instead.",
            source=f"{SPECIFICATION} The chat service's own answer.",
        ),
        triggers=(tool_chat(USER, REPLY, ANSWER),),
        passes=(tool_chat(USER, CALL, REPLY, ANSWER),),
        reads=Reads.MESSAGES,
        marks=_MARKS,
        check=_checking(ORPHAN, lambda _record, unpaired: Found(unpaired.pointer, mend=Mend.UNSAFE)),
        fix=fixing(_removed),
        mend=Mend.UNSAFE,
    ),
)
