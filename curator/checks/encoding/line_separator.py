"""Line and paragraph separators of Unicode, raw inside a text."""

from __future__ import annotations

import re
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
from curator.records.record import Record
from curator.records.spans import pointer_at
from curator.settings import Settings

_ESCAPES = {b"\xe2\x80\xa8": b"\\u2028", b"\xe2\x80\xa9": b"\\u2029", b"\xc2\x85": b"\\u0085"}
_SEPARATOR = re.compile(b"|".join(_ESCAPES))


def _check(record: Record, _settings: Settings) -> Iterable[Found]:
    places = [found.start() for found in _SEPARATOR.finditer(record.raw)]
    if not places:
        return
    name = _name(record.raw, places[0])
    yield Found(
        pointer=pointer_at(record.raw, places[0]),
        column=places[0] + 1,
        arguments={"sign": name, "count": len(places)},
        mend=Mend.SAFE,
    )


def _name(raw: bytes, place: int) -> str:
    return f"U+{ord(raw[place : place + 3].decode('utf-8', 'ignore')[0]):04X}"


def _message(arguments: Arguments) -> str:
    count = arguments.get("count", 1)
    more = f" It has {count:,} such signs." if count > 1 else ""
    return f"A raw {arguments.get('sign')} stands in this text; some readers end the line there.{more}"


def _fix(record: Record, _finding: Finding, _context: FixContext) -> Fix | None:
    content = _SEPARATOR.sub(lambda found: _ESCAPES[found.group()], record.raw)
    if content == record.raw:
        return None
    return Fix("write the separator as an escape", (RowChange(record.row, content=content),), Mend.SAFE)


RULE = Rule(
    code="ENC005",
    name="line-separator",
    family="encoding",
    severity=Severity.INFO,
    summary="U+2028 inside a text",
    message=_message,
    page=Page(
        what="A line separator (U+2028), paragraph separator (U+2029) or next-line sign (U+0085) that stands in a text "
        "as it is.",
        why="JSON allows it, and the line is one record. But readers that split a file at every line end of Unicode "
        "(Python's str.splitlines, many web tools) cut the record in two there and count later lines wrong.",
        mend="The sign is written as its escape, \\u2028. Safe: the text is the same.",
        source="RFC 8259, section 7; Python's str.splitlines; one of nine checkers measured (2026-11) splits there.",
    ),
    triggers=(
        chat(USER, ANSWER.replace("mat.", "mat.\u2028Look.")),
        chat(USER, ANSWER.replace("mat.", "mat.\u2029Look.\u2029Now.")),
    ),
    passes=(chat(USER, ANSWER.replace("mat.", "mat.\\u2028Look.")), chat(USER, ANSWER.replace("mat.", "mat.\\nLook."))),
    marks=tuple(_ESCAPES),
    check=_check,
    fix=_fix,
    mend=Mend.SAFE,
)
