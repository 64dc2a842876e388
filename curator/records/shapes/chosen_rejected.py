"""{"prompt": ..., "chosen": ..., "rejected": ...}: preferences as other trainers write them."""

from __future__ import annotations

from typing import Any, cast

from curator.records.messages import escape
from curator.records.shape import Conversion, Shape
from curator.records.shapes.plain import message, nothing_read, system_text

Object = dict[str, Any]

_PROMPTS = ("prompt", "question", "instruction", "input")


def _recognise(value: Object) -> bool:
    return "chosen" in value and "rejected" in value


def _messages(value: Any, role: str) -> list[Object] | None:
    if isinstance(value, str):
        return [message(role, value)]
    if not isinstance(value, list) or not value:
        return None
    items = cast("list[Any]", value)
    return items if all(isinstance(item, dict) and "role" in item for item in items) else None


def _without_common_start(chosen: list[Object], rejected: list[Object]) -> tuple[list[Object], int]:
    """The messages both answers begin with, and how many they are."""
    common = 0
    while common < min(len(chosen), len(rejected)) - 1 and chosen[common] == rejected[common]:
        common += 1
    return chosen[:common], common


def _to_chat(value: Object) -> Conversion | None:
    chosen, rejected = _messages(value["chosen"], "assistant"), _messages(value["rejected"], "assistant")
    if chosen is None or rejected is None:
        return None
    key = next((name for name in _PROMPTS if value.get(name)), "")
    prompt = _messages(value[key], "user") if key else None
    start, common = _without_common_start(chosen, rejected)
    if prompt is None or (start and start[: len(prompt)] == prompt):
        prompt, chosen, rejected = start, chosen[common:], rejected[common:]
    if not prompt:
        return None
    system, system_key = system_text(value)
    if system is not None:
        prompt = [message("system", system), *prompt]
    used = {"chosen", "rejected", key, system_key}
    lost = tuple(f"/{escape(name)}" for name in value if name not in used)
    made = {"input": {"messages": prompt}, "preferred_output": chosen, "non_preferred_output": rejected}
    return Conversion(made, lost)


SHAPE = Shape(
    name="chosen_rejected",
    title="a pair of a chosen and a rejected answer",
    rank=35,
    recognise=_recognise,
    read=nothing_read,
    to_chat=_to_chat,
)
