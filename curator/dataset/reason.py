"""Why a row was dropped: a word, and the line that was kept in its place where it was one of several alike."""

from __future__ import annotations

import re
from collections.abc import Mapping

_KEPT = re.compile(r"(.*); line (\d+) is kept", re.DOTALL)


def kept_instead(word: str, row: int) -> str:
    """The reason of a row that was dropped because it is like another one, which stays."""
    return f"{word}; line {row} is kept"


def word_of(reason: str) -> str:
    """The reason without the line: what is counted together."""
    found = _KEPT.fullmatch(reason)
    return found.group(1) if found else reason


def row_kept(reason: str) -> int | None:
    """The row that was kept in its place, None where the reason names none."""
    found = _KEPT.fullmatch(reason)
    return int(found.group(2)) if found else None


def moved(reason: str, rows: Mapping[int, int]) -> str:
    """The reason for other numbers of the rows; without the line where that is not known any more."""
    kept = row_kept(reason)
    if kept is None:
        return reason
    return kept_instead(word_of(reason), rows[kept]) if kept in rows else word_of(reason)
