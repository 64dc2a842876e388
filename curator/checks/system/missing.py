"""Records that lack the system message the others of their kind have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from curator.checks.relation import Related, Relation, found_frame
from curator.checks.rule import Arguments, Finding, Fix, FixContext, Mend, Page, RowChange, Rule, Severity, no_arguments
from curator.checks.system.examples import MAIN, line, lines
from curator.checks.system.kinds import Kind, kinds, lacking
from curator.checks.system.texts import shown, system_messages
from curator.checks.system.variant import written
from curator.records.record import Message, Record
from curator.records.spans import encode_string, insert_item, writes_ascii

if TYPE_CHECKING:
    import polars as pl


def _first_user(record: Record) -> Message | None:
    return next((message for message in record.messages if message.role == "user"), None)


def _after_main(text: str, main: str) -> str | None:
    """What follows the main text at the head of a user message; None where it does not stand there."""
    head, wanted = text.lstrip(), main.strip()
    if not head.casefold().startswith(wanted.casefold()) or len(head) == len(wanted):
        return None
    rest = head[len(wanted) :]
    return None if rest[0].isalnum() else rest.lstrip()


def _in_user(relation: Relation, kind: Kind) -> Iterator[tuple[int, str]]:
    """Row and pointer of the records without a system message whose user begins with the main one."""
    if kind.main is None:
        return
    for row in kind.missing:
        asked = _first_user(relation.record(row))
        if asked is not None and _after_main(asked.text, kind.main) is not None:
            yield row, asked.pointer


def _relate_in_user(relation: Relation) -> pl.DataFrame:
    found: list[Related] = []
    for kind in kinds(relation):
        if lacking(kind, relation.settings.thresholds):
            arguments = {"variant": "in user", "main": shown(kind.main or "")}
            for row, pointer in _in_user(relation, kind):
                found.append(Related(row, arguments, mend=Mend.UNSAFE, pointer=pointer))
    return found_frame(found)


def _relate_missing(relation: Relation) -> pl.DataFrame:
    found: list[Related] = []
    for kind in kinds(relation):
        if not lacking(kind, relation.settings.thresholds):
            continue
        told = {row for row, _pointer in _in_user(relation, kind)}
        mend = Mend.NONE if kind.main is None else Mend.UNSAFE
        arguments = {"variant": "missing", "have": kind.records - len(kind.missing), "records": kind.records}
        found.extend(Related(row, arguments, mend=mend) for row in kind.missing if row not in told)
    return found_frame(found)


def _relate_empty(relation: Relation) -> pl.DataFrame:
    found: list[Related] = []
    for kind in kinds(relation):
        if not lacking(kind, relation.settings.thresholds):
            continue
        mend = Mend.NONE if kind.main is None else Mend.UNSAFE
        for row in kind.empty:
            messages = system_messages(relation.record(row))
            pointer = messages[0].pointer if messages else None
            found.append(Related(row, {"variant": "empty"}, mend=mend, pointer=pointer))
    return found_frame(found)


def _system_item(main: str, raw: bytes) -> bytes:
    spaced = b", " if b'", "' in raw or b'": ' in raw else b","
    colon = b": " if b'": ' in raw else b":"
    text = encode_string(main, writes_ascii(raw))
    return b'{"role"' + colon + b'"system"' + spaced + b'"content"' + colon + text + b"}"


def _list_pointer(record: Record) -> str:
    return record.messages[0].pointer.rpartition("/")[0]


def _fix_missing(record: Record, _finding: Finding, context: FixContext) -> Fix | None:
    main = context.main_system(record)
    if main is None or not record.messages or system_messages(record):
        return None
    put = insert_item(record.raw, _list_pointer(record), 0, _system_item(main, record.raw))
    return Fix("put the main system message first", (RowChange(record.row, put),), Mend.UNSAFE)


def _fix_empty(record: Record, _finding: Finding, context: FixContext) -> Fix | None:
    main = context.main_system(record)
    messages = system_messages(record)
    if main is None or not messages or messages[0].text.strip():
        return None
    return Fix(
        "write the main system message", (RowChange(record.row, written(record, messages[0], main)),), Mend.UNSAFE
    )


def _fix_in_user(record: Record, _finding: Finding, context: FixContext) -> Fix | None:
    main = context.main_system(record)
    asked = _first_user(record)
    if main is None or asked is None or system_messages(record) or not isinstance(asked.value["content"], str):
        return None
    rest = _after_main(asked.text, main)
    if rest is None:
        return None
    shorter = written(record, asked, rest)
    put = insert_item(shorter, _list_pointer(record), 0, _system_item(main, shorter))
    return Fix("move it into a system message", (RowChange(record.row, put),), Mend.UNSAFE)


def _missing_message(arguments: Arguments) -> str:
    return (
        f"The record has no system message; {arguments['have']:,} of the {arguments['records']:,} records of its "
        "kind have one."
    )


def _missing_habit(marked: int, records: int) -> str:
    return f"{marked:,} of {records:,} records have no system message while the others have one: usual here."


def _empty_habit(marked: int, records: int) -> str:
    return f"{marked:,} of {records:,} records have an empty system message: usual here."


_WHY = (
    "The tuned model is called with the system message. Records without it teach the same answers to whoever calls "
    "without one, and less of what the message should bring about."
)
_SOURCE = (
    "Measured: of 40 records without a system message in one file 32 held tools, and none of that kind ever had one: "
    "kinds are compared among themselves. The share is a setting (system_missing_share)."
)

MISSING = Rule(
    code="SYS003",
    name="system-missing",
    family="system",
    severity=Severity.WARNING,
    summary="no system message, unlike the others",
    message=_missing_message,
    page=Page(
        what="A record without a system message where 60 % of its kind share one (or one template) and at most 20 % "
        "lack it. Kinds: with and without tools, by shape.",
        why=_WHY,
        mend="Put the main system message first. It is a guess, as the record may be meant without, so it is shown "
        "first.",
        source=_SOURCE,
    ),
    triggers=([*lines(), line(90)],),
    passes=([*lines(10), *(line(number) for number in range(90, 100))], [line(number) for number in range(20)]),
    relate=_relate_missing,
    fix=_fix_missing,
    mend=Mend.UNSAFE,
    style=True,
    habit=_missing_habit,
    thresholds=("system_main_share", "system_missing_share"),
)

EMPTY = Rule(
    code="SYS004",
    name="system-empty",
    family="system",
    severity=Severity.WARNING,
    summary="a system message of no length",
    message=no_arguments(
        "The system message has no text, while most records of this kind have one that says something."
    ),
    page=Page(
        what="A system message without text, or of white space only, where 60 % of the kind share one (or one "
        "template) and at most 20 % lack it.",
        why=_WHY,
        mend="Write the main text in it. It is a guess, so it is shown first.",
        source=_SOURCE,
    ),
    triggers=([*lines(), line(90, "")], [*lines(), line(90, " \n")]),
    passes=([line(number, "") for number in range(20)],),
    relate=_relate_empty,
    fix=_fix_empty,
    mend=Mend.UNSAFE,
    style=True,
    habit=_empty_habit,
)

IN_USER = Rule(
    code="SYS005",
    name="system-in-user",
    family="system",
    severity=Severity.WARNING,
    summary="it stands in the user's message",
    message=no_arguments(
        "The text that is the system message elsewhere stands at the head of the user's message here."
    ),
    page=Page(
        what="A record without a system message whose first user message begins with the text that most records of "
        "its kind have as system message.",
        why="The same instruction in two places teaches the model to wait for it in both, and to answer the "
        "instruction itself.",
        mend="Move the text into a system message. It changes two messages, so it is shown first.",
        source="Met in files put together from two exports; planted twice in the test set, found twice.",
    ),
    triggers=([*lines(), line(90, question=MAIN + "\n\n")],),
    passes=([*lines(), line(90)], [*lines(), line(90, MAIN, question=MAIN + " ")]),
    relate=_relate_in_user,
    fix=_fix_in_user,
    mend=Mend.UNSAFE,
)

RULES = (MISSING, EMPTY, IN_USER)
