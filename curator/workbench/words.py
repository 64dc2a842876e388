"""What differs between two texts, word by word.

Ends that are the same are taken off, words that stand once on both sides divide the rest, and only short stretches
between such words are compared all with all: the cost grows with the length of the texts, not with its square.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_MOST_COMPARED = 60_000
"""Pairs of words that are compared all with all."""
_MOST_WORDS = 60_000
"""Words and white space on both sides together beyond which a stretch is looked into only where it is alike."""
_LEAST_ANCHORS = 0.05
"""... which is where at least this part of its words stands once on both sides, alone or with its neighbours."""
_LENGTHS = (1, 2, 4)
"""Words of a stretch that must stand once on both sides to divide the texts there; the shortest are tried first."""
_ALIKE = 0.5
"""Texts that share less than this part of their words are not marked: all of them would be."""
_CONTAINED = 0.9
"""... unless so much of one of them is in the other: then it was cut short."""


class Side(StrEnum):
    """Where a stretch of text stands."""

    SAME = "same"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text that stands on both sides, or on one only."""

    text: str
    side: Side


Block = tuple[int, int, int, int]
"""Start and end on the left, start and end on the right; one of the two may be empty."""


def words_of(text: str) -> list[str]:
    """Words, white space and signs, in order; together they are the text."""
    return _WORD.findall(text)


def counted_words(text: str) -> int:
    """How many words and signs there are, white space left out."""
    return sum(not word.isspace() for word in words_of(text))


def difference(left: str, right: str) -> list[Stretch]:
    """Both texts as stretches: what is the same, what only the left has, what only the right has.

    Joining the same and the left ones gives the left text; likewise the right.

    Args:
        left: Any text.
        right: Any text.
    """
    words, others = words_of(left), words_of(right)
    stretches: list[Stretch] = []
    at, at_right = 0, 0
    for start, end, start_right, end_right in _joined(list(_blocks(words, others)), words):
        _put(stretches, "".join(words[at:start]), Side.SAME)
        _put(stretches, "".join(words[start:end]), Side.LEFT)
        _put(stretches, "".join(others[start_right:end_right]), Side.RIGHT)
        at, at_right = end, end_right
    _put(stretches, "".join(words[at:]), Side.SAME)
    assert "".join(words[at:]) == "".join(others[at_right:])
    return stretches


def words_differing(stretches: Sequence[Stretch]) -> int:
    """How many words and signs stand on one side only."""
    return sum(counted_words(part.text) for part in stretches if part.side is not Side.SAME)


def shares_of_words(stretches: Sequence[Stretch]) -> tuple[float, float]:
    """The part of each side's words that both sides have, from 0 to 1; 1 where a side has no words."""
    same = sum(counted_words(part.text) for part in stretches if part.side is Side.SAME)
    left, right = (
        same + sum(counted_words(part.text) for part in stretches if part.side is side)
        for side in (Side.LEFT, Side.RIGHT)
    )
    return same / left if left else 1.0, same / right if right else 1.0


def worth_marking(stretches: Sequence[Stretch]) -> bool:
    """Whether the two sides are alike enough for marks to tell something: half of both, or nearly all of one."""
    least, most = sorted(shares_of_words(stretches))
    return least >= _ALIKE or most >= _CONTAINED


def _put(stretches: list[Stretch], text: str, side: Side) -> None:
    if text:
        stretches.append(Stretch(text, side))


def _joined(blocks: Sequence[Block], words: Sequence[str]) -> Iterator[Block]:
    """Blocks with nothing but white space between them are one."""
    before: Block | None = None
    for block in blocks:
        if before is not None and all(word.isspace() for word in words[before[1] : block[0]]):
            before = (before[0], block[1], before[2], block[3])
            continue
        if before is not None:
            yield before
        before = block
    if before is not None:
        yield before


def _blocks(left: Sequence[str], right: Sequence[str]) -> Iterator[Block]:
    """What differs, in order."""
    waiting = [(0, len(left), 0, len(right))]
    while waiting:
        block = _trimmed(left, right, waiting.pop())
        start, end, start_right, end_right = block
        if start == end and start_right == end_right:
            continue
        if start == end or start_right == end_right:
            yield block
        elif (end - start) * (end_right - start_right) <= _MOST_COMPARED:
            matcher = SequenceMatcher(None, left[start:end], right[start_right:end_right], autojunk=False)
            for kind, *places in matcher.get_opcodes():
                if kind != "equal":
                    first, last, first_right, last_right = places
                    yield start + first, start + last, start_right + first_right, start_right + last_right
        else:
            parts = _divided(left, right, block)
            if not parts:
                yield block
            waiting.extend(reversed(parts))


def _trimmed(left: Sequence[str], right: Sequence[str], block: Block) -> Block:
    start, end, start_right, end_right = block
    while start < end and start_right < end_right and left[start] == right[start_right]:
        start, start_right = start + 1, start_right + 1
    while start < end and start_right < end_right and left[end - 1] == right[end_right - 1]:
        end, end_right = end - 1, end_right - 1
    return start, end, start_right, end_right


def _divided(left: Sequence[str], right: Sequence[str], block: Block) -> list[Block]:
    """The stretches between what stands once on both sides, in order; none where nothing does."""
    start, end, start_right, end_right = block
    words = end - start + end_right - start_right
    least = _LEAST_ANCHORS * words / 2 if words > _MOST_WORDS else 1
    for length in _LENGTHS:
        pairs = _in_order(_once(left, start, end, length), _once(right, start_right, end_right, length))
        if len(pairs) < least:
            continue
        parts: list[Block] = []
        at, at_right = start, start_right
        for place, place_right in pairs:
            if place >= at and place_right >= at_right:
                parts.append((at, place, at_right, place_right))
                at, at_right = place + length, place_right + length
        return [*parts, (at, end, at_right, end_right)]
    return []


def _once(words: Sequence[str], start: int, end: int, length: int) -> dict[tuple[str, ...], int]:
    """Stretches of so many words that come once, with their places."""
    found = [tuple(words[place : place + length]) for place in range(start, end - length + 1)]
    counts = Counter(found)
    return {stretch: start + place for place, stretch in enumerate(found) if counts[stretch] == 1}


def _in_order(left: dict[tuple[str, ...], int], right: dict[tuple[str, ...], int]) -> list[tuple[int, int]]:
    """Places of the stretches of both sides, as many as stand in the same order on both.

    Source: Bram Cohen's patience sorting of unique lines, here of words.
    """
    pairs = [(place, right[stretch]) for stretch, place in left.items() if stretch in right]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        pile = bisect_left(ends, place)
        before.append(last[pile - 1] if pile else -1)
        if pile == len(ends):
            ends.append(place)
            last.append(number)
        else:
            ends[pile], last[pile] = place, number
    chosen: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]
