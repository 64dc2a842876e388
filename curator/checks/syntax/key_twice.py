"""The same key two times in one object."""

from __future__ import annotations

from collections.abc import Iterable

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.rule import (
    Arguments,
    Finding,
    Fix,
    FixContext,
    Found,
    Mend,
    Page,
    RowChange,
    Rule,
    Severity,
)
from curator.checks.syntax.broken import STANDARD
from curator.records.canonical import canonical_of
from curator.records.mending_keys import mend_twice
from curator.records.record import Record
from curator.records.syntax import peculiarities
from curator.settings import Settings


def _check(record: Record, _settings: Settings) -> Iterable[Found]:
    for twice in peculiarities(record.raw, canonical_of(record)):
        yield Found(
            pointer=twice.pointer,
            column=twice.offset + 1,
            arguments={"key": twice.text, "equal": twice.equal},
            mend=Mend.SAFE if twice.equal else Mend.UNSAFE,
        )


def _message(arguments: Arguments) -> str:
    key = arguments.get("key", "")
    if arguments.get("equal"):
        return f'The key "{key}" stands here a second time, with the same value.'
    return f'The key "{key}" stands here a second time, with another value; parsers keep one and drop the other.'


def _fix(record: Record, finding: Finding, _context: FixContext) -> Fix | None:
    for twice in peculiarities(record.raw, canonical_of(record)):
        if twice.pointer == finding.pointer:
            mended = mend_twice(record.raw, twice)
            change = RowChange(record.row, content=mended.content)
            return Fix(mended.title, (change,), Mend.SAFE if mended.safe else Mend.UNSAFE)
    return None


RULE = Rule(
    code="JSN010",
    name="key-twice",
    family="syntax",
    severity=Severity.WARNING,
    summary="the same key two times",
    message=_message,
    page=Page(
        what="A key that comes two times (or more) in one object, at any depth.",
        why="JSON leaves open which value counts. Python, JavaScript and most services keep the last one, polars keeps "
        "the first, others refuse the line: what is trained is not what is read, and a text is lost in silence.",
        mend="Where all values are equal the key is kept once, which is safe. Else the last one is kept, as parsers "
        "read the line: a guess, since the other value was written by somebody too.",
        source=f"{STANDARD}, section 4; measured with eight parsers (2026-11).",
    ),
    triggers=(
        chat(USER, ANSWER.replace('"role": "assistant"', '"role": "assistant", "role": "assistant"')),
        chat(USER, ANSWER.replace('"}', '", "content": "On the shelf."}')),
        chat(USER, ANSWER, rest=', "messages": [' + USER + ", " + ANSWER + "]"),
    ),
    passes=(
        chat(USER, ANSWER),
        chat(USER, ANSWER.replace("the mat", '\\"role\\": \\"role\\":')),
    ),
    check=_check,
    fix=_fix,
    mend=Mend.SAFE,
)
