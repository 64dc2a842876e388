"""A messages key whose value is no list of messages, or an empty one, and entries that are no messages."""

from __future__ import annotations

from typing import cast

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.explain import explained
from curator.checks.proposal import Proposal, fixing, parsed, proven, proven_if, value_at
from curator.checks.rule import Arguments, Mend, Page, Reads, Rule, Severity, no_arguments
from curator.checks.sound import is_sound
from curator.checks.sources import GUIDE
from curator.records.record import Record
from curator.records.spans import remove_member, replace_value


def _decoded(record: Record, pointer: str) -> Proposal | None:
    text = cast("str", value_at(record, pointer)).strip()
    messages = parsed(text)
    if pointer != "/messages" or not isinstance(messages, list) or "\n" in text or "\r" in text:
        return None
    content = replace_value(record.raw, pointer, text.encode())
    return proven_if(is_sound(content), "take the messages out of the quotes", content)


def _without_null(record: Record, pointer: str) -> Proposal | None:
    if value_at(record, pointer) is not None:
        return None
    around = value_at(record, pointer.rpartition("/")[0])
    if not any(isinstance(item, dict) for item in around):
        return None
    return proven("take out the null", remove_member(record.raw, pointer))


def _type_words(arguments: Arguments) -> str:
    return f"messages is {arguments['kind']}; it has to be a list of messages."


def _entry_words(arguments: Arguments) -> str:
    if arguments["kind"] == "text":
        return f'There is a text where a message should be: "{arguments["value"]}".'
    return f"There is {arguments['kind']} where a message should be."


_WHY = "A record without a list of messages teaches nothing; the service refuses the file."
_PASS = (chat(USER, ANSWER),)

RULES = (
    Rule(
        code="SHA018",
        name="messages-empty",
        family="shape",
        severity=Severity.ERROR,
        summary="a record without a message",
        message=no_arguments("The list of messages is empty."),
        page=Page(
            what="messages that are null or an empty list.",
            why=_WHY,
            mend="There is nothing to keep: drop the record.",
            source=GUIDE,
        ),
        triggers=(b'{"messages": []}', b'{"messages": null}'),
        passes=_PASS,
        reads=Reads.INVALID,
        check=explained("messages-empty"),
    ),
    Rule(
        code="SHA019",
        name="messages-string",
        family="shape",
        severity=Severity.ERROR,
        summary="messages inside a string",
        message=no_arguments("The messages are JSON inside a string: they were encoded twice."),
        page=Page(
            what="messages that are a text instead of a list, mostly a list that was encoded twice.",
            why=_WHY,
            mend="The text is decoded once; safe where what comes out is a right conversation.",
            source=GUIDE,
        ),
        triggers=(
            b'{"messages": "[{\\"role\\": \\"user\\", \\"content\\": \\"Hello.\\"}, '
            b'{\\"role\\": \\"assistant\\", \\"content\\": \\"Hello.\\"}]"}',
        ),
        passes=_PASS,
        reads=Reads.INVALID,
        check=explained("messages-string", _decoded),
        fix=fixing(_decoded),
        mend=Mend.SAFE,
    ),
    Rule(
        code="SHA020",
        name="messages-type",
        family="shape",
        severity=Severity.ERROR,
        summary="messages that are no list",
        message=_type_words,
        page=Page(
            what="messages that are an object, a number, or true or false.",
            why=_WHY,
            mend="A single message is no conversation: write the rest of it or drop the record.",
            source=GUIDE,
        ),
        triggers=(f'{{"messages": {ANSWER}}}'.encode(), b'{"messages": 3}'),
        passes=_PASS,
        reads=Reads.INVALID,
        check=explained("messages-type"),
    ),
    Rule(
        code="SHA021",
        name="message-type",
        family="shape",
        severity=Severity.ERROR,
        summary="an entry that is no message",
        message=_entry_words,
        page=Page(
            what="An entry of the list of messages that is null, a text or a number instead of an object.",
            why="Each message needs a role and a content. The service refuses the file.",
            mend="A null says nothing and is taken out, which is safe. Who spoke a bare text the record does not say.",
            source=GUIDE,
        ),
        triggers=(chat("null", USER, ANSWER), chat('"Be brief."', USER, ANSWER)),
        passes=_PASS,
        reads=Reads.INVALID,
        check=explained("message-type", _without_null),
        fix=fixing(_without_null),
        mend=Mend.SAFE,
    ),
)
