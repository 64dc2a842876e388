"""Single messages changed on the Data screen: what the keys do, what they refuse, that undo brings everything back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tui.conftest import SYSTEM, chat

CALL = {
    "messages": [
        {"role": "user", "content": "Weather in Ulm?"},
        {
            "role": "assistant",
            "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Ulm"}'}},
                {"id": "c2", "type": "function", "function": {"name": "wind", "arguments": "{}"}},
            ],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "rain"},
        {"role": "tool", "tool_call_id": "c2", "content": "none"},
        {"role": "assistant", "content": "It rains."},
    ],
    "tools": [
        {"type": "function", "function": {"name": name, "description": name, "parameters": {}}}
        for name in ("weather", "wind")
    ],
}


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A plain record, one that calls tools, and one that has no messages."""
    path = tmp_path / "two.jsonl"
    lines = [chat("Where is it? And when?", "Here."), json.dumps(CALL), '{"instruction": "a", "output": "b"}']
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def roles(seen, row: int = 1) -> list[str]:
    return [message["role"] for message in json.loads(seen.app.bench.raw(row))["messages"]]


def texts(seen, row: int = 1) -> list[str]:
    return [message.get("content") for message in json.loads(seen.app.bench.raw(row))["messages"]]


async def test_role_place_and_number_of_messages(opened, two: Path) -> None:
    async with opened(two) as seen:
        before = seen.app.bench.raw(1)
        await seen.press("enter", "j", "R")
        assert "a assistant" in seen.text
        await seen.press("a")
        assert roles(seen) == ["system", "assistant", "assistant"]
        assert "set the role assistant on message 2 of line 1 · u undoes it" in seen.lines[-2]
        await seen.press("M")
        assert texts(seen)[1] == "Where is it? And when?\n\nHere."
        await seen.press("less_than_sign")
        assert roles(seen) == ["assistant", "system"]
        assert seen.app.screen.conversation.message == 0, "the cursor goes with the message"
        await seen.press("D")
        assert texts(seen) == [SYSTEM["content"]]
        await seen.press("D")
        assert "It is the only message there." in seen.lines[-2]
        await seen.press("u", "u", "u", "u")
        assert seen.app.bench.raw(1) == before


async def test_a_message_is_inserted_with_what_is_typed(opened, two: Path) -> None:
    async with opened(two) as seen:
        await seen.press("enter", "G", "A")
        assert "new message 4: user" in seen.text
        await seen.press(*"And then?", "ctrl+r")
        assert "new message 4: assistant" in seen.text
        await seen.press("ctrl+s")
        assert roles(seen)[3] == "assistant" and texts(seen)[3] == "And then?"
        assert seen.app.screen.conversation.message == 3
        await seen.press("I", "ctrl+s")
        assert "nothing was changed" in seen.lines[-2] and len(roles(seen)) == 4


async def test_role_and_text_are_taken_as_one_step_and_split_at_the_cursor(opened, two: Path) -> None:
    async with opened(two) as seen:
        await seen.press("enter", "j", "e", "ctrl+r")
        assert "user becomes assistant" in seen.text
        await seen.press("x", "ctrl+s")
        assert roles(seen)[1] == "assistant" and texts(seen)[1] == "Where is it? And when?x"
        await seen.press("u")
        assert roles(seen)[1] == "user" and texts(seen)[1] == "Where is it? And when?"
        await seen.press("e", "home", *["right"] * 12, "ctrl+b")
        assert texts(seen)[1:3] == ["Where is it?", "And when?"]
        await seen.press("e", "home", "ctrl+b")
        assert "One half would be empty." in seen.lines[-2]


async def test_weight_is_for_answers(opened, two: Path) -> None:
    async with opened(two) as seen:
        await seen.press("enter", "W", "0")
        assert "Only the assistant's messages have a weight" in seen.lines[-2]
        await seen.press("G", "W", "0")
        assert json.loads(seen.app.bench.raw(1))["messages"][2]["weight"] == 0
        assert "not learned" in seen.text
        await seen.press("W", "n")
        assert "weight" not in json.loads(seen.app.bench.raw(1))["messages"][2]


async def test_arguments_of_a_call_are_checked(opened, two: Path) -> None:
    async with opened(two, (80, 24)) as seen:
        await seen.press("j", "C")
        assert "⏎ opens the record first" in seen.lines[-2]
        await seen.press("enter", "g", "j", "C")
        assert "1 weather" in seen.text and "2 wind" in seen.text
        await seen.press("1")
        assert "editing the arguments of weather" in seen.text
        await seen.press("ctrl+end", "x", "ctrl+s")
        assert "kept as a draft" in seen.said and "not JSON at line" in seen.said
        await seen.press("ctrl+g", "down", "end", "left", "s", "ctrl+s")
        call = json.loads(seen.app.bench.raw(2))["messages"][1]["tool_calls"][0]
        assert call["function"]["arguments"] == '{"city": "Ulms"}'
        await seen.press("j", "R", "u", "k", "R", "u")
        assert "only the assistant does that" in seen.said


async def test_records_without_messages_refuse_with_a_sentence(opened, two: Path) -> None:
    async with opened(two) as seen:
        await seen.press("G", "D")
        assert "cannot be changed one by one" in seen.said
        await seen.press("A")
        assert "cannot be changed one by one" in seen.said or "no list of messages" in seen.lines[-2]


async def test_the_keys_stay_in_the_record_after_what_was_asked_or_typed_there(opened, two: Path) -> None:
    async with opened(two) as seen:
        await seen.press("tab", "j", "W", "0")
        assert "esc list" in seen.lines[-1], "a refusal leaves them there too"
        await seen.press("R", "escape", "j")
        assert seen.app.screen.row == 1 and seen.app.screen.conversation.message == 2
        await seen.press("e", *"So: ", "ctrl+s")
        assert texts(seen)[2] == "Here.So: " and "esc list" in seen.lines[-1]
        await seen.press("k")
        assert seen.app.screen.row == 1 and seen.app.screen.conversation.message == 1
        await seen.press("escape", "e", "escape", "j")
        assert seen.app.screen.row == 2, "from the list it is the list they go back to"


async def test_keys_act_on_the_finding_the_row_names_and_in_the_record_on_that_of_the_message(
    opened, tmp_path: Path
) -> None:
    path = tmp_path / "several.jsonl"
    said = chat("Write to jane.roe@post.example.", "Or call +49 171 2345678, or jo@post.example.")
    path.write_text("\n".join([said, chat("And now?", "Nothing.")]) + "\n", "utf-8")
    async with opened(path) as seen:
        screen = seen.app.screen
        named = seen.app.bench.rows([1])[0].name
        assert len({finding.rule.name for finding in seen.app.bench.findings(1)}) > 1
        assert screen.finding.rule.name == named
        assert f"fix {named}" in seen.lines[-1] or f"accept {named}" in seen.lines[-1]
        other = next(one for one in seen.app.bench.findings(1) if one.rule.name != named)
        place = int((other.pointer or "").split("/")[2])
        await seen.press("tab", *["j"] * 3, *["k"] * (2 - place))
        assert screen.finding in screen.conversation.findings_at_cursor()
        at_cursor = screen.finding.rule.name
        await seen.press("x")
        assert f"accepted {at_cursor} on line 1" in seen.said


async def test_the_reason_under_the_editor_and_the_fault_of_a_filter_are_whole(opened, tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    record = json.loads(json.dumps(CALL))
    wanted = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city", "day_of_the_week"]}
    record["tools"][0]["function"]["parameters"] = wanted
    path.write_text(json.dumps(record) + "\n" + chat("And now?", "Nothing.") + "\n", "utf-8")
    async with opened(path, (80, 24)) as seen:
        await seen.press("enter", "g", "j", "C", "1", "space")
        await seen.until(lambda: "do not fit" in seen.text)
        assert '"day_of_the_week" is a required property' in " ".join(seen.text.split())
        await seen.press("escape", "escape", "slash", *"xx:3", "enter")
        assert "tool, function. The rows stay as they were." in " ".join(seen.text.split())
