"""The same speaker twice in a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from curator.checks.examples import ANSWER, CALL, REPLY, USER, chat
from curator.checks.rule import Found, Page, Reads, Rule, Severity, no_arguments
from curator.records.messages import members
from curator.records.record import Message, Record
from curator.settings import Settings


def _pairs(record: Record) -> Iterator[tuple[Message, Message]]:
    """Messages that follow one of the same speaker (user or assistant) in the same part."""
    before = record.messages[0]
    for message in record.messages[1:]:
        if message.role == before.role and message.role in ("user", "assistant") and message.part == before.part:
            yield before, message
        before = message


def _has_twice(record: Record) -> bool:
    role = ""
    for message in record.messages:
        if message.role == role:
            return True
        role = message.role
    return False


def _speech(message: Message) -> bool:
    """Whether a message is a text and calls nothing."""
    value = members(message.value)
    return not message.calls and "tool_calls" not in value and "function_call" not in value


def _images(message: Message) -> bool:
    """Whether a message holds parts: Azure's own examples put a text and its image into two messages."""
    return isinstance(members(message.value).get("content"), list)


def _check_twice(record: Record, _settings: Settings) -> Iterable[Found]:
    if not _has_twice(record):
        return ()
    return [
        Found(message.pointer, arguments={"role": message.role})
        for before, message in _pairs(record)
        if _speech(before) and _speech(message) and not _images(before) and not _images(message)
    ]


def _check_text_then_call(record: Record, _settings: Settings) -> Iterable[Found]:
    return [Found(message.pointer) for before, message in _pairs(record) if message.calls and _speech(before)]


RULES = (
    Rule(
        code="MSG043",
        name="consecutive-roles",
        family="messages",
        severity=Severity.WARNING,
        summary="one speaker twice in a row",
        message=lambda arguments: f"The {arguments['role']} speaks twice in a row.",
        page=Page(
            what="Two messages of the user, or two texts of the assistant, in a row.",
            why="Mostly a message between them was lost, or one was cut in two. Azure does not ask for alternation, "
            "and "
            "its own examples hold two user messages (a text and its image, which is not flagged here); together and "
            "others refuse it. A warning.",
            mend="Join the two, or write what is missing: the record does not say which.",
            source="Azure's vision example; together-python; microsoft-foundry/fine-tuning issue 23.",
        ),
        triggers=(chat(USER, ANSWER, ANSWER), chat(USER, USER, ANSWER)),
        passes=(chat(USER, ANSWER, USER, ANSWER), chat(USER, CALL, REPLY, ANSWER), chat(USER, ANSWER, CALL)),
        reads=Reads.MESSAGES,
        check=_check_twice,
        style=True,
        habit=lambda marked, total: f"In {marked} of {total} records one speaker speaks twice in a row: usual here.",
    ),
    Rule(
        code="MSG044",
        name="text-then-call",
        family="messages",
        severity=Severity.INFO,
        summary="a text, then a call",
        message=no_arguments("The assistant says something and calls a tool in a second message."),
        page=Page(
            what="A text of the assistant followed by a message of the assistant that calls a tool.",
            why="It is common (20 of 55 records of a Microsoft sample are so) and accepted; one message with both "
            "content "
            "and tool_calls would be what the model itself writes.",
            mend="Nothing has to be done.",
            source="microsoft-foundry/fine-tuning, Zava sample.",
        ),
        triggers=(chat(USER, ANSWER, CALL),),
        passes=(chat(USER, CALL, REPLY, ANSWER),),
        reads=Reads.MESSAGES,
        marks=(b'"tool_calls"',),
        check=_check_text_then_call,
        style=True,
        habit=lambda marked, total: f"In {marked} of {total} records a text comes before its call: usual here.",
    ),
)
