"""What becomes of one record: its shape, and the same record as the service reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from curator.converting.account import pattern_of
from curator.converting.entry import Entry
from curator.records.canonical import canonical
from curator.records.peculiarities import peculiarities
from curator.records.shape import Shape
from curator.records.shapes import shape_of
from curator.records.spans import encode_string, skip_space, span_of, splice, writes_ascii

_SYSTEM_ROLES = ("system", "developer")
_LONG_NUMBER = re.compile(rb"\d{17}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One record, decided."""

    content: bytes | None
    """The line to write; None where there is none."""
    shape: str = ""
    converted: bool = False
    """Whether it had another form before."""
    lost: tuple[str, ...] = ()
    """Patterns of what has no place in the new form."""
    given_system: bool = False
    reason: str = ""
    """Why it cannot be converted; "" where it could."""


def decide(entry: Entry, asked: Shape | None = None, system: str = "") -> Outcome:
    """Convert one record.

    Args:
        entry: The record.
        asked: The shape it is said to have; None to recognise it.
        system: A system message for records that have none; "" for none.
    """
    if entry.problem:
        return Outcome(entry.raw, reason=entry.problem)
    value = _exact_value(entry)
    shape = _shape(value, asked)
    if isinstance(shape, str):
        return Outcome(_as_it_stands(entry), reason=shape)
    made = shape.to_chat(value)
    if made is None:
        return Outcome(_as_it_stands(entry), reason=_why_not(shape))
    converted = shape.foreign or made.value != value
    content = written(made.value) if converted else _as_it_stands(entry)
    if content is None:
        return Outcome(None, reason="It holds values that JSON has not.")
    lost = (*entry.lost, *map(pattern_of, made.lost), *(_written_twice(entry) if converted else ()))
    place = _place_for_system(made.value) if system else None
    if place is not None:
        content = _with_system(content, place, system)
    return Outcome(content, shape.name, converted, lost, place is not None)


def _exact_value(entry: Entry) -> Any:
    """The record's value; whole numbers too long for a machine number are read exactly."""
    if entry.raw is None or not _LONG_NUMBER.search(entry.raw):
        return entry.value
    return json.loads(entry.raw)


def _shape(value: Any, asked: Shape | None) -> Shape | str:
    """The shape of a value, or why it has none."""
    if not isinstance(value, dict):
        what = "a list" if isinstance(value, list) else "a single value"
        return f"The record is {what}, not an object with keys."
    record = cast("dict[str, Any]", value)
    found = shape_of(record)
    if asked is not None and asked.recognise(record):
        return asked
    if found is not None and (asked is None or not found.foreign):
        return found
    if asked is not None:
        return f"This is not {asked.title}."
    keys = ", ".join(list(record)[:6])
    return f"Its keys are of no known shape: {keys[:100]}." if record else "The record is empty."


def _why_not(shape: Shape) -> str:
    if shape.name == "text":
        return "It is running text: nothing says who speaks."
    return f"It is {shape.title}, but a text or a speaker is missing or of an unknown kind."


def written(value: Any) -> bytes | None:
    """A record as a line; None where it holds what JSON has not."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        return None


def _as_it_stands(entry: Entry) -> bytes | None:
    return written(entry.value) if entry.raw is None else entry.raw


def _written_twice(entry: Entry) -> Iterator[str]:
    """Keys that come twice in one object: a reader keeps the last value, so the others are lost."""
    for found in () if entry.raw is None else peculiarities(entry.raw, canonical(entry.value)):
        if not found.equal:
            yield f"{pattern_of(found.pointer)} (but the last)"


def _place_for_system(value: dict[str, Any]) -> str | None:
    """Pointer to the messages that lack a system message; None where there are none, or none lacks."""
    pointer, holder = ("/messages", value) if "messages" in value else ("/input/messages", value.get("input"))
    messages: Any = cast("dict[str, Any]", holder).get("messages") if isinstance(holder, dict) else None
    if not isinstance(messages, list):
        return None
    items = cast("list[Any]", messages)
    roles = [cast("dict[str, Any]", item).get("role") for item in items if isinstance(item, dict)]
    return None if any(role in _SYSTEM_ROLES for role in roles) else pointer


def _with_system(raw: bytes, pointer: str, text: str) -> bytes:
    """The line with a system message before the first of its messages; all else stays byte for byte."""
    start, _ = span_of(raw, pointer)
    message = b'{"role": "system", "content": ' + encode_string(text, writes_ascii(raw)) + b"}"
    is_empty = raw[skip_space(raw, start + 1) :].startswith(b"]")
    return splice(raw, start + 1, start + 1, message if is_empty else message + b", ")
