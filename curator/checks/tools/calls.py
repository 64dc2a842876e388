"""The form of tool calls, and who may call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from curator.checks.examples import ANSWER, CALL, REPLY, USER, chat, tool_chat
from curator.checks.explain import explained
from curator.checks.proposal import Proposal, fixing, guess, proven, value_at
from curator.checks.rule import Arguments, Found, Mend, Page, Reads, Rule, Severity, no_arguments
from curator.checks.sources import SPECIFICATION, TOOLS_GUIDE
from curator.records.messages import members
from curator.records.record import Record
from curator.records.spans import encode_string, insert_member, remove_member, replace_value, span_of
from curator.settings import Settings


def _listed(record: Record, pointer: str) -> Proposal | None:
    call = value_at(record, pointer)
    if "function" not in members(call):
        return None
    start, end = span_of(record.raw, pointer)
    return proven("put the call into a list", replace_value(record.raw, pointer, b"[" + record.raw[start:end] + b"]"))


def _removed(record: Record, pointer: str) -> Proposal | None:
    return guess("take the calls out", remove_member(record.raw, pointer))


def _call_pointer(pointer: str) -> str:
    steps = pointer.split("/")
    return "/".join(steps[: steps.index("tool_calls") + 2])


def _typed(record: Record, pointer: str) -> Proposal | None:
    where = _call_pointer(pointer)
    call = members(value_at(record, where))
    if "type" in call or "function" not in call:
        return None
    return proven("add the type function", insert_member(record.raw, where, "type", encode_string("function")))


def _check_empty(record: Record, _settings: Settings) -> Iterable[Found]:
    return [
        Found(f"{message.pointer}/tool_calls", mend=Mend.SAFE)
        for message in record.messages
        if members(message.value).get("tool_calls") == [] and message.role == "assistant" and message.text
    ]


def _empty_removed(record: Record, pointer: str) -> Proposal | None:
    if value_at(record, pointer) != []:
        return None
    return proven("take the empty list out", remove_member(record.raw, pointer))


def _form_words(arguments: Arguments) -> str:
    if "missing" in arguments:
        return f'The tool call lacks "{arguments["missing"]}".'
    return f"The tool call has not the form it should have. {arguments['words']}"


def _with_calls(role: str, calls: str) -> str:
    return f'{{"role": "{role}", "content": "Let me see.", "tool_calls": {calls}}}'


_CALLS = cast("str", CALL.partition('"tool_calls": ')[2][:-1])
_PASS = (tool_chat(USER, CALL, REPLY, ANSWER), tool_chat(USER, CALL))
_EXAMPLE: dict[str, Any] = {"reads": Reads.INVALID, "passes": _PASS}

RULES = (
    Rule(
        code="TOL010",
        name="tool-calls-type",
        family="tools",
        severity=Severity.ERROR,
        summary="tool calls that are no list",
        message=lambda arguments: f"tool_calls is {arguments['kind']}; it has to be a list of calls.",
        page=Page(
            what="tool_calls that are an object, a text or a number.",
            why="The service refuses the file.",
            mend="A single call is put into a list: safe. Anything else a person has to write.",
            source=SPECIFICATION,
        ),
        triggers=(tool_chat(USER, CALL.replace("[{", "{").replace("}]", "}"), REPLY, ANSWER),),
        check=explained("tool-calls-type", _listed),
        fix=fixing(_listed),
        mend=Mend.SAFE,
        **_EXAMPLE,
    ),
    Rule(
        code="TOL011",
        name="tool-calls-misplaced",
        family="tools",
        severity=Severity.ERROR,
        summary="calls by another than the assistant",
        message=no_arguments("Only the assistant calls tools."),
        page=Page(
            what="tool_calls on a message that is not the assistant's.",
            why="The service refuses the file.",
            mend="The calls are taken out, shown first: perhaps the role is wrong instead.",
            source=SPECIFICATION,
        ),
        triggers=(tool_chat(_with_calls("user", _CALLS), ANSWER),),
        check=explained("tool-calls-misplaced", _removed),
        fix=fixing(_removed),
        mend=Mend.UNSAFE,
        **_EXAMPLE,
    ),
    Rule(
        code="TOL012",
        name="tool-call-form",
        family="tools",
        severity=Severity.ERROR,
        summary="a call that lacks something",
        message=_form_words,
        page=Page(
            what="A tool call without type, function, name or arguments, or with one of the wrong kind.",
            why='A call is {"id", "type": "function", "function": {"name", "arguments"}}. The service refuses others.',
            mend="A missing type can only be function: safe. Anything else a person has to write.",
            source=f"{SPECIFICATION} {TOOLS_GUIDE}",
        ),
        triggers=(tool_chat(USER, CALL.replace('"type": "function", ', "")),),
        check=explained("tool-call-form", _typed),
        fix=fixing(_typed),
        mend=Mend.SAFE,
        **_EXAMPLE,
    ),
    Rule(
        code="TOL013",
        name="tool-calls-empty",
        family="tools",
        severity=Severity.WARNING,
        summary="an empty list of calls",
        message=no_arguments("The list of tool calls is empty; leave the key out."),
        page=Page(
            what="An answer with text whose tool_calls are an empty list.",
            why="The chat service answers \"[] is too short - 'messages.1.tool_calls'\". Whether training does is not "
            "known, so this is a warning.",
            mend="The key is taken out, which says the same: safe.",
            source="The chat service's own answer.",
        ),
        triggers=(chat(USER, _with_calls("assistant", "[]")),),
        passes=_PASS,
        reads=Reads.MESSAGES,
        marks=(b'"tool_calls"',),
        check=_check_empty,
        fix=fixing(_empty_removed),
        mend=Mend.SAFE,
        style=True,
        habit=lambda marked, total: f"{marked} of {total} records have empty lists of tool calls: usual here.",
    ),
)
