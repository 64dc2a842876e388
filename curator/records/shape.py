"""What a record shape is: a form in which training examples are written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from curator.records.record import Message


@dataclass(frozen=True, slots=True)
class Conversion:
    """A record of another shape written as one the service reads."""

    value: dict[str, Any]
    lost: tuple[str, ...] = ()
    """JSON Pointers to what has no place in the new form, in the order in which they stood."""


Read = Callable[[dict[str, Any]], tuple[list[Message], list[Any]]]


@dataclass(frozen=True, slots=True)
class Shape:
    """One form of record. A file of curator/records/shapes assigns one to the name SHAPE."""

    name: str
    title: str
    """In plain words, with its article: "a preference record"."""
    rank: int
    """Shapes are asked in this order; the first that recognises a record has it."""
    recognise: Callable[[dict[str, Any]], bool]
    """Whether a JSON object is meant to be of this shape, judged by its keys."""
    read: Read
    """Messages and declared tools, as far as they can be read; both empty for a shape the service does not read."""
    to_chat: Callable[[dict[str, Any]], Conversion | None]
    """The record as the service reads it; None where that cannot be told from the record."""
    schema: str | None = None
    """Name of its JSON Schema in schemas/, None for a shape the service does not read."""

    @property
    def foreign(self) -> bool:
        """Whether no training job of the service reads this shape."""
        return self.schema is None
