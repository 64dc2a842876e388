"""What a person meets on the way round the loop: keys that stay where they belong, and nothing said of another job."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from curator.tui.screens.panel import PanelScreen
from curator.tui.screens.train import TrainScreen
from curator.tui.screens.train.comparing import CompareScreen
from curator.tui.screens.train.confirming import ConfirmScreen
from curator.tui.screens.train.following import causes_words
from curator.tui.screens.train.jobs import JobsScreen
from curator.tui.screens.train.session import last_sent_of
from curator.tui.widgets.choices import Choice
from tests.tui.test_train import SPEED, SYSTEM, clerk, deploy, record, screen_of, send, server_of

__all__ = ["clerk"]


async def test_esc_stays_on_the_steps_and_choices_take_every_key(opened, clerk: Path) -> None:
    async with opened(clerk, (80, 24), practice=SPEED) as seen:
        await seen.press("4", "escape", "escape")
        assert isinstance(seen.app.screen, TrainScreen) and "1 goes to Data" in seen.lines[-2]
        await seen.press("e", "enter", "1", "q", "down")
        screen = screen_of(seen)
        assert screen.choices.display and screen.step == "files", "nothing beneath the line of choices is pressed"
        await seen.press("e")
        assert "epochs: a whole number" in seen.lines[-2] and "⏎ take it   esc leave it" in seen.lines[-1]
        await seen.press("escape", "e")
        seen.app.action_switch_to("data")
        await seen.settle()
        await seen.press("4")
        assert not screen.choices.display
        screen.choices.ask("many", [Choice(letter, f"a choice called {letter}", letter) for letter in "abcdefg"])
        await seen.settle()
        assert all(f"a choice called {letter}" in seen.text for letter in "abcdefg")
        await seen.press("escape")


async def test_the_question_is_helped_with_and_its_answers_stay_in_sight(opened, clerk: Path) -> None:
    async with opened(clerk, (80, 24), practice=SPEED) as seen:
        await seen.press("4", "enter")
        question = seen.app.screen
        assert isinstance(question, ConfirmScreen)
        rows = (*question.question.rows, *[(("a long list of checks", ""),)] * 40)
        question.question = dataclasses.replace(question.question, rows=rows)
        question._show()
        await seen.settle()
        assert "[ Cancel ]        Send" in seen.text and "more lines" in seen.text and "warning" in seen.text
        await seen.press("question_mark")
        assert isinstance(seen.app.screen, PanelScreen) and "Nothing has happened yet." in seen.text
        await seen.press("escape", "pagedown")
        assert seen.app.screen is question and "Send to the practice service" not in seen.text


async def test_jobs_are_a_list_and_the_next_job_is_not_told_of_the_last(opened, clerk: Path) -> None:
    async with opened(clerk, (80, 24), practice=SPEED) as seen:
        await seen.press("4")
        await send(seen)
        assert "The job has succeeded" in seen.lines[-2]
        await seen.press("question_mark")
        assert "let the job stand still" not in seen.text, "a job that has ended is neither paused nor cancelled"
        await seen.press("escape", "up", "e", "n", "ctrl+u", *"second", "enter", "enter", "right")
        await seen.pilot.press("enter")
        screen = screen_of(seen)
        while screen.job.job.suffix != "second":
            assert "The job has succeeded" not in seen.lines[-2]
            await seen.pilot.pause(0.01)
        await seen.settle()
        await seen.press("j")
        assert isinstance(seen.app.screen, JobsScreen) and "▌ second" in seen.text and "other data" not in seen.text
        assert seen.text.count("succeeded") == 2 and "gpt-4.1-mini" in seen.text
        await seen.press("down", "enter")
        assert screen_of(seen).job.job.suffix.startswith("clerk-")


async def test_what_was_interrupted_is_said_at_the_next_start(opened, clerk: Path) -> None:
    async with opened(clerk, (120, 36), practice=SPEED) as seen:
        await seen.press("4")
        await send(seen)
        store = screen_of(seen).session.loop.store
        (sent,) = store.submissions()
        again = screen_of(seen).session.loop.submitter.plan(sent.plan)
        last = last_sent_of(screen_of(seen).folder, clerk)
        assert last.submission.tag == again.tag and last.job is None
    async with opened(clerk, (120, 36), practice=SPEED) as seen:
        await seen.press("4")
        assert "Sending was interrupted." in seen.text and "r goes on with it" in seen.text
        await seen.press("r")
        assert screen_of(seen).job.job.status == "succeeded" and not screen_of(seen).trouble
        assert len(server_of(seen).state.jobs) == 2


async def test_lines_and_kept_answers_are_counted_as_they_stand(opened, clerk: Path) -> None:
    async with opened(clerk, (120, 36), practice=SPEED) as seen:
        await seen.press("4")
        await send(seen)
        await deploy(seen)
        await seen.press("enter", *"The door?", "enter")
        await seen.press("escape", "e")
        assert "user       The door?" in seen.text and "the answer, corrected" in seen.text
        await seen.press("escape", "a")
        assert "60 lines + 1 new" in seen.lines[0] and "1 kept" in seen.text and "+ kept as a record" in seen.text
        await seen.press("1", "u", "4")
        assert "60 lines ·" in seen.lines[0] and "kept" not in seen.text
        await seen.press("a")
        assert "+ kept as a record" in seen.text, "what was undone is kept again"


async def test_long_questions_are_read_to_their_end_where_two_are_compared(opened, tmp_path: Path) -> None:
    path = tmp_path / "clerk.jsonl"
    lines: list[dict[str, Any]] = [record(number) for number in range(60)]
    for line in lines:
        line["messages"][1]["content"] += " I looked under every single shelf of the whole long corridor." * 5
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    async with opened(path, (80, 24), practice=SPEED) as seen:
        await seen.press("3")
        await seen.press("w")
        await seen.press("escape", "4")
        await send(seen)
        await deploy(seen)
        await seen.press("up", "e", "b", "enter")
        await seen.press("right", "enter")
        await seen.press("enter", "escape", "c")
        await seen.press("1")
        compared = seen.app.screen
        assert isinstance(compared, CompareScreen) and "Compare on 12 validation records · 1 of 12" in seen.lines[1]
        assert "wanted" not in seen.text and "more line" in seen.text
        await seen.press(*["down"] * 6)
        assert "wanted     Try shelf" in seen.text
        await seen.press("n", "N", "equals_sign", "escape", "c")
        await seen.press("1")
        again = seen.app.screen
        assert isinstance(again, CompareScreen) and again.comparison != compared.comparison
        assert "same 1" in seen.lines[1] and again.pairs[0].mark == "same"


async def test_tools_and_counts_are_those_of_the_training_file(opened, tmp_path: Path) -> None:
    def tool(name: str) -> dict[str, Any]:
        return {"type": "function", "function": {"name": name, "parameters": {"type": "object", "properties": {}}}}

    path = tmp_path / "clerk.jsonl"
    lines: list[dict[str, Any]] = [{**record(number), "tools": [tool("find_thing")]} for number in range(60)]
    lines[7]["tools"] = [tool("find.thing")]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    async with opened(path, (120, 36), practice=SPEED) as seen:
        await seen.press("3")
        await seen.press("w")
        await seen.press("escape", "4")
        sent = json.loads((tmp_path / "split" / "split.json").read_text())["outputs"]["training_set.jsonl"]["records"]
        await send(seen)
        await deploy(seen)
        assert f"offered, as in {sent} of {sent} records with this system message" in seen.text
        assert "find_thing" in seen.text and "find.thing" not in seen.text
        screen = screen_of(seen)
        assert screen.talk.system == SYSTEM and len(screen.talk.parameters.tools) == 1
        await seen.press("enter", "escape", "s", "n")
        assert "another system message from now on" in seen.lines[-2]


def test_why_a_line_is_shown_is_said() -> None:
    said = causes_words({12: "named by the service", 3: "it says: kill", 4: "it says: kill"})
    assert said == "likely causes: 12 named by the service; 3, 4 it says: kill"
