"""The JSON Schemas: right by their own standard, and judged alike by a second validator."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from referencing import Registry, Resource

from curator.records.schema import SCHEMAS, errors, is_valid, schema_document
from curator.records.shapes import shape_of
from curator.resources import schemas_folder

MESSAGE = schema_document("message")
REGISTRY: Any = Registry().with_resource(MESSAGE["$id"], Resource.from_contents(MESSAGE))
ORACLES = {name: jsonschema.Draft202012Validator(schema_document(name), registry=REGISTRY) for name in SCHEMAS}


def oracle_errors(shape: str, value: Any) -> list[str]:
    found = ORACLES[shape].iter_errors(value)
    return sorted(f"{'/'.join(map(str, error.absolute_path))} {error.validator}" for error in found)


def own_errors(shape: str, value: Any) -> list[str]:
    keywords = {"constant": "const"}
    found = errors(shape, value)
    return sorted(f"{'/'.join(map(str, error.path))} {keywords.get(error.keyword, error.keyword)}" for error in found)


def agree(shape: str, value: Any) -> None:
    expected = oracle_errors(shape, value)
    assert own_errors(shape, value) == expected
    assert is_valid(shape, value) == (not expected)


@pytest.mark.parametrize("path", sorted(schemas_folder().glob("*.json")), ids=lambda path: path.name)
def test_is_a_schema_without_one_of(path: Path) -> None:
    document = orjson.loads(path.read_bytes())
    if path.name == "targets.json":
        jsonschema.Draft202012Validator(orjson.loads((path.parent / "targets.schema.json").read_bytes())).validate(
            document
        )
        return
    jsonschema.Draft202012Validator.check_schema(document)
    assert '"oneOf"' not in path.read_text()


@pytest.mark.parametrize("collection", ["azure-docs", "issues", "openai-cookbook", "together"])
def test_agrees_with_a_second_validator_on_published_cases(collection: str) -> None:
    shared = os.environ.get("CURATOR_SHARED")
    if not shared:
        pytest.skip("CURATOR_SHARED does not name the folder with published cases")
    for line in (Path(shared) / "cases" / f"{collection}.jsonl").read_text().splitlines():
        value = json.loads(line).get("input")
        for shape in {found.name for found in [shape_of(value)] if found} & set(SCHEMAS):
            agree(shape, value)


ROLES = st.sampled_from(["system", "developer", "user", "assistant", "tool", "function", "gpt", "User", ""])
ODD = st.none() | st.booleans() | st.integers(-2, 3) | st.text("ab <", max_size=4)
PARTS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["text", "image_url", "txt", "refusal"]) | ODD,
        "text": ODD,
        "image_url": ODD
        | st.fixed_dictionaries({}, optional={"url": ODD, "detail": st.sampled_from(["low", "medium"])}),
    },
)
FUNCTIONS = st.fixed_dictionaries({}, optional={"name": ODD, "arguments": ODD, "parameters": ODD | st.just({})})
CALLS = st.fixed_dictionaries({}, optional={"id": ODD, "type": st.just("function") | ODD, "function": FUNCTIONS | ODD})
MESSAGES = (
    st.fixed_dictionaries(
        {},
        optional={
            "role": ROLES | ODD,
            "content": st.text("ab", max_size=3) | st.lists(PARTS | ODD, max_size=3) | ODD,
            "name": ODD,
            "weight": ODD | st.sampled_from([0.5, 1.0, "1"]),
            "tool_calls": st.lists(CALLS | ODD, max_size=2) | ODD,
            "tool_call_id": ODD,
            "function_call": FUNCTIONS | ODD,
            "extra": ODD,
        },
    )
    | ODD
)
LISTS = st.lists(MESSAGES, max_size=4) | ODD
TOOLS = st.lists(
    st.fixed_dictionaries({}, optional={"type": st.just("function") | ODD, "function": FUNCTIONS}), max_size=2
)
CHATS = st.fixed_dictionaries({}, optional={"messages": LISTS, "tools": TOOLS | ODD, "functions": ODD, "x": ODD})
PREFERENCES = st.fixed_dictionaries(
    {}, optional={"input": CHATS | ODD, "preferred_output": LISTS, "non_preferred_output": LISTS}
)


@settings(max_examples=250, deadline=None)
@given(CHATS)
def test_agrees_with_a_second_validator_on_conversations(value: Any) -> None:
    agree("chat", value)
    agree("reinforcement", {key: inner for key, inner in value.items() if key != "functions"})


@settings(max_examples=120, deadline=None)
@given(PREFERENCES)
def test_agrees_with_a_second_validator_on_preference_records(value: Any) -> None:
    agree("preference", value)


ASK = {"role": "user", "content": "Where is the key?"}
TELL = {"role": "assistant", "content": "Under the mat."}
CALL = {
    "role": "assistant",
    "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
}


@pytest.mark.parametrize(
    "messages",
    [
        [ASK, TELL],
        [ASK, CALL],
        [ASK, {**CALL, "content": None}],
        [ASK, ASK, TELL],
        [{"role": "user", "content": [{"type": "text", "text": "a"}], "name": "bob_1"}, TELL],
        [
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://x", "detail": "low"}}]},
            TELL,
        ],
        [ASK, {**TELL, "weight": 0}, ASK, {**TELL, "weight": 1}],
        [{"role": "developer", "content": "d"}, ASK, TELL],
        [ASK, {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": "{}"}}],
    ],
)
def test_allows_what_the_service_takes(messages: list[Any]) -> None:
    assert errors("chat", {"messages": messages}) == []
    assert is_valid("chat", {"messages": messages, "tools": [], "parallel_tool_calls": False})


@pytest.mark.parametrize(
    ("message", "pointer", "words"),
    [
        ({"role": "user", "content": 5}, "/messages/0/content", "This is a number; it has to be text or a list."),
        ({"content": "a"}, "/messages/0", 'The key "role" is missing.'),
        ({"role": "user", "content": "a", "x": 1}, "/messages/0", "Unknown keys: x."),
        ("a", "/messages/0", "This is text; it has to be an object."),
    ],
)
def test_says_in_plain_words_what_is_wrong_and_where(message: Any, pointer: str, words: str) -> None:
    found = errors("chat", {"messages": [message, TELL]})
    assert [(error.pointer, error.message) for error in found] == [(pointer, words)]


@pytest.mark.parametrize("depth", [200, 1000, 50_000])
def test_deep_nesting_is_an_error_and_no_crash(depth: int) -> None:
    value: Any = []
    for _ in range(depth):
        value = [value]
    record = {"messages": value}
    assert not is_valid("chat", record)
    assert errors("chat", record)


def test_half_a_character_is_no_crash() -> None:
    record = {"messages": [{"role": "user", "content": "\ud800"}, {"role": "\ud800", "content": "a"}]}
    assert not is_valid("chat", record)
    assert [error.pointer for error in errors("chat", record)] == ["/messages/1/role"]
