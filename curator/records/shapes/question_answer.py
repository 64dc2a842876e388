"""{"question": ..., "answer": ...}"""

from __future__ import annotations

from typing import Any

from curator.records.shape import Conversion, Shape
from curator.records.shapes.plain import nothing_read, turn

Object = dict[str, Any]


def _recognise(value: Object) -> bool:
    return "question" in value and "answer" in value


def _to_chat(value: Object) -> Conversion | None:
    return turn(value, value.get("question"), value.get("answer"), {"question", "answer"})


SHAPE = Shape(
    name="question_answer",
    title="a question and its answer",
    rank=70,
    recognise=_recognise,
    read=nothing_read,
    to_chat=_to_chat,
)
