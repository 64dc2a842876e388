"""The filter bar: saved filters, patterns that never end, the cursor while a filter is typed."""

from __future__ import annotations

import asyncio
import json
import threading
from pathlib import Path

import pytest

from curator.cli import run
from curator.engine.patterns import Pattern
from curator.engine.query import EXAMPLES
from curator.tui.app import make_app
from curator.workbench import Workbench
from tests.tui.conftest import Seen, chat

SMALL = (80, 24)


async def test_a_filter_is_saved_under_a_name_and_offered(opened, dirty: Path) -> None:
    settings = dirty.parent / "curator.toml"
    settings.write_text('# ours\n[filters]\nlong = "tokens>2000"\n', "utf-8")
    async with opened(dirty, SMALL) as seen:
        await seen.press("slash", *"user:envelopes")
        await seen.until(lambda: seen.lines[1].endswith("1 of 8"))
        assert "^s save" in seen.lines[-1] and seen.lines[-1].endswith("F1 help")
        await seen.press("ctrl+s", *"env", "enter")
        assert settings.read_text("utf-8") == '# ours\n[filters]\nlong = "tokens>2000"\nenv = "user:envelopes"\n'
        assert "saved as @env" in seen.said and seen.lines[1].startswith(" / user:envelopes")
        await seen.press("escape", "slash", "at", "e")
        await seen.until(lambda: "@env" in seen.lines[2] and "@long" not in seen.lines[2])
        await seen.press("tab", "enter")
        assert seen.lines[1].startswith(" / @env") and seen.lines[1].endswith("1 of 8")
        await seen.press("slash", "end", *"x")
        await seen.until(lambda: 'There is no saved filter "envx". Near: env' in seen.lines[2])
    assert run(["export", str(dirty), "--output", str(dirty.parent / "out.jsonl"), "--where", "@env"]) == 0
    assert (dirty.parent / "out.jsonl").read_text("utf-8").count("\n") == 1


async def test_nothing_is_saved_without_a_filter_or_a_name(opened, dirty: Path) -> None:
    async with opened(dirty, SMALL) as seen:
        await seen.press("ctrl+s")
        assert "There is no filter to save" in seen.lines[-2]
        await seen.press("slash", *"office", "enter", "ctrl+s", "enter")
        assert "No name was typed" in seen.lines[-2]
        await seen.press("ctrl+s", *"two words", "enter")
        assert "cannot be a name" in seen.text
    assert not (dirty.parent / "curator.toml").exists()


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """Two lines; on the second a pattern can go wrong in more ways than there is time."""
    path = tmp_path / "trap.jsonl"
    path.write_text(chat("Short", "Yes.") + "\n" + chat("a" * 70 + "b", "No.") + "\n", "utf-8")
    return path


async def test_an_endless_pattern_is_stopped_and_named(opened, trap: Path) -> None:
    async with opened(trap, SMALL) as seen:
        await seen.press("slash", *"/(a|aa)+$/")
        await seen.until(lambda: "The pattern /(a|aa)+$/ takes too long on line 2." in seen.lines[2])
        await seen.press("escape", "E", "ctrl+g", *"(a|aa)+$")
        await seen.until(lambda: "takes too long on line 2" in seen.text)
        await seen.press("escape")
        assert seen.lines[1].endswith("2 lines · file order")


async def test_esc_stops_a_search_that_goes_on(opened, trap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, let_go = threading.Event(), threading.Event()

    def slow(_pattern: Pattern, _text: str, _line: int) -> bool:
        begun.set()
        return let_go.wait(20)

    monkeypatch.setattr(Pattern, "found_in", slow)
    async with opened(trap, SMALL) as seen:
        await seen.pilot.press("slash", *"/Yes/", "enter")
        await asyncio.to_thread(begun.wait, 20)
        search = seen.app.works._running["view"]
        await seen.pilot.press("j")
        assert seen.app.screen.row == 1, "a key that is meant for what is found waits, and esc takes it back"
        await seen.pilot.press("escape")
        assert search.progress.cancelled and "filtering stops" in seen.lines[-2]
        let_go.set()
        await seen.settle()
        assert seen.lines[1].endswith("2 lines · file order")


def test_commands_name_the_pattern_and_the_line(trap: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(trap), "--where", "/(a|aa)+$/"]) == 2
    said = capfd.readouterr().err
    assert "The pattern /(a|aa)+$/ takes too long on line 2." in said and "Traceback" not in said


async def test_the_cursor_stays_on_its_record_while_a_filter_is_typed(opened, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    lines = [
        chat(f"Question {number} about {'tea' if number % 3 else 'milk'}", f"Answer {number}.") for number in range(60)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    async with opened(path, SMALL) as seen:
        await seen.press(*["j"] * 30)
        row = seen.app.screen.row
        text = json.loads(lines[row - 1])["messages"][1]["content"]
        assert "milk" in text
        await seen.press("slash", *"tea")
        await seen.until(lambda: seen.lines[1].endswith("40 of 60"))
        assert seen.app.screen.row != row
        await seen.press(*["backspace"] * 3, *"milk")
        await seen.until(lambda: seen.lines[1].endswith("20 of 60"))
        assert seen.app.screen.row == row
        await seen.press(*["backspace"] * 4, *"nothing at all")
        await seen.until(lambda: seen.lines[1].endswith("0 of 60"))
        await seen.press("escape")
        await seen.until(lambda: seen.lines[1].endswith("60 lines · file order"))
        assert seen.app.screen.row == row


async def test_leaving_the_field_forgets_what_is_still_looked_for(opened, dirty: Path) -> None:
    async with opened(dirty, SMALL) as seen:
        await seen.press("slash", *"envelopes")
        await seen.press("escape")
        await seen.settle()
        assert seen.lines[1].endswith("8 lines · file order")
        await seen.press("slash")
        assert seen.lines[-1].endswith("F1 help")
        await seen.press("f1")
        assert "the filter" in seen.text.lower()


@pytest.mark.parametrize("mode", ["1", "2"])
async def test_a_word_taken_before_its_end_is_blamed(opened, dirty: Path, mode: str) -> None:
    async with opened(dirty, SMALL) as seen:
        await seen.press(mode, "slash", *"has:dupl")
        await seen.until(lambda: "has:duplicate 1" in seen.lines[2])
        await seen.press("enter")
        assert "▲" in seen.lines[2] and 'There is no rule "dupl"' in seen.lines[2]


async def test_a_filter_asked_before_all_is_measured_is_asked_again(opened, dirty: Path, monkeypatch) -> None:
    let_go = threading.Event()
    measure = Workbench.measure

    def late(self: Workbench, *arguments):
        let_go.wait(20)
        return measure(self, *arguments)

    monkeypatch.setattr(Workbench, "measure", late)
    app = make_app(dirty, workers=0, ascii=False)
    async with app.run_test(size=SMALL) as pilot:
        seen = Seen(app, pilot)
        while app.bench is None or app.screen.row is None or not app.works.runs("measure"):
            await pilot.pause()
        await pilot.press("slash", *"envelopes", "enter")
        while not seen.lines[1].endswith("of the first 0"):
            await pilot.pause()
        let_go.set()
        await seen.until(lambda: seen.lines[1].endswith("1 of 8"))
        assert app.screen.row == 4


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("has:duplicat", 'There is no rule "duplicat". Near: duplicate'),
        ("has:error or", "A term is missing here."),
        ("tokens>>3", "is not a number"),
        ('"unterminated', "The quote is not closed."),
        ("envelopes has:duplicat", 'There is no rule "duplicat"'),
    ],
)
async def test_a_filter_that_cannot_be_read_is_not_taken(opened, dirty: Path, typed: str, said: str) -> None:
    async with opened(dirty, SMALL) as seen:
        await seen.press("slash", *"counter", "enter")
        assert seen.lines[1].endswith("1 of 8")
        await seen.press("slash", *["backspace"] * 7, *typed, "enter")
        assert said in seen.lines[2] and "▲" in seen.lines[2], "what is wrong stands under the open field"
        assert seen.app.screen.filter_bar.field.has_focus and "esc leave" in seen.lines[-1]
        assert seen.app.screen.query_text == "counter" and list(seen.app.screen.view) == [4]
        await seen.press("f1")
        await seen.press("escape")
        assert said in seen.lines[2]
        await seen.press("escape")
        assert seen.lines[1].startswith(" / counter") and seen.lines[1].endswith("1 of 8")
        assert "▲" not in seen.text and seen.app.screen.query_text == "counter"
        await seen.press("asterisk")
        assert len(seen.app.screen.table.marks) == 1


async def test_a_part_that_was_a_filter_does_not_stay_behind_a_wrong_one(opened, dirty: Path) -> None:
    async with opened(dirty, SMALL) as seen:
        await seen.press("slash", *"counter")
        await seen.until(lambda: seen.lines[1].endswith("1 of 8"))
        await seen.press(*" has:nothing")
        await seen.until(lambda: 'There is no rule "nothing"' in seen.lines[2])
        assert seen.lines[1].endswith("8 lines · file order")


async def test_a_filter_that_fails_on_the_way_gives_the_one_before_back(opened, trap: Path) -> None:
    async with opened(trap, SMALL) as seen:
        await seen.press("slash", *"/(a|aa)+$/", "enter")
        assert "takes too long on line 2" in seen.lines[2]
        assert "aa" not in seen.lines[1] and seen.lines[1].endswith("2 lines · file order")
        await seen.press("j")
        assert "takes too long" not in seen.text


async def test_the_help_of_the_filter_is_its_language_on_one_small_screen(opened, dirty: Path) -> None:
    async with opened(dirty, SMALL) as seen:
        await seen.press("slash", "f1")
        for example, _ in EXAMPLES:
            assert f" {example} " in seen.text
        assert "more line" not in seen.text and "@name" in seen.text
        await seen.press("escape")
        assert seen.app.screen.filter_bar.field.has_focus
