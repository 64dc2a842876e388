"""Train & try, on the real practice service: from the files to a kept answer, and what goes wrong on the way."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from curator.tui.screens.train import TrainScreen
from curator.tui.screens.train.comparing import CompareScreen
from curator.tui.screens.train.confirming import ConfirmScreen
from curator.tuning.practice.faults import Fault
from curator.tuning.practice.pace import Pace
from curator.workbench.harvesting import origin_of

SPEED = 300.0
SYSTEM = "Answer as a clerk."
THINGS = ["apple", "bread", "candle", "door", "engine", "feather", "garden", "hammer", "island", "jacket"]


def record(number: int) -> dict[str, object]:
    thing, other = THINGS[number % 10], THINGS[(number * 3 + number // 10) % 10]
    question = f"Where did I leave the {thing} that belongs to the {other} number {number * 37}?"
    answer = f"Try shelf {number * 91 % 17}, behind the {other}, near {thing} {number}."
    messages = [("system", SYSTEM), ("user", question), ("assistant", answer)]
    return {"messages": [{"role": role, "content": content} for role, content in messages]}


@pytest.fixture
def clerk(tmp_path: Path) -> Path:
    """Sixty clean records, not divided yet."""
    path = tmp_path / "clerk.jsonl"
    path.write_text("".join(json.dumps(record(number)) + "\n" for number in range(60)))
    return path


def screen_of(seen) -> TrainScreen:
    """The screen under the cursor, which must be Train & try."""
    screen = seen.app.screen
    assert isinstance(screen, TrainScreen)
    return screen


def server_of(seen):
    """The practice service behind the screen."""
    session = screen_of(seen).session
    assert session is not None and session.server is not None
    return session.server


async def send(seen) -> None:
    """Look at what would be sent, and say yes."""
    await seen.press("enter")
    await seen.press("right", "enter")


async def deploy(seen) -> None:
    """From a job that has succeeded to a model that answers."""
    await seen.press("down", "enter")
    await seen.press("right", "enter")


async def test_from_the_files_to_a_kept_answer_and_on_at_the_next_start(opened, clerk: Path) -> None:
    async with opened(clerk, (120, 36), practice=SPEED) as seen:
        await seen.press("3")
        await seen.press("w")
        await seen.press("escape", "4")
        assert "48 + 12 records" in seen.text and "split/training_set.jsonl   48 records" in seen.text
        assert seen.lines[1].endswith("PRACTICE")
        await seen.press("enter")
        assert "Send to the practice service" in seen.text and "nothing in both files" in seen.text
        assert seen.lines[1].endswith("PRACTICE") and "nothing has left this machine" in seen.lines[-2]
        await seen.press("right", "enter")
        assert "Job succeeded." in seen.text and "◆ validation" in seen.text and "epoch 1" in seen.text
        assert "✓ job" in seen.text and "The job has succeeded" in seen.lines[-2]
        await seen.press("a")
        assert "token accuracy" in seen.text and "validation 0." in seen.text and "1.0" not in seen.lines[2]
        await seen.press("a")
        assert "loss" in seen.lines[2]
        await deploy(seen)
        assert "you are talking to clerk-" in seen.text and "the same as in training" in seen.text
        assert seen.lines[1].endswith("PRACTICE")
        await seen.press("enter", *"The apple?", "enter")
        assert "assistant  Try shelf" in seen.text and " tokens · " in seen.text
        await seen.press("escape", "a")
        assert "+ kept as a record" in seen.text and "kept as new line 61" in seen.lines[-2]
        bench = seen.app.bench
        assert bench.tags[61] >= {"chat"}
        origin = origin_of(bench, 61)
        assert origin is not None and origin.deployment.startswith("clerk-") and not origin.corrected
        await seen.press("1", "G")
        assert "new line 61 · tagged chat" in seen.text and "The apple?" in seen.text
        assert bench.record(61).messages[0].text == SYSTEM
        await seen.press("u")
        assert not bench.dataset.exists(61) or bench.dataset.is_dropped(61) or len(bench.view()) == 60
    async with opened(clerk, (80, 24), practice=SPEED) as seen:
        await seen.press("4")
        assert "✓ job" in seen.lines[1] and "✓ deploy" in seen.lines[1] and "PRACTICE" in seen.lines[1]
        await seen.press("down", "down")
        assert "The apple?" in seen.text
        assert seen.lines[-1].startswith(" ↑ ↓ step   ⏎ write")


async def test_nothing_is_sent_without_a_yes_and_a_refusal_has_its_own_place(opened, clerk: Path) -> None:
    async with opened(clerk, (80, 24)) as seen:
        await seen.press("4")
        assert "No resource is known here." in seen.text and "rehearses with the practice service" in seen.text
        await seen.press("enter")
        server = server_of_confirm(seen)
        server.pace = Pace().at(SPEED)
        await seen.press("enter")
        assert screen_of(seen).job is None and not server.state.jobs
        assert "PRACTICE" in seen.lines[1]
        words = "The fineTuningJob field is required."
        server.faults.arm(Fault("refuse", "create-job", status=400, code="invalidPayload", message=words))
        await send(seen)
        assert "The job was not started." in seen.text and "400 invalidPayload" in seen.text and words in seen.text
        assert "What helps" in seen.text and "Nothing was charged." in seen.text
        assert "✗ job" in seen.lines[1] and seen.lines[-1].startswith(" r try again   c copy")
        await seen.press("c")
        assert words in seen.app.clipboard and "The job was not started." in seen.app.clipboard
        await seen.press("r")
        assert screen_of(seen).job.job.status == "succeeded" and len(server.state.jobs) == 1
        assert "✓ job" in seen.lines[1]


def server_of_confirm(seen):
    """The practice service, while the question is on the screen."""
    assert isinstance(seen.app.screen, ConfirmScreen)
    assert not seen.app.screen.agrees
    screen = next(screen for screen in seen.app.mode_screens() if isinstance(screen, TrainScreen))
    return screen.session.server


async def test_a_running_job_pauses_goes_on_and_is_cancelled(opened, clerk: Path) -> None:
    async with opened(clerk, (120, 36), practice=SPEED, ascii=True) as seen:
        await seen.press("4")
        assert "not divided" in seen.text and seen.text.isascii()
        await seen.press("enter")
        server_of_confirm(seen).pace = dataclasses.replace(Pace().at(SPEED), training=600.0)
        await seen.pilot.press("right", "enter")
        await running(seen, "running")
        assert "p pause   X cancel job" in seen.lines[-1] and "q leave, job goes on" in seen.lines[-1]
        await seen.pilot.press("p")
        await running(seen, "paused")
        await seen.pilot.press("p")
        await running(seen, "running")
        assert seen.text.isascii()
        assert screen_of(seen).farewell()[0].startswith("The practice job clerk-")
        await seen.pilot.press("X")
        await seen.pilot.press("y")
        await seen.settle()
        assert screen_of(seen).job.job.status == "cancelled" and "cancelled" in seen.lines[-2]


async def running(seen, status: str) -> None:
    """Wait until the job is said to be in this status."""
    screen = screen_of(seen)
    while screen.job is None or screen.job.job.status != status or not screen.host.works.runs("train follow"):
        await seen.pilot.pause(0.02)


async def test_talking_stopping_correcting_and_comparing(opened, clerk: Path) -> None:
    async with opened(clerk, (120, 36), practice=SPEED) as seen:
        await seen.press("3")
        await seen.press("w")
        await seen.press("escape", "4")
        await send(seen)
        await deploy(seen)
        server_of(seen).pace = dataclasses.replace(Pace().at(SPEED), word=0.5)
        await seen.pilot.press("enter", *"The door?", "enter")
        screen = screen_of(seen)
        while screen.live is None or not screen.live.text:
            await seen.pilot.pause(0.02)
        assert "answering… esc stops" in seen.text and "esc stop the answer" in seen.lines[-1]
        await seen.press("escape")
        assert "stopped" in seen.text
        server_of(seen).pace = Pace().at(SPEED)
        await seen.press("escape", "r")
        assert "stopped" not in seen.text and "Try shelf" in seen.text
        await seen.press("e")
        assert "the answer, corrected" in seen.text and seen.lines[-1].startswith(" ^s take   esc leave")
        await seen.press(*"!", "ctrl+s")
        assert "corrected by you" in seen.text
        await seen.press("a")
        origin = origin_of(seen.app.bench, 61)
        assert origin is not None and origin.corrected and "corrected" in seen.app.bench.tags[61]
        await seen.press("s", "n")
        assert "differs from training" in seen.text and "[-" not in seen.text, "colour says what is left out"
        await seen.press("s", "t", "t", "t", *"0.5", "enter")
        assert "the same as in training" in seen.text and "temperature 0.5" in seen.text
        await seen.press("w")
        assert "what taught it" in seen.text and "of the words shared" in seen.text
        assert "line 61 " not in seen.text, "what was kept just now has taught nothing"
        await seen.press("escape", "c")
        assert "There is no second deployment" in seen.lines[-2]
        await seen.press("escape", "up", "e", "n", *"two", "enter", "enter")
        await seen.press("right", "enter")
        assert "you are talking to two" in seen.text and "to two" in seen.lines[2]
        await seen.press("enter", *"The door?", "enter")
        await seen.press("escape", "c")
        await seen.press("1")
        assert isinstance(seen.app.screen, CompareScreen)
        assert "Compare on the conversation + 12 validation records · 1 of 13" in seen.lines[1]
        assert "the conversation you had" in seen.lines[-2]
        assert "asked      The door?" in seen.text and "wanted     –" in seen.text
        await seen.press("n")
        assert "wanted     Try shelf" in seen.text and "validation line" in seen.lines[-2]
        await seen.press("right", "equals_sign", "left")
        assert "better 1 · worse 1 · same 1" in seen.lines[1] and "13 of 13" not in seen.lines[1]
        assert "same final line" in seen.text and "your marks        1" in seen.text
        await seen.press("a")
        assert "kept as new line 62" in seen.lines[-2]
        await seen.press("w")
        assert "questions, answers and marks are in" in seen.text
        exported = list(clerk.parent.glob("comparison-*.jsonl"))
        assert len(exported) == 1 and len(exported[0].read_text("utf-8").splitlines()) == 13
        await seen.press("escape", "c")
        await seen.press("1")
        assert isinstance(seen.app.screen, CompareScreen)
        assert "better 1 · worse 1 · same 1" in seen.lines[1], "a mark outlives the screen it was made on"


async def test_what_costs_money_is_said_before_leaving(opened, clerk: Path) -> None:
    async with opened(clerk, (80, 24), practice=SPEED) as seen:
        await seen.press("4")
        await send(seen)
        await deploy(seen)
        screen = screen_of(seen)
        first, seen.app.measuring.state = screen.deployment, "measuring"
        screen.deployment = dataclasses.replace(screen.deployment, name="other")
        screen.begin_talk()
        await seen.settle()
        assert screen.talk is None, "how the training data begins is not known yet"
        seen.app.measuring.state = "done"
        screen.known_better()
        assert screen.talk is not None and screen.talk.system == SYSTEM
        screen.deployment = first
        profile = dataclasses.replace(screen.session.profile, hosting_price=1.7)
        screen.session = dataclasses.replace(screen.session, profile=profile)
        screen.deployment = dataclasses.replace(screen.deployment, sku="Standard")
        screen.standing = (screen.deployment,)
        await seen.press("q")
        assert "$1.70 an hour until it is removed" in " ".join(seen.text.split())
        await seen.press("escape")
        assert seen.app.screen is screen
        await seen.press("up", "D", *"another", "enter")
        assert "The deployment was not removed." in seen.text
        await seen.press("escape", "D", *screen.deployment.name, "enter")
        assert screen.deployment is None and "The deployment is removed" in seen.lines[-2]
        await seen.press("q")
    assert seen.app.return_value == 0
