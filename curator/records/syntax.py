"""Is a line JSON, and if not, what exactly is wrong with it and where."""

from __future__ import annotations

import json
from typing import Any

import orjson

from curator.records.bad_bytes import bad_bytes
from curator.records.flaws import Flaw, Kind, Problem
from curator.records.peculiarities import Peculiarity, peculiarities
from curator.records.reader import read
from curator.records.rescue import rescue

__all__ = ["Kind", "Peculiarity", "Problem", "parse", "peculiarities", "rescue"]

_loads = orjson.loads

_READ_BY_OTHERS = frozenset({Kind.LITERAL, Kind.SURROGATE, Kind.NUMBER})
"""Kinds that Python's json lets pass: the value can be shown, though no service would take it."""


def parse(raw: bytes) -> tuple[Any, Problem | None]:
    """Read one line.

    Args:
        raw: The line's bytes, without its end and without a byte-order mark of the file.

    Returns:
        The value and None; or, where the line is not JSON as RFC 8259 has it, what is wrong. A line that is JSON but
        for NaN, Infinity or half a character comes with a value, for showing, and with the problem.
    """
    try:
        return _loads(raw), None
    except orjson.JSONDecodeError as error:
        return _explain(raw, error)


def _explain(raw: bytes, error: orjson.JSONDecodeError) -> tuple[Any, Problem]:
    if not raw or raw.isspace():
        return None, Problem(Kind.EMPTY, 0)
    bad = next(bad_bytes(raw), None)
    flaws = read(raw, most=1)
    first = min(flaws, key=lambda flaw: flaw.offset, default=None)
    if bad:
        also = _problem(first) if first and not bad.start <= first.offset <= bad.end else None
        return None, _problem(bad, also)
    if first is None:
        offset = len(error.doc[: error.pos].encode("utf-8", "replace")) if error.doc else 0
        return None, Problem(Kind.OTHER, offset, "parser", error.msg)
    value = _value_of_others(raw) if first.kind in _READ_BY_OTHERS else None
    return value, _problem(first)


def _problem(flaw: Flaw, also: Problem | None = None) -> Problem:
    return Problem(flaw.kind, flaw.offset, flaw.detail, flaw.text, also)


def _value_of_others(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None
