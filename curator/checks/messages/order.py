"""Who speaks in a conversation, and who speaks last."""

from __future__ import annotations

from collections.abc import Iterable

from curator.checks.examples import ANSWER, CALL, SYSTEM, USER, chat
from curator.checks.proposal import Proposal, fixing, guess, mend_of
from curator.checks.rule import Arguments, Found, Mend, Page, Reads, Rule, Severity, no_arguments
from curator.checks.sources import GUIDE, NOTEBOOK, REINFORCEMENT_GUIDE
from curator.records.record import ROLES, Message, Record
from curator.records.spans import remove_member
from curator.records.target import SUPERVISED, target_of
from curator.settings import Settings


def _only_reinforcement(settings: Settings) -> bool:
    """Whether the target is tuned by reinforcement alone: conversations may end on the user then."""
    return SUPERVISED not in target_of(settings).methods


def _role(message: Message) -> str:
    """A message's role, also where only its letters' case or the space around it is wrong."""
    return message.role.strip().lower()


def _roles(record: Record) -> list[str] | None:
    """Who speaks, message by message; None where that is not known of one. A null in the list says nothing."""
    roles = [_role(message) for message in record.messages if message.value is not None]
    return roles if all(role in ROLES for role in roles) else None


def _check_assistant(record: Record, settings: Settings) -> Iterable[Found]:
    for message in record.messages:
        if message.role == "assistant":
            return ()
    roles = _roles(record)
    if record.shape != "chat" or roles is None or "assistant" in roles or _only_reinforcement(settings):
        return ()
    return [Found("/messages" if "messages" in record.value else None)]


def _check_user(record: Record, _settings: Settings) -> Iterable[Found]:
    for message in record.messages:
        if message.role == "user" and message.part in ("messages", "input"):
            return ()
    roles = _roles(record)
    asked = record.messages[0].part in ("messages", "input")
    return [Found(None)] if asked and roles is not None and "user" not in roles else ()


def _check_last(record: Record, settings: Settings) -> Iterable[Found]:
    last = record.messages[-1]
    if last.role == "assistant" or record.shape != "chat":
        return ()
    if last.value is None:
        last = next((message for message in reversed(record.messages) if message.value is not None), last)
    role = _role(last)
    roles = _roles(record)
    if role == "assistant" or role not in ROLES or _only_reinforcement(settings):
        return ()
    if roles is not None and "assistant" not in roles:
        return ()
    return [Found(last.pointer, arguments={"role": role}, mend=mend_of(_cut, record, last.pointer))]


def _cut(record: Record, _pointer: str) -> Proposal | None:
    """The conversation up to its last answer."""
    content = record.raw
    count = 0
    for message in reversed(record.messages):
        if _role(message) == "assistant":
            break
        content = remove_member(content, message.pointer)
        count += 1
    return guess(
        "drop the message behind the last answer" if count == 1 else f"drop the last {count} messages", content
    )


def _last_words(arguments: Arguments) -> str:
    who = {"user": "the user", "tool": "a tool", "function": "a function"}.get(arguments["role"], arguments["role"])
    return f"The last message is from {who}; training needs the assistant's answer to it."


RULES = (
    Rule(
        code="MSG040",
        name="no-assistant",
        family="messages",
        severity=Severity.ERROR,
        summary="no answer by the assistant",
        message=no_arguments("The assistant does not speak: there is nothing to learn."),
        page=Page(
            what="A conversation without a message of the assistant.",
            why="Supervised training learns answers. For a target that is tuned by reinforcement alone this is right.",
            mend="Write the answer or drop the record.",
            source=f"{NOTEBOOK} {GUIDE}",
        ),
        triggers=(chat(SYSTEM, USER),),
        passes=(chat(USER, ANSWER), chat(USER, rest=', "answer": "mat"')),
        reads=Reads.MESSAGES,
        check=_check_assistant,
    ),
    Rule(
        code="MSG041",
        name="no-user",
        family="messages",
        severity=Severity.WARNING,
        summary="no question by the user",
        message=no_arguments("The user does not speak: the answer answers nothing."),
        page=Page(
            what="A conversation without a message of the user.",
            why="It is legal, and now and then meant (a greeting, a text without an occasion); mostly a question "
            "was lost.",
            mend="Write the question or drop the record.",
            source=NOTEBOOK,
        ),
        triggers=(chat(SYSTEM, ANSWER),),
        passes=(chat(USER, ANSWER),),
        reads=Reads.MESSAGES,
        check=_check_user,
        style=True,
        habit=lambda marked, total: f"{marked} of {total} records have no message of the user: usual here.",
    ),
    Rule(
        code="MSG042",
        name="last-not-assistant",
        family="messages",
        severity=Severity.ERROR,
        summary="the assistant has not the last word",
        message=_last_words,
        page=Page(
            what="A conversation that does not end on a message of the assistant.",
            why="What comes behind the last answer teaches nothing, and the service wants the last message from the "
            "assistant. A message that calls tools is such a message. Records for reinforcement end on the user and "
            "bring "
            "a reference answer beside the messages; those are right.",
            mend="The messages behind the last answer are dropped, shown first: perhaps the answer is missing instead.",
            source=f"{GUIDE} Microsoft's fine-tuning skill. {REINFORCEMENT_GUIDE}",
        ),
        triggers=(chat(USER, ANSWER, USER),),
        passes=(chat(USER, ANSWER), chat(USER, CALL), chat(USER, rest=', "answer": "mat"')),
        reads=Reads.MESSAGES,
        check=_check_last,
        fix=fixing(_cut),
        mend=Mend.UNSAFE,
    ),
)
