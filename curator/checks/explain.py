"""Gives every schema error of a record to the one rule that is made for it.

Rules that look at invalid records ask here under their own name. An error no rule is made for goes to shape-schema,
in plain words, so that nothing is said twice and nothing goes unsaid.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from curator.checks.proposal import Propose, excerpt, mend_of
from curator.checks.rule import Check, Found
from curator.records.messages import escape
from curator.records.record import ROLES, Record
from curator.records.schema import SchemaError, errors, kind_of
from curator.records.shapes.chat import misplaced_messages
from curator.settings import Settings

OTHER = "shape-schema"
Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One schema error, as the rule it belongs to says it."""

    rule: str
    pointer: str
    arguments: dict[str, Any]


def _pointer(steps: Sequence[str | int]) -> str:
    return "".join(f"/{escape(str(step))}" for step in steps)


def _message_depth(path: Steps) -> int:
    """How many steps lead to the message an error lies in, 0 where it lies in none."""
    start = 1 if path[:1] == ("input",) else 0
    named = len(path) > start + 1 and path[start] in ("messages", "preferred_output", "non_preferred_output")
    return start + 2 if named and isinstance(path[start + 1], int) else 0


def _role(value: Any) -> str:
    if not isinstance(value, str):
        return "role-type"
    folded = value.strip().lower()
    if not folded:
        return "role-missing"
    if folded not in ROLES:
        return "role-unknown"
    return "role-space" if value != value.strip() else "role-case"


def _in_content(tail: Steps, error: SchemaError) -> tuple[str, Steps]:
    """The rule for an error in a message's content, and the steps of `tail` its finding points at."""
    if len(tail) == 1:
        return ("content-null" if error.instance is None else "content-type"), tail
    if len(tail) == 2 and error.keyword == "type":
        return "content-type", tail[:1]
    if error.keyword == "not":
        return "content-part-misplaced", tail[:2]
    return "content-part", tail


def _in_call(tail: Steps, error: SchemaError) -> str:
    """The rule for an error inside one tool call."""
    if tail[2:] == ("id",) or (error.keyword == "required" and error.expected == "id"):
        return "tool-call-no-id"
    if tail[-1] == "name" and error.keyword == "pattern":
        return "tool-name-invalid"
    if tail[-1] == "arguments":
        return "tool-arguments-type"
    return "tool-call-form"


_REQUIRED = {"role": "role-missing", "content": "content-missing", "tool_call_id": "tool-message-no-id"}
_MEMBERS = {"name": "name-bad", "weight": "weight-value", "tool_call_id": "tool-message-no-id"}


def _in_message(tail: Steps, error: SchemaError) -> tuple[str, Steps]:
    """The rule for an error in a message, and the steps below the message its finding points at."""
    if not tail:
        if error.keyword == "required":
            return _REQUIRED.get(str(error.expected), OTHER), tail
        nested = isinstance(error.instance, list)
        return ("messages-nested" if nested else "message-type") if error.keyword == "type" else OTHER, tail
    head = tail[0]
    if head == "role":
        return ("output-role" if error.keyword == "not" else _role(error.instance)), tail
    if head == "content":
        return _in_content(tail, error)
    if head == "tool_calls":
        if len(tail) == 1:
            return ("tool-calls-misplaced" if error.keyword == "not" else "tool-calls-type"), tail
        return _in_call(tail, error), tail
    if head == "function_call" and tail[-1] == "name" and error.keyword == "pattern":
        return "tool-name-invalid", tail
    return _MEMBERS.get(str(head), OTHER), tail


def _list_of_messages(error: SchemaError) -> str:
    """The rule for an error in the value that should be the list of messages."""
    if error.keyword == "minItems" or error.instance is None:
        return "messages-empty"
    return "messages-string" if isinstance(error.instance, str) else "messages-type"


def _at_top(error: SchemaError) -> str:
    """The rule for an error outside the messages."""
    steps = error.path[1:] if error.path[:1] == ("input",) else error.path
    if steps[:1] == ("messages",):
        return _list_of_messages(error)
    if steps[:1] in (("preferred_output",), ("non_preferred_output",)) or error.path == ("input",):
        return "preference-part"
    if steps[:1] in (("tools",), ("functions",)):
        if error.keyword == "maxItems":
            return "tools-too-many"
        return "tool-name-invalid" if error.keyword == "pattern" else "tools-form"
    return "preference-part" if error.keyword == "required" else OTHER


def _faults(error: SchemaError) -> Iterable[Fault]:
    arguments: dict[str, Any] = {"value": excerpt(error.instance), "kind": kind_of(error.instance)}
    if error.keyword == "required":
        arguments = {"missing": error.expected}
    arguments["words"] = error.message
    depth = _message_depth(error.path)
    if depth == 0:
        yield Fault(_at_top(error), error.pointer, arguments)
    elif error.keyword == "additionalProperties":
        for key in cast("list[str]", error.expected):
            yield Fault("message-key-unknown", f"{error.pointer}/{escape(key)}", {"key": excerpt(key)})
    else:
        rule, tail = _in_message(error.path[depth:], error)
        yield Fault(rule, _pointer(error.path[:depth] + tail), arguments)


def _elsewhere(record: Record) -> Iterable[Fault]:
    """Faults of a conversation whose messages are not where they belong, and of those messages."""
    value = cast("dict[str, Any]", record.value)
    messages = value.get("messages")
    if isinstance(messages, list):
        nested = cast("list[Any]", messages)
        inner: Any = nested[0] if len(nested) == 1 else None
        if isinstance(inner, list):
            yield from _relocated(cast("list[Any]", inner), ("messages", 0))
        return
    found = None if "messages" in value else misplaced_messages(value)
    if found is not None:
        rule = "messages-wrapped" if found.wrapped else "messages-key"
        yield Fault(rule, found.pointer, {"key": excerpt(found.pointer.split("/")[1])})
        steps = tuple(step.replace("~1", "/").replace("~0", "~") for step in found.pointer.split("/")[1:])
        yield from _relocated(found.messages, steps)


def _relocated(messages: list[Any], steps: Steps) -> Iterable[Fault]:
    """The faults of messages that stand elsewhere, said of the place where they stand."""
    for error in errors("chat", {"messages": messages}):
        for fault in _faults(error):
            yield replace(fault, pointer=_pointer(steps) + fault.pointer.removeprefix("/messages"))


def explain(record: Record) -> dict[str, list[Fault]]:
    """The faults of a record by the name of the rule they belong to, one for each rule and place."""
    known: dict[str, list[Fault]] | None = record.explained
    if known is not None:
        return known
    faults: list[Fault] = []
    if record.shape == "chat":
        faults += _elsewhere(record)
    away = any(fault.rule in ("messages-wrapped", "messages-key") for fault in faults)
    for error in errors(record.shape, record.value):
        if not (away and error.keyword == "required" and not error.path):
            faults += _faults(error)
    by_rule: dict[str, dict[str, Fault]] = {}
    for fault in faults:
        by_rule.setdefault(fault.rule, {}).setdefault(fault.pointer, fault)
    record.explained = {rule: list(places.values()) for rule, places in by_rule.items()}
    return record.explained


def explained(name: str, propose: Propose | None = None) -> Check:
    """The check of a rule that is made for some schema errors: what is explained under its name.

    Args:
        name: The rule's name.
        propose: How its findings are mended.
    """

    def check(record: Record, _settings: Settings) -> Iterable[Found]:
        return [
            Found(fault.pointer or None, arguments=fault.arguments, mend=mend_of(propose, record, fault.pointer))
            for fault in explain(record).get(name, ())
        ]

    return check
