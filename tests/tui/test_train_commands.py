"""Copied commands: each is one the command line takes, with the profile and everything that was chosen."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click
import pytest

from curator.cli.commands import curator
from curator.tui.screens.train.commands import chat_command, deploy_command, job_command
from curator.tuning.service import Deployment
from tests.tui.test_train import SPEED, clerk, deploy, send

__all__ = ["clerk"]


def parsed(line: str) -> dict[str, Any]:
    """What the command line makes of a copied command; a usage error where it takes it not."""
    name, *words = shlex.split(line.removeprefix("curator "))
    command = curator.get_command(click.Context(curator), name)
    assert command is not None
    return command.make_context(name, words).params


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (job_command("ftjob-1", "my prod"), {"profile": "my prod", "following": True}),
        (
            deploy_command(Deployment("clerk's", "m.ft-1", sku="Standard", capacity=7), "prod"),
            {"model": "m.ft-1", "name": "clerk's", "profile": "prod", "sku": "Standard", "capacity": 7},
        ),
        (
            chat_command("clerk", "prod", "a b/train.jsonl"),
            {"deployment": "clerk", "profile": "prod", "data": "a b/train.jsonl"},
        ),
    ],
)
def test_a_command_is_taken_as_it_is_copied(line: str, expected: dict[str, Any]) -> None:
    given = parsed(line)
    assert {name: given[name] for name in expected} == expected, given


async def test_what_is_copied_at_each_step_is_what_is_done_there(opened, clerk: Path, monkeypatch) -> None:
    copied: list[str] = []
    async with opened(clerk, (120, 36), practice=SPEED) as seen:
        monkeypatch.setattr(seen.app, "copy_to_clipboard", copied.append)
        await seen.press("3")
        await seen.press("w")
        await seen.press("escape", "4", "e", "e", "2", "enter")
        await seen.press("enter")
        await seen.press("y")
        sent = parsed(copied.pop())
        assert sent["training"].endswith("split/training_set.jsonl") and sent["validation"].endswith("_set.jsonl")
        assert (sent["profile"], sent["epochs"], sent["suffix"][:6]) == ("practice", 2, "clerk-")
        await seen.press("escape")
        await send(seen)
        await seen.press("y", "c")
        assert parsed(copied.pop())["profile"] == "practice"
        await deploy(seen)
        screen = seen.app.screen
        await seen.press("y", "c")
        talked = parsed(copied.pop())
        assert talked["deployment"] == screen.deployment.name and talked["data"] == sent["training"]
