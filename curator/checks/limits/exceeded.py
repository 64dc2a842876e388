"""Which limits of the target a file exceeds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from curator.checks.relation import Relation
from curator.records.messages import members
from curator.records.record import Record
from curator.records.target import Fact, target_of

if TYPE_CHECKING:
    import polars as pl

_LINE_ENDS = (1, 2, 0)
"""Bytes of a line's end, by the feature table's newline column."""
_SAMPLE = 200
"""Records looked at before all are: a limit of images in so many records cannot hide from them."""


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A limit of the target that the file as a whole does not keep."""

    limit: str
    """Name of the limit, as in curator.records.target.Limits."""
    found: int
    fact: Fact


def file_bytes(table: pl.DataFrame) -> int:
    """The file's size by its records: bytes and line ends, blank lines left out."""
    ends = sum(
        _LINE_ENDS[kind] * count
        for kind, count in cast("list[tuple[int, int]]", table["newline"].value_counts().rows())
    )
    return int(table["bytes"].sum() or 0) + ends


def image_urls(record: Record) -> Iterator[tuple[str, str]]:
    """Pointer and url of every image of a record."""
    for message in record.messages:
        content = members(message.value).get("content")
        if not isinstance(content, list):
            continue
        for index, part in enumerate(cast("list[object]", content)):
            url = members(members(part).get("image_url")).get("url")
            if isinstance(url, str):
                yield f"{message.pointer}/content/{index}/image_url/url", url


def _with_images(relation: Relation, least: int) -> int:
    """How many records hold images, 0 where they cannot be as many as `least`."""
    rows = cast("list[int]", relation.table["row"].to_list())
    if len(rows) < least:
        return 0
    sample = rows[:: max(1, len(rows) // _SAMPLE)]
    if not any(b'"image_url"' in relation.record(row).raw for row in sample):
        return 0
    return sum(b'"image_url"' in relation.record(row).raw for row in rows)


def exceeded(relation: Relation) -> Iterator[Exceeded]:
    """The limits of the target that the file does not keep, verified or not.

    A file that is compared with a training file needs no ten records: only training files do.
    """
    limits = target_of(relation.settings).limits
    table = relation.table
    if limits.records_least and relation.other is None and 0 < table.height < limits.records_least.number:
        yield Exceeded("records_least", table.height, limits.records_least)
    if limits.file_bytes:
        size = file_bytes(table)
        if size > limits.file_bytes.number:
            yield Exceeded("file_bytes", size, limits.file_bytes)
    if limits.tokens_times_epochs:
        tokens = int(table["tokens"].sum() or 0)
        if tokens > limits.tokens_times_epochs.number:
            yield Exceeded("tokens_times_epochs", tokens, limits.tokens_times_epochs)
    if limits.images_per_file:
        images = _with_images(relation, limits.images_per_file.number)
        if images > limits.images_per_file.number:
            yield Exceeded("images_per_file", images, limits.images_per_file)
