"""The arguments of calls: a JSON string that holds an object."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

import orjson

from curator.checks.examples import ANSWER, CALL, REPLY, USER, tool_chat
from curator.checks.explain import explained
from curator.checks.proposal import Proposal, excerpt, fixing, guess, mend_of, proven, value_at
from curator.checks.rule import Check, Found, Mend, Page, Reads, Rule, Severity, no_arguments
from curator.checks.sources import SPECIFICATION, TOOLS_GUIDE
from curator.records.mending import mend
from curator.records.record import Record
from curator.records.schema import kind_of
from curator.records.spans import encode_string, replace_string, replace_value, span_of, writes_ascii
from curator.settings import Settings

_NOT_JSON: Any = object()


def decoded(arguments: str) -> Any:
    """The value that a call's arguments hold; `_NOT_JSON` where they hold none."""
    try:
        return orjson.loads(arguments)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return _NOT_JSON


def object_in(arguments: Any) -> dict[str, Any] | None:
    """The object that a call's arguments hold, None where they hold none."""
    value = decoded(arguments) if isinstance(arguments, str) else None
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _encoded(record: Record, pointer: str) -> Proposal | None:
    arguments = value_at(record, pointer)
    if not isinstance(arguments, dict):
        return None
    start, end = span_of(record.raw, pointer)
    text = record.raw[start:end].decode()
    put = encode_string(text, writes_ascii(record.raw))
    return proven("write the arguments as a JSON string", replace_value(record.raw, pointer, put))


def _mended(record: Record, pointer: str) -> Proposal | None:
    arguments = value_at(record, pointer)
    made = mend(arguments.encode("utf-8", "replace")) if isinstance(arguments, str) else None
    if made is None or len(made.contents) != 1 or object_in(made.content.decode()) is None:
        return None
    return guess("write the arguments as JSON", replace_string(record.raw, pointer, made.content.decode()))


def _once(record: Record, pointer: str) -> Proposal | None:
    inner = decoded(value_at(record, pointer))
    if object_in(inner) is None:
        return None
    return proven("decode the arguments once", replace_string(record.raw, pointer, inner))


def _as_object(record: Record, pointer: str) -> Proposal | None:
    arguments = cast("str", value_at(record, pointer))
    if arguments.strip() and decoded(arguments) is not None:
        return None
    return proven("write no arguments as {}", replace_string(record.raw, pointer, "{}"))


def _checking(wrong: Callable[[str], bool], propose: Callable[[Record, str], Proposal | None]) -> Check:
    def check(record: Record, _settings: Settings) -> Iterable[Found]:
        found: list[Found] = []
        for message in record.messages:
            for call in message.calls:
                if isinstance(call.arguments, str) and wrong(call.arguments):
                    pointer = f"{call.pointer}/function/arguments"
                    value = decoded(call.arguments)
                    kind = "" if value is _NOT_JSON else kind_of(value)
                    arguments = {"value": excerpt(call.arguments), "kind": kind}
                    found.append(Found(pointer, arguments=arguments, mend=mend_of(propose, record, pointer)))
        return found

    return check


def _is_not_json(arguments: str) -> bool:
    return bool(arguments.strip()) and decoded(arguments) is _NOT_JSON


def _is_twice(arguments: str) -> bool:
    return arguments[:1] in ('"', " ") and object_in(decoded(arguments)) is not None


def _is_no_object(arguments: str) -> bool:
    if arguments[:1] == "{":
        return False
    if not arguments.strip():
        return True
    value = decoded(arguments)
    return value is not _NOT_JSON and not isinstance(value, dict) and object_in(value) is None


def _call(arguments: str) -> bytes:
    return tool_chat(USER, CALL.replace('"{\\"city\\": \\"Oslo\\"}"', arguments), REPLY, ANSWER)


_MARKS = (b'"arguments"',)
_PASS = (tool_chat(USER, CALL, REPLY, ANSWER),)

RULES = (
    Rule(
        code="TOL020",
        name="tool-arguments-type",
        family="tools",
        severity=Severity.ERROR,
        summary="arguments that are no string",
        message=lambda arguments: f"The arguments are {arguments['kind']}; they have to be a JSON string.",
        page=Page(
            what="The arguments of a call as an object (or a number, or null) instead of a string that holds JSON.",
            why="The service takes a string. Other trainers (TRL) write objects, hence the mix-up.",
            mend="An object is written as the string of its own JSON: safe.",
            source=f"{SPECIFICATION} {TOOLS_GUIDE}",
        ),
        triggers=(_call('{"city": "Oslo"}'),),
        passes=_PASS,
        reads=Reads.INVALID,
        check=explained("tool-arguments-type", _encoded),
        fix=fixing(_encoded),
        mend=Mend.SAFE,
    ),
    Rule(
        code="TOL021",
        name="tool-arguments-json",
        family="tools",
        severity=Severity.ERROR,
        summary="arguments that are no JSON",
        message=lambda arguments: f"The arguments are not JSON: {arguments['value']}",
        page=Page(
            what="A call whose arguments are a string that is not JSON: single quotes, keys without quotes, cut off.",
            why="The model would learn to write calls nobody can read.",
            mend="What can be read as JSON is written as JSON, shown first; else a person has to write it.",
            source=f"{SPECIFICATION} {TOOLS_GUIDE}",
        ),
        triggers=(_call("\"{city: 'Oslo'}\""),),
        passes=_PASS,
        reads=Reads.MESSAGES,
        marks=_MARKS,
        check=_checking(_is_not_json, _mended),
        fix=fixing(_mended),
        mend=Mend.UNSAFE,
    ),
    Rule(
        code="TOL022",
        name="tool-arguments-double",
        family="tools",
        severity=Severity.WARNING,
        summary="arguments encoded twice",
        message=no_arguments("The arguments were encoded twice: the string holds a string that holds the object."),
        page=Page(
            what="Arguments whose JSON is a string that holds JSON once more.",
            why="The model learns to write it so, and programs that decode once get a text. The service takes it: a "
            "line "
            "of OpenAI's own drone example is so. A warning.",
            mend="They are decoded once: safe.",
            source="OpenAI's drone_training.jsonl, line 3.",
        ),
        triggers=(_call('"\\"{\\\\\\"city\\\\\\": \\\\\\"Oslo\\\\\\"}\\""'),),
        passes=_PASS,
        reads=Reads.MESSAGES,
        marks=_MARKS,
        check=_checking(_is_twice, _once),
        fix=fixing(_once),
        mend=Mend.SAFE,
    ),
    Rule(
        code="TOL023",
        name="tool-arguments-object",
        family="tools",
        severity=Severity.WARNING,
        summary="arguments that hold no object",
        message=lambda arguments: (
            f"The arguments hold {arguments['kind']}, not an object."
            if arguments["kind"]
            else "The arguments are empty."
        ),
        page=Page(
            what="Arguments that are empty, or whose JSON is a list, a number, a text or null.",
            why="Arguments are named; models write {} for none. A warning, as the specification asks for a string "
            "only.",
            mend="Nothing and null become {}: safe. Anything else a person has to write.",
            source=SPECIFICATION,
        ),
        triggers=(_call('"[\\"Oslo\\"]"'), _call('""')),
        passes=_PASS,
        reads=Reads.MESSAGES,
        marks=_MARKS,
        check=_checking(_is_no_object, _as_object),
        fix=fixing(_as_object),
        mend=Mend.SAFE,
    ),
)
