"""One record: converted, already right, or refused with a reason; nothing is lost in silence."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.converting.account import pattern_of
from curator.converting.decide import Outcome, decide
from curator.converting.entry import Entry
from curator.records.shapes import shape_named
from curator.records.syntax import parse

ASK = {"role": "user", "content": "Where is it?"}
TELL = {"role": "assistant", "content": "There."}
TURNS = [{"from": "human", "value": "Where is it?", "id": 1}, {"from": "gpt", "value": "There.", "id": 2}]


def decided(raw: str, **asked: Any) -> Outcome:
    return decide(Entry(1, parse(raw.encode())[0], raw=raw.encode()), **asked)


@pytest.mark.parametrize(
    ("value", "shape", "lost"),
    [
        ({"prompt": "Where is it?", "completion": "There."}, "prompt_completion", ()),
        ({"question": "Where is it?", "answer": "There.", "id": 7}, "question_answer", ("/id",)),
        ({"instruction": "Where is it?", "input": "", "output": "There."}, "alpaca", ()),
        ({"conversations": TURNS, "a/b": 1}, "sharegpt", ("/conversations/*/id", "/conversations/*/id", "/a~1b")),
        ({"mesages": [ASK, TELL]}, "chat", ()),
        ({"data": {"messages": [ASK, TELL]}, "id": 1}, "chat", ("/id",)),
    ],
)
def test_other_shapes_become_conversations(value: dict[str, Any], shape: str, lost: tuple[str, ...]) -> None:
    outcome = decided(json.dumps(value))
    assert (outcome.shape, outcome.converted, outcome.lost, outcome.reason) == (shape, True, lost, "")
    assert json.loads(outcome.content or b"") == {"messages": [ASK, TELL]}


def test_chosen_and_rejected_become_a_preference() -> None:
    outcome = decided('{"prompt": "Where?", "chosen": "There.", "rejected": "No."}')
    assert set(json.loads(outcome.content or b"")) == {"input", "preferred_output", "non_preferred_output"}


@pytest.mark.parametrize(
    "raw",
    [
        '{ "messages":[{"role":"user","content":"a\\u00e9"}],"n":1.10}',
        '{"input": {"messages": []}, "preferred_output": [], "non_preferred_output": []}',
        '{"messages": [{"role": "user", "content": "2+2"}], "answer": 123456789012345678901234567890}',
    ],
)
def test_what_the_service_reads_stays_byte_for_byte(raw: str) -> None:
    outcome = decided(raw)
    assert (outcome.content, outcome.converted, outcome.lost) == (raw.encode(), False, ())


def test_a_system_message_is_spliced_in_where_there_is_none() -> None:
    raw = '{ "messages":[{"role":"user","content":"a"}],"n":1.10}'
    outcome = decided(raw, system='Be "brief".')
    put = '{"role": "system", "content": "Be \\"brief\\"."}, '
    assert outcome.given_system and not outcome.converted
    assert outcome.content == raw.replace("[", f"[{put}", 1).encode()
    assert decided('{"messages": [ ]}', system="x").content == b'{"messages": [{"role": "system", "content": "x"} ]}'


@pytest.mark.parametrize("role", ["system", "developer"])
def test_no_record_gets_a_second_system_message(role: str) -> None:
    raw = json.dumps({"messages": [{"role": role, "content": "a"}, ASK]})
    assert decided(raw, system="x").content == raw.encode()


def test_a_preference_gets_its_system_message_in_the_input() -> None:
    raw = json.dumps({"input": {"messages": [ASK]}, "preferred_output": [TELL], "non_preferred_output": [TELL]})
    outcome = decided(raw, system="x")
    assert json.loads(outcome.content or b"")["input"]["messages"][0] == {"role": "system", "content": "x"}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("[1]", "a list"),
        ("7", "a single value"),
        ("{}", "empty"),
        ('{"a": 1}', "no known shape: a"),
        ('{"text": "a"}', "nothing says who speaks"),
        ('{"prompt": "a"}', "missing"),
        ('{"messages": null}', "missing"),
        ('{"conversations": [{"from": "martian", "value": "a"}]}', "unknown kind"),
    ],
)
def test_what_cannot_be_converted_says_why_and_stays_as_it_is(raw: str, said: str) -> None:
    outcome = decided(raw)
    assert said in outcome.reason
    assert outcome.content == raw.encode()


def test_a_shape_can_be_asked_for() -> None:
    alpaca = shape_named("alpaca")
    raw = '{"instruction": "a", "output": "b", "prompt": "c", "completion": "d"}'
    assert decided(raw, asked=alpaca).shape == "alpaca"
    assert decided(json.dumps({"messages": [ASK, TELL]}), asked=alpaca).shape == "chat"
    assert "Alpaca" in decided('{"prompt": "a", "completion": "b"}', asked=alpaca).reason


def test_the_first_of_two_equal_keys_is_lost_and_said() -> None:
    assert decided('{"prompt": "a", "prompt": "b", "completion": "c"}').lost == ("/prompt (but the last)",)
    assert decided('{"prompt": "a", "prompt": "a", "completion": "c"}').lost == ()


def test_long_whole_numbers_survive_a_conversion() -> None:
    outcome = decided('{"data": {"messages": [], "n": 123456789012345678901234567890}}')
    assert outcome.converted and b"123456789012345678901234567890" in (outcome.content or b"")


@pytest.mark.parametrize(
    ("pointer", "pattern"),
    [("/a", "/a"), ("/a/0/b/12", "/a/*/b/*"), ("/0", "/*"), ("/a1/2b", "/a1/2b"), ("", "")],
)
def test_patterns_have_stars_for_indices(pointer: str, pattern: str) -> None:
    assert pattern_of(pointer) == pattern


@settings(max_examples=60, deadline=None)
@given(st.recursive(st.none() | st.text() | st.integers(), lambda i: st.lists(i) | st.dictionaries(st.text(), i)))
def test_no_value_makes_it_fail(value: Any) -> None:
    for record in (value, {"messages": value}, {"prompt": value, "completion": value}, {"conversations": value}):
        raw = json.dumps(record).encode()
        outcome = decide(Entry(1, parse(raw)[0], raw=raw), system="x")
        assert outcome.content is not None and b"\n" not in outcome.content
        assert outcome.reason or json.loads(outcome.content) is not None
