"""Lines that are JSON and no record: a list, a text, a number, or an object without messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

import orjson

from curator.checks.proposal import Proposal, fixing, mend_of, proven_if, written
from curator.checks.rule import (
    Finding,
    Fix,
    FixContext,
    Found,
    Mend,
    Page,
    Reads,
    RowChange,
    Rule,
    Severity,
    no_arguments,
)
from curator.checks.sound import is_sound
from curator.checks.sources import GUIDE
from curator.records.messages import members
from curator.records.record import UNKNOWN, Record
from curator.records.schema import kind_of
from curator.records.spans import places, whole
from curator.settings import Settings


def _is_list_of_messages(value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(item, dict) and "role" in item for item in cast("list[Any]", value))


def _is_list_of_records(value: Any) -> bool:
    if not isinstance(value, list) or not value or _is_list_of_messages(value):
        return False
    return all(isinstance(item, dict) and item != {} for item in cast("list[Any]", value))


def _wrapped(record: Record, _pointer: str) -> Proposal | None:
    place = whole(record.raw)
    colon = b": " if b'": ' in record.raw else b":"
    content = b'{"messages"' + colon + record.raw[place.start : place.end] + b"}"
    return proven_if(is_sound(content), "put it under the key messages", content)


def _check_list(record: Record, _settings: Settings) -> Iterable[Found]:
    if record.shape == UNKNOWN and _is_list_of_messages(record.value):
        return [Found(None, mend=mend_of(_wrapped, record, None))]
    return ()


def _check_records(record: Record, _settings: Settings) -> Iterable[Found]:
    if record.shape == UNKNOWN and _is_list_of_records(record.value):
        good = all(is_sound(line) for line in _items(record.raw))
        return [Found(None, arguments={"records": len(record.value)}, mend=Mend.SAFE if good else Mend.UNSAFE)]
    return ()


def _items(raw: bytes) -> tuple[bytes, ...]:
    """The items of a line that is a list, each as it is written."""
    return tuple(raw[item.start : item.end] for item in places(raw, whole(raw)))


def _divide(record: Record, finding: Finding, _context: FixContext) -> Fix | None:
    lines = _items(record.raw)
    if len(lines) == 1:
        return Fix("take it out of the list", (RowChange(record.row, content=lines[0]),), finding.mend)
    return Fix(f"make {len(lines)} lines of it", (RowChange(record.row, divide=lines),), finding.mend)


def _decoded(record: Record, _pointer: str) -> Proposal | None:
    text = cast("str", record.value).strip()
    try:
        value: Any = orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return None
    if not isinstance(value, dict):
        return None
    content = written(value, text.encode()) if "\n" in text or "\r" in text else text.encode()
    return proven_if(is_sound(content), "take the record out of the quotes", content)


def _check_string(record: Record, _settings: Settings) -> Iterable[Found]:
    if isinstance(record.value, str) and mend_of(_decoded, record, None):
        return [Found(None, mend=mend_of(_decoded, record, None))]
    return ()


def _check_other(record: Record, _settings: Settings) -> Iterable[Found]:
    value = record.value
    if record.shape != UNKNOWN or isinstance(value, dict):
        return ()
    if _is_list_of_messages(value) or _is_list_of_records(value):
        return ()
    if isinstance(value, str) and mend_of(_decoded, record, None):
        return ()
    return [Found(None, arguments={"kind": kind_of(value)})]


def _check_missing(record: Record, _settings: Settings) -> Iterable[Found]:
    value: object = record.value
    if record.shape != UNKNOWN or not isinstance(value, dict):
        return ()
    keys = list(members(record.value))
    return [Found(None, arguments={"keys": [key[:30] for key in keys[:4]], "more": max(0, len(keys) - 4)})]


def _missing_words(arguments: dict[str, Any]) -> str:
    if not arguments["keys"]:
        return "The record is empty: it has no messages."
    keys = ", ".join(f'"{key}"' for key in arguments["keys"])
    return f"The record has no messages, only {keys}{' and more' if arguments['more'] else ''}."


_WHY = (
    'Every line has to be one JSON object. The service answers "Line 1 is not a dictionary" or "No valid json line '
    'found in file".'
)
_SOURCE = f"{GUIDE} openai/openai-python issue 426 for the answer."
_TALK = b'{"messages": [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Hello."}]}'
_LIST = b'[{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Hello."}]'
_Words = Callable[[Any], str]


def _rule(
    code: str, name: str, summary: str, message: _Words, what: str, mend_words: str, trigger: bytes, **more: Any
) -> Rule:
    return Rule(
        code=code,
        name=name,
        family="shape",
        severity=Severity.ERROR,
        summary=summary,
        message=message,
        page=Page(what=what, why=_WHY, mend=mend_words, source=_SOURCE),
        triggers=(trigger,),
        passes=(_TALK,),
        reads=Reads.INVALID,
        **more,
    )


RULES = (
    _rule(
        "SHA010",
        "record-is-list",
        "a bare list of messages",
        no_arguments('The line is a bare list of messages. They belong under the key "messages" of an object.'),
        "A line that is a list of messages, without the object around it.",
        "The list is put under the key messages; safe where the conversation is then right.",
        _LIST,
        check=_check_list,
        fix=fixing(_wrapped),
        mend=Mend.SAFE,
    ),
    _rule(
        "SHA011",
        "record-in-list",
        "records in a list",
        lambda arguments: (
            "The record is wrapped in a list."
            if arguments["records"] == 1
            else f"The line is a list of {arguments['records']} records; each needs a line of its own."
        ),
        "A line that is a list of records: a JSON array that was written on one line.",
        "Each record gets a line of its own, byte for byte; safe where all of them are right.",
        b"[" + _TALK + b"]",
        check=_check_records,
        fix=_divide,
        mend=Mend.SAFE,
    ),
    _rule(
        "SHA012",
        "record-is-string",
        "a record inside a string",
        no_arguments("The record is JSON inside a JSON string: it was encoded twice."),
        "A line that is one JSON string which holds a record: it was encoded twice.",
        "The string is decoded once; safe where what comes out is a right record.",
        b'"{\\"messages\\": [{\\"role\\": \\"user\\", \\"content\\": \\"Hello.\\"}, '
        b'{\\"role\\": \\"assistant\\", \\"content\\": \\"Hello.\\"}]}"',
        check=_check_string,
        fix=fixing(_decoded),
        mend=Mend.SAFE,
    ),
    _rule(
        "SHA013",
        "record-not-object",
        "a line that is no object",
        lambda arguments: f"The line is {arguments['kind']}; a record is an object with messages.",
        "A line that is null, a number, a text, or a list of something else than messages.",
        "Nothing in it can be made a record: drop it.",
        b"null",
        check=_check_other,
    ),
    _rule(
        "SHA014",
        "messages-missing",
        "no messages in the record",
        _missing_words,
        "An object that has no messages, under whatever name.",
        "The record does not say what the messages are: write them or drop it.",
        b'{"id": 7, "topic": "keys"}',
        check=_check_missing,
    ),
)
