"""Preference records: an input, a preferred and a non-preferred output (direct preference optimisation).

Source: Azure direct preference optimisation guide, 2026-03.
"""

from __future__ import annotations

from typing import Any, cast

from curator.records.messages import declared_tools, read_messages
from curator.records.record import Message
from curator.records.shape import Conversion, Shape

Object = dict[str, Any]

OUTPUTS = ("preferred_output", "non_preferred_output")
KNOWN_KEYS = frozenset({"input", *OUTPUTS})


def _recognise(value: Object) -> bool:
    return "preferred_output" in value or "non_preferred_output" in value


def _read(value: Object) -> tuple[list[Message], list[Any]]:
    messages: list[Message] = []
    tools: list[Any] = []
    source = value.get("input")
    if isinstance(source, dict):
        held = cast("Object", source)
        tools = declared_tools(held)
        inner = held.get("messages")
        if isinstance(inner, list):
            messages += read_messages(cast("list[Any]", inner), "/input/messages", "input")
    for part in OUTPUTS:
        inner = value.get(part)
        if isinstance(inner, list):
            messages += read_messages(cast("list[Any]", inner), f"/{part}", part)
    return messages, tools


SHAPE = Shape(
    name="preference",
    title="a preference record",
    rank=10,
    recognise=_recognise,
    read=_read,
    to_chat=Conversion,
    schema="preference",
)
