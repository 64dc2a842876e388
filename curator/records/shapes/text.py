"""{"text": "..."}: running text without roles."""

from __future__ import annotations

from typing import Any

from curator.records.shape import Conversion, Shape
from curator.records.shapes.plain import nothing_read

Object = dict[str, Any]


def _recognise(value: Object) -> bool:
    return "text" in value


def _to_chat(_value: Object) -> Conversion | None:
    """Nothing says who speaks."""
    return None


SHAPE = Shape(
    name="text",
    title="running text",
    rank=80,
    recognise=_recognise,
    read=nothing_read,
    to_chat=_to_chat,
)
