"""Deployments that were put and not waited for, checkpoints of jobs that did not end well, and what is said of both."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from curator.tui.screens.train.confirming import ConfirmScreen
from curator.tui.screens.train.parts import DEPLOY
from curator.tuning.practice.pace import Pace
from tests.tui.test_train import SPEED, clerk, screen_of, send, server_of

__all__ = ["clerk"]


async def test_a_deployment_stands_from_the_moment_it_was_put(opened, clerk: Path) -> None:
    async with opened(clerk, (120, 36), practice=SPEED) as seen:
        await seen.press("4")
        await send(seen)
        server = server_of(seen)
        server.pace = dataclasses.replace(Pace().at(SPEED), lag=1_000_000.0)
        await seen.press("down", "enter", "right")
        await seen.pilot.press("enter")
        screen = screen_of(seen)
        while "not ready yet" not in screen.doing(DEPLOY):
            await seen.pilot.pause(0.02)
        await seen.press("escape")
        name = screen.standing[0].name
        assert f"stopped waiting: {name} stands all the same" in seen.lines[-2]
        assert "stands, not answering yet" in seen.text and "⏎ waits until it answers" in seen.text
        assert screen.farewell()[0].startswith(f"{name} still stands")
        server.pace = Pace().at(SPEED)
        await seen.press("enter")
        assert f"you are talking to {name}" in seen.text and len(screen.standing) == 1


async def test_a_checkpoint_of_a_cancelled_job_is_deployed_and_said_as_it_is_asked(opened, clerk: Path) -> None:
    async with opened(clerk, (80, 24), practice=SPEED) as seen:
        await seen.press("4")
        await send(seen)
        screen = screen_of(seen)
        view = screen.job
        assert view is not None
        job = dataclasses.replace(view.job, status="cancelled", fine_tuned_model=None)
        assert view.known.checkpoints
        screen.job = dataclasses.replace(view, known=dataclasses.replace(view.known, job=job))
        await seen.press("down")
        assert "The job has no last model, but " in seen.text and " e change" in seen.lines[-1]
        await seen.press("e")
        assert "checkpoint at step" in seen.text and "b base model" in seen.text
        await seen.press("b")
        assert "as          GlobalStandard" in seen.text
        await seen.press("enter")
        assert isinstance(seen.app.screen, ConfirmScreen) and "GlobalStandard" in seen.text
        await seen.press("escape", "e", "1")
        assert "as          DeveloperTier" in seen.text
        await seen.press("enter", "right", "enter")
        last = max(view.known.checkpoints, key=lambda one: one.step)
        assert screen.deployment is not None and screen.deployment.model == last.id
