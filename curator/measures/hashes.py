"""Hashes by which records are found to be the same, in several degrees.

All are xxh3 of 64 bits; 0 stands for "there is none" (null in the feature table), so no hash is 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xxhash
from numpy.typing import NDArray

from curator.measures.folding import PROMPT_ROLES, SYSTEM_ROLES
from curator.measures.text import folded_signs
from curator.records.canonical import canonical, canonical_of
from curator.records.record import UNREADABLE, Message, Record

NONE = 0
"""Stands in a column of hashes for a hash that does not exist."""
_BETWEEN = "\x1f"
"""Folded text holds no unit separator: it is white space to `str.split`."""


@dataclass(frozen=True, slots=True)
class HashColumns:
    """The hash columns of curator.measures.features for a batch, one entry for each record; 0 where there is none."""

    content: NDArray[np.uint64]
    same: NDArray[np.uint64]
    text: NDArray[np.uint64]
    prompt: NDArray[np.uint64]
    answer: NDArray[np.uint64]
    system: NDArray[np.uint64]
    system_folded: NDArray[np.uint64]


def hash_columns(records: Sequence[Record], folded: Sequence[Sequence[str]]) -> HashColumns:
    """The hash columns of a batch.

    Args:
        records: The batch.
        folded: `curator.measures.folding.folded_messages` of the same records.

    Returns:
        content: the line's bytes. same: the JSON value with sorted keys. text: part, role, folded text and calls of
        every message, which messages are learned, and the declared tools. prompt: folded user and tool messages.
        answer: folded assistant messages. system: text of the first system or developer message as written;
        system_folded: the same without case, white space and signs.
    """
    systems: dict[str, tuple[int, int]] = {}
    rows = [_hashes_of(record, messages, systems) for record, messages in zip(records, folded, strict=True)]
    table = np.array(rows, dtype=np.uint64).reshape(len(rows), 7)
    return HashColumns(*(np.ascontiguousarray(column) for column in table.T))


def _hashes_of(
    record: Record, folded: Sequence[str], systems: dict[str, tuple[int, int]]
) -> tuple[int, int, int, int, int, int, int]:
    content = xxhash.xxh3_64_intdigest(record.raw) or 1
    same = NONE if record.shape == UNREADABLE else xxhash.xxh3_64_intdigest(canonical_of(record)) or 1
    if not record.messages:
        return content, same, NONE, NONE, NONE, NONE, NONE
    marked: list[str] = []
    asked: list[str] = []
    answered: list[str] = []
    system: Message | None = None
    for message, text in zip(record.messages, folded, strict=True):
        role = message.role
        marked.append(f"{message.part} {role}{' unlearned' if message.weight == 0 else ''}")
        marked.append(text)
        if role in PROMPT_ROLES:
            asked.append(text)
        elif role == "assistant":
            answered.append(text)
        elif system is None and role in SYSTEM_ROLES:
            system = message
    if record.tools:
        marked.append(canonical(record.tools).decode())
    if system is not None and system.text not in systems:
        systems[system.text] = system_hashes(system.text)
    first_system, first_system_folded = (NONE, NONE) if system is None else systems[system.text]
    return (
        content,
        same,
        hash_of(_BETWEEN.join(marked)),
        hash_of(_BETWEEN.join(asked)) if asked else NONE,
        hash_of(_BETWEEN.join(answered)) if answered else NONE,
        first_system,
        first_system_folded,
    )


def hash_of(text: str) -> int:
    """xxh3 of the text's UTF-8 bytes, lone surrogates included; never 0."""
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) or 1


def system_hashes(text: str) -> tuple[int, int]:
    """Hash of a system message's text as written, and of the same without case, white space and signs."""
    return hash_of(text), hash_of(folded_signs(text))
