"""Messages that are there, but not where they belong: under another key, in another object, in a second list."""

from __future__ import annotations

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.explain import explained
from curator.checks.proposal import Proposal, fixing, parent, proven_if
from curator.checks.rule import Mend, Page, Reads, Rule, Severity, no_arguments
from curator.checks.sound import is_sound
from curator.checks.sources import GUIDE
from curator.records.record import Record
from curator.records.spans import rename_key, replace_value, span_of, splice, whole


def _renamed(record: Record, pointer: str) -> Proposal | None:
    if pointer.count("/") != 1:
        return None
    content = rename_key(record.raw, pointer, "messages")
    return proven_if(is_sound(content), "call it messages", content)


def _unwrapped(record: Record, pointer: str) -> Proposal | None:
    holder = parent(pointer)
    start, end = span_of(record.raw, holder)
    place = whole(record.raw)
    content = splice(record.raw, place.start, place.end, record.raw[start:end])
    sure = len(record.value) == 1 and is_sound(content)
    return proven_if(sure, "take the record out of the object around it", content)


def _flattened(record: Record, pointer: str) -> Proposal | None:
    outer = parent(pointer)
    if len(record.value["messages"]) != 1:
        return None
    start, end = span_of(record.raw, pointer)
    content = replace_value(record.raw, outer, record.raw[start:end])
    return proven_if(is_sound(content), "take the messages out of the list around them", content)


_WHY = 'The service looks for a list under the key "messages" of the line and finds none: the file is refused.'
_TALK = f"[{USER}, {ANSWER}]"

RULES = (
    Rule(
        code="SHA015",
        name="messages-key",
        family="shape",
        severity=Severity.ERROR,
        summary="messages under another key",
        message=lambda arguments: f'The messages stand under "{arguments["key"]}"; the key has to be "messages".',
        page=Page(
            what="A conversation under another key than messages: message, mesages, conversation.",
            why=_WHY,
            mend="The key is renamed; safe where the conversation is then right.",
            source=GUIDE,
        ),
        triggers=(f'{{"message": {_TALK}}}'.encode(), f'{{"conversation": {_TALK}}}'.encode()),
        passes=(chat(USER, ANSWER),),
        reads=Reads.INVALID,
        check=explained("messages-key", _renamed),
        fix=fixing(_renamed),
        mend=Mend.SAFE,
    ),
    Rule(
        code="SHA016",
        name="messages-wrapped",
        family="shape",
        severity=Severity.ERROR,
        summary="a record inside another object",
        message=lambda arguments: f'The record is wrapped in another object, under "{arguments["key"]}".',
        page=Page(
            what='A conversation one level too deep: {"data": {"messages": [...]}}.',
            why=_WHY,
            mend="The inner object takes the line; safe where nothing stands beside it, else what does is lost.",
            source=GUIDE,
        ),
        triggers=(f'{{"data": {{"messages": {_TALK}}}}}'.encode(),),
        passes=(chat(USER, ANSWER),),
        reads=Reads.INVALID,
        check=explained("messages-wrapped", _unwrapped),
        fix=fixing(_unwrapped),
        mend=Mend.SAFE,
    ),
    Rule(
        code="SHA017",
        name="messages-nested",
        family="shape",
        severity=Severity.ERROR,
        summary="a list inside the list",
        message=no_arguments("There is a list where a message should be: one pair of brackets too many."),
        page=Page(
            what="A list inside the list of messages: [[{...}, {...}]].",
            why="Each entry of the list has to be a message. The service refuses the file.",
            mend="Where the inner list holds all messages it takes the place of the outer one; safe where the "
            "conversation is then right.",
            source=GUIDE,
        ),
        triggers=(f'{{"messages": [{_TALK}]}}'.encode(),),
        passes=(chat(USER, ANSWER),),
        reads=Reads.INVALID,
        check=explained("messages-nested", _flattened),
        fix=fixing(_flattened),
        mend=Mend.SAFE,
    ),
)
