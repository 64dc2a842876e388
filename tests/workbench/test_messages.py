"""Single messages changed: what is asked for happens, every byte outside stays, nonsense is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from curator.engine.judge import read_line
from curator.errors import CuratorError
from curator.records.record import Record
from curator.workbench import Workbench, messages

CHAT = (
    '{ "id":1.50, "messages":[{"role":"system","content":"Be kind."},  {"role":"user","content":"A \\u00e9 b. C d."},'
    '{"role":"assistant","content":"One. Two.","weight":1}], "x" : [1 ,2]}'
)
CALLS = json.dumps(
    {
        "messages": [
            {"role": "user", "content": "Weather in Ulm?"},
            {
                "role": "assistant",
                "content": "Let me look.",
                "tool_calls": [
                    {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Ulm"}'}}
                ],
            },
            {"role": "tool", "tool_call_id": "c1", "content": "rain"},
            {"role": "assistant", "content": "It rains."},
        ],
        "tools": [{"type": "function", "function": {"name": "weather", "parameters": {}}}],
    }
)
PREFERENCE = json.dumps(
    {
        "input": {"messages": [{"role": "user", "content": "Hi"}, {"role": "user", "content": "there"}]},
        "preferred_output": [{"role": "assistant", "content": "Hello."}],
        "non_preferred_output": [{"role": "assistant", "content": "What?"}],
    }
)
REINFORCEMENT = json.dumps({"messages": [{"role": "user", "content": "2 + 2?"}], "answer": "4"})


def read(text: str | bytes) -> Record:
    return read_line(1, text if isinstance(text, bytes) else text.encode())


def said(raw: bytes, *path: str) -> list[tuple[str, str]]:
    value = json.loads(raw)
    for key in path or ("messages",):
        value = value[key]
    return [(message["role"], message["content"]) for message in value]


def test_all_outside_the_place_survives() -> None:
    changed = messages.change_role(read(CHAT), 1, "assistant")
    assert changed == CHAT.replace('"role":"user"', '"role":"assistant"').encode()
    weighed = messages.set_weight(read(CHAT), 2, 0)
    assert weighed == CHAT.replace('"weight":1', '"weight":0').encode()
    assert messages.set_weight(read(CHAT), 2, None) == CHAT.replace(',"weight":1', "").encode()
    assert messages.set_weight(read(messages.set_weight(read(CHAT), 2, None)), 2, 1) == CHAT.encode()
    inserted = messages.insert_message(read(CHAT), 1, "assistant", "\u00fc")
    assert inserted.startswith(CHAT[:60].encode()) and inserted.endswith(b'"x" : [1 ,2]}')
    assert b"\\u00fc" in inserted
    assert json.loads(messages.delete_message(read(inserted), 2)) == json.loads(CHAT)


def test_any_text_can_be_inserted() -> None:
    text = 'half \ud800 of a pair, "quoted", \x00, line\nbreak'
    for empty in ('{"messages": []}', CHAT):
        record = read(empty)
        put = messages.insert_message(record, 0 if record.messages else None, "user", text)
        assert put.decode("utf-8") and b"\n" not in put
        assert text in [content for _, content in said(put)]


def test_messages_move_within_their_list() -> None:
    moved = messages.move_message(read(CHAT), 1, 1)
    assert [role for role, _ in said(moved)] == ["system", "assistant", "user"]
    assert [role for role, _ in said(messages.move_message(read(moved), 2, -1))] == ["system", "user", "assistant"]
    with pytest.raises(CuratorError, match="first"):
        messages.move_message(read(CHAT), 0, -1)
    with pytest.raises(CuratorError, match="last"):
        messages.move_message(read(PREFERENCE), 1, 1)


def test_a_message_is_split_and_merged_again() -> None:
    split = messages.split_message(read(CHAT), 2, 5)
    assert said(split)[2:] == [("assistant", "One."), ("assistant", "Two.")]
    assert json.loads(split)["messages"][2]["weight"] == 1
    merged = messages.merge_messages(read(split), 2)
    assert said(merged)[2] == ("assistant", "One.\n\nTwo.")
    halves = json.loads(messages.split_message(read(CALLS), 1, 4))["messages"]
    assert "tool_calls" not in halves[1] and halves[2]["tool_calls"][0]["id"] == "c1"
    with pytest.raises(CuratorError, match="empty"):
        messages.split_message(read(CHAT), 2, 0)
    with pytest.raises(CuratorError, match="system"):
        messages.merge_messages(read(CHAT), 0)
    again = messages.merge_messages(read(messages.split_message(read(CALLS), 1, 4)), 1)
    assert json.loads(again)["messages"][1]["tool_calls"] == json.loads(CALLS)["messages"][1]["tool_calls"]


def test_arguments_are_checked_and_written_as_a_string() -> None:
    put = messages.set_arguments(read(CALLS), 1, 0, '{"city": "Bonn"}')
    assert put == CALLS.replace("Ulm\\", "Bonn\\").encode()
    with pytest.raises(json.JSONDecodeError):
        messages.set_arguments(read(CALLS), 1, 0, '{"city": }')
    with pytest.raises(json.JSONDecodeError, match="object"):
        messages.set_arguments(read(CALLS), 1, 0, "[1]")
    with pytest.raises(CuratorError, match="calls no tool"):
        messages.set_arguments(read(CALLS), 0, 0, "{}")


def test_preference_and_reinforcement_records() -> None:
    merged = messages.merge_messages(read(PREFERENCE), 0)
    assert said(merged, "input", "messages") == [("user", "Hi\n\nthere")]
    longer = messages.insert_message(read(PREFERENCE), 3, "assistant", "More.")
    assert said(longer, "non_preferred_output")[1] == ("assistant", "More.")
    with pytest.raises(CuratorError, match="only message"):
        messages.delete_message(read(PREFERENCE), 2)
    with pytest.raises(CuratorError, match="chat records"):
        messages.set_weight(read(PREFERENCE), 2, 0)
    told = messages.insert_message(read(REINFORCEMENT), 0, "system", "Add.", before=True)
    assert said(told) == [("system", "Add."), ("user", "2 + 2?")]


def test_what_is_no_message_can_be_taken_out_of_the_list() -> None:
    assert messages.delete_message(read('{"messages": ["a", {"role": "user", "content": "b"}]}'), 0) == (
        b'{"messages": [{"role": "user", "content": "b"}]}'
    )


def test_what_makes_no_sense_is_refused() -> None:
    for refused, words in (
        (lambda: messages.change_role(read(CALLS), 1, "user"), "calls tools"),
        (lambda: messages.change_role(read(CHAT), 1, "tool"), "waits for an answer"),
        (lambda: messages.change_role(read(CHAT), 1, "gpt"), "not a role"),
        (lambda: messages.set_weight(read(CHAT), 1, 0), "assistant"),
        (lambda: messages.delete_message(read('{"messages": ['), 0), "not JSON"),
        (lambda: messages.delete_message(read('{"instruction": "a", "output": "b"}'), 0), "one by one"),
        (lambda: messages.delete_message(read(CHAT), 9), "no such message"),
        (lambda: messages.set_text(read('{"messages": ["a", "b"]}'), 0, "c"), "no JSON object"),
    ):
        with pytest.raises(CuratorError, match=words):
            refused()


def test_a_tools_answer_names_its_call() -> None:
    lacking = CALLS.replace('{"role": "tool", "tool_call_id": "c1", "content": "rain"}, ', "")
    put = messages.insert_message(read(lacking), 1, messages.next_role(read(lacking), 1), "rain")
    assert json.loads(put)["messages"][2] == {"role": "tool", "content": "rain", "tool_call_id": "c1"}


def test_each_verb_is_one_step_that_can_be_undone(tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    path.write_text(CHAT + "\n" + CALLS + "\n", "utf-8")
    bench = Workbench.open(path)
    before = [bench.raw(row) for row in (1, 2)]
    taken = [
        bench.change_role(1, 1, "assistant"),
        bench.insert_message(1, 1, "user", "And?"),
        bench.split_message(1, 3, 5),
        bench.merge_messages(1, 3),
        bench.move_message(1, 1, 1),
        bench.delete_message(1, 1),
        bench.set_weight(1, 2, 0),
        bench.set_arguments(2, 1, 0, '{"city": "Bonn"}'),
    ]
    assert all(step is not None for step in taken)
    assert bench.set_weight(1, 2, 0) is None
    assert all(bench.undo() is not None for _ in taken)
    assert [bench.raw(row) for row in (1, 2)] == before
    bench.close()
