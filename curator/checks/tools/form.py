"""The form of declared tools, their names and their number."""

from __future__ import annotations

import re
from collections.abc import Iterable

from curator.checks.examples import ANSWER, CALL, REPLY, TOOL, USER, chat, tool_chat
from curator.checks.explain import explained
from curator.checks.proposal import Proposal, fixing, guess, proven, value_at
from curator.checks.rule import Arguments, Found, Mend, Page, Reads, Rule, Severity, no_arguments
from curator.checks.sources import SPECIFICATION, TOOLS_GUIDE
from curator.checks.tools.parameters import declared
from curator.records.messages import members
from curator.records.record import Record
from curator.records.spans import encode_string, insert_member, replace_string
from curator.settings import Settings

_OTHER = re.compile(r"[^a-zA-Z0-9_-]+")


def _names(record: Record) -> list[tuple[str, str]]:
    """Every place where the record names a tool, with the name."""
    places = [(f"{tool.pointer}/name", tool.name) for tool in declared(record)]
    places += [(f"{call.pointer}/function/name", call.name) for item in record.messages for call in item.calls]
    return places


def _renamed(record: Record, pointer: str) -> Proposal | None:
    name = value_at(record, pointer)
    folded = _OTHER.sub("_", name).strip("_")[:64] if isinstance(name, str) else ""
    names = _names(record)
    if not folded or any(other == folded for _, other in names):
        return None
    content = record.raw
    for place, other in names:
        if other == name:
            content = replace_string(content, place, folded)
    return guess(f"call it {folded} throughout", content)


def _typed(record: Record, pointer: str) -> Proposal | None:
    tool = members(value_at(record, pointer))
    if "type" in tool or "function" not in tool:
        return None
    return proven("add the type function", insert_member(record.raw, pointer, "type", encode_string("function"), True))


def _form_words(arguments: Arguments) -> str:
    if "missing" in arguments:
        return f'The declared tool lacks "{arguments["missing"]}".'
    return f"The declared tools have not the form they should have. {arguments['words']}"


def _check_deprecated(record: Record, _settings: Settings) -> Iterable[Found]:
    value = members(record.value)
    if value.get("functions"):
        return [Found("/functions")]
    return [
        Found(f"{message.pointer}/function_call")
        for message in record.messages
        if members(message.value).get("function_call")
    ][:1]


_PASS = (tool_chat(USER, CALL, REPLY, ANSWER), tool_chat(USER, ANSWER, tools=""))
_MANY = tuple(f'{{"type": "function", "function": {{"name": "get_{number}"}}}}' for number in range(129))
_SPACED = "get weather!"

RULES = (
    Rule(
        code="TOL040",
        name="tools-form",
        family="tools",
        severity=Severity.ERROR,
        summary="declared tools of another form",
        message=_form_words,
        page=Page(
            what="tools that are no list, or a tool without type, function or name, or with one of the wrong kind.",
            why='A tool is {"type": "function", "function": {"name", "description", "parameters"}}. The service '
            "refuses "
            "others.",
            mend="A missing type can only be function: safe. Anything else a person has to write.",
            source=f"{SPECIFICATION} {TOOLS_GUIDE}",
        ),
        triggers=(
            tool_chat(USER, ANSWER, tools=TOOL.replace('"type": "function", ', "", 1)),
            chat(USER, ANSWER, rest=', "tools": {}'),
        ),
        passes=_PASS,
        reads=Reads.INVALID,
        check=explained("tools-form", _typed),
        fix=fixing(_typed),
        mend=Mend.SAFE,
    ),
    Rule(
        code="TOL041",
        name="tools-too-many",
        family="tools",
        severity=Severity.ERROR,
        summary="more than 128 tools",
        message=lambda arguments: str(arguments["words"]),
        page=Page(
            what="A record that declares more than 128 tools or functions.",
            why="The service takes at most 128.",
            mend="Leave out what the conversation does not need.",
            source=f"{SPECIFICATION} {TOOLS_GUIDE}",
        ),
        triggers=(tool_chat(USER, ANSWER, tools=", ".join(_MANY)),),
        passes=_PASS,
        reads=Reads.INVALID,
        check=explained("tools-too-many"),
    ),
    Rule(
        code="TOL042",
        name="tool-name-invalid",
        family="tools",
        severity=Severity.ERROR,
        summary="a tool's name with forbidden signs",
        message=lambda arguments: (
            f'"{arguments["value"]}" cannot be a tool\'s name: letters, digits, _ and -, 1 to 64 of them.'
        ),
        page=Page(
            what="The name of a tool, declared or called, with other signs than a-z, A-Z, 0-9, _ and -, or longer "
            "than 64.",
            why="The service refuses the file.",
            mend="Other signs become an underscore, wherever the record names the tool; shown first, as the program "
            "that "
            "runs the tool has to know the name too.",
            source=f"{SPECIFICATION} {TOOLS_GUIDE}",
        ),
        triggers=(
            tool_chat(
                USER,
                CALL.replace("get_weather", _SPACED),
                REPLY,
                ANSWER,
                tools=TOOL.replace("get_weather", _SPACED),
            ),
        ),
        passes=_PASS,
        reads=Reads.INVALID,
        check=explained("tool-name-invalid", _renamed),
        fix=fixing(_renamed),
        mend=Mend.UNSAFE,
    ),
    Rule(
        code="TOL043",
        name="functions-deprecated",
        family="tools",
        severity=Severity.INFO,
        summary="functions instead of tools",
        message=no_arguments("functions and function_call are deprecated; tools and tool_calls took their place."),
        page=Page(
            what="A record that declares functions, or calls by function_call.",
            why="Both are deprecated but read. Newer models are asked with tools: train on what you will ask with.",
            mend="Rewrite them as tools and tool_calls. The calls need ids, which the record does not have.",
            source=f"{SPECIFICATION} {TOOLS_GUIDE}",
        ),
        triggers=(
            chat(USER, ANSWER, rest=', "functions": [{"name": "get_weather"}]'),
            chat(USER, '{"role": "assistant", "content": null, "function_call": {"name": "f", "arguments": "{}"}}'),
        ),
        passes=_PASS,
        reads=Reads.MESSAGES,
        marks=(b'"functions"', b'"function_call"'),
        check=_check_deprecated,
        style=True,
        habit=lambda marked, total: f"{marked} of {total} records use the deprecated functions: usual here.",
    ),
)
