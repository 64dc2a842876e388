"""Line ends of both kinds in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.relation import Related, Relation, found_frame
from curator.checks.rule import (
    Arguments,
    Finding,
    Fix,
    FixContext,
    Mend,
    Page,
    RowChange,
    Rule,
    Severity,
)
from curator.records.record import Record

if TYPE_CHECKING:
    import polars as pl

_LF, _CRLF = 0, 1
_NAMES = {_LF: "LF", _CRLF: "CRLF"}
_BYTES = {"LF": b"\n", "CRLF": b"\r\n"}


def _relate(relation: Relation) -> pl.DataFrame:
    ends = relation.table["newline"]
    counts = {kind: int((ends == kind).sum()) for kind in _NAMES}
    rare = _CRLF if counts[_CRLF] <= counts[_LF] else _LF
    usual = _LF if rare == _CRLF else _CRLF
    if counts[rare] == 0:
        return found_frame([])
    arguments = {"has": _NAMES[rare], "usual": _NAMES[usual], "count": counts[usual]}
    rows = relation.table.filter(ends == rare)["row"].to_list()
    return found_frame([Related(row, arguments, mend=int(Mend.SAFE)) for row in rows])


def _message(arguments: Arguments) -> str:
    return (
        f"This line ends in {arguments.get('has')}, {arguments.get('count', 0):,} others in {arguments.get('usual')}."
    )


def _note(count: int, total: int) -> str:
    return f"{count:,} of {total:,} lines end differently from the others: the file has both LF and CRLF."


def _fix(record: Record, finding: Finding, _context: FixContext) -> Fix | None:
    usual = str(finding.arguments.get("usual", ""))
    if usual not in _BYTES:
        return None
    return Fix(f"end the line in {usual}", (RowChange(record.row, newline=_BYTES[usual]),), Mend.SAFE)


RULE = Rule(
    code="ENC004",
    name="line-crlf",
    family="encoding",
    severity=Severity.WARNING,
    summary="CRLF among LF lines",
    message=_message,
    page=Page(
        what="A line that ends in CRLF in a file whose lines end in LF, or the reverse. Which one is used does not "
        "matter; that both are does.",
        why="Both are white space to JSON, so the service reads the line. But the file was put together from two "
        "sources or edited half, line tools show a stray \\r, and equal records compare as different.",
        mend="The line gets the end that most lines have. Safe: the record is the same.",
        source="RFC 8259, section 2: carriage return and line feed are white space.",
    ),
    triggers=([chat(USER, ANSWER), chat(USER, ANSWER), chat(USER, ANSWER) + b"\r", chat(USER, ANSWER)],),
    passes=(
        [chat(USER, ANSWER), chat(USER, ANSWER)],
        [chat(USER, ANSWER) + b"\r", chat(USER, ANSWER) + b"\r"],
    ),
    relate=_relate,
    fix=_fix,
    mend=Mend.SAFE,
    style=True,
    habit=_note,
)
