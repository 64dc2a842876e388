"""Several deployments that stand at once: all are listed and counted, one is talked to, and each can be removed."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from tests.tui.test_train import SPEED, clerk, deploy, screen_of, send

__all__ = ["clerk"]


async def test_a_second_deployment_stands_beside_the_first(opened, clerk: Path) -> None:
    async with opened(clerk, (120, 36), practice=SPEED) as seen:
        await seen.press("3", "w", "escape", "4")
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
