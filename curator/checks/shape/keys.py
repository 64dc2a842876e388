"""Keys the service does not know, in a message and at the top, and keys that are null."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.explain import explained
from curator.checks.proposal import Proposal, excerpt, fixing, guess, mend_of, proven
from curator.checks.rule import Found, Mend, Page, Reads, Rule, Severity
from curator.checks.sources import GUIDE, NOTEBOOK, SPECIFICATION
from curator.records.messages import escape, members
from curator.records.record import Record
from curator.records.shapes import chat as chat_shape
from curator.records.shapes import preference
from curator.records.spans import remove_member
from curator.settings import Settings

_NULLABLE = frozenset({"name", "weight", "tool_calls", "function_call", "tool_call_id", "refusal", "audio"})
_TOP_NULLABLE = ("tools", "functions", "parallel_tool_calls")


def _removed(record: Record, pointer: str) -> Proposal | None:
    return guess("take the key out", remove_member(record.raw, pointer))


def _null_removed(record: Record, pointer: str) -> Proposal | None:
    return proven("take the null out", remove_member(record.raw, pointer))


def _check_top(record: Record, _settings: Settings) -> Iterable[Found]:
    if record.shape == "chat":
        if len(record.value) == 1 or "messages" not in record.value:
            return ()
        known = chat_shape.KNOWN_KEYS
    elif record.shape == "preference":
        known = preference.KNOWN_KEYS
    else:
        return ()
    return [
        Found(f"/{escape(key)}", arguments={"key": excerpt(key)}, mend=Mend.UNSAFE)
        for key in record.value
        if key not in known
    ]


def _nulls(record: Record) -> Iterator[str]:
    for message in record.messages:
        value = members(message.value)
        if None in value.values():
            for key, inner in value.items():
                if inner is None and key in _NULLABLE and not (key == "tool_call_id" and message.role == "tool"):
                    yield f"{message.pointer}/{key}"
    top = members(record.value)
    for key in _TOP_NULLABLE:
        if key in top and top[key] is None:
            yield f"/{key}"


def _check_null(record: Record, _settings: Settings) -> Iterable[Found]:
    return [
        Found(pointer, arguments={"key": pointer.rpartition("/")[2]}, mend=mend_of(_null_removed, record, pointer))
        for pointer in _nulls(record)
    ]


RULES = (
    Rule(
        code="SHA022",
        name="message-key-unknown",
        family="shape",
        severity=Severity.ERROR,
        summary="an unknown key in a message",
        message=lambda arguments: f'"{arguments["key"]}" is no key of a message.',
        page=Page(
            what="A key in a message that the service does not know.",
            why="A message has role, content, name, weight, tool_calls, tool_call_id and a few rarer keys. Whatever "
            "else "
            "stands there would be lost or refused.",
            mend="The key is taken out. The content cannot change by it, but what the key held is gone from the "
            "line, so "
            "it is shown first.",
            source=f"{NOTEBOOK} {SPECIFICATION}",
        ),
        triggers=(chat(USER, '{"role": "assistant", "content": "Under the mat.", "sentiment": "positive"}'),),
        passes=(chat('{"role": "user", "content": "Where is it?", "name": "bob_1"}', ANSWER),),
        reads=Reads.INVALID,
        check=explained("message-key-unknown", _removed),
        fix=fixing(_removed),
        mend=Mend.UNSAFE,
    ),
    Rule(
        code="SHA023",
        name="key-unknown",
        family="shape",
        severity=Severity.WARNING,
        summary="an unknown key beside the messages",
        message=lambda arguments: f'The service documents no key "{arguments["key"]}" beside the messages.',
        page=Page(
            what="A key at the top of a record that the guide does not name: metadata, id, response_format. Records "
            "for "
            "reinforcement may have any.",
            why="The guide knows messages, tools, functions and parallel_tool_calls. No source tells whether "
            "another key "
            "is refused or passed over, so this is a warning.",
            mend="The key is taken out. It never was part of what is learned, but what it held is gone from the "
            "line, so "
            "it is shown first.",
            source=GUIDE,
        ),
        triggers=(chat(USER, ANSWER, rest=', "metadata": {"id": 7}'),),
        passes=(chat(USER, ANSWER, rest=', "parallel_tool_calls": false'), chat(USER, rest=', "answer": "mat"')),
        reads=Reads.MESSAGES,
        check=_check_top,
        fix=fixing(_removed),
        mend=Mend.UNSAFE,
        style=True,
        habit=lambda marked, total: f"{marked} of {total} records have keys beside the messages: usual here.",
    ),
    Rule(
        code="SHA024",
        name="key-null",
        family="shape",
        severity=Severity.WARNING,
        summary="null where a key can be left out",
        message=lambda arguments: f'"{arguments["key"]}" is null; leave the key out.',
        page=Page(
            what="name, weight, tool_calls, tools and the like with the value null, as exports of data frames write "
            "them.",
            why='The schemas ask for a value of the right kind; the chat service answers "None is not of type '
            "'array'\" "
            "to null tool calls. Whether training does is not known, so this is a warning.",
            mend="The key is taken out, which says the same: safe.",
            source=SPECIFICATION,
        ),
        triggers=(chat(USER, '{"role": "assistant", "content": "Under the mat.", "tool_calls": null}'),),
        passes=(
            chat(USER, ANSWER),
            chat(USER, '{"role": "assistant", "content": "The value is null."}'),
        ),
        reads=Reads.MESSAGES,
        marks=(b"null",),
        check=_check_null,
        fix=fixing(_null_removed),
        mend=Mend.SAFE,
        style=True,
        habit=lambda marked, total: f"{marked} of {total} records have keys that are null: usual here.",
    ),
)
