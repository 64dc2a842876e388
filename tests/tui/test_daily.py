"""Small things of every day on the screen: what is said after a key, and the same number everywhere."""

from __future__ import annotations

import json
import re
from pathlib import Path
from threading import Event

import pytest

from curator.cli import run
from curator.tui.app import make_app
from curator.tui.screens.writing import difference_panel
from curator.tui.work import WorkEnded
from tests.tui.conftest import DIRTY, chat

SMALL = (80, 24)


async def test_another_key_leaves_a_proposal_and_then_acts(opened, dirty: Path) -> None:
    async with opened(dirty, SMALL) as seen:
        await seen.press("n", "n", "f")
        assert "A guess: f does it" in seen.text
        await seen.press("j")
        assert "A guess" not in seen.text and seen.app.screen.row == 4
        assert seen.app.bench.edit_count == 0
        await seen.press("k", "f", "d")
        assert "A guess" not in seen.text and "dropped line 3" in seen.lines[-2]
        await seen.press("u", "f", "question_mark")
        assert "This fix is a guess" in seen.text


async def test_a_guess_in_review_stands_once_and_gives_way_to_another_key(opened, dirty: Path) -> None:
    async with opened(dirty, (120, 36)) as seen:
        await seen.press("2", "slash", *"has:json-quote-inside", "enter", "f")
        assert seen.text.count("A guess") == 1
        await seen.press("d")
        assert "A guess: f does it" not in seen.text and seen.app.bench.dataset.is_dropped(3)


async def test_drop_says_which_were_dropped_already(opened, dirty: Path) -> None:
    async with opened(dirty, SMALL) as seen:
        await seen.press("d", "j", "d", "asterisk", "d")
        assert "dropped 6 lines, 2 of the 8 were dropped already" in seen.lines[-2]


async def test_an_answer_leaves_the_counts_where_there_is_room(opened, dirty: Path) -> None:
    async with opened(dirty, SMALL) as seen:
        counts = re.search(r"✗ \d+  ! \d+  · \d+", seen.lines[-2])
        assert counts is not None
        await seen.press("d")
        assert "dropped line 1" in seen.lines[-2] and re.search(r"✗ \d+  ! \d+  · \d+.* 1 edit$", seen.lines[-2])


async def test_edits_are_lines_that_differ_everywhere(opened, dirty: Path, capfd: pytest.CaptureFixture[str]) -> None:
    async with opened(dirty, SMALL) as seen:
        await seen.press("j", "f", "d", "u", "e", "x", "ctrl+s", "j", "d", "j", "d")
        number = seen.app.bench.edit_count
        assert number == 3 and "3 edits" in seen.lines[-2]
        await seen.press("w")
        assert re.search(r"  3  edits: lines that differ +from 4 steps, which touched these lines:", seen.text)
        assert len(re.findall(r"edits", seen.text)) == 1
        await seen.press("d")
        assert "3 lines differ" in seen.text
    assert run(["export", str(dirty), "--output", str(dirty.with_suffix(".out"))]) == 0
    assert "read with 3 edits made to it earlier" in capfd.readouterr().err


@pytest.mark.parametrize("size", [SMALL, (120, 36)])
async def test_lines_and_rows_made_by_edits_are_told_apart(opened, tmp_path: Path, size) -> None:
    path = tmp_path / "torn.jsonl"
    path.write_text(DIRTY[0] + DIRTY[3] + "\n" + DIRTY[4] + "\n", "utf-8")
    async with opened(path, size) as seen:
        assert seen.lines[1].endswith("2 lines · file order")
        await seen.press("f", "k")
        assert seen.app.bench.row_count == 3
        assert seen.lines[1].endswith("2 lines + 1 new · file order") and seen.lines[-2].startswith((" 1/3", " line 1"))
        assert size == SMALL or "2 lines + 1 new" in seen.lines[0]


async def test_the_start_list_counts_records_of_samples(opened) -> None:
    async with opened(None, SMALL) as seen:
        assert "244 records" in seen.text and "244 lines" not in seen.text


async def test_a_chosen_file_brings_its_own_settings(opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder, target, key in ((here, "azure/gpt-4.1", "ctrl+y"), (there, "azure/gpt-4o", "ctrl+n")):
        folder.mkdir()
        (folder / "data.jsonl").write_text(chat("Where is it?", "Behind the town hall.") + "\n", "utf-8")
        (folder / "curator.toml").write_text(f'target = "{target}"\n[keys]\ndrop = "{key}"\n', "utf-8")
    monkeypatch.chdir(here)
    async with opened(None, SMALL) as seen:
        await seen.press("slash", *str(there / "data.jsonl"), "enter")
        assert seen.app.bench.target.name == "azure/gpt-4o"
        await seen.press("ctrl+n")
        assert "dropped line 1" in seen.lines[-2] and "^n" in seen.lines[-1]
    assert make_app(here / "data.jsonl", target="azure/gpt-4.1-nano").asked.target == "azure/gpt-4.1-nano"


async def test_a_smaller_window_keeps_the_message_under_the_cursor(opened, tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    turns = [
        {"role": role, "content": f"{role} {number}: " + "words that go on and on " * 6}
        for number in range(20)
        for role in ("user", "assistant")
    ]
    path.write_text(json.dumps({"messages": turns}) + "\n", "utf-8")
    async with opened(path, (160, 45)) as seen:
        await seen.press("enter", *["j"] * 9)
        message = seen.app.screen.conversation.message
        words = f"{turns[message]['role']} {message // 2}:"
        assert words in seen.text
        for size in ((80, 24), (60, 16), (160, 45), (100, 20)):
            await seen.pilot.resize_terminal(*size)
            await seen.settle()
            assert words in seen.text, size


async def test_one_key_of_review_mends_all_that_is_safe(opened, dirty: Path) -> None:
    async with opened(dirty, SMALL) as seen:
        await seen.press("2")
        await seen.until(lambda: "^a all rules" in seen.lines[-1])
        await seen.press("ctrl+a")
        assert seen.app.screen.found.safe == 0 and seen.app.bench.edit_count >= 2
        assert len(seen.app.bench.history()) == 1, "one step"
        await seen.press("ctrl+a")
        assert "Nothing found is safe to mend at once" in seen.said
        await seen.press("u")
        assert seen.app.bench.edit_count == 0


async def test_reasons_in_split_are_whole_words(opened, dirty: Path) -> None:
    async with opened(dirty, (160, 45)) as seen:
        bench = seen.app.bench
        for row, reason in ((1, "duplicate-text"), (4, "pii-national-number")):
            bench.drop([row], reason)
        seen.app.measuring.touched([1, 4])
        await seen.settle()
        await seen.press("3")
        await seen.until(lambda: "left out" in seen.text)
        assert "dropped: duplicate-text" in seen.text and "dropped: pii-national-number" in seen.text


async def test_many_rows_are_changed_behind_the_screen(opened, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text("".join(chat(f"Question {number}?", "Yes, we do.") + "\n" for number in range(2_100)), "utf-8")
    async with opened(path, SMALL) as seen:
        bench, works = seen.app.bench, seen.app.works
        started: list[str] = []
        start = works.start

        def noted(group, label, *rest, **more):
            started.append(label)
            return start(group, label, *rest, **more)

        works.start = noted
        await seen.press("asterisk", "d")
        assert "dropping" in started and "dropped 2,100 lines" in seen.lines[-2]
        await seen.press("u")
        assert "undoing" in started and bench.edit_count == 0 and "undone: drop 2,100 lines" in seen.lines[-2]
        started.clear()
        await seen.press("escape", "d")
        assert "dropping" not in started and "dropped line 1" in seen.lines[-2], "one row is changed at once"


async def test_a_step_waits_for_the_one_that_is_being_taken(opened, dirty: Path) -> None:
    async with opened(dirty, SMALL) as seen:
        bench = seen.app.bench
        fix_all, going_on = bench.fix_all, Event()

        def slow(*rest, **more):
            going_on.wait(20)
            return fix_all(*rest, **more)

        bench.fix_all = slow
        await seen.press("2")
        await seen.pilot.press("ctrl+a", "u")
        assert "undo" not in seen.lines[-2] and bench.edit_count == 0
        going_on.set()
        await seen.settle()
        assert bench.edit_count == 0 and "undone: safe fixes" in seen.lines[-2]
        assert [step.of is not None for step in bench.history()] == [False, True], "mended, then undone"


async def test_what_one_key_mends_is_counted_alike_everywhere(opened, tmp_path: Path) -> None:
    twin = chat("Is it open today?", "Yes, until six in the evening.")
    comma = twin.replace("}]}", "},]}")
    other = chat("Where is the counter?", "By the window.", role="gpt").replace("window.", "window. ")
    path = tmp_path / "left.jsonl"
    path.write_text("\n".join([twin, comma, other, other + other.replace("counter", "door")]) + "\n", "utf-8")
    async with opened(path, SMALL) as seen:
        await seen.press("2")
        await seen.until(lambda: "^a all rules 3" in seen.lines[-1])
        await seen.press("ctrl+a")
        await seen.settle()
        bench = seen.app.bench
        assert bench.edit_count == 4 and "mended 1 line, dropped 2 duplicates, 1 new line" in seen.lines[-2]
        assert bench.dataset.dropped_rows() == [2, 4] and "^a again" not in seen.lines[-2]
        assert bench.edit_count == 4 and "^a all rules" not in seen.lines[-1]
        assert len(bench.history()) == 1, "what came to light was mended in the same step"


async def test_a_fix_that_would_make_another_error_is_said_to_stay_undone(opened, tmp_path: Path) -> None:
    comma = chat("Is it open today?", "Yes, until six in the evening.").replace("}]}", "},]}")
    unlearned = chat("Where is the counter?", "By the window.").replace('window."', 'window.", "weight": "0"')
    path = tmp_path / "stays.jsonl"
    path.write_text(f"{comma}\n{unlearned}\n", "utf-8")
    async with opened(path, (160, 45)) as seen:
        await seen.press("2", "ctrl+a")
        await seen.until(lambda: "on 1 line the fix would make a new error" in seen.lines[-2])
        assert "mended 1 line" in seen.lines[-2] and seen.app.bench.edit_count == 1
        await seen.press("ctrl+a")
        assert "Nothing was mended: here each fix would make a new error; ⏎ shows the lines." in seen.said


async def test_a_joined_line_is_one_difference(opened, tmp_path: Path) -> None:
    whole = chat("Is it open today?", "Yes, until six in the evening.")
    path = tmp_path / "torn.jsonl"
    at = whole.index("open today")
    path.write_text(f"{whole[:at]}\n{whole[at:]}\n{chat('Who is it?', 'The clerk.')}\n", "utf-8")
    async with opened(path, SMALL) as seen:
        bench = seen.app.bench
        assert bench.fix_all() is not None
        assert bench.edit_count == 1 < len(bench.dataset.states)
        assert difference_panel(bench, signs=True).note == "1 line differs"


async def test_what_was_accepted_is_said_wherever_it_is_said_what_is_left(opened, tmp_path: Path) -> None:
    path = tmp_path / "mail.jsonl"
    lines = [chat(f"Where is house number {number}?", f"In street {number}.") for number in range(30)]
    path.write_text("\n".join([*lines, chat("Who is anna?", "Write to anna@stadt.de."), ""]), "utf-8")
    async with opened(path, SMALL) as seen:
        await seen.press("G", "x")
        await seen.press("k", "j")
        assert "1 accepted" in seen.lines[-2]
        await seen.press("w")
        assert "still in it   0 errors, 0 warnings, 1 accepted" in seen.text and "↓ j down" in seen.lines[-1]
        await seen.press("enter")
        await seen.press("2")
        assert "1 finding: silent here and in what is written" in seen.text
    async with opened(tmp_path / "mail.clean.jsonl", SMALL) as seen:
        assert "1 accepted" in seen.lines[-2]


async def test_dropped_lines_are_counted_nowhere(opened, tmp_path: Path) -> None:
    path = tmp_path / "clean.jsonl"
    lines = [chat(f"Where is house number {number}?", f"In street {number}.") for number in range(30)]
    path.write_text("\n".join([*lines, "", ""]) + "\n", "utf-8")
    async with opened(path, SMALL) as seen:
        await seen.press("d", "G", "d", "k", "d")
        assert seen.app.bench.counts.error == seen.app.bench.counts.warning == 0
        await seen.press("c", "r")
        assert re.search(r"user +29", seen.text)
        await seen.press("escape", "2")
        assert "Nothing found in 29 records" in seen.text


async def test_the_head_of_a_record_says_its_tokens_after_an_edit(opened, dirty: Path) -> None:
    async with opened(dirty, (120, 36)) as seen:
        await seen.press("e", *"many more words than before ", "ctrl+s")
        tokens = seen.app.bench.rows([1])[0].tokens
        assert f"{tokens} tokens" in seen.text
        await seen.press("r")
        assert "the line as edited" in seen.text


async def test_work_that_ends_when_the_screens_have_gone_is_let_go(opened, dirty: Path) -> None:
    async with opened(dirty, SMALL) as seen:
        app, applied = seen.app, list[object]()
        running = app.works.start("late", "late", lambda _progress: None, applied.append)
        await seen.until(lambda: len(applied) == 1)
    assert not app.screen_stack
    app.on_work_ended(WorkEnded(running, None, OSError("too late")))
    app.on_work_moved()
    assert len(applied) == 1
