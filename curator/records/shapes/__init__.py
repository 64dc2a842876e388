"""The record shapes: every module here that assigns SHAPE, and the way from a line to a Record."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import Any, cast

from curator.errors import CuratorError
from curator.records.record import UNKNOWN, UNREADABLE, Record
from curator.records.schema import is_valid
from curator.records.shape import Conversion, Shape

__all__ = ["Conversion", "Shape", "all_shapes", "read_record", "shape_named", "shape_of"]


@functools.cache
def all_shapes() -> tuple[Shape, ...]:
    """Every shape, in the order in which they are asked."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    shapes = [shape for shape in (getattr(module, "SHAPE", None) for module in modules) if isinstance(shape, Shape)]
    return tuple(sorted(shapes, key=lambda shape: shape.rank))


def shape_named(name: str) -> Shape | None:
    """The shape of a name; None for `UNKNOWN` and `UNREADABLE`.

    Raises:
        CuratorError: No shape has that name.
    """
    if name in (UNKNOWN, UNREADABLE):
        return None
    for shape in all_shapes():
        if shape.name == name:
            return shape
    raise CuratorError(f'There is no record shape "{name}".', hint=", ".join(shape.name for shape in all_shapes()))


@functools.cache
def _chat() -> Shape:
    """The shape of nearly every record: asked for before the others are tried."""
    return next(shape for shape in all_shapes() if shape.name == "chat")


def shape_of(value: Any) -> Shape | None:
    """The shape a JSON value is meant to be of, None where none recognises it."""
    if type(value) is not dict:
        return None
    record = cast("dict[str, Any]", value)
    if len(record) == 1 and "messages" in record:
        return _chat()
    for shape in all_shapes():
        if shape.recognise(record):
            return shape
    return None


def read_record(row: int, raw: bytes, value: Any, problem: object = None) -> Record:
    """Reads one line as a record. Never raises, whatever the value.

    Args:
        row: Row id.
        raw: The line's bytes, without a leading byte-order mark and without the line's end.
        value: The JSON value the line holds.
        problem: Why the line could not be read, None where it could.

    Returns:
        The record, `valid` as the schema of its shape says; False for shapes the service does not read.
    """
    if problem is not None:
        return Record(row, raw, UNREADABLE, None, [], [], problem, False)
    shape = shape_of(value)
    if shape is None:
        return Record(row, raw, UNKNOWN, value, [], [], None, False)
    messages, tools = shape.read(value)
    return Record(row, raw, shape.name, value, messages, tools, None, is_valid(shape.name, value))
