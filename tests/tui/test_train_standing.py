"""Several deployments that stand at once: all are listed and counted, one is talked to, and each can be removed."""

from __future__ import annotations

import dataclasses
import json
import threading
from pathlib import Path

from curator.tui.screens.train.parts import SEND
from curator.tuning.practice.pace import Pace
from tests.tui.test_train import SPEED, clerk, deploy, screen_of, send, server_of_confirm

__all__ = ["clerk"]


async def test_a_second_deployment_stands_beside_the_first(opened, clerk: Path) -> None:
    async with opened(clerk, (120, 36), practice=SPEED) as seen:
        await seen.press("3")
        await seen.press("w")
        await seen.press("escape", "4")
        await send(seen)
        await deploy(seen)
        screen = screen_of(seen)
        first = screen.deployment.name
        profile = dataclasses.replace(screen.session.profile, hosting_price=1.7)
        screen.session = dataclasses.replace(screen.session, profile=profile)
        screen.deployment = dataclasses.replace(screen.deployment, sku="Standard")
        screen.standing = (screen.deployment,)
        await seen.press("up", "e", "1")
        assert screen.deployment_name == f"{first}-2" and first in seen.text and "stands already" in seen.text
        assert "✓ deploy" in seen.text and "$1.70 an hour" in seen.text
        await seen.press("escape")
        assert screen.talkable, "esc leaves the other one be"
        await seen.press("e", "1", "enter")
        assert "1 deployment standing already" in seen.lines[-2] and f"{first}: $1.70 an hour" in seen.text
        await seen.press("right", "enter")
        assert f"you are talking to {first}-2" in seen.text
        screen.standing = tuple(dataclasses.replace(one, sku="Standard") for one in screen.standing)
        await seen.press("up")
        assert "you talk to it" in seen.text and f"and {first}" in seen.text
        assert "together" in seen.text and "$3.40 an hour" in seen.text
        assert len([one for one in screen.reasons_to_stay() if "$1.70" in one]) == 2
        await seen.press("t")
        names = [choice.value for choice in screen.choices.choices]
        assert sorted(names) == [first, f"{first}-2"]
        await seen.press(screen.choices.choices[names.index(first)].letter)
        assert screen.deployment.name == first and screen.talk.deployment == first
        await seen.press("D", *first, "enter")
        assert [one.name for one in screen.standing] == [f"{first}-2"] and screen.deployment.name == f"{first}-2"
        assert screen.farewell()[0].startswith(f"{first}-2 still stands, at rest until the next start")
        screen.session = dataclasses.replace(screen.session, server=None)
        assert f"curator undeploy {first}-2 --profile practice" in screen.farewell()[0]


async def test_what_is_typed_meanwhile_stays_and_half_an_answer_is_not_learned(opened, clerk: Path) -> None:
    async with opened(clerk, (120, 36), practice=SPEED) as seen:
        await seen.press("4", "enter")
        server = server_of_confirm(seen)
        await seen.press("right", "enter")
        await deploy(seen)
        screen = screen_of(seen)
        server.pace = dataclasses.replace(Pace().at(SPEED), word=0.5)
        await seen.pilot.press("enter", *"The door?", "enter")
        while screen.live is None or not screen.live.text:
            await seen.pilot.pause(0.02)
        await seen.pilot.press(*"And the jacket?", "enter")
        assert screen.message.value == "And the jacket?" and "still answering: esc stops it" in seen.lines[-2]
        await seen.press("escape")
        assert "stopped" in seen.text and screen.message.value == "And the jacket?"
        server.pace = Pace().at(SPEED)
        await seen.press("escape", "a")
        assert "not whole" in seen.text and not screen.kept
        await seen.press("escape", "enter", "enter")
        assert screen.message.value == "" and len(screen.talk.turns) == 4
        await seen.press("escape", "a")
        assert "1 answer cut off: weight 0" in seen.lines[-2]
        weights = [json.loads(seen.app.bench.raw(61))["messages"][place].get("weight") for place in (2, 4)]
        assert weights == [0, None]


async def test_enter_says_what_is_awaited(opened, clerk: Path) -> None:
    async with opened(clerk, (120, 36), practice=SPEED) as seen:
        await seen.press("4")
        screen, gate = screen_of(seen), threading.Event()
        screen.begin_work(SEND, "files", "asking the resource", lambda _progress: gate.wait(), lambda _result: None)
        await seen.pilot.press("enter")
        assert "asking the resource: ⏎ once that has ended" in seen.lines[-2]
        gate.set()
        await seen.settle()
        await seen.press("enter")
        assert "Send to the practice service" in seen.text


async def test_the_base_model_stands_beside_the_tuned_one(opened, clerk: Path) -> None:
    async with opened(clerk, (120, 36), practice=SPEED) as seen:
        await seen.press("4")
        await send(seen)
        await deploy(seen)
        await seen.press("up", "e", "b")
        assert screen_of(seen).deployment_name == "gpt-4.1-mini"
        await seen.press("enter", "right", "enter")
        assert "you are talking to gpt-4.1-mini" in seen.text
        await seen.press("enter", *"The door?", "enter")
        assert "I am a practice base model, standing in for gpt-4.1-mini" in " ".join(seen.text.split())
