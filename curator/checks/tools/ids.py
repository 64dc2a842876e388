"""Calls and replies without an id, and calls that share one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from curator.checks.examples import ANSWER, CALL, REPLY, USER, tool_chat
from curator.checks.explain import explained
from curator.checks.proposal import Proposal, excerpt, fixing, guess, message_at, parent, proven
from curator.checks.rule import Found, Mend, Page, Reads, Rule, Severity, no_arguments
from curator.checks.sources import SPECIFICATION, TOOLS_GUIDE
from curator.records.messages import members
from curator.records.record import Message, Record
from curator.records.spans import encode_string, insert_member, replace_string
from curator.settings import Settings


def _beside(record: Record, message: Message, step: int) -> Message | None:
    """The message behind (1) or before (-1) another of the same part."""
    for other in record.messages:
        if other.part == message.part and other.index == message.index + step:
            return other
    return None


def _with_id(record: Record, owner: str, key: str, value: str) -> bytes:
    """The line with an id written into an object, whether the key is there or not."""
    pointer = f"{owner}/{key}"
    there = key in members(_object_at(record, owner))
    if there:
        return replace_string(record.raw, pointer, value)
    return insert_member(record.raw, owner, key, encode_string(value), first=key == "id")


def _object_at(record: Record, pointer: str) -> object:
    message = message_at(record, pointer)
    if pointer == message.pointer:
        return message.value
    return next((call.value for call in message.calls if call.pointer == pointer), None)


def _call_named(record: Record, pointer: str) -> Proposal | None:
    message = message_at(record, pointer)
    owner = parent(pointer) if pointer.endswith("/id") else pointer
    if len(message.calls) != 1:
        return None
    after = _beside(record, message, 1)
    if after is not None and after.role == "tool" and after.call_id:
        return proven(f"give it the reply's id, {excerpt(after.call_id)}", _with_id(record, owner, "id", after.call_id))
    return guess("give it the id call_1", _with_id(record, owner, "id", "call_1"))


def _reply_named(record: Record, pointer: str) -> Proposal | None:
    message = message_at(record, pointer)
    before, after = _beside(record, message, -1), _beside(record, message, 1)
    if before is None or len(before.calls) != 1 or not before.calls[0].id or (after and after.role == "tool"):
        return None
    wanted = before.calls[0].id
    return proven(
        f"give it the call's id, {excerpt(wanted)}", _with_id(record, message.pointer, "tool_call_id", wanted)
    )


def _check_twice(record: Record, _settings: Settings) -> Iterable[Found]:
    found: list[Found] = []
    for message in record.messages:
        if len(message.calls) > 1:
            counts = Counter(call.id for call in message.calls if call.id)
            found += [
                Found(f"{message.pointer}/tool_calls", arguments={"id": excerpt(name)})
                for name, count in counts.items()
                if count > 1
            ]
    return found


_BARE_CALL = CALL.replace('"id": "call_1", ', "")
_BARE_REPLY = REPLY.replace('"tool_call_id": "call_1", ', "")
_TWO_CALLS = (
    '{"role": "assistant", "tool_calls": ['
    '{"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{\\"city\\": '
    '\\"Oslo\\"}"}}, '
    '{"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{\\"city\\": '
    '\\"Rome\\"}"}}]}'
)

RULES = (
    Rule(
        code="TOL004",
        name="tool-call-no-id",
        family="tools",
        severity=Severity.ERROR,
        summary="a call without an id",
        message=no_arguments("The call has no id, so no reply can name it."),
        page=Page(
            what="A tool call without an id, or with one that is empty or no text.",
            why="The specification asks for an id. (One schema among Microsoft's own samples leaves it out.)",
            mend="Where the one call's reply names an id, the call gets it: safe. Else it gets call_1, shown first.",
            source=f"{SPECIFICATION} {TOOLS_GUIDE}",
        ),
        triggers=(tool_chat(USER, _BARE_CALL, REPLY, ANSWER),),
        passes=(tool_chat(USER, CALL, REPLY, ANSWER),),
        reads=Reads.INVALID,
        check=explained("tool-call-no-id", _call_named),
        fix=fixing(_call_named),
        mend=Mend.SAFE,
    ),
    Rule(
        code="TOL005",
        name="tool-message-no-id",
        family="tools",
        severity=Severity.ERROR,
        summary="a reply without a call's id",
        message=no_arguments("The reply does not say which call it answers (tool_call_id)."),
        page=Page(
            what="A tool message without tool_call_id, or with one that is no text.",
            why="Replies are paired with calls by id; the service refuses the file.",
            mend="Behind a message with one call it is that call's reply: safe. With several a person has to say.",
            source=f"{SPECIFICATION} {TOOLS_GUIDE}",
        ),
        triggers=(tool_chat(USER, CALL, _BARE_REPLY, ANSWER),),
        passes=(tool_chat(USER, CALL, REPLY, ANSWER),),
        reads=Reads.INVALID,
        check=explained("tool-message-no-id", _reply_named),
        fix=fixing(_reply_named),
        mend=Mend.SAFE,
    ),
    Rule(
        code="TOL006",
        name="tool-id-twice",
        family="tools",
        severity=Severity.WARNING,
        summary="two calls with one id",
        message=lambda arguments: f'Two calls of this message have the same id, "{arguments["id"]}".',
        page=Page(
            what="Two calls of one message that share an id.",
            why="Their replies cannot be told apart.",
            mend="Give each call an id of its own and its reply the same: the record does not say which is whose.",
            source=TOOLS_GUIDE,
        ),
        triggers=(tool_chat(USER, _TWO_CALLS),),
        passes=(tool_chat(USER, CALL, REPLY, ANSWER),),
        reads=Reads.MESSAGES,
        marks=(b'"tool_calls"',),
        check=_check_twice,
    ),
)
