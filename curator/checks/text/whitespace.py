"""White space around an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from curator.checks.rule import Arguments, Finding, Fix, FixContext, Found, Mend, Page, Reads, RowChange, Rule, Severity
from curator.checks.text.examples import answered
from curator.checks.text.places import Edit, answers, both_ways, content_places, edited_string, message_at
from curator.records.record import Message, Record
from curator.settings import Settings

_PROSE = re.compile(r"[\"'“‘«¿¡(]?[^\W\d_a-z]\S*[ \t]+\S+[ \t]+\S+[^{};=<>\\]*")
# White space after a text's first quote, or before its last.
_MARKS = tuple(
    mark
    for blank in (b" ", b"\\n", b"\\t", b"\\r", *both_ways("\xa0", "\u3000"))
    for mark in (b'"' + blank, blank + b'"}', blank + b'",', blank + b'"]', blank + b'" ')
)
_INDENTED = re.compile(r"\n[ \t]+\S")


def _edges(text: str) -> tuple[str, str]:
    """The white space at the beginning and at the end."""
    body = text.strip()
    if not body:
        return "", ""
    head = text.find(body[0])
    return text[:head], text[head + len(body) :]


def _mend(text: str) -> Mend:
    """Safe for prose; in code or an outline the white space at the head may belong to the first line."""
    body = text.strip()
    prose = _PROSE.match(body[:200]) is not None and not _INDENTED.search(body) and "```" not in body
    return Mend.SAFE if prose else Mend.UNSAFE


def _is_one_space(head: str, tail: str) -> bool:
    return head in ("", " ") and tail in ("", " ")


def _check(one_space: bool):
    def check(record: Record, _settings: Settings) -> Iterable[Found]:
        for message in answers(record):
            text = message.text
            if not text[0].isspace() and not text[-1].isspace():
                continue
            head, tail = _edges(text)
            if (head or tail) and _is_one_space(head, tail) == one_space:
                arguments = {"before": len(head), "after": len(tail)}
                yield Found(message.pointer, arguments=arguments, mend=_mend(text))

    return check


def _changed(record: Record, message: Message) -> bytes:
    raw = record.raw
    for pointer, text in content_places(message):
        head, tail = _edges(text)
        edits: list[Edit] = []
        if head:
            edits.append((0, len(head), ""))
        if tail:
            edits.append((len(text) - len(tail), len(text), ""))
        if edits:
            raw = edited_string(raw, pointer, edits)
    return raw


def _fix(record: Record, finding: Finding, _context: FixContext) -> Fix | None:
    message = message_at(record, finding.pointer)
    if message is None:
        return None
    raw = _changed(record, message)
    if raw == record.raw:
        return None
    return Fix("cut the white space around it", (RowChange(record.row, raw),), _mend(message.text))


def _message(arguments: Arguments) -> str:
    places = [
        f"{count:,} {'character' if count == 1 else 'characters'} of white space {where} it"
        for where, count in (("before", arguments["before"]), ("after", arguments["after"]))
        if count
    ]
    return f"The answer has {' and '.join(places)}."


def _space_habit(marked: int, records: int) -> str:
    return f"{marked:,} of {records:,} records have answers that begin or end with a space: usual here."


def _white_habit(marked: int, records: int) -> str:
    return f"{marked:,} of {records:,} records have white space around their answers: usual here."


_WHY = "The model learns to write it: answers begin with an empty line or end with blanks."
_MEND = (
    "Cut it. Safe for prose; where the answer is code or indented, the first line's indent may be meant and it is "
    "shown first."
)

SURROUNDING = Rule(
    code="TXT013",
    name="surrounding-whitespace",
    family="text",
    severity=Severity.INFO,
    summary="blank lines or spaces around it",
    message=_message,
    page=Page(
        what="An answer with line breaks, tabs or several spaces before or after it. One space is answer-space.",
        why=_WHY,
        mend=_MEND,
        source="OpenAI, Fine-tuning best practices: data in the form in which it should be answered.",
    ),
    triggers=(answered("\n\n  We open at nine on all days.  \n"),),
    passes=(answered("We open at nine."), answered(" We open at nine.")),
    reads=Reads.MESSAGES,
    marks=_MARKS,
    check=_check(one_space=False),
    fix=_fix,
    mend=Mend.SAFE,
    style=True,
    habit=_white_habit,
)

ONE_SPACE = Rule(
    code="TXT014",
    name="answer-space",
    family="text",
    severity=Severity.INFO,
    summary="a space before or after it",
    message=_message,
    page=Page(
        what="An answer that begins or ends with one space.",
        why=_WHY + " One space before the answer was advised for completion models and is left from there.",
        mend=_MEND,
        source="Measured: all 449 answers of an official sample begin with a space; there it is one note.",
    ),
    triggers=(answered(" We open at nine on all days."),),
    passes=(answered("We open at nine."), answered("\nWe open at nine.")),
    reads=Reads.MESSAGES,
    marks=_MARKS,
    check=_check(one_space=True),
    fix=_fix,
    mend=Mend.SAFE,
    style=True,
    habit=_space_habit,
)

RULES = (SURROUNDING, ONE_SPACE)
