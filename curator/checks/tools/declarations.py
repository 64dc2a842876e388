"""Tools as a record declares them, and calls held against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from curator.checks.examples import ANSWER, CALL, REPLY, TOOL, USER, tool_chat
from curator.checks.proposal import excerpt
from curator.checks.rule import Arguments, Found, Page, Reads, Rule, Severity
from curator.checks.sources import SPECIFICATION, TOOLS_GUIDE
from curator.checks.tools.arguments import object_in
from curator.checks.tools.parameters import Declared, argument_fault, declared, judged_schema
from curator.records.messages import escape
from curator.records.record import Record
from curator.settings import Settings


def _by_name(record: Record) -> dict[str, Declared]:
    return {tool.name: tool for tool in declared(record)}


def _check_undeclared(record: Record, _settings: Settings) -> Iterable[Found]:
    tools = _by_name(record)
    if not tools:
        return ()
    return [
        Found(f"{call.pointer}/function/name", arguments={"name": excerpt(call.name)})
        for message in record.messages
        for call in message.calls
        if call.name and call.name not in tools
    ]


def _check_arguments(record: Record, _settings: Settings) -> Iterable[Found]:
    found: list[Found] = []
    tools = _by_name(record)
    for message in record.messages:
        for call in message.calls:
            tool = tools.get(call.name)
            arguments = object_in(call.arguments) if tool is not None else None
            if tool is None or arguments is None or not tool.parameters:
                continue
            fault = argument_fault(tool.parameters, arguments)
            if fault is not None:
                told = {"name": excerpt(call.name), "fault": excerpt(fault, 120)}
                found.append(Found(f"{call.pointer}/function/arguments", arguments=told))
    return found


def _check_schema(record: Record, _settings: Settings) -> Iterable[Found]:
    found: list[Found] = []
    for tool in declared(record):
        judged = judged_schema(tool.parameters)
        if judged is not None and judged.fault is not None:
            steps, words = judged.fault
            pointer = f"{tool.pointer}/parameters" + "".join(f"/{escape(str(step))}" for step in steps)
            where = ".".join(("parameters", *map(str, steps)))
            told = {"name": excerpt(tool.name), "where": excerpt(where, 120), "fault": excerpt(words, 120)}
            found.append(Found(pointer, arguments=told))
    return found


def _no_schema(arguments: Arguments) -> str:
    return f"The parameters of {arguments['name']} are no JSON Schema, at {arguments['where']}: {arguments['fault']}"


def _check_twice(record: Record, _settings: Settings) -> Iterable[Found]:
    names = [tool.name for tool in declared(record)]
    if len(names) == len(set(names)):
        return ()
    counts = Counter(names)
    return [
        Found("/input/tools" if record.shape == "preference" else "/tools", arguments={"name": excerpt(name)})
        for name, count in counts.items()
        if count > 1
    ]


def _check_doubtful(record: Record, _settings: Settings) -> Iterable[Found]:
    found: list[Found] = []
    for tool in declared(record):
        judged = judged_schema(tool.parameters)
        if judged is not None and judged.doubts:
            told = {"name": excerpt(tool.name), "doubts": list(judged.doubts)}
            found.append(Found(f"{tool.pointer}/parameters", arguments=told))
    return found


_PASS = (tool_chat(USER, CALL, REPLY, ANSWER), tool_chat(USER, CALL))

RULES = (
    Rule(
        code="TOL030",
        name="tool-undeclared",
        family="tools",
        severity=Severity.WARNING,
        summary="a call to an undeclared tool",
        message=lambda arguments: f'The record declares no tool "{arguments["name"]}".',
        page=Page(
            what="A call to a tool that is not among the tools the record declares. Records that declare none are "
            "passed.",
            why="The model learns to call what it was not offered.",
            mend="Declare the tool or put its name right: the record does not say which.",
            source=TOOLS_GUIDE,
        ),
        triggers=(tool_chat(USER, CALL.replace("get_weather", "launch_rocket"), REPLY, ANSWER),),
        passes=_PASS,
        reads=Reads.MESSAGES,
        marks=(b'"tool_calls"',),
        check=_check_undeclared,
    ),
    Rule(
        code="TOL031",
        name="tool-arguments-schema",
        family="tools",
        severity=Severity.WARNING,
        summary="arguments against their declaration",
        message=lambda arguments: f"The arguments do not fit what {arguments['name']} declares: {arguments['fault']}",
        page=Page(
            what="Arguments that do not satisfy the parameters the tool declares.",
            why="The model learns to call the tool wrongly. The service does not look at it.",
            mend="Put the arguments or the declaration right: the record does not say which.",
            source=TOOLS_GUIDE,
        ),
        triggers=(tool_chat(USER, CALL.replace("city", "town"), REPLY, ANSWER),),
        passes=_PASS,
        reads=Reads.MESSAGES,
        marks=(b'"tool_calls"',),
        check=_check_arguments,
    ),
    Rule(
        code="TOL032",
        name="tool-schema-invalid",
        family="tools",
        severity=Severity.ERROR,
        summary="parameters that are no schema",
        message=_no_schema,
        page=Page(
            what="Declared parameters that are no JSON Schema, neither of 2020-12 nor of draft 7.",
            why="Parameters are described as a JSON Schema; the service refuses the file.",
            mend="Write the schema anew.",
            source=f"{SPECIFICATION} {TOOLS_GUIDE}",
        ),
        triggers=(tool_chat(USER, ANSWER, tools=TOOL.replace('"type": "object"', '"type": 32')),),
        passes=_PASS,
        reads=Reads.READABLE,
        marks=(b'"parameters"',),
        check=_check_schema,
    ),
    Rule(
        code="TOL033",
        name="tool-schema-doubtful",
        family="tools",
        severity=Severity.WARNING,
        summary="a schema a Foundry run refused",
        message=lambda arguments: (
            f"The parameters of {arguments['name']} have {', '.join(arguments['doubts'])}: a Foundry run refused "
            f"such a file."
        ),
        page=Page(
            what="Declared parameters with title, default: null, or anyOf with null, as Pydantic writes them.",
            why='A published Foundry run failed after eight hours with "contains invalid schema" on all lines; it went '
            "through once these were gone and null contents left out. Which of them mattered is not known.",
            mend="Take title and default out, and write the optional ones by leaving them out of required.",
            source="The published log of that run; no document of Microsoft's says so.",
        ),
        triggers=(
            tool_chat(USER, ANSWER, tools=TOOL.replace('"type": "object", ', '"type": "object", "title": "W", ')),
        ),
        passes=(*_PASS, tool_chat(USER, ANSWER, tools=TOOL.replace('"city"', '"title"'))),
        reads=Reads.READABLE,
        marks=(b'"parameters"',),
        check=_check_doubtful,
    ),
    Rule(
        code="TOL034",
        name="tool-twice",
        family="tools",
        severity=Severity.WARNING,
        summary="one tool declared twice",
        message=lambda arguments: f'"{arguments["name"]}" is declared twice in this record.',
        page=Page(
            what="Two declared tools of one name in a record.",
            why="Nothing tells which of the two a call means.",
            mend="Take one of them out.",
            source=TOOLS_GUIDE,
        ),
        triggers=(tool_chat(USER, ANSWER, tools=f"{TOOL}, {TOOL}"),),
        passes=_PASS,
        reads=Reads.READABLE,
        marks=(b'"tools"', b'"functions"'),
        check=_check_twice,
    ),
)
