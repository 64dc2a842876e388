"""Text of a data set inside an editor: what acts or hides is exchanged for one-cell stand-ins, and brought back.

An editor must hold the text itself, so `visible`, which cannot be undone, does not serve there.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_PLANE_15 = 0xF0000
_PLANE_16 = 0x100000
_TAGS = 0xE0000
_JOINERS = "\u200c\u200d"
_MARKS_KEPT = 4
"""Longest run of combining marks that is left as it is."""


@cache
def _acts(letter: str) -> bool:
    return letter not in "\n\t" and unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")


@cache
def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) in ("Mn", "Me")


def _stand_in(letter: str) -> str:
    point = ord(letter)
    return chr(_PLANE_15 + point) if point < 0x10000 else chr(_PLANE_16 + point - _TAGS)


def can_be_disguised(text: str) -> bool:
    """Whether the text holds none of the stand-ins itself, so that it comes back as it was."""
    return text.isascii() or max(text, default=" ") < chr(_PLANE_15)


def disguised(text: str) -> str:
    """The text with a stand-in for every letter that acts or hides."""
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    letters: list[str] = []
    run = 0
    for letter in text:
        run = run + 1 if _is_mark(letter) else 0
        letters.append(_stand_in(letter) if _acts(letter) or run > _MARKS_KEPT else letter)
    return "".join(letters)


def without_what_acts(text: str) -> str:
    """The text without letters that act or hide, but for those that join the parts of a sign."""
    return "".join(letter for letter in text if letter in _JOINERS or not _acts(letter))


def undisguised(text: str) -> str:
    """The text as it was before `disguised`."""
    if text.isascii():
        return text
    return "".join(_original(letter) for letter in text)


def _original(letter: str) -> str:
    point = ord(letter)
    if point < _PLANE_15:
        return letter
    return chr(point - _PLANE_15) if point < _PLANE_16 else chr(point - _PLANE_16 + _TAGS)


def drawn(text: str) -> str:
    """The disguised text as it is drawn: each stand-in as a sign of one cell."""
    if text.isascii():
        return text
    return "".join(letter if ord(letter) < _PLANE_15 else _sign(_original(letter)) for letter in text)


def _sign(letter: str) -> str:
    point = ord(letter)
    return chr(0x2400 + point) if point < 0x20 else "␡" if point == 0x7F else "␦"
