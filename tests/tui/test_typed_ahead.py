"""Keys that come faster than the screen: each acts on what the one before it has shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from tests.tui.conftest import Opened, Seen

NAMES = {"/": "slash"}


async def burst(seen: Seen, keys: str) -> None:
    """All keys in the app's queue before it handles the first of them."""
    for sign in keys:
        seen.app.post_message(events.Key(NAMES.get(sign, sign), sign))
    await seen.settle()


async def test_what_follows_the_filter_key_is_the_filter(opened: Opened, dirty: Path) -> None:
    async with opened(dirty, (80, 24)) as seen:
        await burst(seen, "/dad")
        await seen.until(lambda: seen.lines[1].startswith(" / dad"))
        assert seen.app.bench is not None and seen.app.bench.edit_count == 0


async def test_what_follows_a_screens_digit_acts_there(opened: Opened, dirty: Path) -> None:
    async with opened(dirty, (80, 24)) as seen:
        await burst(seen, "2/unknown")
        await seen.until(lambda: "unknown" in seen.lines[1])
        assert seen.app.current_mode == "review"
        assert seen.app.bench is not None and seen.app.bench.edit_count == 0


async def test_many_keys_at_once_are_all_handled_in_order(opened: Opened, dirty: Path) -> None:
    async with opened(dirty, (80, 24)) as seen:
        await burst(seen, "jjjkjdj")
        await seen.until(lambda: "5/8" in seen.lines[-2])
        assert seen.app.bench is not None and seen.app.bench.dataset.is_dropped(4)


@pytest.mark.parametrize("keys", ["?", "wq", "hq"])
async def test_a_key_that_opens_and_closes_something_holds_up_nothing(opened: Opened, dirty: Path, keys: str) -> None:
    async with opened(dirty, (80, 24)) as seen:
        await burst(seen, keys)
        await seen.press("escape", "escape")
        await burst(seen, "jj")
        await seen.until(lambda: "3/8" in seen.lines[-2])
