"""The language a text is told in.

Only prose is judged, and only where there is enough of it. Three judges, the cheap and certain ones first: the script,
the frequent words, and langdetect's statistics of three-letter runs.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from curator.measures.frequent_words import Votes, contradicted, vote
from curator.measures.text import may_hold_code, prose
from curator.records.record import Record
from curator.settings import Thresholds

JUDGED_CHARACTERS = 400
"""Characters of prose that are looked at; more change the verdict on one text in a thousand."""
_PLAIN_CHARACTERS = 200
"""Characters of a text, as it stands, that the frequent words are looked for in first."""
_READ_CHARACTERS = (700, 6000)
"""Characters of a text in which so much prose is looked for, first and second try."""

_SCRIPT_LETTERS = {
    "Hani": "\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af",
    "Kana": "\u3041-\u3096\u30a1-\u30fa\u30fc\u31f0-\u31ff\uff66-\uff9d",
    "ko": "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3",
    "Cyrl": "\u0400-\u0481\u048a-\u052f",
    "Arab": "\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9\ufb50-\ufbb1\ufe70-\ufefc",
    "Deva": "\u0904-\u0939\u0958-\u0961\u0971-\u097f",
    "el": "\u0370-\u0373\u0376-\u0377\u037b-\u037d\u0386-\u03ff\u1f00-\u1fff",
    "he": "\u05d0-\u05ea",
    "th": "\u0e01-\u0e30",
    "bn": "\u0985-\u09b9\u09dc-\u09e1",
    "pa": "\u0a05-\u0a39\u0a59-\u0a5e",
    "gu": "\u0a85-\u0ab9",
    "or": "\u0b05-\u0b39",
    "ta": "\u0b83-\u0bb9",
    "te": "\u0c05-\u0c39",
    "kn": "\u0c85-\u0cb9",
    "ml": "\u0d05-\u0d39",
    "si": "\u0d85-\u0dc6",
    "lo": "\u0e81-\u0eb0",
    "my": "\u1000-\u102a",
    "ka": "\u10a0-\u10ff",
    "am": "\u1200-\u135a",
    "km": "\u1780-\u17b3",
    "hy": "\u0531-\u0587",
}
"""Letters by script. Where one language has a script to itself, or nearly, the script is named by the language."""
_OTHER_LETTER = re.compile(f"[{''.join(_SCRIPT_LETTERS.values())}]")
_WIDE_SCRIPTS = frozenset(("Hani", "Kana", "ko"))
_WIDE_LETTER = 3
"""A character of these scripts says as much as about three letters of an alphabet."""
_LANGUAGES_OF_SCRIPT = {
    "Cyrl": frozenset(("bg", "mk", "ru", "uk")),
    "Arab": frozenset(("ar", "fa", "ur")),
    "Deva": frozenset(("hi", "mr", "ne")),
}
"""Languages that langdetect tells apart within a script; the script's name stands where it cannot."""


def judge(texts: Sequence[str], thresholds: Thresholds | None = None) -> list[str | None]:
    """The language of each text: an ISO 639-1 code, a script's name (Cyrl, Arab, Deva), or None where it is unclear.

    Letters of another script than the Latin decide where there are five and they outweigh the Latin ones; Chinese,
    Japanese and Korean letters weigh three. A script that several languages share is named itself where the prose is
    too short to tell them apart: use `same_language` to compare. Everything else is judged on its first
    `JUDGED_CHARACTERS` of prose, if that has at least 40 letters and 8 words, and with a probability of 0.9.

    Args:
        texts: As they stand in the data set, code and all.
        thresholds: language_letters, language_words, language_probability and script_letters are used.
    """
    limits = thresholds or Thresholds()
    verdicts: list[str | None] = [None] * len(texts)
    # Most texts leave no doubt with their first words.
    beginnings = [text[:_PLAIN_CHARACTERS] for text in texts]
    votes = vote(beginnings)
    doubtful: list[int] = []
    for place, beginning in enumerate(beginnings):
        # Taking code and markup out leaves no more words than there are: a short question needs no closer look.
        few = votes.words[place] < limits.language_words
        if few and len(beginning) < _PLAIN_CHARACTERS and beginning.isascii():
            continue
        verdicts[place] = None if few else _plainly(beginning, place, votes, limits)
        if verdicts[place] is None:
            doubtful.append(place)
    _judge_carefully(texts, doubtful, limits, verdicts)
    return verdicts


def language_columns(
    records: Sequence[Record], thresholds: Thresholds | None = None
) -> tuple[list[str | None], list[str | None]]:
    """Language of the assistant's prose and of the user's, for each record."""
    by_assistant = judge([_said_by(record, "assistant") for record in records], thresholds)
    return by_assistant, judge([_said_by(record, "user") for record in records], thresholds)


def _said_by(record: Record, role: str) -> str:
    """The beginning of all that one role says, as much as is looked at."""
    pieces: list[str] = []
    left = _READ_CHARACTERS[-1]
    for message in record.messages:
        if message.role == role and message.text:
            pieces.append(message.text[:left])
            left -= len(pieces[-1])
            if left <= 0:
                break
    return "\n".join(pieces)


def same_language(first: str, second: str) -> bool:
    """Whether two verdicts may be the same language: a script's name agrees with every language written in it."""
    if first == second:
        return True
    return first in _LANGUAGES_OF_SCRIPT.get(second, ()) or second in _LANGUAGES_OF_SCRIPT.get(first, ())


def _plainly(beginning: str, place: int, votes: Votes, limits: Thresholds) -> str | None:
    """The verdict on a text whose first words leave no doubt, as it stands."""
    if "`" in beginning or beginning.lstrip().startswith(("{", "[", "<")):
        return None
    if not beginning.isascii() and _OTHER_LETTER.search(beginning):
        return None
    language = votes.plain[place]
    if language is None and votes.told[place] is not None and not may_hold_code(beginning):
        language = votes.told[place]
    return language if _has_letters(beginning, votes.letters[place], limits.language_letters) else None


def _judge_carefully(
    texts: Sequence[str], places: Sequence[int], limits: Thresholds, verdicts: list[str | None]
) -> None:
    """Fill in the verdicts on the texts at some places, by their prose alone."""
    told: list[str] = []
    scripts: list[str | None] = []
    judged: list[int] = []
    for place in places:
        words = _told(texts[place])
        script = None if words.isascii() else _foreign_script(words, limits)
        if script and script not in _LANGUAGES_OF_SCRIPT:
            verdicts[place] = script
            continue
        told.append(_OTHER_LETTER.sub(" ", words) if script == "" else words)
        scripts.append(script)
        judged.append(place)
    votes = vote(told)
    for number, place in enumerate(judged):
        verdicts[place] = scripts[number] or None
        enough = _has_letters(told[number], votes.letters[number], limits.language_letters)
        if votes.words[number] >= limits.language_words and enough:
            verdicts[place] = _by_statistics(told[number], scripts[number], votes, number, limits)


def _told(text: str) -> str:
    """The first prose of a text."""
    told = ""
    for length in _READ_CHARACTERS:
        told = prose(text[:length])[:JUDGED_CHARACTERS]
        if len(told) == JUDGED_CHARACTERS or len(text) <= length:
            break
    return told


def _by_statistics(told: str, script: str | None, votes: Votes, number: int, limits: Thresholds) -> str | None:
    """The verdict on enough prose: within a script, by its words, or by the runs of its letters."""
    if votes.told[number] is not None and not script:
        return votes.told[number]
    found = _detected(told, limits.language_probability)
    if script:
        return found if found in _LANGUAGES_OF_SCRIPT[script] else script
    return None if found not in _LATIN_LANGUAGES or contradicted(found, votes.said[number]) else found


_NO_LETTER = re.compile(r"[\W\d_]+")


def _has_letters(text: str, ascii_letters: int, least: int) -> bool:
    if ascii_letters >= least or text.isascii():
        return ascii_letters >= least
    return len(_NO_LETTER.sub("", text)) >= least


@functools.cache
def _script_of(letter: str) -> str:
    return next(name for name, letters in _SCRIPT_LETTERS.items() if re.match(f"[{letters}]", letter))


def _foreign_script(told: str, limits: Thresholds) -> str | None:
    """The script that outweighs the Latin letters, "" where there are others that do not, None where there are none."""
    letters = Counter(_OTHER_LETTER.findall(told))
    others = letters.total()
    if not others:
        return None
    counts: Counter[str] = Counter()
    for letter, count in letters.items():
        counts[_script_of(letter)] += count
    wide = sum(counts[name] for name in _WIDE_SCRIPTS)
    latin = sum(map(str.isalpha, told)) - others
    if others < limits.script_letters or others + (_WIDE_LETTER - 1) * wide < latin:
        return ""
    if counts["Kana"] * 10 >= counts["Kana"] + counts["Hani"] > 0 and counts["Kana"]:
        counts["ja"] = counts.pop("Kana") + counts.pop("Hani")
    counts["zh"] = counts.pop("Hani", 0)
    return max(counts, key=lambda name: (counts[name], name))


_LATIN_LANGUAGES = frozenset(
    code
    for codes in ("af ca cs cy da de en es et fi fr hr hu id it", "lt lv nl no pl pt ro sk sl so sq sv sw tl tr vi")
    for code in codes.split()
)


def _detected(told: str, probability: float) -> str | None:
    found = _detector()(told)
    return found[0] if found is not None and found[1] >= probability else None


@functools.cache
def _detector() -> Callable[[str], tuple[str, float] | None]:
    """langdetect with seed 0, by the quick library where it is installed; both give the same."""
    try:
        import langdetect_rs as library  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        import langdetect as library  # pyright: ignore[reportMissingTypeStubs]
    library.DetectorFactory.seed = 0
    return functools.partial(_most_probable, library)


def _most_probable(library: Any, told: str) -> tuple[str, float] | None:
    try:
        best = library.detect_langs(told)[0]
    except library.LangDetectException:
        return None
    return best.lang, best.prob
