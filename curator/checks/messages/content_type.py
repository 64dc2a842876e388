"""Content that is neither a text nor a list of content parts."""

from __future__ import annotations

from typing import Any, cast

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.explain import explained
from curator.checks.proposal import Proposal, fixing, guess, proven, value_at, written
from curator.checks.rule import Arguments, Mend, Page, Reads, Rule, Severity
from curator.checks.sources import NOTEBOOK, SPECIFICATION
from curator.records.record import Record
from curator.records.spans import encode_string, replace_string, replace_value, span_of, writes_ascii


def _from_list(record: Record, pointer: str, items: list[Any]) -> Proposal | None:
    """A list that holds bare texts: the text itself, or text parts."""
    if len(items) == 1 and isinstance(items[0], str):
        start, end = span_of(record.raw, f"{pointer}/0")
        return proven("take the text out of the list", replace_value(record.raw, pointer, record.raw[start:end]))
    if not all(isinstance(item, str | dict) for item in items):
        return None
    parts = [{"type": "text", "text": item} if isinstance(item, str) else item for item in items]
    return proven("make text parts of the texts", replace_value(record.raw, pointer, written(parts, record.raw)))


def _from_object(record: Record, pointer: str, content: dict[str, Any]) -> Proposal | None:
    start, end = span_of(record.raw, pointer)
    if content.get("type") in ("text", "image_url"):
        listed = b"[" + record.raw[start:end] + b"]"
        return proven("make a list of the part", replace_value(record.raw, pointer, listed))
    for key in ("text", "content", "value"):
        text = content.get(key)
        if isinstance(text, str):
            changed = replace_string(record.raw, pointer, text)
            title = "take the text out of the object"
            return proven(title, changed) if len(content) == 1 else guess(title, changed)
    return None


def _mended(record: Record, pointer: str) -> Proposal | None:
    content = value_at(record, pointer)
    if isinstance(content, list):
        return _from_list(record, pointer, cast("list[Any]", content))
    if isinstance(content, dict):
        return _from_object(record, pointer, cast("dict[str, Any]", content))
    start, end = span_of(record.raw, pointer)
    text = record.raw[start:end].decode()
    changed = replace_value(record.raw, pointer, encode_string(text, writes_ascii(record.raw)))
    return guess("write it as text", changed) if isinstance(content, bool) else proven("write it as text", changed)


def _message(arguments: Arguments) -> str:
    if arguments["kind"] == "text":
        return "The content is a list of bare texts; it has to be a text, or a list of parts with a type."
    return f"The content is {arguments['kind']} ({arguments['value']}); it has to be a text or a list of parts."


RULE = Rule(
    code="MSG010",
    name="content-type",
    family="messages",
    severity=Severity.ERROR,
    summary="content that is no text",
    message=_message,
    page=Page(
        what="Content that is a number, an object, or a list of bare texts.",
        why='Content is a text, or a list of parts such as {"type": "text", "text": ...}. The service refuses '
        "anything else.",
        mend="A list with one text becomes that text, an object with nothing but a text likewise, a number its own "
        "digits: safe. Where something would be lost it is shown first.",
        source=f"{SPECIFICATION} {NOTEBOOK}",
    ),
    triggers=(
        chat(USER, '{"role": "assistant", "content": 42}'),
        chat(USER, '{"role": "assistant", "content": ["Under the mat."]}'),
        chat(USER, '{"role": "assistant", "content": {"text": "Under the mat."}}'),
    ),
    passes=(chat('{"role": "user", "content": [{"type": "text", "text": "Where is it?"}]}', ANSWER),),
    reads=Reads.INVALID,
    check=explained("content-type", _mended),
    fix=fixing(_mended),
    mend=Mend.SAFE,
)
