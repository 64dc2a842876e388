"""What a parser accepts in silence and another reader may not: a key twice in one object."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from curator.records.spans import Place, key_of, places, pointer_to, whole


@dataclass(frozen=True, slots=True)
class Peculiarity:
    """One thing that parsers read differently."""

    kind: str
    """So far always "key-twice"."""
    pointer: str
    """The member; as parsers read it, the last of that key."""
    offset: int
    """0-based byte offset of the second key."""
    text: str
    """The key, shortened."""
    equal: bool = False
    """Whether every one of its values is the same JSON."""


def peculiarities(raw: bytes, written: bytes) -> list[Peculiarity]:
    """The keys that come twice in one object, at any depth, in the order of the line.

    A parser drops the first of two equal keys, so the value written again holds fewer quotes than the line: only
    where the counts differ are the bytes walked. (A number too large for any machine number needs no look here:
    orjson refuses it.)

    Args:
        raw: A line that is JSON.
        written: The value that was read, written again (curator.records.canonical).
    """
    if written.count(b'"') == raw.count(b'"') and b"\\u0022" not in raw:
        return []
    return _walk(raw)


def _walk(raw: bytes) -> list[Peculiarity]:
    found: list[Peculiarity] = []
    waiting: list[tuple[str, Place]] = [("", whole(raw))]
    while waiting:
        pointer, place = waiting.pop()
        keyed = raw[place.start : place.start + 1] == b"{"
        last: dict[str, list[Place]] = {}
        for index, child in enumerate(places(raw, place)):
            name = key_of(raw, child) if keyed else index
            last.setdefault(str(name), []).append(child)
        found.extend(_twice(raw, pointer, last))
        for name, children in last.items():
            waiting.append((pointer + pointer_to(name), children[-1]))
    return sorted(found, key=lambda item: item.offset)


def _twice(raw: bytes, pointer: str, members: dict[str, list[Place]]) -> list[Peculiarity]:
    return [
        Peculiarity("key-twice", pointer + pointer_to(key), same[1].key_start, key[:40], _equal(raw, same))
        for key, same in members.items()
        if len(same) > 1
    ]


def _equal(raw: bytes, same: list[Place]) -> bool:
    values = [orjson.loads(raw[place.start : place.end]) for place in same]
    return all(value == values[0] for value in values)
