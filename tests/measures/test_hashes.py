"""Hashes by which records are the same."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.measures.folding import compared_text, folded_messages, said
from curator.measures.hashes import NONE, hash_columns
from curator.records.canonical import canonical, written_out
from curator.records.record import UNREADABLE, Record


def hashes(*records: Record) -> Any:
    return hash_columns(records, folded_messages(records))


def test_order_of_keys_and_spelling_do_not_matter_to_same(chat: Any) -> None:
    first = chat(("user", "é"), raw=b'{"messages": [{"role": "user", "content": "\xc3\xa9"}]}')
    second = chat({"content": "é", "role": "user"}, raw=b'{"messages":[{"content":"\\u00e9","role":"user"}]}')
    found = hashes(first, second)
    assert found.same[0] == found.same[1]
    assert found.content[0] != found.content[1]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Hello  there", " hello\nTHERE "),
        (unicodedata.normalize("NFC", "café"), unicodedata.normalize("NFD", "café")),
        ("ﬁne", "fine"),
    ],
)
def test_form_case_and_space_do_not_matter_to_text(chat: Any, first: str, second: str) -> None:
    found = hashes(chat(("user", first), ("assistant", second)), chat(("user", second), ("assistant", first)))
    assert found.text[0] == found.text[1]
    assert found.prompt[0] == found.prompt[1]
    assert found.answer[0] == found.answer[1]
    assert found.same[0] != found.same[1]


def test_what_training_sees_matters_to_text(chat: Any) -> None:
    question, answer = ("user", "Weather?"), ("assistant", "Sunny")
    image = {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}
    other_image = {"type": "image_url", "image_url": {"url": "https://example.com/b.png"}}
    call = {"id": "1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Rome"}'}}
    other_call = {"id": "1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Oslo"}'}}
    records = [
        chat(question, answer),
        chat(answer, question),
        chat(question, {"role": "assistant", "content": "Sunny", "weight": 0}),
        chat({"role": "user", "content": [{"type": "text", "text": "Weather?"}, image]}, answer),
        chat({"role": "user", "content": [{"type": "text", "text": "Weather?"}, other_image]}, answer),
        chat(question, {"role": "assistant", "tool_calls": [call]}),
        chat(question, {"role": "assistant", "tool_calls": [other_call]}),
        chat(question, answer, tools=[{"type": "function", "function": {"name": "weather"}}]),
    ]
    assert len(set(hashes(*records).text.tolist())) == len(records)


def test_the_system_message_is_no_part_of_the_prompt(chat: Any) -> None:
    found = hashes(
        chat(("system", "Be kind."), ("user", "Hi"), ("assistant", "Hello")),
        chat(("developer", "be kind"), ("user", "hi"), ("assistant", "Hey")),
        chat(("user", "Hi")),
    )
    assert found.prompt[0] == found.prompt[1] == found.prompt[2]
    assert found.system[0] != found.system[1]
    assert found.system_folded[0] == found.system_folded[1]
    assert (found.system[2], found.system_folded[2], found.answer[2]) == (NONE, NONE, NONE)


def test_what_does_not_exist_has_no_hash() -> None:
    found = hashes(Record(1, b"{", UNREADABLE), Record(2, b"[1]", "unknown", [1]))
    assert found.content.all()
    assert found.same.tolist()[0] == NONE
    assert found.same.tolist()[1] != NONE
    assert not found.text.any()
    assert hashes().text.shape == (0,)


ANY_TEXT = st.text(st.characters(codec=None))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_canonical_takes_any_value_and_keeps_it(value: Any) -> None:
    assert json.loads(canonical(value)) == value
    assert json.loads(written_out(value)) == value


def test_very_deep_values_are_written() -> None:
    value: Any = 10**30
    for _ in range(5000):
        value = [value]
    assert canonical(value).startswith(b"[[[[")


def test_compared_text_leaves_the_system_message_out(chat: Any) -> None:
    call = {"function": {"name": "weather", "arguments": {"city": "Rome"}}}
    record = chat(("system", "S"), ("user", "U"), {"role": "assistant", "content": None, "tool_calls": [call]})
    assert compared_text(record) == 'U\n ⇒ weather {"city":"Rome"}'
    assert said(record.messages[0]) == "S"
