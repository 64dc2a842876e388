"""Token counts, the way the bill counts them.

The count of a record is the one OpenAI published for chat fine-tuning data (openai-cookbook,
examples/Chat_finetuning_data_prep.ipynb): three tokens for each message, one for each name, every string value of
the message encoded, three at the end. What that notebook does not know is counted so:

- a call: its function name and its arguments string, each encoded by itself (arguments that are no string as JSON);
- content parts: their texts, joined by a line break, encoded as one string; images and files are not counted;
- declared tools: their definitions as compact JSON, one string for the whole list;
- messages of other shapes (no role key of their own): role and text, as they would be after conversion.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

import numpy as np
import orjson
from numpy.typing import NDArray

from curator.records.canonical import canonical
from curator.records.record import Message, Record

UNCOUNTED = -1
"""Stands in a column of counts for a count that does not exist."""
TOKENS_PER_MESSAGE = 3
TOKENS_PER_NAME = 1
TOKENS_AT_END = 3
_COLUMN_OF_ROLE = {"system": 1, "developer": 1, "user": 2, "assistant": 3, "tool": 4, "function": 4}


class TokenCounter(Protocol):
    """Counts tokens of texts in one encoding."""

    encoding: str
    engine: str
    """Name of the library that counts."""

    def count(self, texts: list[str]) -> list[int]:
        """Tokens of every text; special tokens written out in a text count as plain text."""
        ...


def well_formed(text: str) -> str:
    """The text with every lone surrogate replaced by U+FFFD, as tiktoken counts it."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class _Toktok:
    engine = "toktok"

    def __init__(self, encoding: str) -> None:
        import toktok  # pyright: ignore[reportMissingTypeStubs]

        self.encoding = encoding
        self._batch_count: Any = toktok.batch_count

    def count(self, texts: list[str]) -> list[int]:
        try:
            return self._batch_count(texts, self.encoding, threads=1)
        except UnicodeEncodeError:
            return self._batch_count([well_formed(text) for text in texts], self.encoding, threads=1)


class _Tiktoken:
    engine = "tiktoken"

    def __init__(self, encoding: str) -> None:
        import tiktoken

        self.encoding = encoding
        self._encode = tiktoken.get_encoding(encoding).encode_ordinary

    def count(self, texts: list[str]) -> list[int]:
        return [len(self._encode(text)) for text in texts]


_SELF_CHECK = (
    ("", 0, 0),
    ("   \n\n\t  x", 3, 3),
    ("<|endoftext|><|im_start|>user", 13, 13),
    ("a" * 300, 38, 38),
    (" " * 97 + "end", 3, 3),
    ("don't I'LL we'Ve", 8, 6),
    ("na\xefve caf\xe9 e\u0301", 6, 6),
    ("\U0001f469\u200d\U0001f4bb\U0001f44d\U0001f3fd\U0001f1e9\U0001f1ea", 19, 12),
    ("\u4f60\u597d\uff0c\u4e16\u754c\u3002\u4eca\u5929", 9, 5),
    ("\u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u0661\u0662\u0663", 12, 6),
    ("\u0928\u092e\u0938\u094d\u0924\u0947 \u0926\u0941\u0928\u093f\u092f\u093e", 13, 5),
    ("\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e0a\u0e32\u0e27\u0e42\u0e25\u0e01", 13, 7),
    ("1234567890 3.14159", 9, 9),
    ("\r\n\r\n  def f(x):\n\treturn x\r\n", 9, 9),
    ("\xa0\u2003\u3000x", 5, 4),
    ("\u017fK \ufb01 \u2460", 8, 5),
    ("\x00\x1b[31m\x7f\x85", 7, 8),
    ("\u041f\u0440\u0438\u0432\u0435\u0442\u041c\u0418\u0420 HTMLParser camelCase", 10, 8),
    ("'''\"\"\"```---===###///", 7, 7),
    ("\ufffd\ufeff\u2028\U0001f9e0\U00020000", 10, 9),
)
"""Text, its tokens in cl100k_base, its tokens in o200k_base; counted with tiktoken."""


def counts_rightly(counter: TokenCounter) -> bool:
    """Whether a counter gives the known counts of a few texts that are easily counted wrong."""
    place = {"cl100k_base": 1, "o200k_base": 2, "o200k_harmony": 2}.get(counter.encoding)
    if place is None:
        return True
    return counter.count([row[0] for row in _SELF_CHECK]) == [row[place] for row in _SELF_CHECK]


@functools.cache
def _loaded(encoding: str) -> TokenCounter | str:
    reasons: list[str] = []
    for engine in (_Toktok, _Tiktoken):
        try:
            counter = engine(encoding)
            if counts_rightly(counter):
                return counter
            reasons.append(f"{engine.engine} counts wrongly on this machine")
        except (ImportError, KeyError, ValueError, OSError) as problem:
            reasons.append(f"{engine.engine}: {problem}")
    return (
        f"Tokens of the encoding {encoding} cannot be counted here ({'; '.join(reasons)}). "
        "Install toktok-rs, or let tiktoken find its vocabulary: set TIKTOKEN_CACHE_DIR to a folder that holds it."
    )


def counter(encoding: str) -> TokenCounter | None:
    """The counter of an encoding (cl100k_base, o200k_base, o200k_harmony), made once for each process.

    Returns:
        toktok where it is installed and counts rightly, else tiktoken, else None; then `why_uncounted` says why.
    """
    loaded = _loaded(encoding)
    return None if isinstance(loaded, str) else loaded


def why_uncounted(encoding: str) -> str:
    """Why `counter` gave None, and what to do about it; "" where it did not."""
    loaded = _loaded(encoding)
    return loaded if isinstance(loaded, str) else ""


@dataclass(frozen=True, slots=True)
class TokenColumns:
    """Token columns of the feature table for a batch, one entry for each record; `UNCOUNTED` where there is none."""

    tokens: NDArray[np.int64]
    system: NDArray[np.int64]
    user: NDArray[np.int64]
    assistant: NDArray[np.int64]
    tool: NDArray[np.int64]


@dataclass(slots=True)
class _Account:
    """All strings of a batch that are to be counted, and where their counts belong."""

    role_tokens: dict[str, int]
    """Tokens of the roles that come again and again."""
    texts: list[str] = field(default_factory=list[str])
    known: dict[str, int] = field(default_factory=dict[str, int])
    """Place in `texts` of strings that come again: system messages, tools, odd roles."""
    places: list[int] = field(default_factory=list[int])
    rows: list[int] = field(default_factory=list[int])
    columns: list[int] = field(default_factory=list[int])

    def add(self, text: str, row: int, column: int) -> None:
        self.places.append(len(self.texts))
        self.texts.append(text)
        self.rows.append(row)
        self.columns.append(column)

    def add_known(self, text: str, row: int, column: int) -> None:
        place = self.known.get(text)
        if place is None:
            place = self.known[text] = len(self.texts)
            self.texts.append(text)
        self.places.append(place)
        self.rows.append(row)
        self.columns.append(column)


def count_batch(records: Sequence[Record], counter: TokenCounter) -> TokenColumns:
    """Token columns of a batch, with one call of the counter.

    `tokens` is the published count of the module's docstring. The columns by role hold content and calls only;
    `tool` takes the deprecated role function too. Records without messages have none.
    """
    overhead = np.full(len(records), UNCOUNTED, dtype=np.int64)
    account = _Account(dict(zip(_COLUMN_OF_ROLE, counter.count(list(_COLUMN_OF_ROLE)), strict=True)))
    for row, record in enumerate(records):
        if record.messages:
            overhead[row] = TOKENS_AT_END + sum([_add_message(message, row, account) for message in record.messages])
            if record.tools:
                account.add_known(_compact(record.tools), row, 0)
    counts = np.array(counter.count(account.texts), dtype=np.int64)[np.array(account.places, dtype=np.int64)]
    table = np.zeros((5, len(records)), dtype=np.int64)
    np.add.at(table, (np.array(account.columns, dtype=np.int64), np.array(account.rows, dtype=np.int64)), counts)
    counted = overhead != UNCOUNTED
    total = np.where(counted, table.sum(axis=0) + overhead, UNCOUNTED)
    return TokenColumns(total, *(np.where(counted, column, UNCOUNTED) for column in table[1:]))


def _add_message(message: Message, row: int, account: _Account) -> int:
    """Enters the strings of a message; returns its fixed tokens."""
    column = _COLUMN_OF_ROLE.get(message.role, 0)
    if column == 1:
        account.add_known(message.text, row, column)
    elif message.text:
        account.add(message.text, row, column)
    fixed = TOKENS_PER_MESSAGE
    if message.role in account.role_tokens:
        fixed += account.role_tokens[message.role]
    else:
        account.add_known(message.role, row, 0)
    for call in message.calls:
        account.add(call.name, row, column)
        if call.arguments is not None:
            account.add(call.arguments if isinstance(call.arguments, str) else _compact(call.arguments), row, column)
    read: Any = message.value
    if not isinstance(read, dict):
        return fixed
    value = cast("dict[str, Any]", read)
    if len(value) == 2 and "content" in value:
        return fixed
    return fixed + _add_other_keys(value, row, account)


def _add_other_keys(value: dict[str, Any], row: int, account: _Account) -> int:
    if "role" not in value:
        return 0
    for key, text in value.items():
        if isinstance(text, str) and key not in ("role", "content"):
            account.add(text, row, 0)
    return TOKENS_PER_NAME if isinstance(value.get("name"), str) else 0


def _compact(value: Any) -> str:
    try:
        return orjson.dumps(value).decode()
    except (TypeError, ValueError):
        return canonical(value).decode()
