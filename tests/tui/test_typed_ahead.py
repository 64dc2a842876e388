"""Keys that come faster than the screen: each acts on what the one before it has shown."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from textual import events

from curator.tui.app import CuratorApp
from tests.tui.conftest import DIRTY, Opened, Seen, chat
from tests.tui.terminal import curator_in

NAMES = {"/": "slash", "*": "asterisk", "\n": "enter", "\x1b": "escape", " ": "space", ":": "colon", "-": "minus"}


def type_ahead(app: CuratorApp, keys: str) -> None:
    """All keys in the app's queue before it handles the first of them."""
    for sign in keys:
        app.post_message(events.Key(NAMES.get(sign, sign), sign if sign.isprintable() else None))


async def burst(seen: Seen, keys: str) -> None:
    """Type keys at once, and wait until all they caused is done."""
    type_ahead(seen.app, keys)
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


async def test_what_follows_the_editors_key_is_typed_into_the_editor(opened: Opened, dirty: Path) -> None:
    async with opened(dirty, (120, 36)) as seen:
        await burst(seen, "ed.")
        await seen.until(lambda: seen.app.screen.has_class("-editing"))
        assert "Answer as a clerk.d." in seen.text
        assert seen.app.bench is not None and seen.app.bench.edit_count == 0


async def test_what_follows_a_taken_filter_is_done_to_its_rows(opened: Opened, dirty: Path) -> None:
    async with opened(dirty, (120, 36)) as seen:
        await burst(seen, "/has:role-unknown\n*d")
        assert seen.lines[1].startswith(" / has:role-unknown ")
        assert seen.app.bench is not None and seen.app.bench.dataset.dropped_rows() == [2]


async def test_keys_wait_for_work_however_long_it_takes(opened: Opened, dirty: Path) -> None:
    async with opened(dirty, (120, 36)) as seen:
        bench, ends = seen.app.bench, threading.Event()
        assert bench is not None
        seen.app.works.start("verb", "counting", lambda _progress: ends.wait(20), lambda _ended: None, keys_wait=True)
        type_ahead(seen.app, "d")
        await seen.pilot.pause()
        assert bench.edit_count == 0
        ends.set()
        await seen.settle()
        assert bench.dataset.dropped_rows() == [1]


async def test_escape_does_not_wait_and_takes_back_what_was_typed_ahead(opened: Opened, dirty: Path) -> None:
    async with opened(dirty, (120, 36)) as seen:
        bench, ends = seen.app.bench, threading.Event()
        assert bench is not None
        running = seen.app.works.start(
            "verb", "counting", lambda _progress: ends.wait(20), lambda _ended: None, keys_wait=True
        )
        type_ahead(seen.app, "*d\x1b")
        while not running.progress.cancelled:
            await seen.pilot.pause()
        ends.set()
        await seen.settle()
        assert bench.edit_count == 0
        await burst(seen, "d")
        assert bench.dataset.dropped_rows() == [1]


async def test_each_of_many_accepting_keys_accepts_a_line(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "rings.jsonl"
    rings = [
        chat(f"What is number {word}?", f"Number {word} \ufffd rings.") for word in ("one", "two", "three", "four")
    ]
    path.write_text("\n".join([*DIRTY[:1], *DIRTY[3:5], *rings]) + "\n", encoding="utf-8")
    async with opened(path, (120, 36)) as seen:
        bench = seen.app.bench
        assert bench is not None and len(bench.rows_of("replacement-char")) == 4
        await seen.press("2")
        while "replacement-char" not in seen.app.screen.found.entry.rule:  # pyright: ignore[reportAttributeAccessIssue]
            await seen.press("j")
        await burst(seen, "xxxx")
        assert bench.rows_of("replacement-char") == []


def test_keys_typed_at_once_in_a_terminal_act_in_order(dirty: Path, tmp_path: Path) -> None:
    terminal = curator_in(dirty, tmp_path, 120, 36)
    try:
        terminal.until("measured 8 lines")
        terminal.type("ehello ")
        terminal.until("clerk.hello ")
        terminal.press("Escape")
        terminal.until("kept as a draft")
        terminal.type("/has:role-unknown\r*d")
        terminal.until("dropped line 2")
    finally:
        terminal.close()
