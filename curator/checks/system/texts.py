"""System messages as the rules compare them: what is written, how two differ, what a template leaves."""

from __future__ import annotations

import difflib
import re
import unicodedata

from curator.measures.text import folded, folded_signs
from curator.records.record import Message, Record

SYSTEM_ROLES = ("system", "developer")
"""The developer role stands where the system role stood (OpenAI model spec, 2024)."""
TYPO_LETTERS = 2
"""Letters changed, left out, added or exchanged within one word."""
TYPO_ALIKE = 0.95
LONGEST_COMPARED = 20_000
"""Characters; beyond this two texts are not compared letter by letter."""

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DATE_WORD = re.compile(
    rf"\b(?:{'|'.join(_MONTHS)})[a-z]*\b\.?|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE
)
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*(?:st|nd|rd|th|am|pm)?\b", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"\n]{1,60}\"|“[^”\n]{1,60}”|«[^»\n]{1,60}»")
# A capital letter that does not begin a sentence: a name. Names of several words count once.
_NAME = re.compile(r"(?<![.!?:\n])(?<=[^\s.!?:])[ \t]+(?:[A-Z][\w'’&.-]*[\w](?:[ \t]+|\b))+")
_SLOTS = re.compile(r"(?:\s*□[\s,/&-]*)+")


def system_messages(record: Record) -> list[Message]:
    """The system and developer messages of a record, in order."""
    return [message for message in record.messages if message.role in SYSTEM_ROLES]


def system_text(record: Record) -> str | None:
    """The text of the first system message, None where there is none."""
    for message in record.messages:
        if message.role in SYSTEM_ROLES:
            return message.text
    return None


def template(text: str) -> str:
    """The text with numbers, dates, names, addresses and quoted words taken out: what a template leaves the same."""
    for pattern in (_ADDRESS, _QUOTED, _DATE_WORD, _NUMBER, _NAME):
        text = pattern.sub(" □ ", text)
    return folded(_SLOTS.sub(" □ ", text))


def _without_signs(text: str) -> str:
    return "".join(character for character in text if unicodedata.category(character)[0] not in "PS")


def variant(text: str, main: str) -> str:
    """How a text that is the main one apart from case, white space and signs differs from it.

    Returns:
        "space", "case", "sign" or several of them, joined by commas.
    """
    spaced, wanted = " ".join(text.split()), " ".join(main.split())
    if spaced == wanted:
        return "space"
    kinds: list[str] = []
    if _without_signs(spaced).split() == _without_signs(wanted).split():
        kinds.append("sign")
    elif spaced.casefold() == wanted.casefold():
        kinds.append("case")
    else:
        kinds += ["case", "sign"]
    return ", ".join(kinds)


def letters_changed(first: str, second: str, most: int) -> int:
    """Letters changed, left out, added or exchanged with their neighbour between two words; `most` + 1 for more.

    Source: Damerau, A technique for computer detection and correction of spelling errors (1964).
    """
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        current = [row]
        for column, other in enumerate(second, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, last = last, current
    return min(last[-1], most + 1)


def _one_word_mistyped(words: list[str], wanted: list[str]) -> bool:
    if len(words) != len(wanted):
        return False
    differing = [(word, other) for word, other in zip(words, wanted, strict=True) if word != other]
    if len(differing) != 1:
        return False
    word, other = differing[0]
    letters_only = word.isalpha() and other.isalpha()
    return (
        letters_only and min(len(word), len(other)) > TYPO_LETTERS and letters_changed(word, other, TYPO_LETTERS) <= 2
    )


def is_typo(text: str, main: str) -> bool:
    """Whether a text is the main one mistyped: one or two letters of one word, or 95 % alike.

    Not where all that differs is a name or a number: that is a text for somebody else, not a slip.
    """
    words, wanted = folded_signs(text).split(), folded_signs(main).split()
    if _one_word_mistyped(words, wanted):
        return True
    if max(len(text), len(main)) > LONGEST_COMPARED or template(text) == template(main):
        return False
    matcher = difflib.SequenceMatcher(None, words, wanted, autojunk=False)
    if matcher.quick_ratio() < TYPO_ALIKE:
        return False
    return matcher.ratio() >= TYPO_ALIKE


def shown(text: str, length: int = 200) -> str:
    """A system message shortened for an argument."""
    return text if len(text) <= length else text[: length - 1] + "…"
