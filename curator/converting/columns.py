"""What the columns of a table mean: the names that are known, and a row of it as a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from curator.converting.entry import Entry
from curator.errors import CuratorError
from curator.records.spans import pointer_to

_AS_PROMPT = {"user": "prompt", "input": "prompt", "assistant": "completion", "output": "completion"}
_KNOWN: tuple[tuple[tuple[str, ...], Mapping[str, str]], ...] = (
    (("messages",), {}),
    (("conversations",), {}),
    (("prompt", "chosen", "rejected"), {}),
    (("question", "chosen", "rejected"), {}),
    (("chosen", "rejected"), {}),
    (("instruction", "output"), {}),
    (("instruction", "response"), {}),
    (("prompt", "completion"), {}),
    (("prompt", "response"), {}),
    (("question", "answer"), {}),
    (("user", "assistant"), _AS_PROMPT),
    (("input", "output"), _AS_PROMPT),
)
"""Columns that together make a record, the surest first, and the names its shape has for them."""
_BESIDE = ("system", "system_prompt", "input", "history", "tools")
"""Columns that some records have besides."""
_HOLD_JSON = ("messages", "conversations", "history", "tools")
_MAY_HOLD_JSON = ("chosen", "rejected", "prompt", "completion")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, read as the keys of records."""

    names: tuple[str, ...]
    """The key of each column, in their order."""
    known: frozenset[str]
    """The keys that a record is made of."""

    @classmethod
    def of(cls, header: Sequence[str]) -> Columns:
        """Read a header; case and white space around a name do not matter.

        Raises:
            CuratorError: No columns of it make a record, or two have one name. The known names are said.
        """
        folded = [name.strip().casefold() for name in header]
        _refuse_twice(folded)
        for wanted, renamed in _KNOWN:
            if set(wanted) <= set(folded):
                beside = set(_BESIDE) - set(renamed)
                keys = {name: renamed.get(name, name) for name in (*wanted, *beside)}
                names = tuple(keys.get(name, own) for name, own in zip(folded, header, strict=True))
                _refuse_twice(names)
                return cls(names, frozenset(keys.values()))
        named = ", ".join(" and ".join(wanted) for wanted, _ in _KNOWN)
        raise CuratorError(
            "No column of the table says what is asked or answered.",
            f"Its columns: {', '.join(name.strip() or '(no name)' for name in header)}.",
            f"Known are: {named}; besides them {', '.join(_BESIDE)}. Rename the columns.",
        )

    def entry(self, line: int, cells: Sequence[Any]) -> Entry:
        """One row as a record. A text that holds JSON is read as JSON only, whatever it looks like.

        Cells without a value are no keys: a table cannot say that a key is missing. Bytes are no text, and are lost.
        """
        record: dict[str, Any] = {}
        lost: list[str] = []
        for name, cell in zip(self.names, cells, strict=True):
            if cell is None or (cell == "" and name not in self.known):
                continue
            if isinstance(cell, bytes):
                lost.append(pointer_to(name))
                continue
            value, problem = _cell(name, cell) if name in self.known else (cell, "")
            if problem:
                return Entry(line, problem=problem)
            if value is not None:
                record[name] = value
        return Entry(line, record, lost=tuple(lost))


def _refuse_twice(names: Sequence[str]) -> None:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        hint = "Give each column a name of its own, or take one out."
        raise CuratorError(f'Two columns are or mean "{twice}".', hint=hint)


def _cell(name: str, cell: Any) -> tuple[Any, str]:
    """A cell's value, and what is wrong with it."""
    if not isinstance(cell, str) or name not in (*_HOLD_JSON, *_MAY_HOLD_JSON):
        return cell, ""
    if name in _HOLD_JSON and not cell.strip():
        return None, ""
    if name in _MAY_HOLD_JSON and not cell.lstrip().startswith("[{"):
        return cell, ""
    try:
        return orjson.loads(cell), ""
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        # A prompt may begin like JSON and be none.
        return (cell, "") if name in _MAY_HOLD_JSON else (None, f"The cell of the column {name} is not JSON.")
