"""Sketches by which near-duplicates find each other, and the exact similarity that judges them.

A record is the set of its shingles: every run of five letters of its folded words, which are put together with single
spaces, signs left out. The sketch is one permutation hashing: each shingle has one hash, the hash chooses one of 128
bins, and each bin keeps the least (Li, Owen, Zhang, One Permutation Hashing, 2012). Empty bins are filled by optimal
densification (Shrivastava, 2017). Six bins make a band, five bits of each: two records that share a band are compared,
if the bits of all their bands agree often enough (Li, König, b-Bit Minwise Hashing, 2010).
A record's sketch depends on nothing but the record and the seed.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curator.measures.features import BANDS, ROWS_OF_A_BAND

SHINGLE = 5
"""Letters of a shingle."""
LEAST_SHINGLES = 8
"""A record with fewer different shingles has no bands: `ok` and `yes` are alike by chance."""
NO_BAND = 0
"""Stands for a band that does not exist; no band's hash is 0."""
_BINS = 128
_EMPTY = np.uint32(0xFFFFFFFF)
_GROUP_LETTERS = 1 << 17
"""Records are worked on in groups of about this many letters, so that the numbers stay in the processor's cache."""
_PIECE_LETTERS = 1 << 20
"""A longer text is worked on in pieces."""
_BITS = 5
_BITS_MASK = (1 << _BITS) - 1
_ESTIMATE_SLACK = 0.3
_ENOUGH_BANDS = 3
_LETTER_POINTS = 0x33480
"""No letter is assigned at or above this code point."""
_RADIX = np.uint64(0x9FB21C651E98DF25)
_RADIX_SQUARED = np.uint64(0x9FB21C651E98DF25**2 % 2**64)


@dataclass(frozen=True, slots=True)
class SketchColumns:
    """Sketches of a batch."""

    bands: NDArray[np.uint32]
    """[records, BANDS]; a row of `NO_BAND` where there is too little to compare."""
    shingles: NDArray[np.uint32]
    """[records]: number of different shingles (of their hashes of 32 bits)."""


def mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Each number turned into one that looks random (the finaliser of splitmix64, Steele et al. 2014)."""
    numbers = numbers + np.uint64(0x9E3779B97F4A7C15)
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


@functools.cache
def _letter_values() -> NDArray[np.uint64]:
    """A random number for every letter, digit and mark; one and the same for everything else; 0 for a line break."""
    points = "".join(map(chr, range(_LETTER_POINTS)))
    values = np.full(0x110000, mixed(np.array([32], dtype=np.uint64))[0])
    numbers = mixed(np.arange(_LETTER_POINTS, dtype=np.uint64))
    for word in re.finditer(r"[^\W_]+", points):
        values[word.start() : word.end()] = numbers[word.start() : word.end()]
    # Vowel signs of the Indic scripts are marks, and half of what a word is told by.
    marks = [point for point in range(0x300, 0x20000) if unicodedata.category(chr(point)) in ("Mn", "Mc")]
    values[marks] = numbers[marks]
    values[0x0A] = 0
    return values


def _letters(text: str) -> NDArray[np.uint64]:
    """Values of the text's letters, one space between words, 0 at line breaks, none at the beginning of a line."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    table = _letter_values()
    values = table.take(points)
    spaces = values == table[32]
    after_gap = np.empty_like(spaces)
    after_gap[:1] = True
    np.logical_or(spaces[:-1], values[:-1] == 0, out=after_gap[1:])
    return values[~(spaces & after_gap)]


def _shingle_values(letters: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A polynomial hash of every five letters in a row; [letters - 4]."""
    if len(letters) < SHINGLE:
        return np.empty(0, dtype=np.uint64)
    pairs = letters[:-1] * _RADIX + letters[1:]
    fours = pairs[:-2] * _RADIX_SQUARED + pairs[2:]
    return fours[:-1] * _RADIX + letters[4:]


def shingle_set(text: str) -> NDArray[np.uint64]:
    """Hashes of the different shingles of one folded text (`curator.measures.text.folded`), sorted."""
    letters = _letters(text.replace("\n", " "))
    if len(letters) and letters[-1] == _letter_values()[32]:
        letters = letters[:-1]
    return distinct(_shingle_values(letters))


def distinct(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The different numbers, sorted; several times quicker than numpy's unique, which hashes first."""
    ordered = np.sort(numbers)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]]


def jaccard(first: NDArray[np.uint64], second: NDArray[np.uint64]) -> float:
    """How much two shingle sets have in common, from 0.0 to 1.0; 0.0 when both are empty."""
    total = len(first) + len(second)
    if not total:
        return 0.0
    together = np.concatenate((first, second))
    # Two sorted runs: the stable sort merges them in one pass.
    together.sort(kind="stable")
    common = int(np.count_nonzero(together[1:] == together[:-1]))
    return common / (total - common)


def sketch_columns(texts: Sequence[str], seed: int = 0) -> SketchColumns:
    """Sketches of a batch.

    Args:
        texts: `curator.measures.folding.compared_folded` of every record.
        seed: Another seed gives another, independent sketch; a leak is measured with another than the split used.
    """
    least = np.full((len(texts), _BINS), _EMPTY)
    shingles = np.zeros(len(texts), dtype=np.uint32)
    for start, end in _groups(texts):
        group = [text.replace("\n", " ") if "\n" in text else text for text in texts[start:end]]
        if end == start + 1 and len(group[0]) > _PIECE_LETTERS:
            least[start], shingles[start] = _sketch_of_long(group[0], seed)
        else:
            least[start:end], shingles[start:end] = _sketches_of_group(group, seed)
    compared = np.flatnonzero(shingles >= LEAST_SHINGLES)
    bands = np.full((len(texts), BANDS), NO_BAND, dtype=np.uint32)
    bands[compared] = _bands_of(_filled(least[compared], seed))
    return SketchColumns(bands, shingles)


def _groups(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    start = letters = 0
    for place, text in enumerate(texts):
        if letters and letters + len(text) > _GROUP_LETTERS:
            yield start, place
            start, letters = place, 0
        letters += len(text) + 1
    if start < len(texts):
        yield start, len(texts)


def _sketches_of_group(texts: Sequence[str], seed: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    # One break for each record, and four more so that every letter begins a window.
    letters = _letters("\n".join(texts) + "\n" * SHINGLE)
    breaks = np.flatnonzero(letters == 0)[: len(texts)]
    starts = np.concatenate(([0], breaks[:-1] + 1))
    ends = breaks - ((breaks > starts) & (letters[breaks - 1] == _letter_values()[32]))
    counts = np.maximum(ends - starts - (SHINGLE - 1), 0)
    values = _shingle_values(letters)
    # Windows that reach over the end of a record go to one row more, which nobody reads.
    rows = np.full(2 * len(texts), len(texts))
    rows[::2] = np.arange(len(texts))
    lengths = np.empty(2 * len(texts), dtype=np.int64)
    lengths[::2] = counts
    lengths[1::2] = np.append(starts[1:], len(values)) - starts - counts
    least = np.full((len(texts) + 1) * _BINS, _EMPTY)
    _keep_least(least, np.repeat(rows, lengths), values, seed)
    return least.reshape(-1, _BINS)[:-1], _different(values, starts, counts)


def _keep_least(least: NDArray[np.uint32], rows: NDArray[np.int64], values: NDArray[np.uint64], seed: int) -> None:
    start, factor = mixed(np.array([seed, seed + 1], dtype=np.uint64))
    hashes = values ^ start
    hashes ^= hashes >> np.uint64(32)
    hashes *= factor | np.uint64(1)
    hashes ^= hashes >> np.uint64(29)
    bins = (hashes & np.uint64(_BINS - 1)).astype(np.int64)
    bins += rows * _BINS
    np.minimum.at(least, bins, (hashes >> np.uint64(32)).astype(np.uint32))


def _different(values: NDArray[np.uint64], starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """How many different values each record has; compared by their upper 32 bits, which sort twice as fast."""
    short = (values >> np.uint64(32)).astype(np.uint32)
    first = np.ones(len(short) + 1, dtype=bool)
    for start, end in zip(starts.tolist(), (starts + counts).tolist(), strict=True):
        short[start:end].sort()
    np.not_equal(short[1:], short[:-1], out=first[1 : len(short)])
    first[starts] = True
    before = np.concatenate(([0], np.cumsum(first)))
    return (before[starts + counts] - before[starts]).astype(np.uint32)


def _sketch_of_long(text: str, seed: int) -> tuple[NDArray[np.uint32], int]:
    least = np.full(_BINS, _EMPTY)
    different = np.empty(0, dtype=np.uint32)
    space = _letter_values()[32:33]
    before = np.empty(0, dtype=np.uint64)
    gap = False
    for start in range(0, len(text), _PIECE_LETTERS):
        letters = _letters(text[start : start + _PIECE_LETTERS])
        # A space counts only between two words, so it waits for the next word, be it in a later piece.
        gap = gap or _letter_values()[ord(text[start])] == space[0]
        if not len(letters):
            continue
        between = space if gap and len(before) else space[:0]
        gap = bool(letters[-1] == space[0])
        letters = np.concatenate((before, between, letters[:-1] if gap else letters))
        values = _shingle_values(letters)
        _keep_least(least, np.zeros(len(values), dtype=np.int64), values, seed)
        different = np.union1d(different, (values >> np.uint64(32)).astype(np.uint32))
        before = letters[1 - SHINGLE :]
    return least, len(different)


def _filled(least: NDArray[np.uint32], seed: int) -> NDArray[np.uint32]:
    """The sketches with every empty bin given the value of one that is not: the first of the places the bin asks."""
    filled = least.copy()
    rows, bins = np.nonzero(least == _EMPTY)
    attempt = 0
    while len(rows):
        attempt += 1
        asked = np.arange(_BINS, dtype=np.uint64) + np.uint64(_BINS * (attempt + (seed << 20)))
        found = least[rows, (mixed(asked) & np.uint64(_BINS - 1)).astype(np.int64)[bins]]
        filled[rows, bins] = found
        empty = found == _EMPTY
        rows, bins = rows[empty], bins[empty]
    return filled


def _bands_of(least: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Each band's number: five bits of each of its bins, and two bits made of all of them."""
    rows = least[:, : BANDS * ROWS_OF_A_BAND].reshape(-1, BANDS, ROWS_OF_A_BAND)
    bands = np.zeros(rows.shape[:2], dtype=np.uint32)
    every = np.zeros(rows.shape[:2], dtype=np.uint64)
    for row in range(ROWS_OF_A_BAND):
        bands |= (rows[:, :, row] & np.uint32(_BITS_MASK)) << np.uint32(_BITS * row)
        every = mixed(every ^ rows[:, :, row])
    bands |= (every >> np.uint64(62)).astype(np.uint32) << np.uint32(_BITS * ROWS_OF_A_BAND)
    bands[bands == NO_BAND] = 1
    return bands


def perhaps_alike(first: NDArray[np.uint32], second: NDArray[np.uint32], threshold: float) -> NDArray[np.bool_]:
    """Which pairs of sketches are worth an exact comparison.

    The share of bins whose bits agree estimates the Jaccard, with a standard error of 0.04 for long texts and 0.1 for
    texts of twenty shingles; a pair is given up where it is 0.3 below the threshold. Three equal bands are enough in
    any case, for the bins of very short texts are copies of each other.

    Args:
        first: [pairs, BANDS].
        second: [pairs, BANDS].
        threshold: Least exact Jaccard that is looked for.

    Returns:
        [pairs]
    """
    differing = first ^ second
    agreeing = np.zeros(len(first), dtype=np.int64)
    for row in range(ROWS_OF_A_BAND):
        agreeing += np.count_nonzero((differing & np.uint32(_BITS_MASK << _BITS * row)) == 0, axis=1)
    estimates = agreeing / (BANDS * ROWS_OF_A_BAND)
    return (estimates >= threshold - _ESTIMATE_SLACK) | (np.count_nonzero(differing == 0, axis=1) >= _ENOUGH_BANDS)
