"""Answers of the model: a bad one in Review beside what taught it, tools offered and called, Markdown and raw text."""

from __future__ import annotations

from pathlib import Path

from curator.tui.screens.data import DataScreen
from curator.tui.screens.review import ReviewScreen
from curator.tui.screens.review.answers import AnswersScreen
from curator.tui.screens.train import TrainScreen
from tests.tui.test_train import SPEED, clerk, deploy, send

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
        assert isinstance(seen.app.screen, ReviewScreen) and "A answers 2" in seen.lines[-1]
    async with opened(clerk, (80, 24), practice=SPEED) as seen:
        await seen.press("2", "A")
        assert "Answer 1 of 2 to look at" in seen.lines[1]
        await seen.press("d", "d")
        assert isinstance(seen.app.screen, ReviewScreen)
        await seen.press("A")
        assert "No answer was sent here" in seen.lines[-2]
