"""A line with nothing on it."""

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
    Reads,
    RowChange,
    Rule,
    Severity,
)
from curator.records.record import Record
from curator.settings import Settings

BLANK = "blank"
"""Shape of a line with nothing but white space on it."""


def _check(record: Record, _settings: Settings) -> Iterable[Found]:
    if record.shape == BLANK:
        yield Found(column=1, arguments={"white_space": len(record.raw)}, mend=Mend.SAFE)


def _message(arguments: Arguments) -> str:
    return "Only white space on this line." if arguments.get("white_space") else "Nothing on this line."


def _fix(record: Record, _finding: Finding, _context: FixContext) -> Fix | None:
    if record.shape != BLANK:
        return None
    return Fix("drop the blank line", (RowChange(record.row, drop=True),), Mend.SAFE)


RULE = Rule(
    code="ENC001",
    name="line-blank",
    family="encoding",
    severity=Severity.WARNING,
    summary="a line with nothing on it",
    message=_message,
    page=Page(
        what="A line that is empty, or holds nothing but white space.",
        why="A blank line is no record. Some readers skip it, some call the file broken there, and some skip it and "
        "then count lines wrong, so that every later message names another line.",
        mend="The line is dropped. Safe: nothing is on it.",
        source="JSON Lines (jsonlines.org): each line is a JSON value; of the readers in use some skip blank ones.",
    ),
    triggers=(b"", b"   \t "),
    passes=(chat(USER, ANSWER), b"  " + chat(USER, ANSWER) + b"  "),
    reads=Reads.LINE,
    check=_check,
    fix=_fix,
    mend=Mend.SAFE,
)
