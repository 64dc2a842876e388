"""Questions and answers without a word in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import Arguments, Found, Page, Reads, Rule, Severity
from curator.checks.sources import NOTEBOOK
from curator.records.messages import members
from curator.records.record import Message, Record
from curator.settings import Settings

_JUDGED = ("user", "assistant")
"""Roles whose empty content is judged here; a tool may well return nothing, and system messages have their own "
"rules."""


def _has_content(message: Message) -> bool:
    """Whether a message without text says something all the same: calls, images, or content that other rules judge."""
    value = members(message.value)
    if message.calls or not value:
        return True
    content = value.get("content")
    if isinstance(content, list):
        parts = cast("list[Any]", content)
        return any(members(part).get("type") != "text" for part in parts)
    return not isinstance(content, str) or bool(value.get("function_call") or value.get("refusal"))


def _check_empty(record: Record, _settings: Settings) -> Iterable[Found]:
    for message in record.messages:
        if not message.text:
            break
    else:
        return ()
    return [
        Found(f"{message.pointer}/content", arguments={"role": message.role})
        for message in record.messages
        if not message.text and message.role in _JUDGED and not _has_content(message)
    ]


def _check_space(record: Record, _settings: Settings) -> Iterable[Found]:
    for message in record.messages:
        if message.text.isspace():
            break
    else:
        return ()
    return [
        Found(f"{message.pointer}/content", arguments={"role": message.role})
        for message in record.messages
        if message.text.isspace() and message.role in _JUDGED and not message.calls
    ]


def _words(rest: str):
    def message(arguments: Arguments) -> str:
        what = "The answer" if arguments["role"] == "assistant" else "The user's message"
        return f"{what} {rest}"

    return message


_WHY = (
    "An empty answer teaches the model to say nothing; to an empty question there is no right answer. Sources "
    "disagree: "
    "the notebook calls it an error, together passes it, Azure is silent."
)

RULES = (
    Rule(
        code="MSG013",
        name="content-empty",
        family="messages",
        severity=Severity.WARNING,
        summary="an empty message",
        message=_words("is empty."),
        page=Page(
            what="A user or assistant message whose content is empty and that calls no tool.",
            why=_WHY,
            mend="Write the content or drop the record: nothing tells what it was.",
            source=NOTEBOOK,
        ),
        triggers=(chat(USER, '{"role": "assistant", "content": ""}'),),
        passes=(
            chat(USER, ANSWER),
            chat(
                '{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://x.org/a.png"}}]}',
                ANSWER,
            ),
        ),
        reads=Reads.MESSAGES,
        check=_check_empty,
    ),
    Rule(
        code="MSG014",
        name="content-whitespace",
        family="messages",
        severity=Severity.WARNING,
        summary="a message of white space",
        message=_words("holds nothing but white space."),
        page=Page(
            what="A user or assistant message of spaces, line breaks and the like.",
            why=_WHY,
            mend="Write the content or drop the record: nothing tells what it was.",
            source=NOTEBOOK,
        ),
        triggers=(chat(USER, '{"role": "assistant", "content": " \\n "}'),),
        passes=(chat(USER, '{"role": "assistant", "content": " Under the mat."}'),),
        reads=Reads.MESSAGES,
        check=_check_space,
    ),
)
