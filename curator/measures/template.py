"""Whether two texts that are alike are one template, filled with different names or numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_NUMBERS = re.compile(r"\d[\d.,:/%]*(?:[\s,;]+\d[\d.,:/%]*)*")
"""One number or several after one another, as in a list."""
_LETTERS = re.compile(r"[^\W\d_]\w*")
_SENTENCE_BEFORE = re.compile(r"(?:^|[.!?…\n]|[^\"]:)[\s\"'“”‘’»«(\[{*_#>-]*$")
"""What stands before the first word of a sentence, a heading or a list item; a member of a JSON object is neither."""
_LOOKED_BACK = 8
_EXCHANGED = "¤"
_CAPITALS_OF_A_LANGUAGE = 0.2
"""Where more than this share of the words inside sentences have a capital, nouns have it too, as in German, and a
capital says nothing about names."""


def same_template(first: str, second: str) -> bool:
    """Whether all that differs is a name exchanged for a name, or a number or a list of numbers for another.

    `IBM` for `Intel`, `3 days` for `5 days` and `[3, 5, 8]` for `[5, 8]` are exchanged. A word added, removed or moved
    is a difference of its own, and so is the same sequence of letters and digits with other signs (`$6.5` for `$65`).

    Args:
        first: A text as written, not folded: capitals tell names.
        second: Another.
    """
    start, end = _same_ends(first, second)
    words = _WORD.findall(first[start : len(first) - end])
    other_words = _WORD.findall(second[start : len(second) - end])
    small, other_small = list(map(str.lower, words)), list(map(str.lower, other_words))
    if "".join(small) == "".join(other_small):
        return False
    differing = set(small) ^ set(other_small)
    odd = {word for word in differing if _DIGIT.search(word) is None}
    if not odd and _differ_in_numbers(first, second):
        return True
    capital = {low for word, low in zip(words + other_words, small + other_small, strict=True) if word != low}
    if not odd <= capital or _masked(small, differing) != _masked(other_small, differing):
        return False
    return not odd or odd <= _names(first) | _names(second)


def _differ_in_numbers(first: str, second: str) -> bool:
    """Whether the texts have the same words, and as many lists of numbers between them, but not the same digits."""
    one, other = first.lower(), second.lower()
    return _NUMBERS.sub("0", one) == _NUMBERS.sub("0", other) and _DIGIT.findall(one) != _DIGIT.findall(other)


def _same_ends(first: str, second: str) -> tuple[int, int]:
    """How many characters the texts share at the beginning and at the end, whole words only."""
    least = min(len(first), len(second))
    start = _longest(lambda length: first[:length] == second[:length], least)
    end = _longest(lambda length: first[len(first) - length :] == second[len(second) - length :], least - start)
    while start and (_inside_word(first, start) or _inside_word(second, start)):
        start -= 1
    while end and (_inside_word(first, len(first) - end) or _inside_word(second, len(second) - end)):
        end -= 1
    return start, end


def _longest(holds: Callable[[int], bool], most: int) -> int:
    """The largest length up to `most` for which something holds that holds for every smaller one."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _inside_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()


def _masked(words: list[str], differing: set[str]) -> list[str]:
    """Folded words, every run of differing ones made one sign: a name may have several words."""
    masked: list[str] = []
    for word in words:
        if word not in differing:
            masked.append(word)
        elif not masked or masked[-1] != _EXCHANGED:
            masked.append(_EXCHANGED)
    return masked


def _names(text: str) -> set[str]:
    """Words, folded, that are written as names somewhere: a capital inside a sentence, or one inside the word."""
    names: set[str] = set()
    capitals: list[str] = []
    inside = 0
    for found in _LETTERS.finditer(text):
        word = found.group()
        if word[1:] != word[1:].lower():
            names.add(word.lower())
        elif not _SENTENCE_BEFORE.search(text, max(0, found.start() - _LOOKED_BACK), found.start()):
            inside += 1
            if word[0].isupper() and word != "I":
                capitals.append(word.lower())
    return names.union(capitals) if len(capitals) <= _CAPITALS_OF_A_LANGUAGE * inside else names
