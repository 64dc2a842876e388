"""What a record says, message by message, folded once for everything that compares records.

Hashes and sketches look at the same words, so a batch is folded once and both are given the result.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

import orjson
import xxhash

from curator.measures.text import folded
from curator.records.record import Message, Record

SYSTEM_ROLES = frozenset(("system", "developer"))
PROMPT_ROLES = frozenset(("user", "tool", "function"))


def said(message: Message) -> str:
    """All that a message says: its text, its calls (name and arguments), and a stand-in for every other content part.

    An image or a file is stood for by four words made of its digest, so that two records that ask the same about
    different images are neither the same nor alike.
    """
    pieces = [message.text]
    for call in message.calls:
        arguments = call.arguments if isinstance(call.arguments, str) else canonical(call.arguments).decode()
        pieces.append(f"⇒ {call.name} {arguments}")
    value: Any = message.value
    if isinstance(value, dict):
        content = cast("dict[str, Any]", value).get("content")
        if isinstance(content, list):
            pieces += [_stand_in(part) for part in cast("list[Any]", content) if _is_attachment(part)]
    return pieces[0] if len(pieces) == 1 else " ".join(pieces)


def _is_attachment(part: Any) -> bool:
    return isinstance(part, Mapping) and not isinstance(cast("Mapping[str, Any]", part).get("text"), str)


def _stand_in(part: Any) -> str:
    digest = xxhash.xxh3_128_hexdigest(canonical(part))
    return "◇ " + " ".join(digest[start : start + 8] for start in range(0, 32, 8))


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


def folded_messages(records: Sequence[Record]) -> list[list[str]]:
    """What every message of every record says, folded; in the order of `Record.messages`."""
    return [[folded(said(message)) for message in record.messages] for record in records]


def compared_text(record: Record) -> str:
    """What near-duplicates are judged by, as written: all messages but the system message, calls included."""
    return "\n".join([said(message) for message in record.messages if message.role not in SYSTEM_ROLES])


def compared_folded(record: Record, messages: Sequence[str]) -> str:
    """The same, put together from the record's `folded_messages`."""
    return " ".join(
        [text for message, text in zip(record.messages, messages, strict=True) if message.role not in SYSTEM_ROLES]
    )
