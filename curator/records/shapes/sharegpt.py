"""ShareGPT records: {"conversations": [{"from": "human", "value": ...}, {"from": "gpt", "value": ...}]}."""

from __future__ import annotations

from typing import Any, cast

from curator.records.messages import escape
from curator.records.shape import Conversion, Shape
from curator.records.shapes.plain import message, nothing_read, system_text

Object = dict[str, Any]

KEYS = ("conversations", "conversation")
SPEAKERS = {
    "system": "system",
    "human": "user",
    "user": "user",
    "gpt": "assistant",
    "chatgpt": "assistant",
    "assistant": "assistant",
    "model": "assistant",
    "bot": "assistant",
    "bard": "assistant",
    "bing": "assistant",
}
"""Who speaks, as roles. Calls and observations have no ids there and cannot be converted."""


def _turns(value: Object) -> tuple[str, list[Any]] | None:
    for key in KEYS:
        turns = value.get(key)
        if isinstance(turns, list) and turns:
            first: Any = cast("list[Any]", turns)[0]
            if isinstance(first, dict) and ("from" in first or "value" in first):
                return key, cast("list[Any]", turns)
    return None


def _recognise(value: Object) -> bool:
    return ("conversations" in value or "conversation" in value) and _turns(value) is not None


def _message(item: Any) -> Object | None:
    if not isinstance(item, dict):
        return None
    said = cast("Object", item)
    speaker, text = said.get("from"), said.get("value")
    role = SPEAKERS.get(speaker.strip().lower()) if isinstance(speaker, str) else None
    return message(role, text) if role is not None and isinstance(text, str) else None


def _to_chat(value: Object) -> Conversion | None:
    found = _turns(value)
    if found is None:
        return None
    key, turns = found
    messages = [_message(item) for item in turns]
    if any(made is None for made in messages):
        return None
    made = [item for item in messages if item is not None]
    system, system_key = system_text(value)
    if system is not None and made[0]["role"] != "system":
        made.insert(0, message("system", system))
    else:
        system_key = ""
    lost: list[str] = []
    for name in value:
        if name == key:
            lost += [
                f"/{key}/{index}/{escape(part)}"
                for index, item in enumerate(turns)
                for part in item
                if part not in ("from", "value", "weight")
            ]
        elif name != system_key:
            lost.append(f"/{escape(name)}")
    for target, item in zip(made[-len(turns) :], turns, strict=True):
        if "weight" in item:
            target["weight"] = item["weight"]
    return Conversion({"messages": made}, tuple(lost))


SHAPE = Shape(
    name="sharegpt",
    title="a ShareGPT record (from, value)",
    rank=30,
    recognise=_recognise,
    read=nothing_read,
    to_chat=_to_chat,
)
