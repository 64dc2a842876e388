"""Alpaca records: {"instruction": ..., "input": ..., "output": ...} with an optional system message and history."""

from __future__ import annotations

from typing import Any, cast

from curator.records.shape import Conversion, Shape
from curator.records.shapes.plain import message, nothing_read, turn

Object = dict[str, Any]


def _recognise(value: Object) -> bool:
    return "instruction" in value and ("output" in value or "response" in value or "input" in value)


def _earlier_turns(history: Any) -> list[Object] | None:
    """The turns of a history: pairs of question and answer."""
    if not isinstance(history, list):
        return None
    turns: list[Object] = []
    for pair in cast("list[Any]", history):
        if not isinstance(pair, list):
            return None
        texts = cast("list[Any]", pair)
        if len(texts) != 2 or not isinstance(texts[0], str) or not isinstance(texts[1], str):
            return None
        turns += [message("user", texts[0]), message("assistant", texts[1])]
    return turns


def _to_chat(value: Object) -> Conversion | None:
    instruction, more = value.get("instruction"), value.get("input", "")
    if not isinstance(instruction, str) or not isinstance(more, str | None):
        return None
    answer = "output" if "output" in value else "response"
    question = f"{instruction}\n\n{more}" if more and instruction else instruction or more
    used = {"instruction", "input", answer}
    earlier = _earlier_turns(value["history"]) if value.get("history") else []
    if earlier is not None:
        used.add("history")
    made = turn(value, question, value.get(answer), used)
    if made is not None and earlier:
        made.value["messages"][-2:-2] = earlier
    return made


SHAPE = Shape(
    name="alpaca",
    title="an Alpaca record (instruction, input, output)",
    rank=50,
    recognise=_recognise,
    read=nothing_read,
    to_chat=_to_chat,
)
