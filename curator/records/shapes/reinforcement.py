"""Prompts for reinforcement fine-tuning: messages that end on the user, and what the grader needs beside them.

Source: Azure reinforcement fine-tuning guide, 2026-03. A conversation that merely lacks its answer has no such keys, or
only ones that keep its books (an id, a date), and stays a conversation.
"""

from __future__ import annotations

from typing import Any, cast

from curator.records.messages import declared_tools, read_messages
from curator.records.record import Message
from curator.records.shape import Conversion, Shape
from curator.records.shapes.chat import KNOWN_KEYS

Object = dict[str, Any]

BOOKKEEPING = frozenset(
    (
        *("id", "uuid", "_id", "idx", "index", "line", "row", "n", "dataset", "split", "tag", "tags", "weight"),
        *("metadata", "meta", "source", "origin", "url", "language", "lang", "model", "custom_id", "customer_id"),
        *("timestamp", "time", "date", "created", "created_at", "updated_at"),
        *("user", "session", "session_id", "conversation_id"),
        *("tool_choice", "response_format", "function_call", "temperature", "top_p", "max_tokens"),
        *("stream", "store", "seed", "stop"),
    )
)
"""Top-level keys that say where a record comes from or how it was asked for, and are no reference for a grader."""

_ASKING = frozenset({"user", "developer", "system"})


def reference_keys(value: Object) -> list[str]:
    """The top-level keys a grader could use."""
    return [key for key in value if key not in KNOWN_KEYS and key.lower() not in BOOKKEEPING]


def _recognise(value: Object) -> bool:
    if len(value) < 2:
        return False
    messages = value.get("messages")
    if not isinstance(messages, list) or not messages:
        return False
    last: Any = cast("list[Any]", messages)[-1]
    role = cast("Object", last).get("role") if isinstance(last, dict) else None
    return isinstance(role, str) and role in _ASKING and bool(reference_keys(value))


def _read(value: Object) -> tuple[list[Message], list[Any]]:
    return read_messages(value["messages"], "/messages"), declared_tools(value)


SHAPE = Shape(
    name="reinforcement",
    title="a prompt for reinforcement",
    rank=20,
    recognise=_recognise,
    read=_read,
    to_chat=Conversion,
    schema="reinforcement",
)
