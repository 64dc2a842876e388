"""Pairs that are worth comparing: records that share a band of their sketches.

Members of a bucket are taken in the order they are given in, so a caller who orders by content gets the same pairs
whatever the order in the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from curator.measures.shingles import distinct
from curator.measures.sketches import NO_BAND, perhaps_alike
from curator.progress import Progress

FULL_BUCKET = 40
"""Up to so many members of a bucket all are paired with each other; in a larger one each is paired with the first
member, the centre, and with its neighbours."""
_CHECKED_TOGETHER = 1 << 18
_MERGED_AT = 1 << 23
"""So many codes are gathered before they are sorted and repeats are dropped."""

Band = NDArray[np.uint32]
Bands = NDArray[np.uint32]
Places = NDArray[np.int64]
Codes = NDArray[np.uint64]


def coded(first: Places, second: Places) -> Codes:
    """One number for each pair; first and second below 2^32."""
    return (first.astype(np.uint64) << np.uint64(32)) | second.astype(np.uint64)


def decoded(codes: Codes) -> tuple[Places, Places]:
    """The pairs of `coded`."""
    return (codes >> np.uint64(32)).astype(np.int64), (codes & np.uint64(0xFFFFFFFF)).astype(np.int64)


def pairs_within(
    bands: Bands, threshold: float, wanted: Places | None = None, progress: Progress | None = None
) -> Codes:
    """Pairs of rows that share a band and are perhaps alike, coded with the lesser place first, sorted, each once.

    Args:
        bands: [rows, BANDS] as curator.measures.sketches makes them, in an order that does not come from the file.
        threshold: Least exact Jaccard that is looked for.
        wanted: Places; only pairs with at least one of them are returned. The same as asking for all and choosing.
        progress: Asked whether to stop.

    Raises:
        Cancelled: The progress was cancelled.
    """
    gathered = _Gathered(bands, bands, threshold, progress or Progress())
    chosen = np.zeros(len(bands), dtype=bool)
    chosen[slice(None) if wanted is None else wanted] = True
    for column in np.ascontiguousarray(bands.T):
        gathered.progress.stop_if_cancelled()
        first, second = decoded(_pairs_of_band(column, None if wanted is None else column[wanted]))
        asked = chosen[first] | chosen[second]
        gathered.add(first[asked], second[asked])
    return gathered.codes()


@dataclass(slots=True)
class _Gathered:
    """Pairs from one band after the other; the hopeless ones are never kept."""

    bands: Bands
    other: Bands
    threshold: float
    progress: Progress
    parts: list[Codes] = field(default_factory=list[Codes])

    def add(self, first: Places, second: Places) -> None:
        for start in range(0, len(first), _CHECKED_TOGETHER):
            self.progress.stop_if_cancelled()
            one, two = first[start : start + _CHECKED_TOGETHER], second[start : start + _CHECKED_TOGETHER]
            alike = perhaps_alike(self.bands[one], self.other[two], self.threshold)
            self.parts.append(coded(one[alike], two[alike]))
        if sum(map(len, self.parts)) > _MERGED_AT:
            self.parts = [self.codes()]

    def codes(self) -> Codes:
        return distinct(np.concatenate([np.empty(0, dtype=np.uint64), *self.parts]))


def _pairs_of_band(column: Band, values: Band | None) -> Codes:
    members, starts, sizes = _buckets(column, values)
    codes = [np.empty(0, dtype=np.uint64)]
    for size in np.unique(sizes[(sizes > 1) & (sizes <= FULL_BUCKET)]).tolist():
        buckets: Places = members[starts[sizes == size][:, np.newaxis] + np.arange(size)]
        first, second = np.triu_indices(size, 1)
        codes.append(coded(np.ravel(buckets[:, first]), np.ravel(buckets[:, second])))
    large = sizes > FULL_BUCKET
    for start, size in zip(starts[large].tolist(), sizes[large].tolist(), strict=True):
        bucket = members[start : start + size]
        codes.append(coded(np.repeat(bucket[:1], size - 1), bucket[1:]))
        codes.append(coded(bucket[:-1], bucket[1:]))
    return np.concatenate(codes)


def _buckets(column: Band, values: Band | None) -> tuple[Places, Places, Places]:
    """Places by band value, each bucket's members in the order given; where buckets start; how large they are."""
    kept = column != NO_BAND
    if values is not None:
        kept &= np.isin(column, values)
    places = np.flatnonzero(kept)
    members = places[np.argsort(column[places], kind="stable")]
    ordered = column[members]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(ordered) else places
    return members, starts, np.diff(np.append(starts, len(members)))


def pairs_across(bands: Bands, other: Bands, threshold: float, progress: Progress | None = None) -> Codes:
    """The same for pairs of a row of `bands` and one of `other`, coded in this order.

    In a bucket with more than `FULL_BUCKET` others, each row is paired with the first so many of them.
    """
    gathered = _Gathered(bands, other, threshold, progress or Progress())
    for column, other_column in zip(np.ascontiguousarray(bands.T), np.ascontiguousarray(other.T), strict=True):
        members, starts, sizes = _buckets(other_column, column)
        values = other_column[members[starts]]
        rows = np.flatnonzero(np.isin(column, values) & (column != NO_BAND))
        buckets: Places = np.asarray(np.searchsorted(values, column[rows]), dtype=np.int64)
        counts = np.minimum(sizes[buckets], FULL_BUCKET)
        # 0, 1, 2 ... within each row's share.
        within: Places = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        gathered.add(np.repeat(rows, counts), members[np.repeat(starts[buckets], counts) + within])
    return gathered.codes()


def components(first: Places, second: Places, count: int) -> Places:
    """The least member of each place's group, where the pairs join the places 0 to count - 1 to groups."""
    labels = np.arange(count)
    while True:
        least = np.minimum(labels[first], labels[second])
        joined = labels.copy()
        np.minimum.at(joined, first, least)
        np.minimum.at(joined, second, least)
        joined = joined[joined]
        if (joined == labels).all():
            return labels
        labels = joined
