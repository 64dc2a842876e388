"""What an edit keeps of a line and what it puts there: spelling outside the splice survives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Splice:
    """Keep the first `before` bytes of the source line, put these bytes, keep the last `behind` bytes.

    A made row has no source line: it keeps nothing and puts all.
    """

    before: int
    put: bytes
    behind: int

    def apply(self, source: bytes) -> bytes:
        """The line as it stands after the edit."""
        return b"".join((source[: self.before], self.put, source[len(source) - self.behind :]))


def splice_between(source: bytes, content: bytes) -> Splice:
    """The shortest splice that makes `content` of `source`."""
    before = _shared_start(source, content)
    shortest = min(len(source), len(content)) - before
    behind = _shared_end(source, content, shortest)
    return Splice(before, content[before : len(content) - behind], behind)


def _shared_start(one: bytes, other: bytes) -> int:
    """Number of equal bytes at the start, by halving: comparing slices is far quicker than comparing bytes."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _shared_end(one: bytes, other: bytes, most: int) -> int:
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low
