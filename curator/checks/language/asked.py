"""Whether a question asks for an answer in another language than its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from curator.checks.text.places import ends
from curator.measures.language import judge, same_language
from curator.records.record import Record
from curator.settings import Thresholds

_NAMES = (
    r"english|german|french|spanish|italian|portuguese|dutch|swedish|norwegian|danish|finnish|polish|czech|slovak|"
    r"hungarian|romanian|bulgarian|greek|turkish|russian|ukrainian|arabic|hebrew|persian|farsi|hindi|urdu|bengali|"
    r"tamil|telugu|thai|vietnamese|indonesian|malay|tagalog|filipino|chinese|mandarin|cantonese|japanese|korean|latin|"
    r"catalan|croatian|serbian|slovenian|lithuanian|latvian|estonian|albanian|macedonian|swahili|afrikaans|welsh|irish|"
    r"basque|galician|icelandic|esperanto|"
    r"englisch|deutsch|französisch|spanisch|italienisch|anglais|allemand|français|espagnol|italien|inglés|alemán|"
    r"francés|español|italiano|inglês|alemão|francês|espanhol|português|inglese|tedesco|francese|spagnolo"
)
_NAMED = re.compile(rf"\b(?:{_NAMES})\b", re.IGNORECASE)
_NAMED_ELSEWHERE = re.compile(
    r"[英中日韩韓法德俄]语|[英中日韓法德俄]語|中文|英文|日文|한국어|영어|일본어|중국어|русск|английск|немецк|французск|испанск|"
    r"китайск|अंग्रेज़ी|हिन्दी|हिंदी|العربية|الإنجليزية"
)
_TRANSLATE = re.compile(
    r"\btranslat(?:e|ion|ions|ing)\b|\btranslat(?:ed|es) (?:in)?to\b|"
    r"\b(?:as|are|be|for) (?:an? )?(?:\w+ ){0,2}translator|"
    r"(?<!plain )(?<!simple )(?<!clear )(?<!body )(?<!programming )\blanguage\b(?! model)|"
    r"bilingual|multilingual|übersetz|traduc|tradui|traduz|vertaal|翻译|翻譯|翻訳|번역|перев[еоё]д|ترجم|अनुवाद",
    re.IGNORECASE,
)
_TRANSLATOR = re.compile("translat", re.IGNORECASE)
"""Enough where it stands in the system message; a user may tell of a translator."""
_PIECES = re.compile(r"\n+|[\"“”«»„]")
_FOREIGN = re.compile(r"[^\x00-\u024f\u2000-\u206f]{2,}(?:[\s,.]+[^\x00-\u024f\u2000-\u206f]{2,})*")
_LEAST_PIECE = 30

# Languages that statistics of letters take for one another.
_NEIGHBOURS = (
    frozenset(("da", "no", "sv", "nb", "nn")),
    frozenset(("hr", "sl", "sr", "bs", "mk")),
    frozenset(("cs", "sk")),
    frozenset(("es", "ca", "gl", "pt", "it", "ro")),
    frozenset(("nl", "af", "de")),
    frozenset(("ru", "uk", "bg", "mk", "sr")),
    frozenset(("hi", "mr", "ne")),
    frozenset(("ar", "fa", "ur")),
    frozenset(("id", "ms", "tl")),
    frozenset(("et", "fi")),
    frozenset(("zh", "ja")),
)


def close(first: str, second: str) -> bool:
    """Whether two verdicts on a language say too little to call the texts' languages different."""
    return same_language(first, second) or any(first in group and second in group for group in _NEIGHBOURS)


def _said(record: Record) -> Iterator[tuple[str, str]]:
    for message in record.messages:
        if message.role in ("user", "system", "developer") and message.text:
            yield message.role, message.text


def _names_one(text: str, role: str) -> bool:
    """Whether a language is named or a translation asked for; of a long text to work on, only where it is asked."""
    told = ends(text)
    patterns = (_NAMED, _NAMED_ELSEWHERE, _TRANSLATE, *(() if role == "user" else (_TRANSLATOR,)))
    return any(pattern.search(told) for pattern in patterns)


def _pieces(text: str) -> list[str]:
    pieces = [piece for piece in _PIECES.split(text[:6000]) if len(piece) >= _LEAST_PIECE]
    return pieces + [hit.group() for hit in _FOREIGN.finditer(text[:6000])]


def asks_for(record: Record, language: str, thresholds: Thresholds) -> bool:
    """Whether the conversation gives a reason to answer in a language.

    It does where the user or the system message names a language, asks to translate, or holds a piece of text in the
    language itself.

    Args:
        record: The conversation.
        language: The language of its answers, as curator.measures.language names it.
        thresholds: For judging the pieces.
    """
    for role, text in _said(record):
        if _names_one(text, role):
            return True
        if role != "user":
            continue
        verdicts = judge(_pieces(text), thresholds)
        if any(verdict is not None and close(verdict, language) for verdict in verdicts):
            return True
    return False
