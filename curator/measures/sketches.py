"""Sketches by which near-duplicates find each other.

A record is the set of its shingles (`curator.measures.shingles`). The sketch is one permutation hashing: each shingle
has one hash, the hash chooses one of 128 bins, and each bin keeps the least (Li, Owen, Zhang, One Permutation Hashing,
2012). Empty bins are filled by optimal densification (Shrivastava, 2017). Six bins make a band, five bits of each: two
records that share a band are compared, if the bits of all their bands agree often enough (Li, König, b-Bit Minwise
Hashing, 2010). A record's sketch depends on nothing but the record and the seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curator.measures.features import BANDS, ROWS_OF_A_BAND
from curator.measures.shingles import SHINGLE, SPACE, distinct, groups_of, letters_of, shingle_values, shingles_of_group

LEAST_SHINGLES = 8
"""A record with fewer different shingles has no bands: `ok` and `yes` are alike by chance."""
NO_BAND = 0
"""Stands for a band that does not exist; no band's hash is 0."""
_BINS = 128
_EMPTY = np.uint32(0xFFFFFFFF)
_PIECE_LETTERS = 1 << 20
"""A longer text is worked on in pieces."""
_BITS = 5
_BITS_MASK = (1 << _BITS) - 1
_ESTIMATE_SLACK = 0.3
_ENOUGH_BANDS = 3
_VALUE_BITS = np.uint32(25)
"""Of a hash of 32 bits the upper seven choose the bin and the others are compared."""
_VALUE_MASK = np.uint32((1 << 25) - 1)


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


def sketch_columns(texts: Sequence[str], seed: int = 0) -> SketchColumns:
    """Sketches of a batch.

    Args:
        texts: `curator.measures.folding.compared_folded` of every record.
        seed: Another seed gives another, independent sketch; a leak is measured with another than the split used.
    """
    least = np.full((len(texts), _BINS), _EMPTY)
    shingles = np.zeros(len(texts), dtype=np.uint32)
    for places in groups_of(texts):
        group = [text.replace("\n", " ") if "\n" in text else text for text in map(texts.__getitem__, places)]
        if len(group) == 1 and len(group[0]) > _PIECE_LETTERS:
            least[places[0]], shingles[places[0]] = _sketch_of_long(group[0], seed)
        else:
            least[places], shingles[places] = _sketches_of_group(group, seed)
    compared = np.flatnonzero(shingles >= LEAST_SHINGLES)
    bands = np.full((len(texts), BANDS), NO_BAND, dtype=np.uint32)
    bands[compared] = _bands_of(_filled(least[compared], seed))
    return SketchColumns(bands, shingles)


def _sketches_of_group(texts: Sequence[str], seed: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    values, starts, ends = shingles_of_group(texts)
    hashes = _hashed(values, seed)
    spans = list(zip(starts.tolist(), ends.tolist(), strict=True))
    for start, end in spans:
        hashes[start:end].sort()
    new = _changes(hashes, starts)
    different = np.array([np.count_nonzero(new[start:end]) for start, end in spans], dtype=np.uint32)
    return _least_of(hashes, starts, ends), different


def _hashed(values: NDArray[np.uint32], seed: int) -> NDArray[np.uint32]:
    """Each shingle's value turned into a number that looks random, another for each seed and for each value."""
    start, factor = (mixed(np.array([seed, seed + 1], dtype=np.uint64)) >> np.uint64(32)).astype(np.uint32)
    hashes = values ^ start
    hashes *= factor | np.uint32(1)
    hashes ^= hashes >> np.uint32(16)
    hashes *= np.uint32(0x21F0AAAD)
    hashes ^= hashes >> np.uint32(15)
    hashes *= np.uint32(0x735A2D97)
    hashes ^= hashes >> np.uint32(15)
    return hashes


def _changes(numbers: NDArray[np.uint32], starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where a number differs from the one before it, or a record starts."""
    changes = np.ones(len(numbers) + 1, dtype=np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=changes[1 : len(numbers)])
    changes[starts] = True
    return changes


def _least_of(hashes: NDArray[np.uint32], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The least hash of each bin of each record, `_EMPTY` where there is none: the first of each bin's run.

    Args:
        hashes: Sorted between each start and its end.
        starts: [records]
        ends: [records]

    Returns:
        [records, bins]
    """
    places = np.flatnonzero(_changes(hashes >> _VALUE_BITS, starts)[: len(hashes)])
    bounds = np.append(np.searchsorted(places, starts), len(places))
    places = places[bounds[0] :]
    rows = np.repeat(np.arange(len(starts)), np.diff(bounds))
    read = places < ends[rows]
    found = hashes[places[read]]
    least = np.full(len(starts) * _BINS, _EMPTY)
    least[rows[read] * _BINS + (found >> _VALUE_BITS)] = found & _VALUE_MASK
    return least.reshape(-1, _BINS)


def _sketch_of_long(text: str, seed: int) -> tuple[NDArray[np.uint32], int]:
    different = np.empty(0, dtype=np.uint32)
    before = np.empty(0, dtype=np.uint32)
    gap = False
    for start in range(0, len(text), _PIECE_LETTERS):
        letters = letters_of(text[start : start + _PIECE_LETTERS])
        # A space counts only between two words, so it waits for the next word, be it in a later piece.
        gap = gap or bool(letters[0] == SPACE)
        letters = letters[int(letters[0] == SPACE) :]
        if not len(letters):
            continue
        between = np.full(int(gap and len(before) > 0), SPACE, dtype=np.uint32)
        gap = bool(letters[-1] == SPACE)
        letters = np.concatenate((before, between, letters[:-1] if gap else letters))
        different = distinct(np.concatenate((different, _hashed(shingle_values(letters), seed))))
        before = letters[1 - SHINGLE :]
    return _least_of(different, np.array([0]), np.array([len(different)]))[0], len(different)


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
