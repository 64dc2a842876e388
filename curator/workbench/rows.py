"""What a row of the record table shows, and the beginnings that many rows share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from curator.checks.rule import Severity
from curator.measures.text import visible
from curator.records.record import ROLES, Record
from curator.records.rescue import rescue

PREVIEW_LETTERS = 240
SAMPLE_OF_BEGINNINGS = 400
"""Rows looked at to learn which beginnings many rows share."""
SHARE_OF_A_BEGINNING = 0.10
LEAST_ROWS_OF_A_BEGINNING = 5
LEAST_WORDS_OF_A_BEGINNING = 3
MOST_WORDS_OF_A_BEGINNING = 12


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of the record table. Its texts are visible ones: nothing in them can act on the terminal."""

    row: int
    line: int | None
    text: str
    state: str
    """"" or edited, dropped, new."""
    severity: Severity | None
    name: str
    """Name of the worst finding's rule, "" where there is none."""
    related: str
    """The later line that repeats this one, as "= 187" or "≈ 133"; "" where there is none."""
    tokens: int | None
    measured: bool


def first_words(record: Record) -> str:
    """The first words of the user, or what else makes the line recognisable: picked from the raw text where it is
    broken."""
    spoken = [message for message in record.messages if message.text.strip()]
    asking = [message for message in spoken if message.role == "user" or message.role not in ROLES]
    for message in asking or spoken:
        return message.text[:PREVIEW_LETTERS]
    rescued = [(role, text) for role, text in rescue(record.raw) if text.strip()]
    for role, text in rescued:
        if role == "user":
            return text[:PREVIEW_LETTERS]
    for _, text in rescued:
        return text[:PREVIEW_LETTERS]
    return record.raw[: 4 * PREVIEW_LETTERS].decode("utf-8", "replace")[:PREVIEW_LETTERS]


def shared_beginnings(texts: Sequence[str]) -> tuple[str, ...]:
    """Beginnings of three words or more that one text in ten shares, longest first.

    Args:
        texts: First words of a sample of rows.
    """
    counts: Counter[str] = Counter()
    for text in texts:
        words = text.split(" ")[:MOST_WORDS_OF_A_BEGINNING]
        for length in range(LEAST_WORDS_OF_A_BEGINNING, len(words)):
            counts[" ".join(words[:length])] += 1
    least = max(LEAST_ROWS_OF_A_BEGINNING, SHARE_OF_A_BEGINNING * len(texts))
    return tuple(sorted((text for text, count in counts.items() if count >= least), key=len, reverse=True))


def cut_beginning(text: str, beginnings: Sequence[str]) -> str:
    """The text with a shared beginning replaced by an ellipsis, so that what tells rows apart comes into sight."""
    for beginning in beginnings:
        if text.startswith(beginning + " "):
            return "… " + text[len(beginning) :].lstrip()
    return text


def preview(record: Record, beginnings: Sequence[str]) -> str:
    """One visible line of a record for the table."""
    return visible(cut_beginning(" ".join(first_words(record).split()), beginnings))
