"""Conversations in which one answer is in another language than the others."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from curator.checks.language.asked import asks_for, close
from curator.checks.language.examples import GERMAN, english
from curator.checks.language.outlier import name_of_language
from curator.checks.rule import Arguments, Found, Page, Reads, Rule, Severity
from curator.checks.text.places import both_ways
from curator.measures.language import judge
from curator.records.record import Message, Record
from curator.settings import Settings

_WORDS = {
    "en": "the of and with this that from which",
    "de": "der und nicht ist eine mit für auf",
    "fr": "les des est dans une pour avec vous",
    "es": "los las una para está como por del que",
    "it": "che di il della sono gli nel alla con del",
    "pt": "não uma para com são dos mais você que",
    "nl": "het een van niet zijn worden voor met",
}
"""Words that hardly any text of the language does without, as they stand between two others."""
_OTHER_THAN_ENGLISH = tuple(f" {word} " for language in _WORDS if language != "en" for word in _WORDS[language].split())
# One letter in each block of a script is enough of a mark as a first byte or as the first digits of an escape.
_SCRIPTS = (
    b"\xd0",
    b"\xd1",
    b"\xd7",
    b"\xd8",
    b"\xd9",
    b"\xce",
    b"\xe0",
    b"\xe3\x81",
    b"\xe3\x82",
    b"\xe4",
    b"\xe5",
    b"\xe6",
)
_ESCAPED_SCRIPTS = (
    b"\\u04",
    b"\\u05",
    b"\\u06",
    b"\\u09",
    b"\\u0e",
    b"\\u03",
    b"\\u30",
    b"\\u4",
    b"\\u5",
    b"\\u6",
    b"\\u7",
    b"\\uac",
)
_MARKS = (*both_ways(*_OTHER_THAN_ENGLISH), *_SCRIPTS, *_ESCAPED_SCRIPTS)
_OTHER_SCRIPT = "script"
_LAST_LATIN = "\u024f"
JUDGED_MESSAGES = 40
"""Answers of one conversation that are judged."""


def _guess(text: str) -> str:
    """A quick guess at a text's language by a few frequent words; "" where there are too few."""
    words = set(text[:600].lower().split())
    counts = Counter({language: len(words.intersection(frequent.split())) for language, frequent in _WORDS.items()})
    language, count = counts.most_common(1)[0]
    if count >= 2:
        return language
    letters = [letter for letter in text[:200] if letter.isalpha()]
    return _OTHER_SCRIPT if sum(letter > _LAST_LATIN for letter in letters) * 2 > len(letters) else ""


def _may_switch(answers: list[Message]) -> bool:
    """Whether the answers are not plainly all in one language."""
    guesses = {_guess(message.text) for message in answers}
    return len(guesses) > 1


def _check(record: Record, settings: Settings) -> Iterable[Found]:
    answers = [message for message in record.messages if message.role == "assistant" and message.text]
    if len(answers) < 2 or len(answers) > JUDGED_MESSAGES or not _may_switch(answers):
        return
    verdicts = judge([message.text for message in answers], settings.thresholds)
    told = Counter(verdict for verdict in verdicts if verdict is not None)
    usual = told.most_common(1)[0][0] if len(told) > 1 else _language_of_user(record, settings)
    if usual is None:
        return
    for message, verdict in zip(answers, verdicts, strict=True):
        if verdict is None or close(verdict, usual) or told[verdict] * 2 > len(answers):
            continue
        question = judge([_question_before(record, message)], settings.thresholds)[0]
        if (question is None or not close(question, verdict)) and not asks_for(record, verdict, settings.thresholds):
            yield Found(message.pointer, arguments={"answer": verdict, "usual": usual})


def _language_of_user(record: Record, settings: Settings) -> str | None:
    """For a conversation of which only one answer is prose: the others may be code."""
    return judge(
        ["\n".join(message.text for message in record.messages if message.role == "user")], settings.thresholds
    )[0]


def _question_before(record: Record, answer: Message) -> str:
    texts = [message.text for message in record.messages[: record.messages.index(answer)] if message.role == "user"]
    return texts[-1] if texts else ""


def _message(arguments: Arguments) -> str:
    return (
        f"This answer is in {name_of_language(arguments['answer'])}, the others of the conversation are in "
        f"{name_of_language(arguments['usual'])}."
    )


def _habit(marked: int, records: int) -> str:
    return f"{marked:,} of {records:,} conversations change their language: usual here."


def _conversation(last: str) -> bytes:
    """Three questions in English, answered in English but for the last."""
    messages = [message for number in (1, 2) for message in json.loads(english(number))["messages"]]
    messages += [{"role": "user", "content": "And where are the coats?"}, {"role": "assistant", "content": last}]
    return json.dumps({"messages": messages}).encode()


RULE = Rule(
    code="LNG004",
    name="answer-switches",
    family="language",
    severity=Severity.WARNING,
    summary="one answer in another language",
    message=_message,
    page=Page(
        what="A conversation in which an answer is in another language than most of its answers and than the question "
        "before it. Silent where a language is named, a translation is asked for, or the user writes in it too.",
        why="The model learns to change language in mid-conversation.",
        mend="Write the answer in the conversation's language, or drop the record.",
        source="As for answer-language, which judges all answers of a record together and does not see one of many.",
    ),
    triggers=(_conversation(GERMAN),),
    passes=(
        _conversation("They are at the desk to the left of the door, and you can leave them there free of charge."),
    ),
    reads=Reads.MESSAGES,
    marks=_MARKS,
    check=_check,
    style=True,
    habit=_habit,
)
