"""The shingles of a text: every run of five letters of its folded words, by which near-duplicates are judged.

The words are put together with single spaces, signs left out. A shingle is a number of 32 bits: two of a thousand are
taken for one another once in ten thousand texts, and such numbers sort and hash twice as fast as those of 64.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import TypeVar
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

SHINGLE = 5
"""Letters of a shingle."""
SPACE = 0x20
BREAK = 0x0A
GROUP_LETTERS = 1 << 17
"""Texts are worked on in groups of about this many letters, so that the numbers stay in the processor's cache."""
_UNKNOWN = np.uint32(0xFFFFFFFF)
_RADIX = np.uint32(0x1E98DF25)
_RADIX_SQUARED = np.uint32(0x1E98DF25**2 % 2**32)
_Number = TypeVar("_Number", bound=np.generic)


@functools.cache
def _letter_table() -> NDArray[np.uint32]:
    """Each letter's, digit's and mark's own code point, a space's for everything else but a line break.

    Points are filled in when a text has them first (`_looked_up`): most of Unicode never comes.
    """
    return np.full(0x110000, _UNKNOWN, dtype=np.uint32)


def _looked_up(points: NDArray[np.uint32]) -> NDArray[np.uint32]:
    table = _letter_table()
    letters = table.take(points)
    unknown = letters == _UNKNOWN
    if unknown.any():
        for point in set(points[unknown].tolist()):
            table[point] = point if point == BREAK or _is_letter(chr(point)) else SPACE
        letters = table.take(points)
    return letters


def _is_letter(sign: str) -> bool:
    # Vowel signs of the Indic scripts are marks, and half of what a word is told by.
    return sign.isalnum() or category(sign) in ("Mn", "Mc")


def letters_of(text: str) -> NDArray[np.uint32]:
    """The text's letters as code points, with one space for all signs and white space between two words.

    Line breaks stay; a space may stand beside one, and at either end.
    """
    if text.isascii():
        letters = _spaced_ascii(text)
    else:
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        letters = _looked_up(points)
    spaces = letters == SPACE
    kept = np.ones(len(letters), dtype=np.bool_)
    np.logical_not(spaces[1:] & spaces[:-1], out=kept[1:])
    return letters[kept].astype(np.uint32, copy=False)


def _spaced_ascii(text: str) -> NDArray[np.uint8]:
    """What `_letter_table` gives. Comparing bytes takes the processor a tenth of what looking each one up does."""
    signs = np.frombuffer(text.encode(), dtype=np.uint8)
    other = (signs | np.uint8(0x20)) - np.uint8(ord("a")) >= 26
    other &= signs - np.uint8(ord("0")) >= 10
    other &= signs != BREAK
    # A space where the mask has all its bits, without a branch for each letter.
    mask = np.negative(other.view(np.uint8))
    return signs ^ ((signs ^ np.uint8(SPACE)) & mask)


def shingle_values(letters: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """A polynomial hash of every five letters in a row; [letters - 4]."""
    if len(letters) < SHINGLE:
        return np.empty(0, dtype=np.uint32)
    pairs = letters[:-1] * _RADIX + letters[1:]
    fours = pairs[:-2] * _RADIX_SQUARED + pairs[2:]
    return fours[:-1] * _RADIX + letters[4:]


def shingle_set(text: str) -> NDArray[np.uint32]:
    """Hashes of the different shingles of one folded text (`curator.measures.text.folded`), sorted."""
    letters = letters_of(text.replace("\n", " "))
    words = letters[int((letters[:1] == SPACE).sum()) :]
    return distinct(shingle_values(words[: len(words) - int((words[-1:] == SPACE).sum())]))


def shingle_sets(texts: Sequence[str]) -> list[NDArray[np.uint32]]:
    """`shingle_set` of each folded text, most of the work done for many at once."""
    sets: list[NDArray[np.uint32]] = [np.empty(0, dtype=np.uint32)] * len(texts)
    for places in groups_of(texts):
        values, starts, ends = shingles_of_group([texts[place].replace("\n", " ") for place in places])
        for place, start, end in zip(places, starts.tolist(), ends.tolist(), strict=True):
            sets[place] = distinct(values[start:end])
    return sets


def shingles_of_group(
    texts: Sequence[str],
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]:
    """The shingles' values of texts without line breaks, one text after another, and where each one's start and end.

    Between an end and the next start stand windows that reach over the end of a text.
    """
    # One break for each text, and four more so that every letter begins a window.
    letters = letters_of("\n".join(texts) + "\n" * SHINGLE)
    breaks = np.flatnonzero(letters == BREAK)[: len(texts)]
    starts = np.concatenate(([0], breaks[:-1] + 1))
    starts += letters[starts] == SPACE
    ends = breaks - (letters[breaks - 1] == SPACE)
    return shingle_values(letters), starts, np.maximum(ends - (SHINGLE - 1), starts)


def groups_of(texts: Sequence[str]) -> Iterator[list[int]]:
    """Places of texts that are worked on together; those in ASCII by themselves, for they take less work."""
    for ascii_only in (True, False):
        group: list[int] = []
        letters = 0
        for place, text in enumerate(texts):
            if text.isascii() is not ascii_only:
                continue
            if letters and letters + len(text) > GROUP_LETTERS:
                yield group
                group, letters = [], 0
            group.append(place)
            letters += len(text) + 1
        if group:
            yield group


def distinct(numbers: NDArray[_Number]) -> NDArray[_Number]:
    """The different numbers, sorted; several times quicker than numpy's unique, which hashes first."""
    return _distinct_of_sorted(np.sort(numbers))


def _distinct_of_sorted(ordered: NDArray[_Number]) -> NDArray[_Number]:
    new = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return ordered[new]


def jaccard(first: NDArray[np.uint32], second: NDArray[np.uint32]) -> float:
    """How much two shingle sets have in common, from 0.0 to 1.0; 0.0 when both are empty."""
    total = len(first) + len(second)
    if not total:
        return 0.0
    together = np.concatenate((first, second))
    # Two sorted runs: the stable sort merges them in one pass.
    together.sort(kind="stable")
    common = int(np.count_nonzero(together[1:] == together[:-1]))
    return common / (total - common)
