"""A number with more digits than a machine number holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.forms import Form, mark_of
from curator.checks.rule import Arguments, Found, Page, Rule, Severity
from curator.checks.syntax.broken import STANDARD
from curator.records.record import Record
from curator.records.spans import pointer_at
from curator.settings import Settings

_STRING_OR_NUMBER = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|-?[0-9][0-9.eE+-]*')
_DIGITS = re.compile(rb"[0-9]{17}")
_MOST_DIGITS = 40
"""A whole number longer than this is beyond 64 bits whatever its digits."""
_LEAST, _MOST = -(2**63), 2**64 - 1
_SHOWN = 24


def loses_digits(number: bytes) -> bool:
    """Whether a JSON number, read into 64 bits, is not the number that was written.

    A whole number beyond 64 bits is read as a floating one; of a floating one 17 digits count at most.
    """
    text = number.decode("ascii")
    if text.removeprefix("-").isdigit():
        return len(text) > _MOST_DIGITS or not _LEAST <= int(text) <= _MOST
    try:
        return Decimal(text) != Decimal(repr(float(text)))
    except InvalidOperation:  # an exponent of more digits than Decimal takes: it is read as nought
        return True


def _long_numbers(raw: bytes) -> Iterator[tuple[int, bytes]]:
    for token in _STRING_OR_NUMBER.finditer(raw):
        text = token.group()
        if not text.startswith(b'"') and _DIGITS.search(text) and loses_digits(text):
            yield token.start(), text


def _check(record: Record, _settings: Settings) -> Iterable[Found]:
    for offset, number in _long_numbers(record.raw):
        text = number.decode("ascii")
        arguments = {"text": text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…", "read": repr(float(number))}
        yield Found(pointer_at(record.raw, offset), offset + 1, arguments)


def _message(arguments: Arguments) -> str:
    return (
        f"The number {arguments['text']} has more digits than 64 bits hold: many readers take it for "
        f"{arguments['read']}."
    )


RULE = Rule(
    code="JSN021",
    name="number-long",
    family="syntax",
    severity=Severity.INFO,
    summary="a number that readers round",
    message=_message,
    page=Page(
        what="A number, not a text, that 64 bits do not hold: a whole one below -2^63 or above 2^64 - 1, or a "
        "floating one of which 17 digits in a row or more are not all kept.",
        why="JSON sets no bounds, readers do: Python keeps such a whole number, orjson, JavaScript, polars and most "
        "services round it in silence, so that ids that differ become equal. curator reads it rounded too, but leaves "
        "its digits as they stand in every line it writes.",
        mend="Where it is an id, write it as a text, in quotes. Nothing here says whether it is one.",
        source=f"{STANDARD}, section 6: whole numbers are read alike everywhere only up to 2^53 - 1, and beyond 64 "
        "bits hardly anywhere; measured with orjson and json of Python (2026-11).",
    ),
    triggers=(
        chat(USER, ANSWER, rest=', "id": 123456789012345678901234'),
        chat(USER, ANSWER, rest=', "score": 0.12345678901234567891'),
    ),
    passes=(
        chat(USER, ANSWER, rest=', "id": 18446744073709551615'),
        chat(USER, ANSWER, rest=', "id": "123456789012345678901234"'),
        chat(USER, ANSWER, rest=', "score": 0.30000000000000004'),
    ),
    marks=(mark_of(Form.LONG_NUMBER),),
    check=_check,
    style=True,
)
