"""Conversations: {"messages": [...]}, what supervised fine-tuning reads.

What is meant as one stays one: a conversation under another key ("message", "conversation") or wrapped in another
object ({"data": {"messages": [...]}}) is read too, so that a rule can say what is wrong and mend it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from curator.records.messages import declared_tools, escape, read_messages
from curator.records.record import Message
from curator.records.shape import Conversion, Shape

Object = dict[str, Any]

KNOWN_KEYS = frozenset({"messages", "tools", "functions", "parallel_tool_calls"})
"""Top-level keys of a conversation that the service documents."""

_MISSPELT = frozenset(
    {"messages", "message", "mesages", "messsages", "massages", "messeges", "meassages", "msgs", "message_list"}
)


@dataclass(frozen=True, slots=True)
class Misplaced:
    """Messages that are not where they belong."""

    pointer: str
    """Where they are."""
    messages: list[Any]
    holder: Object
    """The object that has them, tools beside them."""
    wrapped: bool
    """Whether the whole record is wrapped in another object; else only the key has another name."""


def _looks_like_messages(value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    first: Any = cast("list[Any]", value)[0]
    return isinstance(first, dict) and "role" in first


def _is_misspelt(key: str, value: Any) -> bool:
    return isinstance(value, list) and key.strip().lower() in _MISSPELT


def misplaced_messages(value: Object) -> Misplaced | None:
    """Where the messages of a record without a messages key are, None where there are none, or two lists of them."""
    found = [key for key, inner in value.items() if _looks_like_messages(inner) or _is_misspelt(key, inner)]
    if found:
        one = len(found) == 1
        return (
            Misplaced(f"/{escape(found[0])}", cast("list[Any]", value[found[0]]), value, wrapped=False) if one else None
        )
    for key, inner in value.items():
        if isinstance(inner, dict):
            held = cast("Object", inner)
            messages = held.get("messages")
            if isinstance(messages, list):
                return Misplaced(f"/{escape(key)}/messages", cast("list[Any]", messages), held, wrapped=True)
    return None


def _recognise(value: Object) -> bool:
    return "messages" in value or misplaced_messages(value) is not None


def _unnested(messages: list[Any]) -> list[Any] | None:
    """The list in a list: [[{...}, {...}]]."""
    if len(messages) == 1 and isinstance(messages[0], list):
        return cast("list[Any]", messages[0])
    return None


def _read(value: Object) -> tuple[list[Message], list[Any]]:
    messages: Any = value.get("messages")
    if type(messages) is list:
        listed = cast("list[Any]", messages)
        inner = _unnested(listed)
        if inner is not None:
            return read_messages(inner, "/messages/0"), declared_tools(value)
        return read_messages(listed, "/messages"), declared_tools(value) if "tools" in value else []
    if "messages" in value:
        return [], declared_tools(value)
    found = misplaced_messages(value)
    if found is None:
        return [], declared_tools(value)
    return read_messages(found.messages, found.pointer), declared_tools(found.holder)


def _to_chat(value: Object) -> Conversion | None:
    messages = value.get("messages")
    if isinstance(messages, list):
        inner = _unnested(cast("list[Any]", messages))
        return Conversion(value) if inner is None else Conversion({**value, "messages": inner})
    found = None if "messages" in value else misplaced_messages(value)
    if found is None:
        return None
    name = found.pointer.split("/")[1]
    if found.wrapped:
        lost = tuple(f"/{escape(key)}" for key in value if escape(key) != name)
        return Conversion(dict(found.holder), lost)
    return Conversion({"messages" if escape(key) == name else key: inner for key, inner in value.items()})


SHAPE = Shape(
    name="chat",
    title="a conversation",
    rank=40,
    recognise=_recognise,
    read=_read,
    to_chat=_to_chat,
    schema="chat",
)
