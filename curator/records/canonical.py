"""A JSON value written in one way: equal bytes for equal values, however they were written in the file."""

from __future__ import annotations

import json
from typing import Any, cast

import orjson

from curator.records.record import Record


def canonical_of(record: Record) -> bytes:
    """`canonical` of the record's value, worked out once for all who ask."""
    if record.canonical is None:
        record.canonical = canonical(record.value)
    return record.canonical


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces: equal for equal values, however they were written.

    What orjson refuses (integers beyond 64 bits, lone surrogates, more than 254 levels) is written here. NaN and
    infinity are no JSON: a line with them is not read, so no value has them.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except (TypeError, ValueError):
        return written_out(value).encode()


def written_out(value: Any) -> str:
    """Like `canonical`, for any value that Python's JSON reader can give; slower, and never out of depth."""
    pieces: list[str] = []
    # Pairs of (a value still to be written, text to write as it is).
    waiting: list[tuple[Any, str | None]] = [(value, None)]
    while waiting:
        item, text = waiting.pop()
        if text is not None:
            pieces.append(text)
        elif isinstance(item, dict):
            members = cast("dict[str, Any]", item)
            waiting.append((None, "}"))
            for place, key in enumerate(sorted(members, reverse=True), 1 - len(members)):
                waiting += [(members[key], None), (None, f"{',' if place else ''}{json.dumps(key)}:")]
            waiting.append((None, "{"))
        elif isinstance(item, list):
            waiting.append((None, "]"))
            for place, member in enumerate(reversed(cast("list[Any]", item)), 1 - len(cast("list[Any]", item))):
                waiting += [(member, None), (None, "," if place else "")]
            waiting.append((None, "["))
        else:
            pieces.append(json.dumps(item))
    return "".join(pieces)
