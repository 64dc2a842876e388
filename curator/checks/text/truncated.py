"""Answers that were cut off."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from curator.checks.rule import Arguments, Found, Page, Reads, Rule, Severity
from curator.checks.text.examples import answered
from curator.checks.text.places import answers
from curator.records.record import Record
from curator.settings import Settings

LEAST_WORDS = 4
"""A shorter answer is a label, a name, a word that was asked for."""
LEAST_WORDS_OF_A_SENTENCE = 12
"""The last line has so many words before a comma at its end says anything."""
LEAST_WORDS_OF_A_TEXT = 40
"""The answer has so many words before a missing end sign says anything: people leave it out in short ones."""
SHOWN = 50

# Words after which no sentence ends. "to", "for" and "in" are not among them: people end sentences with those.
_OPEN_ENGLISH = "the an and or nor of my our their whose every because although whereas including via"
_OPEN_ELSEWHERE = (
    "der die das den dem des ein eine einen einem einer und oder weil dass damit sowie "
    "le la les un une des du de et ou parce dont ainsi "
    "el los las una unos unas y o del porque cuyo "
    "il lo gli uno e di della degli perché "
    "os uma e do da dos das porque"
)
_ENGLISH_ONLY = frozenset(_OPEN_ENGLISH.split())
_OPEN_WORDS = _ENGLISH_ONLY | frozenset(_OPEN_ELSEWHERE.split())
_LAST_WORDS = re.compile(r"([^\W\d_]+)[ \t]+([^\W\d_]+)$")
_OPEN_PAIR = re.compile(
    r"\b(?:(?:is|was|as|of|in|on|to|for|with|from|by|at|such|like) a|such as|in order to|as well as|due to the|"
    r"be able to|going to the|according to|"
    r"(?:[Yy]ou|[Ww]e|[Tt]hey) (?:can|could|should|will|must|may) (?:then|also|even))$"
)
_END_SIGNS = frozenset(".!?:;)]}\"'”’…。！？*0123456789")
_OPEN_ENDS = "(,，、"
_LIST_LINE = re.compile(r"\s*(?:[-*•#>|]|\d+[.)])")
_SENTENCE_INSIDE = re.compile(r"[.!?] \w+ \w+")
_URL = re.compile(r"\S*(?:://|www\.|@)\S*$")
_NO_END_SIGNS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


def _open_word(text: str) -> bool:
    """Whether the last word, in small letters, cannot be the last of a sentence."""
    hit = _LAST_WORDS.search(text)
    if hit is None:
        return False
    before, last = hit.groups()
    if last in _ENGLISH_ONLY:
        return True
    # Of other languages a word alone is no proof ("die" is English too): the one before has to be as open.
    return last in _OPEN_WORDS and before in _OPEN_WORDS and last != before


def _cut_off(text: str) -> str | None:
    """How one sees that an answer was cut off; None where one does not."""
    last = text[-1]
    if last in _END_SIGNS and "```" not in text:
        return None
    end = text.rstrip() if last.isspace() else text
    if end.count("```") % 2 and len(end.split(None, LEAST_WORDS)) >= LEAST_WORDS:
        return "a block of code is not closed"
    if not end or not (end[-1].isalpha() or end[-1] in _OPEN_ENDS) or len(end.split(None, LEAST_WORDS)) < LEAST_WORDS:
        return None
    last_line = end[end.rfind("\n") + 1 :]
    if "```" in last_line or (_LIST_LINE.match(last_line) and "\n" not in end):
        return None
    if last_line[-1:].isalpha() and (_open_word(last_line[-60:]) or _OPEN_PAIR.search(last_line[-60:])):
        return "it ends within a sentence"
    if last_line[-1:] in _OPEN_ENDS and len(last_line.split()) >= LEAST_WORDS_OF_A_SENTENCE and not _verse(end):
        return "it ends with a comma or an open bracket"
    return None


def _verse(text: str) -> bool:
    """Whether many lines end with a comma: a poem, a list, rows of data."""
    lines = text.splitlines()
    return sum(line.rstrip().endswith((",", "，", "、")) for line in lines) > 1


def _without_end_sign(text: str) -> bool:
    """Whether a long last sentence stops after a letter. Lists, headings, addresses and signatures have no sign."""
    if not text[-1].isalpha() and not text[-1].isspace():
        return False
    end = text.rstrip()
    if not end or not unicodedata.category(end[-1]).startswith("L") or _NO_END_SIGNS.match(end[-1]):
        return False
    last_line = end[end.rfind("\n") + 1 :]
    if len(last_line.split()) < LEAST_WORDS or len(end.split(None, LEAST_WORDS_OF_A_TEXT)) < LEAST_WORDS_OF_A_TEXT:
        return False
    if _LIST_LINE.match(last_line) and not _SENTENCE_INSIDE.search(last_line):
        return False
    return not _URL.search(last_line) and "```" not in last_line


def _check_cut(record: Record, _settings: Settings) -> Iterable[Found]:
    for message in answers(record):
        how = _cut_off(message.text)
        if how is not None:
            yield Found(message.pointer, arguments={"how": how, "sample": message.text.rstrip()[-SHOWN:]})


def _check_end(record: Record, _settings: Settings) -> Iterable[Found]:
    for message in answers(record):
        if _without_end_sign(message.text) and _cut_off(message.text) is None:
            yield Found(message.pointer, arguments={"sample": message.text.rstrip()[-SHOWN:]})


def _cut_message(arguments: Arguments) -> str:
    return f"The answer seems cut off, as {arguments['how']}: …{arguments['sample']}"


def _end_message(arguments: Arguments) -> str:
    return f"The answer's last sentence has no end sign: …{arguments['sample']}"


def _cut_habit(marked: int, records: int) -> str:
    return f"{marked:,} of {records:,} records have answers that end within a sentence: usual here."


def _end_habit(marked: int, records: int) -> str:
    return f"{marked:,} of {records:,} records have answers without an end sign: usual here."


_WHY = "Answers that were cut at a limit of length teach the model to stop in mid-sentence."

_TRAIN = "You can take the train at nine, which is the first one on Sundays, and get off at the fourth stop. "
_LONG = _TRAIN * 2 + "It stands for ten minutes there."

TRUNCATED = Rule(
    code="TXT010",
    name="truncated-answer",
    family="text",
    severity=Severity.WARNING,
    summary="an answer that was cut off",
    message=_cut_message,
    page=Page(
        what="An answer of four words or more that ends with a word no sentence ends with (the, and, of …), with a "
        "comma or an open bracket, or with a block of code that is not closed.",
        why=_WHY,
        mend="Write the end, or drop the record.",
        source="Met where answers were generated with max_tokens.",
    ),
    triggers=(
        answered("Enjoy your day. In addition, the main point to and the"),
        answered("Here it is:\n```python\nprint(1)"),
        answered("The door on the left leads to the stairs. You can then"),
    ),
    passes=(
        answered("Enjoy your day"),
        answered("What are you looking for"),
        answered("The word is: the"),
        answered("```python\nprint(1)\n```"),
    ),
    reads=Reads.MESSAGES,
    check=_check_cut,
    style=True,
    habit=_cut_habit,
)

END_SIGN = Rule(
    code="TXT011",
    name="end-sign-missing",
    family="text",
    severity=Severity.INFO,
    summary="no sign at the end of an answer",
    message=_end_message,
    page=Page(
        what="An answer of forty words or more whose last line stops after a letter. Not lists, headings, addresses, "
        "and not scripts that have no such sign.",
        why=_WHY + " Without an end sign alone that is a guess, so it is a note.",
        mend="Read the end; write it, or put the sign.",
        source="Measured: 17 of 128 answers of one official sample have no end sign, so short ones say nothing.",
    ),
    triggers=(answered(_LONG + " Then change in Santa Rosa for the bus to Napa"),),
    passes=(answered("Have a nice day, and take the bus to Napa"), answered(_LONG), answered(_LONG + "\n- Napa")),
    reads=Reads.MESSAGES,
    check=_check_end,
    style=True,
    habit=_end_habit,
)

RULES = (TRUNCATED, END_SIGN)
