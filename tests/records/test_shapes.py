"""Records of every shape: recognised, read without ever raising, converted with an account of what is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.errors import CuratorError
from curator.records.record import UNKNOWN, UNREADABLE
from curator.records.schema import is_valid
from curator.records.shapes import all_shapes, read_record, shape_named, shape_of

ASK = {"role": "user", "content": "Where is the key?"}
TELL = {"role": "assistant", "content": "Under the mat."}
TALK = {"messages": [ASK, TELL]}

SHAPES: list[tuple[Any, str]] = [
    (TALK, "chat"),
    ({"messages": None}, "chat"),
    ({"messages": []}, "chat"),
    ({"message": [ASK, TELL]}, "chat"),
    ({"mesages": [ASK, TELL]}, "chat"),
    ({"conversation": [ASK, TELL]}, "chat"),
    ({"conversations": [ASK, TELL]}, "chat"),
    ({"data": TALK}, "chat"),
    ({"custom_id": "1", "body": {"model": "m", "messages": [ASK]}}, "chat"),
    ({**TALK, "metadata": {"id": 1}}, "chat"),
    ({"messages": [ASK]}, "chat"),
    ({"messages": [ASK], "id": 7}, "chat"),
    ({"messages": [ASK], "tools": []}, "chat"),
    ({"messages": [ASK], "answer": "mat"}, "reinforcement"),
    ({"messages": [ASK], "target": "65", "nums": "[60, 5]"}, "reinforcement"),
    ({"messages": [ASK, TELL], "answer": "mat"}, "chat"),
    ({"input": TALK, "preferred_output": [TELL], "non_preferred_output": [TELL]}, "preference"),
    ({"preferred_output": [TELL]}, "preference"),
    ({"prompt": "a", "completion": "b"}, "prompt_completion"),
    ({"prompt": "a"}, "prompt_completion"),
    ({"question": "a", "answer": "b"}, "question_answer"),
    ({"instruction": "a", "input": "", "output": "b"}, "alpaca"),
    ({"conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}]}, "sharegpt"),
    ({"prompt": "a", "chosen": "b", "rejected": "c"}, "chosen_rejected"),
    ({"chosen": [ASK, TELL], "rejected": [ASK, TELL]}, "chosen_rejected"),
    ({"text": "a"}, "text"),
    ({}, UNKNOWN),
    ({"id": 7}, UNKNOWN),
    ([ASK, TELL], UNKNOWN),
    (None, UNKNOWN),
    ("text", UNKNOWN),
    (3, UNKNOWN),
]


@pytest.mark.parametrize(("value", "shape"), SHAPES, ids=lambda value: json.dumps(value)[:50])
def test_recognises_what_a_record_is_meant_to_be(value: Any, shape: str) -> None:
    record = read_record(1, json.dumps(value).encode(), value)
    assert record.shape == shape
    assert record.value == value
    assert record.valid == is_valid(shape, value)
    assert record.readable


def test_a_line_that_could_not_be_read_is_a_record_too() -> None:
    record = read_record(3, b"{", None, "a problem")
    assert (record.row, record.shape, record.messages, record.valid, record.readable) == (
        3,
        UNREADABLE,
        [],
        False,
        False,
    )
    assert record.problem == "a problem"


def test_reads_messages_calls_and_tools() -> None:
    call = {"id": "call_1", "type": "function", "function": {"name": "find", "arguments": '{"what": "key"}'}}
    value = {
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "Where"}, {"type": "text", "text": "is it?"}]},
            {"role": "assistant", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "call_1", "content": "mat"},
            {"role": "assistant", "content": "Under the mat.", "weight": 0},
        ],
        "tools": [{"type": "function", "function": {"name": "find"}}],
    }
    record = read_record(1, b"", value)
    ask, asks_tool, reply, tells = record.messages
    assert ask.text == "Where\nis it?"
    assert (asks_tool.role, asks_tool.text, len(asks_tool.calls)) == ("assistant", "", 1)
    read = asks_tool.calls[0]
    assert (read.pointer, read.id, read.name) == ("/messages/1/tool_calls/0", "call_1", "find")
    assert read.arguments == '{"what": "key"}'
    assert reply.call_id == "call_1"
    assert (tells.weight, tells.learned, tells.index, tells.pointer) == (0, False, 3, "/messages/3")
    assert record.tools == value["tools"]


def test_reads_the_parts_of_a_preference_record_in_order() -> None:
    value = {"input": {"messages": [ASK], "tools": [1]}, "preferred_output": [TELL], "non_preferred_output": [TELL]}
    record = read_record(1, b"", value)
    assert [message.part for message in record.messages] == ["input", "preferred_output", "non_preferred_output"]
    assert [message.pointer for message in record.messages] == [
        "/input/messages/0",
        "/preferred_output/0",
        "/non_preferred_output/0",
    ]
    assert record.tools == [1]


@pytest.mark.parametrize(
    ("value", "pointers"),
    [
        ({"message": [ASK]}, ["/message/0"]),
        ({"a/b": {"messages": [ASK]}}, ["/a~1b/messages/0"]),
        ({"messages": [[ASK, TELL]]}, ["/messages/0/0", "/messages/0/1"]),
        ({"messages": ["a", None, ASK]}, ["/messages/0", "/messages/1", "/messages/2"]),
        ({"messages": "[]"}, []),
    ],
)
def test_reads_messages_where_they_stand(value: Any, pointers: list[str]) -> None:
    assert [message.pointer for message in read_record(1, b"", value).messages] == pointers


CONVERSIONS: list[tuple[dict[str, Any], list[dict[str, str]] | None, tuple[str, ...]]] = [
    ({"prompt": "a", "completion": "b", "id": 1}, [{"user": "a"}, {"assistant": "b"}], ("/id",)),
    ({"prompt": [ASK], "completion": [TELL]}, [{"user": ASK["content"]}, {"assistant": TELL["content"]}], ()),
    ({"prompt": "a"}, None, ()),
    ({"system": "s", "question": "a", "answer": "b"}, [{"system": "s"}, {"user": "a"}, {"assistant": "b"}], ()),
    ({"instruction": "a", "input": "more", "output": "b"}, [{"user": "a\n\nmore"}, {"assistant": "b"}], ()),
    (
        {"instruction": "c", "output": "d", "history": [["a", "b"]]},
        [{"user": "a"}, {"assistant": "b"}, {"user": "c"}, {"assistant": "d"}],
        (),
    ),
    ({"instruction": "a", "output": "b", "history": "x"}, [{"user": "a"}, {"assistant": "b"}], ("/history",)),
    (
        {"id": "7", "conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b", "score": 1}]},
        [{"user": "a"}, {"assistant": "b"}],
        ("/id", "/conversations/1/score"),
    ),
    ({"conversations": [{"from": "observation", "value": "a"}]}, None, ()),
    ({"text": "a"}, None, ()),
    ({"message": [ASK], "id": 1}, [{"user": ASK["content"]}], ()),
    ({"data": {"messages": [ASK]}, "id": 1}, [{"user": ASK["content"]}], ("/id",)),
]


@pytest.mark.parametrize(("value", "messages", "lost"), CONVERSIONS, ids=lambda value: json.dumps(value)[:40])
def test_converts_and_says_what_is_lost(
    value: dict[str, Any], messages: list[dict[str, str]] | None, lost: tuple[str, ...]
) -> None:
    shape = shape_of(value)
    assert shape is not None
    made = shape.to_chat(value)
    if messages is None:
        assert made is None
        return
    assert made is not None
    assert [{message["role"]: message["content"]} for message in made.value["messages"]] == messages
    assert made.lost == lost


def test_converts_chosen_and_rejected_to_a_preference_record() -> None:
    value = {"chosen": [ASK, TELL], "rejected": [ASK, {"role": "assistant", "content": "No idea."}], "score": 2}
    shape = shape_of(value)
    made = shape and shape.to_chat(value)
    assert made is not None
    assert made.value["input"] == {"messages": [ASK]}
    assert made.value["preferred_output"] == [TELL]
    assert is_valid("preference", made.value)
    assert made.lost == ("/score",)


def test_shapes_have_names_of_their_own() -> None:
    names = [shape.name for shape in all_shapes()]
    assert len(set(names)) == len(names) >= 9
    assert [shape_named(name).name for name in names if shape_named(name)] == names  # pyright: ignore[reportOptionalMemberAccess]
    assert shape_named(UNKNOWN) is None
    with pytest.raises(CuratorError, match="no record shape"):
        shape_named("parquet")


KEYS = st.sampled_from(
    [
        "messages",
        "message",
        "data",
        "role",
        "content",
        "from",
        "value",
        "prompt",
        "completion",
        "question",
        "answer",
        "instruction",
        "input",
        "output",
        "text",
        "conversations",
        "preferred_output",
        "non_preferred_output",
        "chosen",
        "rejected",
        "tools",
        "tool_calls",
        "function",
        "arguments",
        "id",
        "weight",
        "history",
        "system",
        "name",
        "a/b",
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.just("user")
JSON = st.recursive(
    SCALARS | KEYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=400, deadline=None)
@given(JSON)
def test_no_value_makes_reading_or_converting_raise(value: Any) -> None:
    record = read_record(1, b"", value)
    assert all(message.pointer.startswith("/") for message in record.messages)
    shape = shape_of(value)
    made = shape.to_chat(value) if shape else None
    if made is not None:
        json.dumps(made.value)
        assert all(pointer.startswith("/") for pointer in made.lost)
