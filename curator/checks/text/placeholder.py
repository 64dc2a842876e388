"""Answers that only hold the place of an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from curator.checks.rule import Arguments, Found, Page, Reads, Rule, Severity
from curator.checks.text.examples import answered, asked_and_answered
from curator.checks.text.places import answers, asked_before
from curator.records.record import Record
from curator.settings import Settings

LONGEST = 400
"""Characters of the longest answer that is looked at."""
LONGEST_WORD = 60
"""Characters of the longest answer that may be a placeholder without being a slot or Latin."""
_PLACEHOLDER = re.compile(
    r"\W*(?:(?:asdf|qwer|sdfg|hjkl|jkl|zxcv)[asdfghjklqwertyuiopzxcvbnm]{0,12}|qwerty\w*|"
    r"todo|tbd|tba|tbc|fixme|n/a|null|undefined|x{3,}|placeholder|"
    r"sample (?:text|answer|response)|dummy(?: (?:text|answer|response))?|"
    r"(?:insert|add|put|write|enter|your) (?:an? |the |your )?(?:answer|response|text|content|reply)"
    r"(?: (?:here|goes here))?|"
    r"(?:answer|response|text|content) (?:goes )?here|to be (?:written|added|done|filled(?: in)?)|"
    r"foo(?: ?bar)?(?: ?baz)?|bla(?:h)?(?: bla(?:h)?)+|test test(?: test)*)\W*",
    re.IGNORECASE,
)
_LOREM = re.compile(r"\W*lorem ipsum\b", re.IGNORECASE)
_SLOT_ONLY = re.compile(r"\s*(?:[\[<{]{1,2}[a-z][\w '’/-]{1,60}[\]>}]{1,2}[\s.,;:-]*)+", re.IGNORECASE)
_SLOT_WORD = re.compile(r"insert|your |answer|response|text|placeholder|todo|fill", re.IGNORECASE)
_ASKED_FOR = re.compile(
    r"lorem|placeholder|dummy|sample text|filler|template|foo\b|keyboard|random (?:letters|text)|repeat"
)
_NOTHING_THERE = re.compile(r"\W*(?:n/a|null|undefined|tb[acd])\W*", re.IGNORECASE)
"""Answers that say that there is no value, where one was asked for."""
_VALUE_ASKED_FOR = re.compile(
    r"n/a|null|undefined|not applicable|if (?:none|there is no|unknown|not)|classif|label|categor|extract|value"
)


def _holds_a_place(text: str) -> bool:
    if len(text) <= LONGEST_WORD and _PLACEHOLDER.fullmatch(text):
        return True
    head = text[:4].lstrip()[:1]
    if head in "Ll\"'*" and _LOREM.match(text):
        return True
    return head in "[<{" and bool(_SLOT_ONLY.fullmatch(text)) and bool(_SLOT_WORD.search(text))


def _is_meant(text: str, question: str) -> bool:
    """Whether the question asks for such a text, names it (the label todo), or asks for a value that may lack."""
    if _ASKED_FOR.search(question) or text.strip(" .!\n\"'").lower() in question:
        return True
    return _NOTHING_THERE.fullmatch(text) is not None and _VALUE_ASKED_FOR.search(question) is not None


def _check(record: Record, _settings: Settings) -> Iterable[Found]:
    for message in answers(record):
        text = message.text
        if len(text) <= LONGEST and _holds_a_place(text) and not _is_meant(text, asked_before(record, message)):
            yield Found(message.pointer, arguments={"sample": text[:60]})


def _message(arguments: Arguments) -> str:
    return f"The answer only holds the place of one: {arguments['sample']}"


def _habit(marked: int, records: int) -> str:
    return f"{marked:,} of {records:,} records have an answer that looks like a placeholder: usual here."


RULE = Rule(
    code="TXT009",
    name="placeholder-answer",
    family="text",
    severity=Severity.WARNING,
    summary="asdf, TODO, lorem ipsum",
    message=_message,
    page=Page(
        what='An answer that is nothing but a placeholder: "asdf", "TODO", "lorem ipsum …", "[insert answer here]". '
        "Slots within an answer, such as [your name] in a letter, are part of it.",
        why="Somebody meant to write the answer later. The model learns the placeholder.",
        mend="Write the answer, or drop the record.",
        source="Met in sets written by hand.",
    ),
    triggers=(
        answered("asdf"),
        answered("TODO"),
        answered("lorem ipsum dolor sit amet"),
        answered("[insert answer here]"),
        asked_and_answered("Classify the plants of the harbour for me.", "xxx"),
    ),
    passes=(
        answered("Dear [your name], thank you for writing."),
        asked_and_answered("Give me some lorem ipsum.", "Lorem ipsum dolor sit amet."),
        answered("Test the water first."),
        answered("[laughs]"),
        asked_and_answered("Which value has the field named colour?", "N/A"),
        asked_and_answered("Label this comment as todo or done.", "todo"),
    ),
    reads=Reads.MESSAGES,
    check=_check,
    style=True,
    habit=_habit,
)
