"""System messages in the wrong place, and more than one of them."""

from __future__ import annotations

from collections.abc import Iterable

from curator.checks.rule import (
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
    no_arguments,
)
from curator.checks.system.examples import MAIN, line
from curator.checks.system.texts import SYSTEM_ROLES, shown, system_messages
from curator.measures.text import folded_signs
from curator.records.record import Message, Record
from curator.records.spans import move_item, remove_member
from curator.settings import Settings


def _repeated(messages: list[Message]) -> list[Message]:
    """The system messages that say what an earlier one says, signs, case and white space aside."""
    seen: set[str] = set()
    found: list[Message] = []
    for message in messages:
        text = folded_signs(message.text) or message.text.strip()
        if text and text in seen:
            found.append(message)
        seen.add(text)
    return found


def _check_late(record: Record, _settings: Settings) -> Iterable[Found]:
    """Only the first system message is looked at: later ones may be meant."""
    if record.messages[0].role in SYSTEM_ROLES:
        return
    for message in record.messages:
        if message.role in SYSTEM_ROLES:
            yield Found(message.pointer, arguments={"variant": "late", "text": shown(message.text)}, mend=Mend.UNSAFE)
            return


def _check_twice(record: Record, _settings: Settings) -> Iterable[Found]:
    messages = [message for message in record.messages if message.role in SYSTEM_ROLES]
    if len(messages) < 2:
        return
    for message in _repeated(messages):
        yield Found(message.pointer, arguments={"variant": "twice", "text": shown(message.text)}, mend=Mend.SAFE)


def _check_several(record: Record, _settings: Settings) -> Iterable[Found]:
    """Two system messages before anybody speaks. One in mid-conversation tells of something new and may be meant."""
    messages = record.messages
    if len(messages) < 2 or messages[0].role not in SYSTEM_ROLES or messages[1].role not in SYSTEM_ROLES:
        return
    if folded_signs(messages[0].text) != folded_signs(messages[1].text):
        yield Found(messages[1].pointer, arguments={"variant": "several", "text": shown(messages[1].text)})


def _fix_late(record: Record, finding: Finding, _context: FixContext) -> Fix | None:
    messages = system_messages(record)
    if not messages or messages[0].pointer != finding.pointer:
        return None
    moved = move_item(record.raw, messages[0].pointer, 0)
    return Fix("move it to the beginning", (RowChange(record.row, moved),), Mend.UNSAFE)


def _fix_twice(record: Record, finding: Finding, _context: FixContext) -> Fix | None:
    if finding.pointer not in [message.pointer for message in _repeated(system_messages(record))]:
        return None
    shorter = remove_member(record.raw, finding.pointer)
    return Fix("remove the second system message", (RowChange(record.row, shorter),), Mend.SAFE)


def _late_habit(marked: int, records: int) -> str:
    return f"{marked:,} of {records:,} records have their system message after the first message: usual here."


def _several_habit(marked: int, records: int) -> str:
    return f"{marked:,} of {records:,} records begin with several system messages: usual here."


LATE = Rule(
    code="SYS006",
    name="system-late",
    family="system",
    severity=Severity.WARNING,
    summary="not the first message",
    message=no_arguments("The system message does not stand first: somebody has spoken before it."),
    page=Page(
        what="A record whose first system (or developer) message comes after another message.",
        why="The tuned model is called with the system message first; here it learns answers that were given before "
        "the instruction.",
        mend="Move it to the beginning. It may have been meant for what follows, so it is shown first.",
        source="OpenAI, Chat Completions API reference: the system message sets the behaviour for what follows.",
    ),
    triggers=(line(1, MAIN, first=False),),
    passes=(line(1, MAIN), line(1)),
    reads=Reads.MESSAGES,
    marks=(b'"system"', b'"developer"'),
    check=_check_late,
    fix=_fix_late,
    mend=Mend.UNSAFE,
    style=True,
    habit=_late_habit,
)

TWICE = Rule(
    code="SYS007",
    name="system-twice",
    family="system",
    severity=Severity.WARNING,
    summary="the same text, two times",
    message=no_arguments("The system message stands there a second time."),
    page=Page(
        what="A record with two system messages that say the same, case, white space and signs aside.",
        why="It costs tokens in every epoch, and the tuned model is called with one.",
        mend="Remove the later one; that is safe, as the first says it all.",
        source="Met where a conversation was put together by a template that had the system message already.",
    ),
    triggers=(line(1, MAIN, MAIN), line(1, MAIN, MAIN.upper())),
    passes=(line(1, MAIN), line(1, MAIN, "Today is Monday.")),
    reads=Reads.MESSAGES,
    marks=(b'"system"', b'"developer"'),
    check=_check_twice,
    fix=_fix_twice,
    mend=Mend.SAFE,
)

SEVERAL = Rule(
    code="SYS008",
    name="system-several",
    family="system",
    severity=Severity.INFO,
    summary="two different system messages",
    message=no_arguments("The record begins with two system messages that say different things."),
    page=Page(
        what="A record that begins with two system (or developer) messages of different text.",
        why="The service takes it. Where the other records have one, the two are most often one text torn apart, or an "
        "old one left in front of the new.",
        mend="Join them or remove one; nothing here says which.",
        source="OpenAI, Chat Completions API reference; several system messages are allowed.",
    ),
    triggers=(line(1, MAIN, "Today is Monday."),),
    passes=(line(1, MAIN), line(1, MAIN, MAIN)),
    reads=Reads.MESSAGES,
    marks=(b'"system"', b'"developer"'),
    check=_check_several,
    style=True,
    habit=_several_habit,
)

RULES = (LATE, TWICE, SEVERAL)
