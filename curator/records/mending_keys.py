"""Mends a key that comes twice in one object."""

from __future__ import annotations

from curator.records.mending import Mended
from curator.records.peculiarities import Peculiarity
from curator.records.spans import key_of, place_of, places, pointer_parts, pointer_to, without


def mend_twice(raw: bytes, peculiarity: Peculiarity) -> Mended:
    """The line with the key once: the value that parsers read, the last one, stays, in the first one's place where
    all values are equal. Safe only where they are: else a text somebody wrote goes.

    Args:
        raw: A line that is JSON.
        peculiarity: A key that comes twice on it (`curator.records.syntax.peculiarities`).
    """
    parts = pointer_parts(peculiarity.pointer)
    parent = pointer_to(*parts[:-1])
    while True:
        inside = places(raw, place_of(raw, parent))
        same = [index for index, place in enumerate(inside) if key_of(raw, place) == parts[-1]]
        if len(same) < 2:
            title = f'keep "{peculiarity.text}" once' if peculiarity.equal else f'keep the last "{peculiarity.text}"'
            return Mended((raw,), peculiarity.equal, title)
        raw = without(raw, inside, same[-1] if peculiarity.equal else same[0])
