"""What the rules on lines that are not JSON share: each says one kind of problem, and all are mended alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from curator.checks.rule import (
    Arguments,
    Check,
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
from curator.records.flaws import Kind, Problem
from curator.records.mending import Mended, join, mend
from curator.records.record import Record
from curator.records.syntax import parse
from curator.settings import Settings

SERVICE = (
    "The service reads each line as JSON by itself and refuses the whole file for one that is not. People were told "
    'so only after the upload was accepted and the job was made: "INVALID JSONL FILE ON LINE XX" (openai-php/client, '
    "GitHub issue 107)."
)
STANDARD = "RFC 8259, The JavaScript Object Notation Data Interchange Format (2017)"

_MOST_LINES = 64
"""A record torn over more lines than this is not put together."""

_PARTS = (Kind.TORN, Kind.TRUNCATED, Kind.OTHER, Kind.COMMENT, Kind.TRAILING)
"""What a part of a torn record looks like by itself, but for a last part that is JSON with brackets after it."""


def problem_of(record: Record, kinds: Sequence[Kind]) -> Problem | None:
    """The problem of the line, or the one it has besides, if it is one of these kinds."""
    problem = record.problem
    while isinstance(problem, Problem):
        if problem.kind in kinds:
            return problem
        problem = problem.also
    return None


def _mended(record: Record) -> Mended | None:
    return mend(record.raw, record.problem) if isinstance(record.problem, Problem) else None


def mend_of(mended: Mended | None) -> Mend:
    """How well a mended line is proven."""
    if mended is None:
        return Mend.NONE
    return Mend.SAFE if mended.safe else Mend.UNSAFE


def checking(kinds: Sequence[Kind]) -> Check:
    """The check of a rule that is made for some kinds of problem."""

    def check(record: Record, _settings: Settings) -> Iterable[Found]:
        problem = problem_of(record, kinds)
        if problem is None:
            return
        # The other part of a torn record is not seen here; whether joining mends it, the fix finds out.
        best = Mend.SAFE if problem.kind is Kind.TORN else mend_of(_mended(record))
        yield Found(
            column=problem.column,
            arguments={"kind": problem.kind.value, "detail": problem.detail, "text": problem.text},
            mend=best,
        )

    return check


def fix_line(record: Record, _finding: Finding, context: FixContext) -> Fix | None:
    """Put a torn record together, or else mend the line by itself."""
    joined = _joined(record, context)
    if joined is not None:
        return joined
    mended = _mended(record)
    if mended is None:
        return None
    if len(mended.contents) > 1:
        change = RowChange(record.row, divide=mended.contents)
    else:
        change = RowChange(record.row, content=mended.content)
    return Fix(mended.title, (change,), mend_of(mended))


def _is_head(raw: bytes) -> bool:
    problem = parse(raw)[1]
    return problem is not None and problem.kind is Kind.TRUNCATED and raw.lstrip().startswith(b"{")


def _is_record(raw: bytes) -> bool:
    value, problem = parse(raw)
    return problem is None and isinstance(value, dict)


def _joined(record: Record, context: FixContext) -> Fix | None:
    """The fix that joins the lines of a record torn by raw line breaks, from whichever of them it is asked."""
    problem = record.problem
    if not isinstance(problem, Problem) or not (problem.kind in _PARTS or problem.detail == "after"):
        return None
    head, raw = record.row, record.raw
    for back in range(1, _MOST_LINES):
        if _is_head(raw):
            return _joined_from(head, raw, record.row, context)
        before = context.raw_of(record.row - back)
        if before is None or _is_record(before):
            return None
        head, raw = record.row - back, before
    return None


def _joined_from(head: int, raw: bytes, must_reach: int, context: FixContext) -> Fix | None:
    pieces = [raw]
    changes: list[RowChange] = []
    for row in range(head + 1, head + _MOST_LINES):
        piece = context.raw_of(row)
        if piece is None or _is_record(piece):
            return None
        pieces.append(piece)
        whole = join(pieces)
        content = whole or b" ".join(pieces)
        changes.append(RowChange(head, content=content, join=row))
        if whole is not None:
            title = f"join lines {head} and {row}" if row == head + 1 else f"join lines {head} to {row}"
            return Fix(title, tuple(changes), Mend.SAFE) if row >= must_reach else None
    return None


def broken_rule(
    *,
    code: str,
    name: str,
    kinds: Sequence[Kind],
    summary: str,
    message: Callable[[Arguments], str],
    what: str,
    how: str,
    why: str = SERVICE,
    source: str = STANDARD,
    triggers: Sequence[bytes | Sequence[bytes]],
    passes: Sequence[bytes],
    best: Mend = Mend.NONE,
    family: str = "syntax",
) -> Rule:
    """A rule for lines that are not JSON because of a problem of these kinds."""
    return Rule(
        code=code,
        name=name,
        family=family,
        severity=Severity.ERROR,
        summary=summary,
        message=message,
        page=Page(what=what, why=why, mend=how, source=source),
        triggers=triggers,
        passes=passes,
        reads=Reads.UNREADABLE,
        check=checking(kinds),
        fix=None if best is Mend.NONE else fix_line,
        mend=best,
    )


def sentences(by_detail: dict[str, str], otherwise: str) -> Callable[[Arguments], str]:
    """A message by the form of the problem; {text} in it is what the line has there, {detail} the form."""

    def message(arguments: Arguments) -> str:
        detail = str(arguments.get("detail", ""))
        sentence = by_detail.get(detail, otherwise).replace("{detail}", detail)
        return sentence.replace("{text}", str(arguments.get("text", "")))

    return message
