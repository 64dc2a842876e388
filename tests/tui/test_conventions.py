"""Conventions of good terminal programs that no other test of a screen holds, at 80 columns by 24 lines."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from curator.progress import Progress
from curator.tui.app import make_app
from curator.tui.widgets.footer import MOST_KEYS, KeyFooter
from curator.workbench import Workbench
from tests.tui.conftest import Seen, chat

SMALL = (80, 24)


@pytest.fixture
def tall(tmp_path: Path) -> Path:
    """Sixty sound records."""
    path = tmp_path / "tall.jsonl"
    questions = (chat(f"Where is shelf {n} in the cellar?", f"It is the {n}th on the left side.") for n in range(1, 61))
    path.write_text("\n".join(questions) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Measuring gives its first slice and then waits for this event, or to be stopped."""
    release, measure = threading.Event(), Workbench.measure

    def held_measure(self: Workbench, progress: Progress, *rest: Any, **options: Any) -> Iterator[Any]:
        for piece in measure(self, progress, *rest, **options):
            yield piece
            while not progress.cancelled and not release.wait(0.01):
                pass

    monkeypatch.setattr(Workbench, "measure", held_measure)
    return release


async def until(seen: Seen, text: str) -> None:
    """Wait until a text stands on the screen, while work goes on behind it."""
    async with asyncio.timeout(20):
        while text not in seen.text:
            await seen.pilot.pause()


async def test_rows_are_there_and_usable_while_measuring_goes_on_and_esc_keeps_what_was_found(
    dirty: Path, held: threading.Event
) -> None:
    app = make_app(dirty, workers=0, ascii=False)
    async with app.run_test(size=SMALL) as pilot:
        seen = Seen(app, pilot)
        await until(seen, "role-unknown")
        assert app.measuring.state == "measuring" and not app.measuring.final
        assert "so far" in seen.lines[-2]
        await pilot.press("j", "d")
        await until(seen, "dropped line 2")
        await pilot.press("escape")
        await until(seen, "what was found is kept")
        async with asyncio.timeout(20):
            while app.measuring.state != "stopped":
                await pilot.pause()
        assert "json-quote" in seen.text
        held.set()
        await pilot.press("m")
        await seen.settle()
        await seen.until(lambda: app.measuring.final)


async def test_keys_move_as_in_vi_and_by_arrows_and_esc_never_leaves(opened, tall: Path) -> None:
    async with opened(tall, SMALL) as seen:
        screen = seen.app.screen
        for keys, row in (("j", 2), ("down", 3), ("k", 2), ("up", 1), ("G", 60), ("g", 1), ("end", 60), ("home", 1)):
            await seen.press(keys)
            assert screen.row == row, keys
        await seen.press("ctrl+d")
        half = screen.row
        assert 5 < half < 15
        await seen.press("ctrl+u")
        assert screen.row == 1
        await seen.press("pagedown")
        assert screen.row > half
        await seen.press("g", "enter")
        assert screen.record_is_open
        await seen.press("escape")
        assert not screen.record_is_open
        await seen.press("escape", "escape", "escape")
        assert seen.app.screen is screen and seen.app.is_running
        await seen.press("ctrl+q")
    assert seen.app.return_value == 0


async def test_each_screen_keeps_its_place(opened, dirty: Path) -> None:
    async with opened(dirty, SMALL) as seen:
        await seen.press("slash", *"role:assistant", "enter", "j", "j", "enter")
        row, text = seen.app.screen.row, seen.app.screen.query_text
        await seen.press("2", "j")
        entry = seen.app.screen.found.entry
        await seen.press("3", "1")
        assert (seen.app.screen.row, seen.app.screen.query_text) == (row, text)
        assert seen.app.screen.record_is_open
        await seen.press("2")
        assert seen.app.screen.found.entry == entry


SITUATIONS = {
    "list": ((), ()),
    "marks": (("space",), ("escape",)),
    "record": (("n", "enter"), ("escape",)),
    "editor": (("e",), ("escape",)),
    "filter": (("slash",), ("escape",)),
    "counts": (("c", "f"), ("escape",)),
    "writing": (("w",), ("escape",)),
    "history": (("h",), ("escape",)),
    "replace": (("E",), ("escape",)),
    "review": (("2",), ("1",)),
    "split": (("3",), ("1",)),
    "train": (("4",), ("1",)),
}
"""Keys that lead to a place, and those that lead back."""


async def test_the_footer_has_at_most_eight_keys_and_each_works(opened, dirty: Path) -> None:
    async with opened(dirty, SMALL) as seen:
        await seen.press("n", "f")
        for place, (there, back) in SITUATIONS.items():
            await seen.press(*there)
            footer = seen.app.screen.query_one(KeyFooter)
            offered = [key for key, _, _ in footer._fitting(80)]
            active = {entry.binding.id for entry in seen.app.screen.active_bindings.values()}
            assert 1 < len(offered) <= MOST_KEYS, place
            assert {key.id for key in offered} <= active, place
            assert cell_len(seen.lines[-1]) <= 80, place
            await seen.press(*back)


async def test_the_record_beside_the_list_follows_the_cursor(opened, dirty: Path) -> None:
    async with opened(dirty, (120, 36)) as seen:
        for line, answer in ((1, "Behind the town hall"), (4, "We do, at the counter"), (5, "At six in the evening")):
            while seen.app.screen.row < line:
                await seen.press("j")
            right = "\n".join(one.partition("│")[2] for one in seen.lines)
            assert f"line {line} " in right and answer in right


async def test_a_range_is_marked_from_the_last_mark_to_the_cursor(opened, tall: Path) -> None:
    async with opened(tall, SMALL) as seen:
        await seen.press("j", "space", "j", "j", "v")
        assert sorted(seen.app.screen.table.marks) == [2, 3, 4, 5]
        assert "d drop 4" in seen.lines[-1]


async def test_another_size_keeps_the_cursor_down_to_sixty_by_fifteen(opened, tall: Path) -> None:
    async with opened(tall, SMALL) as seen:
        await seen.press("G", "k")
        for size in ((160, 45), (120, 36), (60, 15), SMALL):
            await resize(seen, size)
            assert seen.app.screen.row == 59
            assert len(seen.lines) == size[1] and all(cell_len(line) <= size[0] for line in seen.lines)
            assert any(line.startswith("▌   59") for line in seen.lines)


async def resize(seen: Seen, size: tuple[int, int]) -> None:
    """Give the window another size and wait until all is drawn."""
    await seen.pilot.resize_terminal(*size)
    await seen.settle()


async def test_a_window_that_is_too_small_says_so_and_all_is_back_when_it_is_larger(opened, tall: Path) -> None:
    async with opened(tall, SMALL) as seen:
        await seen.press("j", "d", "enter")
        before = seen.text
        assert "d bring back" in before and "1 edit" in before
        for size in ((40, 10), (59, 30), (120, 14)):
            await resize(seen, size)
            assert "curator needs 60 by 15" in seen.text and f"{size[0]} by {size[1]}" in " ".join(seen.text.split())
            await seen.press("d", "question_mark", "2", "ctrl+p", "escape", "j")
            assert "curator needs 60 by 15" in seen.text and seen.app.bench.edit_count == 1
        await resize(seen, SMALL)
        assert seen.text == before
        await resize(seen, (40, 10))
        await seen.press("q")
    assert seen.app.return_value == 0


async def test_a_window_that_is_too_small_from_the_start_opens_when_it_is_larger(opened, tall: Path) -> None:
    async with opened(tall, (40, 10)) as seen:
        assert "curator needs 60 by 15; this window has 40 by 10" in " ".join(seen.text.split())
        await resize(seen, SMALL)
        assert "60 lines · file order" in seen.text


async def test_the_record_keeps_its_place_when_the_width_changes(opened, tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    words = " ".join(f"word{n:04}" for n in range(2_000))
    path.write_text(chat("Where?", words) + "\n", "utf-8")
    async with opened(path, SMALL) as seen:
        await seen.press("enter", "j", "j", *["pagedown"] * 6)
        first = seen.lines[4].split()[0]
        for size in ((120, 36), (60, 15), (97, 20), (60, 15), SMALL):
            await resize(seen, size)
            assert first in "\n".join(seen.lines[3:6]), size
        assert seen.lines[4].split()[0] == first


async def test_what_a_key_acts_on_is_in_sight_at_sixty_by_fifteen(opened, dirty: Path) -> None:
    async with opened(dirty, (60, 15)) as seen:
        await seen.press("2", "slash", *"has:json-quote-inside", "enter")
        await seen.press("j", "right")
        assert any(line.startswith("▌    3") for line in seen.lines) and "fix of line 3" in seen.text


async def test_colours_are_the_terminals_own_unless_a_theme_is_named(
    opened, dirty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TEXTUAL_THEME")
    async with opened(dirty, SMALL) as seen:
        assert seen.app.theme == "ansi-dark" and seen.app.animation_level == "none"
    async with opened(dirty, SMALL, theme="textual-light") as seen:
        assert seen.app.theme == "textual-light"


async def test_the_mouse_chooses_a_row_and_presses_the_keys_of_the_footer(opened, dirty: Path) -> None:
    async with opened(dirty, SMALL) as seen:
        await seen.pilot.click("RecordTable", offset=(20, 4))
        await seen.settle()
        assert seen.app.screen.row == 4
        at = seen.lines[-1].index("d drop")
        await seen.pilot.click("KeyFooter", offset=(at + 1, 0))
        await seen.settle()
        assert seen.app.bench.dataset.is_dropped(4)


async def test_the_shell_is_offered_only_where_the_terminal_can_go_there(opened, dirty: Path) -> None:
    async with opened(dirty, SMALL) as seen:
        assert seen.app.check_action("suspend_process", ()) is False
        active = {entry.binding.id for entry in seen.app.screen.active_bindings.values()}
        assert "suspend-process" not in active and "help" in active
