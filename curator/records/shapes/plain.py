"""What the shapes that hold one question and one answer share."""

from __future__ import annotations

from typing import Any

from curator.records.messages import escape
from curator.records.record import Message
from curator.records.shape import Conversion

Object = dict[str, Any]


def nothing_read(_value: Object) -> tuple[list[Message], list[Any]]:
    """No messages and no tools: the service does not read this shape."""
    return [], []


def message(role: str, content: str) -> Object:
    """One message as the service reads it."""
    return {"role": role, "content": content}


def system_text(value: Object) -> tuple[str | None, str]:
    """The system message beside a question, and the key it stands under."""
    for key in ("system", "system_prompt"):
        text = value.get(key)
        if isinstance(text, str) and text:
            return text, key
    return None, ""


def turn(value: Object, question: Any, answer: Any, used: set[str]) -> Conversion | None:
    """A conversation of one question and one answer.

    Args:
        value: The record.
        question, answer: The texts; where one is no string there is no conversion.
        used: The keys they were taken from; what stands under other keys is lost.
    """
    if not isinstance(question, str) or not isinstance(answer, str):
        return None
    system, key = system_text(value)
    messages = [message("user", question), message("assistant", answer)]
    if system is not None:
        messages.insert(0, message("system", system))
    lost = tuple(f"/{escape(name)}" for name in value if name not in used and name != key)
    return Conversion({"messages": messages}, lost)
