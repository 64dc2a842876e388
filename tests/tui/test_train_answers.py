"""Answers of the model: a bad one in Review beside what taught it, tools offered and called, Markdown and raw text."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from curator.tui.screens.data import DataScreen
from curator.tui.screens.review import ReviewScreen
from curator.tui.screens.review.answers import AnswersScreen
from curator.tui.screens.train import TrainScreen
from curator.tuning.practice.faults import Fault
from tests.tui.test_train import SPEED, clerk, deploy, record, send, server_of, server_of_confirm

__all__ = ["clerk"]


async def ask(seen, question: str) -> None:
    """Ask the model something, from the conversation."""
    screen = seen.app.screen
    assert isinstance(screen, TrainScreen)
    await seen.press("enter")
    screen.message.value = question
    await seen.press("enter")
    await seen.press("escape")


async def test_a_bad_answer_goes_to_review_with_what_taught_it(opened, clerk: Path) -> None:
    async with opened(clerk, (120, 36), practice=SPEED) as seen:
        await seen.press("4")
        await send(seen)
        await deploy(seen)
        await ask(seen, "Where is the apple of the apple number 0?")
        assert "b bad: to Review" in seen.lines[-1]
        await seen.press("b")
        assert isinstance(seen.app.screen, AnswersScreen) and seen.app.current_mode == "review"
        assert "[2 Review]" not in seen.lines[0] and "Answer 1 of 1 to look at" in seen.lines[1]
        assert "user       Where is the apple of the apple number 0?" in seen.text
        assert "6 records of the data, the nearest first" in seen.text
        first = seen.app.screen.sources.value
        assert first.row == 1 and first.likeness > 0.5
        assert "▌ line 1 " in seen.text and "answer alike" in seen.text
        await seen.press("down", "enter")
        assert isinstance(seen.app.screen, DataScreen) and "6 of 60" in seen.lines[1]
        await seen.press("d", "escape")
        screen = seen.app.screen
        assert isinstance(screen, AnswersScreen) and " dropped" in seen.text
        await seen.press("4")
        await ask(seen, "And the door?")
        await seen.press("b")
        assert "Answer 2 of 2 to look at" in seen.lines[1] and "And the door?" in seen.text
        await seen.press("N")
        assert "Answer 1 of 2" in seen.lines[1]
        await seen.press("escape")
        assert isinstance(seen.app.screen, TrainScreen), "esc goes back to where the answer was given"
        await seen.press("2")
        assert isinstance(seen.app.screen, ReviewScreen) and "A answers 2" in seen.lines[-1]
    async with opened(clerk, (80, 24), practice=SPEED) as seen:
        await seen.press("2", "A")
        assert "Answer 1 of 2 to look at" in seen.lines[1] and "user       Where is the apple" in seen.text
        await seen.press("d", "d")
        assert isinstance(seen.app.screen, ReviewScreen)
        await seen.press("A")
        assert "No answer was sent here" in seen.lines[-2]


SEARCH = {"name": "search_shelves", "parameters": {"type": "object", "properties": {"words": {"type": "string"}}}}
THINGS = ["bees", "boats", "bridges", "clocks", "glass", "knots", "maps", "mills", "moss", "owls", "salt", "tides"]


def library(path: Path) -> Path:
    """Twelve records that look something up by a tool, then answer in Markdown."""
    lines = []
    for number, thing in enumerate(THINGS):
        words = json.dumps({"words": thing, "branch": {"name": "Main", "floors": [1, 2]}})
        call = {"id": f"c{number}", "type": "function", "function": {"name": "search_shelves", "arguments": words}}
        link = f"[the list](https://l.example/{number})"
        answer = f"**{thing.title()}** stand here:\n\n- shelf {number * 13 + 7}\n- see {link}"
        messages = [
            {"role": "system", "content": "You help the readers of a library."},
            {"role": "user", "content": f"Have you anything about {thing}?"},
            {"role": "assistant", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": f"c{number}", "content": f"{number * 7 + 3} books found on {thing}"},
            {"role": "assistant", "content": answer},
        ]
        lines.append(json.dumps({"messages": messages, "tools": [{"type": "function", "function": SEARCH}]}) + "\n")
    path.write_text("".join(lines), encoding="utf-8")
    return path


async def test_tools_of_the_training_data_are_offered_and_calls_shown(opened, tmp_path: Path) -> None:
    path = library(tmp_path / "library.jsonl")
    async with opened(path, (120, 36), practice=SPEED) as seen:
        await seen.press("4")
        await send(seen)
        await deploy(seen)
        assert "tools      search_shelves" in seen.text
        assert "offered, as in 12 of 12 records with this system" in seen.text
        await ask(seen, "Have you anything about owls?")
        assert "assistant  calls search_shelves" in seen.text
        assert '"words": "owls"' in seen.text and '"floors": [' in seen.text, "the arguments are laid out"
        assert "asks to call search_shelves" in seen.text
        screen = seen.app.screen
        assert screen.message.placeholder == "what search_shelves returns"
        await ask(seen, "66 books found on owls")
        assert [turn.role for turn in screen.talk.turns] == ["user", "assistant", "tool", "assistant"]
        assert "**Owls** stand here:" in seen.text and "- shelf 124" in seen.text, "no sign of an answer is lost"
        assert "[the list](https://l.example/9)" in seen.text, "an address is text: nothing opens it"
        await seen.press("a")
        kept = seen.app.bench.record(13)
        assert [message.role for message in kept.messages] == ["system", "user", "assistant", "tool", "assistant"]
        assert kept.tools == [{"type": "function", "function": SEARCH}]
        await seen.press("n", "o")
        assert "not offered; they are in" in seen.text
        await ask(seen, "Have you anything about owls?")
        assert "(would call a tool: search_shelves" in seen.text
        await seen.press("a")
        assert "It only tells of a call: o offers the tools" in seen.text
        await seen.press("o")
        assert "1 tool offered from now on" in seen.lines[-2]


async def test_a_failed_check_leads_to_the_records_it_may_be_about(opened, tmp_path: Path) -> None:
    path = tmp_path / "clerk.jsonl"
    records = [record(number) for number in range(30)]
    records[6]["messages"][2]["content"] = "They kill with a weapon, and attack."  # pyright: ignore[reportIndexIssue]
    path.write_text("".join(json.dumps(one) + "\n" for one in records))
    async with opened(path, (120, 36), practice=SPEED) as seen:
        await seen.press("4", "enter")
        server_of_confirm(seen).faults.arm(Fault("reject-file", message="line 12 is not valid: it is odd."))
        await seen.press("right", "enter")
        assert "line 12 is not valid" in seen.text and "clerk.outgoing.jsonl" in seen.text
        await seen.press("w")
        assert isinstance(seen.app.screen, DataScreen) and "line 12 " in seen.text
        await seen.press("escape", "escape", "up", "enter")
        server_of_confirm(seen).faults.arm(Fault("fail-data-check", message="violence"))
        await seen.press("right", "enter")
        assert "[violence]" in seen.text and "w likely lines" in seen.lines[-1]
        await seen.press("w")
        assert isinstance(seen.app.screen, DataScreen) and "1 of 30" in seen.lines[1] and "line 7 " in seen.text
        await seen.press("escape")
        assert isinstance(seen.app.screen, TrainScreen)


async def test_waiting_is_shown_and_a_failed_deployment_can_be_removed(opened, clerk: Path) -> None:
    async with opened(clerk, (120, 36), practice=SPEED) as seen:
        await seen.press("4")
        await send(seen)
        server_of(seen).faults.arm(Fault("fail-deployment"))
        await deploy(seen)
        assert "The deployment failed." in seen.text and "D undeploy" in seen.lines[-1]
        screen = seen.app.screen
        assert isinstance(screen, TrainScreen)
        await seen.press("D")
        screen.field.value = screen.at_work_on
        await seen.press("enter")
        assert "The deployment is removed" in seen.lines[-2] and not server_of(seen).state.present_deployments()
        await seen.press("enter")
        await seen.press("right", "enter")
        server_of(seen).faults.arm(Fault("refuse", "chat", status=429, seconds=2.0))
        await seen.pilot.press("enter", *"The apple?", "enter")
        async with asyncio.timeout(20):
            while " to wait " not in seen.text:
                await seen.pilot.pause(0.02)
        assert "esc stops" in seen.text
        await seen.settle()
        assert "assistant  Try shelf" in seen.text


async def test_a_small_terminal_shows_the_end_of_a_long_answer_and_both_sides(opened, tmp_path: Path) -> None:
    async with opened(library(tmp_path / "library.jsonl"), (80, 24), practice=SPEED) as seen:
        await seen.press("4")
        await send(seen)
        await deploy(seen)
        await ask(seen, "Have you anything about owls?")
        assert "asks to call search_shelves" in seen.text, "the end is in sight"
        await ask(seen, "66 books found on owls")
        assert "[the list](https://l.example/9)" in seen.text and "more line" not in seen.text
        await seen.press("up", "up")
        await seen.press("escape", "up")
        await seen.press("e", "n", *"two", "enter", "enter")
        await seen.press("right", "enter")
        await ask(seen, "Have you anything about moss?")
        await seen.press("c")
        await seen.press("1")
        assert "asked      Have you anything about moss?" in seen.text and "B  two" in seen.text
