"""The language a text is told in.

Only prose is judged, and only where there is enough of it. Three judges, the cheap and certain ones first: the script,
the frequent words, and langdetect's statistics of three-letter runs.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

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
_SCRIPT = {name: re.compile(f"[{letters}]") for name, letters in _SCRIPT_LETTERS.items()}
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

_FREQUENT_WORDS = {
    "en": """the of to that have they are was which their would there been what when your will about more who these
        than into could other some its it's you how can should has were our them because only through between each
        after before both does being such many must may make also be but he she his her him my me we us an it
        one two so out up did had here just know see first those over most very even own same too why i'm don't
        let's you're that's""",
    "de": """der das und nicht ist ein eine einen einem einer mit sich auf für auch dass werden wird sind oder wie
        über zum zur durch wenn nur noch kann haben sein aber vom bei nach aus können diese dieser dieses sie ihre ihr
        wir als im""",
    "fr": """les des est dans une pour qui sur pas avec sont plus vous nous cette être mais aux leur ces elle
        ont comme peut où aussi fait été votre notre c'est d'une d'un qu'il sans très donc ainsi même peuvent avoir
        lorsque""",
    "es": """los las una con para por está más como pero sus también puede son sobre este cuando hay muy ser fue
        desde todo entre ella hasta donde sin esto porque qué usted nuestro tiene si se lo al del""",
    "it": """che della sono gli anche nel delle alla più dei degli dal questo questa essere può nella come ha
        dalla sul loro quando ma perché molto tutti stato cosa ogni alle sulla suo dello nei all'interno""",
    "pt": """não uma os dos mais ao das pelo também são foi você pela isso ele nos quando muito está já até sua
        seu ser tem à às pode podem essa esse mesmo estão seus suas são então onde após""",
    "nl": """het een van niet zijn worden voor met deze wordt ook aan bij maar naar hebben kunnen heeft uit
        hun nog moet meer zoals geen dan om dit over door""",
}
_CERTAIN_WORDS = 5
_CERTAIN_WORDS_OF_ENGLISH = 3
_CERTAIN_SHARE = 0.15
_DOUBT_SHARE = 0.15
"""The word vote decides with five different frequent words of a language (three of English, which has no near kin among
the languages told apart), if they make up 15 % of all words and what speaks for another language is at most 15 % of the
votes. On 19,000 conversations it contradicted a confident langdetect twice, and was right; of 38,000 messages of
programs in 31 other languages and dialects it misjudged two, both told in two languages at once."""
_ACCENTED = re.compile("[\u00c0-\u024f]")


# Frequent in English, and keywords of programming languages: they count only where code has been taken out.
_KEYWORDS = "and is not this with for from if or as by do all any get like use then where while time no every per need"


def _words_of_one_language() -> dict[str, str]:
    languages: dict[str, list[str]] = {}
    for language, words in _FREQUENT_WORDS.items():
        for word in set(words.split()):
            languages.setdefault(word, []).append(language)
    return {word: found[0] for word, found in languages.items() if len(found) == 1}


_PLAIN_WORDS = _words_of_one_language()
_PROSE_WORDS = dict.fromkeys(_KEYWORDS.split(), "en") | _PLAIN_WORDS


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
    return [_judged(text, limits) if text else None for text in texts]


def language_columns(
    records: Sequence[Record], thresholds: Thresholds | None = None
) -> tuple[list[str | None], list[str | None]]:
    """Language of the assistant's prose and of the user's, for each record."""
    by_assistant = judge(["\n".join(_texts_of(record, "assistant")) for record in records], thresholds)
    return by_assistant, judge(["\n".join(_texts_of(record, "user")) for record in records], thresholds)


def _texts_of(record: Record, role: str) -> Iterator[str]:
    """Texts of one role, as many as are looked at."""
    left = _READ_CHARACTERS[-1]
    for message in record.messages:
        if message.role == role and left > 0:
            yield message.text[:left]
            left -= len(message.text)


def same_language(first: str, second: str) -> bool:
    """Whether two verdicts may be the same language: a script's name agrees with every language written in it."""
    if first == second:
        return True
    return first in _LANGUAGES_OF_SCRIPT.get(second, ()) or second in _LANGUAGES_OF_SCRIPT.get(first, ())


_SHORT_CHARACTERS = 200


def _judged(text: str, limits: Thresholds) -> str | None:
    # Taking code and markup out leaves no more words than there are: a short question needs no closer look.
    if len(text) < _SHORT_CHARACTERS and text.isascii() and len(text.split()) < limits.language_words:
        return None
    return _plainly(text, limits) or _carefully(text, limits)


def _plainly(text: str, limits: Thresholds) -> str | None:
    """The verdict on a text whose first words leave no doubt; most texts end here."""
    beginning = text[:_PLAIN_CHARACTERS]
    if "`" in beginning or beginning.lstrip().startswith(("{", "[", "<")):
        return None
    if not beginning.isascii() and _OTHER_LETTER.search(beginning):
        return None
    words = beginning.lower().split()
    language = _voted(beginning, words, _PLAIN_WORDS)
    if language is None and not may_hold_code(beginning):
        language = _voted(beginning, words, _PROSE_WORDS)
    if language is None or len(words) < limits.language_words:
        return None
    return language if _has_letters("".join(words), limits.language_letters) else None


def _carefully(text: str, limits: Thresholds) -> str | None:
    told = ""
    for length in _READ_CHARACTERS:
        told = prose(text[:length])[:JUDGED_CHARACTERS]
        if len(told) == JUDGED_CHARACTERS or len(text) <= length:
            break
    script = None if told.isascii() else _foreign_script(told, limits)
    if script == "":
        told = _OTHER_LETTER.sub(" ", told)
    elif script is not None and script not in _LANGUAGES_OF_SCRIPT:
        return script
    words = told.lower().split()
    if len(words) < limits.language_words or not _has_letters("".join(words), limits.language_letters):
        return script or None
    if script:
        found = _detected(told, limits.language_probability)
        return found if found in _LANGUAGES_OF_SCRIPT[script] else script
    return _voted(told, words, _PROSE_WORDS) or _uncontradicted(_detected(told, limits.language_probability), words)


_NO_LETTER = re.compile(r"[\W\d_]+")


def _has_letters(text: str, least: int) -> bool:
    # Most texts have enough of them near the beginning.
    beginning = text[: least + least // 4]
    return len(_NO_LETTER.sub("", beginning)) >= least or len(_NO_LETTER.sub("", text)) >= least


def _foreign_script(told: str, limits: Thresholds) -> str | None:
    """The script that outweighs the Latin letters, "" where there are others that do not, None where there are none."""
    others = len(_OTHER_LETTER.findall(told))
    if not others:
        return None
    counts = Counter({name: len(pattern.findall(told)) for name, pattern in _SCRIPT.items()})
    wide = sum(counts[name] for name in _WIDE_SCRIPTS)
    latin = sum(map(str.isalpha, told)) - others
    if others < limits.script_letters or others + (_WIDE_LETTER - 1) * wide < latin:
        return ""
    if counts["Kana"] * 10 >= counts["Kana"] + counts["Hani"] > 0 and counts["Kana"]:
        counts["ja"] = counts.pop("Kana") + counts.pop("Hani")
    counts["zh"] = counts.pop("Hani", 0)
    return max(counts, key=lambda name: (counts[name], name))


def _voted(text: str, words: list[str], languages: Mapping[str, str]) -> str | None:
    """The language whose frequent words leave no doubt, None where there is any."""
    known = [word for word in words if word in languages]
    if len(known) < max(_CERTAIN_WORDS_OF_ENGLISH, _CERTAIN_SHARE * len(words)):
        return None
    votes = [languages[word] for word in known]
    leader = votes[0]
    if votes.count(leader) < len(votes):
        leader = max(sorted(set(votes)), key=votes.count)
    doubts = len(votes) - votes.count(leader)
    if leader == "en" and not text.isascii():
        doubts += len(_ACCENTED.findall(text))
    if doubts > _DOUBT_SHARE * len(votes):
        return None
    different = {word for word in known if languages[word] == leader}
    return leader if len(different) >= (_CERTAIN_WORDS_OF_ENGLISH if leader == "en" else _CERTAIN_WORDS) else None


def _uncontradicted(language: str | None, words: list[str]) -> str | None:
    """A statistical verdict on Latin letters, unless the frequent words speak for another language.

    A word that comes again and again can carry the statistics away: `students prefer ... students` is no Dutch.
    """
    if language not in _LATIN_LANGUAGES:
        return None
    votes = Counter(_PROSE_WORDS[word] for word in words if word in _PROSE_WORDS)
    (leader, count), *_ = votes.most_common(1) or [(language, 0)]
    contradicted = leader != language and count >= 2 and count > 2 * votes[language]
    return None if contradicted else language


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
