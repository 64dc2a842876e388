"""Answers that say the same over and over."""

from __future__ import annotations

import re
from collections.abc import Iterable

from curator.checks.rule import Arguments, Found, Page, Reads, Rule, Severity
from curator.checks.text.examples import answered, asked_and_answered
from curator.checks.text.places import answers, asked
from curator.records.record import Record
from curator.settings import Settings

LEAST_LENGTH = 120
"""Characters of the shortest answer that is looked at."""
PROBE = 16
"""Characters that are looked for again."""
PROBES = 3
LONGEST_PERIOD = 400
LEAST_TIMES = 5
LEAST_TIMES_OF_A_WORD = 12
_ASKED_FOR = re.compile(
    r"\b(?:repeat\w*|songs?|lyrics?|chorus|chants?|mantras?|poems?|poetry|verses?|refrains?|rhymes?|over and over)\b|"
    r"\b(?:say|write|print|type|output|give|show|generate)\b.{0,60}\btimes\b"
)
_CLOSED_CODE = re.compile(r"```.*?```", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?]\s+")
_SPACE = re.compile(r"\s+")
MOST_SHOWN = 60
_WORDS = re.compile(r"[^\W\d_]{2,}")


def _period_at(text: str, start: int) -> tuple[int, int]:
    """Length of what is repeated from `start` on and how often it stands there in a row; (0, 0) where it is not."""
    again = text.find(text[start : start + PROBE], start + 1, start + LONGEST_PERIOD + PROBE)
    if again < 0:
        return 0, 0
    period = again - start
    unit = text[start:again]
    times = 1
    while text.startswith(unit, start + times * period):
        times += 1
    return period, times


def repeated(text: str) -> tuple[str, int] | None:
    """What an answer says over and over, and how often; None where it does not.

    A few places are probed, the end first: a loop that began goes on to the end, or for long.
    """
    if len(text) < LEAST_LENGTH:
        return None
    last = len(text) - LEAST_LENGTH // 2
    for place in range(PROBES, 0, -1):
        start = last * place // PROBES
        period, times = _period_at(text, start)
        if times < LEAST_TIMES:
            continue
        unit = text[start : start + period]
        times = _all_times(text, start, unit)
        words = _WORDS.findall(unit)
        letters = sum(map(len, words))
        if (len(words) > 1 and letters >= 8 and times >= LEAST_TIMES) or (
            letters >= 3 and times >= LEAST_TIMES_OF_A_WORD
        ):
            return _from_its_beginning(unit), times
    return None


def _from_its_beginning(unit: str) -> str:
    """The unit turned round to begin with a sentence, else a word: the place that was probed may lie within one."""
    before = _SENTENCE_END.search(unit) or _SPACE.search(unit)
    start = before.end() if before is not None else 0
    return (unit[start:] + unit[:start]).strip()


def _all_times(text: str, start: int, unit: str) -> int:
    """How often the unit stands in a row, before the probed place too."""
    while start >= len(unit) and text.startswith(unit, start - len(unit)):
        start -= len(unit)
    times = 1
    while text.startswith(unit, start + times * len(unit)):
        times += 1
    return times


def _check(record: Record, _settings: Settings) -> Iterable[Found]:
    for message in answers(record):
        if repeated(message.text) is None:
            continue
        found = repeated(_CLOSED_CODE.sub(" ", message.text))
        if found is not None and not _ASKED_FOR.search(asked(record)):
            yield Found(message.pointer, arguments={"unit": _in_words(found[0]), "times": found[1]})


def _in_words(unit: str) -> str:
    """As much of what is said over and over as is shown, cut after a word."""
    return unit if len(unit) <= MOST_SHOWN else unit[:MOST_SHOWN].rpartition(" ")[0] + " …"


def _message(arguments: Arguments) -> str:
    return f"The answer says the same {arguments['times']:,} times in a row: {arguments['unit']}"


RULE = Rule(
    code="TXT012",
    name="repetition-loop",
    family="text",
    severity=Severity.WARNING,
    summary="the same words over and over",
    message=_message,
    page=Page(
        what="An answer that says the same words five times in a row, or one word twelve times. Not in code, and not "
        "where the question asks for something that repeats itself.",
        why="Models fall into such loops; learned once more they fall into them sooner.",
        mend="Cut the answer where the loop begins, or drop the record.",
        source="Holtzman et al., The Curious Case of Neural Text Degeneration (2020).",
    ),
    triggers=(
        answered("I see. " + "I am here to help you. " * 9),
        answered("That is very " + "very " * 60 + "nice."),
        answered("We have tables, chairs, lamps and shelves, which you find on the first floor" + ", and so on" * 20),
    ),
    passes=(
        answered("I am here to help you. " * 3 + "Tell me what you would like to know about the museum and its rooms."),
        asked_and_answered("Say very 60 times.", "very " * 60),
        answered("-" * 400),
        answered("ha " * 60),
    ),
    reads=Reads.MESSAGES,
    check=_check,
)
