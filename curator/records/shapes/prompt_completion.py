"""{"prompt": ..., "completion": ...}: the form of the completion models of old, and of other trainers."""

from __future__ import annotations

from typing import Any, cast

from curator.records.messages import escape
from curator.records.shape import Conversion, Shape
from curator.records.shapes.plain import nothing_read, turn

Object = dict[str, Any]


def _recognise(value: Object) -> bool:
    return "completion" in value or "prompt" in value


def _to_chat(value: Object) -> Conversion | None:
    answer = "completion" if "completion" in value else "response"
    prompt, completion = value.get("prompt"), value.get(answer)
    if isinstance(prompt, list) and isinstance(completion, list):
        messages = cast("list[Any]", prompt) + cast("list[Any]", completion)
        if not all(isinstance(item, dict) and "role" in item for item in messages):
            return None
        lost = tuple(f"/{escape(key)}" for key in value if key not in ("prompt", answer))
        return Conversion({"messages": messages}, lost)
    return turn(value, prompt, completion, {"prompt", answer})


SHAPE = Shape(
    name="prompt_completion",
    title="a prompt and its completion",
    rank=60,
    recognise=_recognise,
    read=nothing_read,
    to_chat=_to_chat,
)
