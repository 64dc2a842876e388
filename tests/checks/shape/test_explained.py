"""Every schema error of a record is said once, by the rule made for it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from curator.checks.explain import OTHER, explain
from curator.checks.registry import all_rules
from curator.checks.rule import Severity
from curator.engine.judge import Judge
from curator.records.shapes import read_record
from curator.settings import Settings

NAMES = {rule.name for rule in all_rules()}
FAMILIES = ("shape", "messages", "tools", "limits")
JUDGE = Judge(Settings(select=FAMILIES))

ASK = {"role": "user", "content": "Where is the key?"}
TELL = {"role": "assistant", "content": "Under the mat."}


def call(**changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"id": "call_1", "type": "function", "function": {"name": "find", "arguments": "{}"}}
    made.update(changes)
    return {"role": "assistant", "tool_calls": [{key: value for key, value in made.items() if value is not ...}]}


REPLY = {"role": "tool", "tool_call_id": "call_1", "content": "mat"}


def names_of(value: Any, least: Severity = Severity.WARNING) -> list[str]:
    """The rules of these families that speak on a record, each as often as it does."""
    raw = json.dumps(value).encode()
    found = JUDGE.judge(read_record(1, raw, value))
    return [item.rule.name for item in found if item.severity >= least]


ONE_FAULT: list[tuple[Any, str]] = [
    ({"messages": [{"role": "gpt", "content": "a"}, TELL]}, "role-unknown"),
    ({"messages": [{"role": "USER", "content": "a"}, TELL]}, "role-case"),
    ({"messages": [{"role": " user", "content": "a"}, TELL]}, "role-space"),
    ({"messages": [{"role": "", "content": "a"}, TELL]}, "role-missing"),
    ({"messages": [{"content": "a"}, TELL]}, "role-missing"),
    ({"messages": [{"role": ["user"], "content": "a"}, TELL]}, "role-type"),
    ({"messages": [ASK, {"role": "assistant", "content": ["a", "b", "c"]}]}, "content-type"),
    ({"messages": [ASK, {"role": "assistant", "content": {"a": 1}}]}, "content-type"),
    ({"messages": [ASK, {"role": "assistant", "content": True}]}, "content-type"),
    ({"messages": [ASK, {"role": "assistant"}]}, "content-missing"),
    ({"messages": [ASK, {"role": "assistant", "content": None}]}, "content-null"),
    ({"messages": [{"role": "user", "content": [{"text": "a"}]}, TELL]}, "content-part"),
    ({"messages": [ASK, {**TELL, "weight": 0.5}]}, "weight-value"),
    ({"messages": [{**ASK, "name": ""}, TELL]}, "name-bad"),
    ({"messages": [{**ASK, "name": 5}, TELL]}, "name-bad"),
    ({"messages": [ASK, {**TELL, "mood": "good"}]}, "message-key-unknown"),
    ({"messages": [ASK, TELL], "metadata": {}}, "key-unknown"),
    ({"messages": [ASK, None, TELL]}, "message-type"),
    ({"messages": [ASK, [TELL]]}, "messages-nested"),
    ({"messages": [ASK, call(id=...)]}, "tool-call-no-id"),
    ({"messages": [ASK, call(id=7)]}, "tool-call-no-id"),
    ({"messages": [ASK, call(type=...)]}, "tool-call-form"),
    ({"messages": [ASK, call(function={"name": "find"})]}, "tool-call-form"),
    ({"messages": [ASK, call(function={"name": "f d", "arguments": "{}"})]}, "tool-name-invalid"),
    ({"messages": [ASK, call(function={"name": "f", "arguments": {}})]}, "tool-arguments-type"),
    ({"messages": [ASK, call(), {**REPLY, "tool_call_id": None}, TELL]}, "tool-message-no-id"),
    ({"messages": [{**ASK, **call(), "role": "user"}, TELL]}, "tool-calls-misplaced"),
    ({"messages": [ASK, {**TELL, "tool_calls": "find"}]}, "tool-calls-type"),
    ({"messages": [ASK, TELL], "tools": [{"type": "function", "function": {}}]}, "tools-form"),
    ({"messages": [ASK, TELL], "tools": [{"type": "function", "function": {"name": "f d"}}]}, "tool-name-invalid"),
    ({"messages": [ASK, TELL], "parallel_tool_calls": "no"}, OTHER),
    ({"message": [ASK, TELL]}, "messages-key"),
    ({"data": {"messages": [ASK, TELL]}}, "messages-wrapped"),
    ({"messages": {"a": 1}}, "messages-type"),
    ({"input": {"messages": [ASK]}, "preferred_output": [TELL], "non_preferred_output": "x"}, "preference-part"),
    ({"input": {"messages": []}, "preferred_output": [TELL], "non_preferred_output": [ASK | TELL]}, "messages-empty"),
    (
        {"input": [ASK], "preferred_output": [TELL], "non_preferred_output": [{**TELL, "content": "b"}]},
        "preference-part",
    ),
    ({"input": {"messages": [ASK]}, "preferred_output": [ASK], "non_preferred_output": [TELL]}, "output-role"),
]


@pytest.mark.parametrize(("value", "name"), ONE_FAULT, ids=lambda value: value if isinstance(value, str) else "")
def test_one_fault_is_one_finding(value: Any, name: str) -> None:
    ignored = {"outputs-equal"}
    assert [found for found in names_of(value) if found not in ignored] == [name]


def test_faults_behind_a_misplaced_list_are_said_at_their_place() -> None:
    raw = {"data": {"messages": [{"role": "User", "content": "a"}, {"role": "assistant", "content": 5}]}}
    faults = explain(read_record(1, b"", raw))
    assert {name: [fault.pointer for fault in found] for name, found in faults.items()} == {
        "messages-wrapped": ["/data/messages"],
        "role-case": ["/data/messages/0/role"],
        "content-type": ["/data/messages/1/content"],
    }


def test_two_faults_of_one_kind_are_two_findings() -> None:
    value = {"messages": [{"role": "User", "content": "a"}, {"role": "Assistant", "content": "b"}]}
    assert names_of(value) == ["role-case", "role-case"]


KEYS = st.sampled_from(
    [
        "messages",
        "role",
        "content",
        "tool_calls",
        "input",
        "preferred_output",
        "non_preferred_output",
        "tools",
        "type",
        "function",
        "name",
        "arguments",
        "id",
        "weight",
        "text",
        "image_url",
        "url",
        "tool_call_id",
        "data",
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.sampled_from(["user", "assistant", "tool", "gpt", "", "a"])
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=30,
)


@hypothesis_settings(max_examples=300, deadline=None)
@given(JSON)
def test_every_invalid_record_has_an_error_and_no_rule_fails(value: Any) -> None:
    raw = json.dumps(value).encode()
    record = read_record(1, raw, value)
    found = JUDGE.judge(record)
    assert not [item.found.arguments for item in found if item.rule.name == "rule-failed"]
    assert set(explain(record)) <= NAMES
    if not record.valid:
        assert any(item.severity is Severity.ERROR for item in found)
    for item in found:
        assert item.rule.message(item.found.arguments or {}).strip()
