"""What a record says, message by message, folded once for everything that compares records.

Hashes and sketches look at the same words, so a batch is folded once and both are given the result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, cast

import numpy as np
import xxhash

from curator.measures.shingles import BREAK, SPACE
from curator.measures.text import folded
from curator.records.canonical import canonical
from curator.records.record import Message, Record

SYSTEM_ROLES = frozenset(("system", "developer"))
PROMPT_ROLES = frozenset(("user", "tool", "function"))


def said(message: Message) -> str:
    """All that a message says: its text, its calls (name and arguments), and a stand-in for every other content part.

    An image or a file is stood for by four words made of its digest, so that two records that ask the same about
    different images are neither the same nor alike.
    """
    value: Any = message.value
    content: Any = cast("dict[str, Any]", value).get("content") if isinstance(value, dict) else None
    if not message.calls and not isinstance(content, list):
        return message.text
    pieces = [message.text]
    for call in message.calls:
        arguments = call.arguments if isinstance(call.arguments, str) else canonical(call.arguments).decode()
        pieces.append(f"⇒ {call.name} {arguments}")
    if isinstance(content, list):
        pieces += [_stand_in(part) for part in cast("list[Any]", content) if _is_attachment(part)]
    return " ".join(pieces)


def _is_attachment(part: Any) -> bool:
    return isinstance(part, Mapping) and not isinstance(cast("Mapping[str, Any]", part).get("text"), str)


def _stand_in(part: Any) -> str:
    digest = xxhash.xxh3_128_hexdigest(canonical(part))
    return "◇ " + " ".join(digest[start : start + 8] for start in range(0, 32, 8))


def folded_messages(records: Sequence[Record]) -> list[list[str]]:
    """What every message of every record says, folded; in the order of `Record.messages`."""
    texts = iter(folded_texts([said(message) for record in records for message in record.messages]))
    return [list(islice(texts, len(record.messages))) for record in records]


def folded_texts(texts: Sequence[str]) -> list[str]:
    """`curator.measures.text.folded` of each text: those in ASCII, which most are, all in one go."""
    plain = [text for text in texts if text.isascii()]
    together = iter(_folded_ascii(plain))
    return [next(together) if text.isascii() else folded(text) for text in texts]


def _folded_ascii(texts: Sequence[str]) -> list[str]:
    """Case folded, white space collapsed and cut at both ends, byte by byte in numpy.

    The texts are joined by line breaks once their own have become spaces, and parted again at them.
    """
    if not texts:
        return []
    signs = np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)
    upper = np.negative((signs - np.uint8(ord("A")) < 26).view(np.uint8))
    letters = signs | (upper & np.uint8(0x20))
    white = (signs - np.uint8(9) < 5) | (signs - np.uint8(28) < 4)
    letters[white] = SPACE
    breaks = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1)[:-1] - 1
    letters[breaks] = BREAK
    gaps = (letters == SPACE) | (letters == BREAK)
    kept = letters != SPACE
    kept[1:] |= ~gaps[:-1]
    letters = letters[kept]
    # What is left of the white space at an end is one space before a break.
    kept = letters != SPACE
    kept[:-1] |= letters[1:] != BREAK
    if len(kept) and not kept.all():
        letters = letters[kept]
    return letters.tobytes().decode().split("\n")


def compared_text(record: Record) -> str:
    """What near-duplicates are judged by, as written: all messages but the system message, calls included."""
    return "\n".join([said(message) for message in record.messages if message.role not in SYSTEM_ROLES])


def compared_folded(record: Record, messages: Sequence[str]) -> str:
    """The same, put together from the record's `folded_messages`."""
    return " ".join(
        [text for message, text in zip(record.messages, messages, strict=True) if message.role not in SYSTEM_ROLES]
    )
