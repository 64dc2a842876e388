"""Near-duplicate pairs: candidates that share a band, verified by exact Jaccard of their shingles.

A pair is reported with its similarity and with whether the two are one template with other names or numbers in it.
Records with the same folded text (equal text hash) are the same record said twice and are reported elsewhere; here the
first row stands for all of them. Buckets are ordered by content, so the order of the file does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curator.measures.candidates import (
    FULL_BUCKET,
    Places,
    components,
    decoded,
    pairs_across,
    pairs_within,
)
from curator.measures.folding import folded_texts
from curator.measures.hashes import NONE
from curator.measures.shingles import jaccard, shingle_sets
from curator.measures.sketches import NO_BAND, mixed
from curator.measures.template import same_template
from curator.progress import Progress

_BLOCK_PAIRS = 1000
"""Pairs verified together: their texts and shingles are in memory at once."""

Rows = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Bands = NDArray[np.uint32]
ReadTexts = Callable[[Sequence[int]], list[str]]
"""Reads `curator.measures.folding.compared_text` of rows, given in ascending order."""
_Reading = Callable[[list[int]], list[str]]


def empty_pairs() -> pl.DataFrame:
    """No pairs: first (row), second (row), similarity, template."""
    return pl.DataFrame(
        schema={"first": pl.Int64, "second": pl.Int64, "similarity": pl.Float32, "template": pl.Boolean}
    )


def find_pairs(
    rows: Rows,
    bands: Bands,
    text_hashes: Hashes,
    texts_of: ReadTexts,
    threshold: float,
    progress: Progress | None = None,
) -> pl.DataFrame:
    """Every verified pair of a file, sorted by first and second row.

    Args:
        rows: [n] row ids.
        bands: [n, BANDS] of the same rows.
        text_hashes: [n] the text column of the feature table, 0 where there is none.
        texts_of: Reads the texts of candidates, a block at a time.
        threshold: Least exact Jaccard of a pair.
        progress: Counts candidate pairs; may be cancelled.

    Returns:
        first (the smaller row), second, similarity, template.

    Raises:
        Cancelled: The progress was cancelled.
    """
    places = _represented(rows, bands, text_hashes)
    return _pairs_among(rows[places], bands[places], None, texts_of, threshold, progress)


def touch_pairs(
    rows: Rows,
    bands: Bands,
    text_hashes: Hashes,
    texts_of: ReadTexts,
    threshold: float,
    touched: Collection[int],
    progress: Progress | None = None,
) -> pl.DataFrame:
    """The pairs of `find_pairs` in which at least one row is touched, found by looking up the bands of those rows.

    After an edit, pass `affected_rows` and join the result with the earlier pairs in which none of them is.
    """
    places = _represented(rows, bands, text_hashes)
    wanted = np.flatnonzero(np.isin(rows[places], np.array(sorted(touched), dtype=np.int64)))
    return _pairs_among(rows[places], bands[places], wanted, texts_of, threshold, progress)


@dataclass(frozen=True, slots=True)
class Sketched:
    """What pairs are looked for in: rows, their bands and their text hashes."""

    rows: Rows
    bands: Bands
    text_hashes: Hashes


def affected_rows(before: Sketched, after: Sketched, edited: Collection[int]) -> set[int]:
    """The rows whose pairs an edit may have changed.

    These are the edited rows; rows with the same text as one of them had or has, since another row may now stand for
    that text; and all members of a bucket that is too large to pair everyone and that lost or won a member, since it
    may have another centre.

    Args:
        before: The file before the edit, all rows that counted.
        after: The same after it.
        edited: Rows whose bytes changed, or that were dropped, brought back or made.
    """
    affected = set(edited)
    changed = np.array(sorted(edited), dtype=np.int64)
    texts = np.concatenate([side.text_hashes[np.isin(side.rows, changed)] for side in (before, after)])
    bands = np.concatenate([side.bands[np.isin(side.rows, changed)] for side in (before, after)])
    for side in (before, after):
        affected.update(side.rows[np.isin(side.text_hashes, texts[texts != NONE])].tolist())
    for column in range(bands.shape[1]):
        values = np.setdiff1d(bands[:, column], [NO_BAND])
        sharing = [side.bands[:, column] for side in (before, after)]
        found, counts = np.unique(np.concatenate([band[np.isin(band, values)] for band in sharing]), return_counts=True)
        for side, band in zip((before, after), sharing, strict=True):
            affected.update(side.rows[np.isin(band, found[counts > FULL_BUCKET])].tolist())
    return affected


def find_cross_pairs(
    rows: Rows,
    bands: Bands,
    texts_of: ReadTexts,
    other_rows: Rows,
    other_bands: Bands,
    other_texts_of: ReadTexts,
    threshold: float,
    progress: Progress | None = None,
) -> pl.DataFrame:
    """Every verified pair of a row of one file (first) and a row of another (second), equal texts included.

    The arguments are those of `find_pairs`, for either file; both were sketched with the same seed.

    Raises:
        Cancelled: The progress was cancelled.
    """
    places, other_places = _ordered_by_bands(bands), _ordered_by_bands(other_bands)
    rows, other_rows = rows[places], other_rows[other_places]
    first, second = decoded(pairs_across(bands[places], other_bands[other_places], threshold, progress))

    def read(wanted: list[int]) -> list[str]:
        here = [place for place in wanted if place < len(rows)]
        there = [place - len(rows) for place in wanted if place >= len(rows)]
        return [*_read(rows, texts_of, here), *_read(other_rows, other_texts_of, there)]

    found = _verified(first, second + len(rows), len(rows) + len(other_rows), read, threshold, progress)
    return _frame([(rows[pair.first], other_rows[pair.second - len(rows)], pair) for pair in found])


def _represented(rows: Rows, bands: Bands, text_hashes: Hashes) -> Places:
    """Places of the first row of each text that has bands, in the order of the text's hash."""
    places = np.flatnonzero((text_hashes != NONE) & (bands[:, 0] != NO_BAND))
    places = places[np.lexsort((rows[places], text_hashes[places]))]
    hashes = text_hashes[places]
    return places[np.append(True, hashes[1:] != hashes[:-1])[: len(places)]]


def _ordered_by_bands(bands: Bands) -> Places:
    """Places of the rows that have bands, in an order that comes from what they say."""
    key = np.zeros(len(bands), dtype=np.uint64)
    for column in bands.T:
        key = mixed(key ^ column)
    places = np.flatnonzero(bands[:, 0] != NO_BAND)
    return places[np.argsort(key[places], kind="stable")]


def _pairs_among(
    rows: Rows,
    bands: Bands,
    wanted: Places | None,
    texts_of: ReadTexts,
    threshold: float,
    progress: Progress | None,
) -> pl.DataFrame:
    first, second = decoded(pairs_within(bands, threshold, wanted, progress))
    found = _verified(first, second, len(rows), partial(_read, rows, texts_of), threshold, progress)
    ends = [sorted((int(rows[pair.first]), int(rows[pair.second]))) for pair in found]
    return _frame([(first, second, pair) for (first, second), pair in zip(ends, found, strict=True)])


def _read(rows: Rows, texts_of: ReadTexts, places: Sequence[int]) -> list[str]:
    """Texts of places, read in the order of the file."""
    if not places:
        return []
    wanted = rows[np.array(places, dtype=np.int64)]
    order = np.argsort(wanted)
    texts = [""] * len(places)
    for place, text in zip(order.tolist(), texts_of(wanted[order].tolist()), strict=True):
        texts[place] = text
    return texts


@dataclass(frozen=True, slots=True)
class _Pair:
    first: int
    second: int
    similarity: float
    template: bool


@dataclass(frozen=True, slots=True)
class _Text:
    written: str
    shingles: NDArray[np.uint32]


def _verified(
    first: Places, second: Places, count: int, read: _Reading, threshold: float, progress: Progress | None
) -> list[_Pair]:
    """The pairs of places that are alike; groups are worked on together, so that most texts are read once."""
    order = np.lexsort((second, first, components(first, second, count)[first]))
    first, second = first[order], second[order]
    found: list[_Pair] = []
    texts: dict[int, _Text] = {}
    for start in range(0, len(first), _BLOCK_PAIRS):
        if progress is not None:
            progress.stop_if_cancelled()
            progress.update(start, len(first), "comparing")
        block = first[start : start + _BLOCK_PAIRS].tolist(), second[start : start + _BLOCK_PAIRS].tolist()
        texts = _texts_of_block(sorted({*block[0], *block[1]}), texts, read)
        for one, two in zip(*block, strict=True):
            similarity = _similarity(texts[one].shingles, texts[two].shingles, threshold)
            if similarity >= threshold:
                template = same_template(texts[one].written, texts[two].written)
                found.append(_Pair(one, two, similarity, template))
    return found


def _texts_of_block(places: list[int], known: dict[int, _Text], read: _Reading) -> dict[int, _Text]:
    """The texts of a block; those of the block before are kept only where they are needed again."""
    fresh = [place for place in places if place not in known]
    texts = {place: known[place] for place in places if place in known}
    written = read(fresh)
    for place, text, shingles in zip(fresh, written, shingle_sets(folded_texts(written)), strict=True):
        texts[place] = _Text(text, shingles)
    return texts


def _similarity(first: NDArray[np.uint32], second: NDArray[np.uint32], threshold: float) -> float:
    """The exact Jaccard, or 0.0 where the sizes alone show that it is below the threshold."""
    if min(len(first), len(second)) < threshold * max(len(first), len(second)):
        return 0.0
    return jaccard(first, second)


def _frame(found: list[tuple[int, int, _Pair]]) -> pl.DataFrame:
    columns = {
        "first": [int(first) for first, _, _ in found],
        "second": [int(second) for _, second, _ in found],
        "similarity": [pair.similarity for _, _, pair in found],
        "template": [pair.template for _, _, pair in found],
    }
    return pl.DataFrame(columns, schema=empty_pairs().schema).sort("first", "second")
