"""Many rows at once, the history, and who may change the file: on the Data screen."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from curator.dataset.dataset import Dataset
from curator.workbench import measuring
from curator.workbench.comparing import Complete
from tests.tui.conftest import chat


async def test_a_tag_is_typed_taken_away_and_given_again(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        await seen.press("space", "space", "t")
        assert seen.lines[-3].startswith(" tag 2 lines")
        await seen.press(*"to do", "enter")
        assert seen.app.bench.tags == {1: {"to-do"}, 2: {"to-do"}}
        assert 'tagged 2 lines "to-do"' in seen.lines[-2] and "now unmarked" in seen.lines[-2]
        await seen.press("G", "full_stop")
        assert seen.app.bench.tags[8] == {"to-do"}, "the row under the cursor, as none is marked now"
        await seen.press("t", "enter")
        assert 8 not in seen.app.bench.tags
        await seen.press("u", "u", "u")
        assert seen.app.bench.tags == {}
        await seen.press("t", *"x", "escape")
        assert seen.app.bench.tags == {} and seen.app.screen.table.has_focus


async def test_the_last_verb_is_done_again_on_the_next_rows(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        await seen.press("full_stop")
        assert "Nothing was done yet" in seen.lines[-2]
        await seen.press("d", "j", "full_stop", "j", "space", "space", "full_stop")
        assert sorted(seen.app.bench.dataset.dropped_rows()) == [1, 2, 3, 4]


async def test_fix_all_and_accept_say_on_how_many(opened, tmp_path: Path) -> None:
    path = tmp_path / "gpt.jsonl"
    lines = [chat(f"Where is house number {number}?", f"In street {number}.") for number in range(30)]
    lines += [chat(f"Who lives in house {number}?", f"Somebody in {number}.", role="gpt") for number in range(3)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    async with opened(path, (160, 45)) as seen:
        await seen.press("n")
        assert "F fix all 3" in seen.lines[-1] and "x accept" not in seen.lines[-1]
        await seen.press("x")
        assert "role-unknown: the service would refuse it: mend it, or d drops it" in seen.lines[-2]
        await seen.press("space", "space", "k", "x")
        assert "On the marked rows the service would refuse it" in seen.lines[-2]
        assert seen.app.bench.rows_of("role-unknown") == [31, 32, 33]
        await seen.press("escape", "F")
        assert seen.app.bench.rows_of("role-unknown") == []


async def test_marks_are_accepted_by_the_rule_that_the_filter_names(opened, tmp_path: Path) -> None:
    path = tmp_path / "mails.jsonl"
    lines = [chat(f"Where is house number {number}?", f"In street {number}.") for number in range(30)]
    lines += [chat(f"Who is {name}?", f"Write to {name}@stadt.de, AKIAIOSFODNN7EXAMPLE") for name in ("anna", "otto")]
    lines += [chat("Who is bert?", "Write to bert@stadt.de.")]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    async with opened(path, (80, 24)) as seen:
        await seen.press("slash", *"has:pii-email", "enter", "asterisk")
        assert "x accept pii-email 3" in seen.lines[-1]
        await seen.press("x")
        assert "accepted pii-email on 3 lines" in seen.lines[-2]
        assert seen.app.bench.rows_of("pii-email") == [] and len(seen.app.bench.rows_of("secret-aws")) == 2
        await seen.press("u", "slash", *["backspace"] * 13, *"line>30", "enter", "asterisk")
        assert "x accept one of 2 rules" in seen.lines[-1]
        await seen.press("x")
        assert "1 secret-aws 2" in seen.text and "2 pii-email 3" in seen.text
        await seen.press("2")
        assert "accepted pii-email on 3 lines" in seen.lines[-2]
        assert len(seen.app.bench.rows_of("secret-aws")) == 2


async def test_the_history_goes_back_and_forth(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        await seen.press("d", "j", "d", "j", "d", "h")
        assert "drop line 3" in seen.lines[2] and "drop line 1" in seen.lines[4]
        assert seen.lines[2].startswith("▌ ✓")
        await seen.press("j", "j", "enter")
        assert seen.app.bench.dataset.dropped_rows() == [1]
        assert "2 steps undone" in seen.lines[-2]
        await seen.press("h")
        assert "undone" in seen.lines[2]
        await seen.press("k", "k", "enter")
        assert sorted(seen.app.bench.dataset.dropped_rows()) == [1, 2, 3]
        await seen.press("h", "G", "escape")
        assert "line" in seen.lines[2]


async def test_steps_left_behind_are_one_line_that_opens_and_the_history_undoes(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        await seen.press("d", "j", "d", "j", "d", "u", "u", "G", "d", "h")
        assert [line[5:].split()[-2:] for line in seen.lines[2:5]] == [["line", "8"], ["⏎", "opens"], ["line", "1"]]
        assert "2 steps left behind" in seen.lines[3]
        await seen.press("j", "enter")
        assert "⏎ closes" in seen.lines[3] and "drop line 3  left behind" in seen.lines[4]
        await seen.press("enter")
        assert "drop line 1" in seen.lines[4] and seen.app.bench.dataset.dropped_rows() == [1, 8]
        await seen.press("u")
        assert seen.app.bench.dataset.dropped_rows() == [1] and "undone: drop line 8" in seen.lines[-2]
        await seen.press("h", "ctrl+r")
        assert seen.app.bench.dataset.dropped_rows() == [1, 8] and "done again: drop line 8" in seen.lines[-2]


async def test_counts_follow_what_is_undone_while_they_are_shown(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        before = seen.app.bench.counts
        await seen.press("n", "d", "c", "f")
        shown = len(seen.app.screen.counts.values)
        await seen.press("u")
        assert seen.app.screen.counts.display and "undone: drop line 2" in seen.lines[-2]
        assert len(seen.app.screen.counts.values) == shown + 1 and seen.app.bench.counts == before


async def test_a_record_in_the_file_and_now(opened, dirty: Path) -> None:
    async with opened(dirty, (80, 24), ascii=True) as seen:
        await seen.press("equals_sign")
        assert "line 1 is as the file has it" in seen.lines[-2]
        await seen.press("n", "f", "equals_sign")
        assert "{-gpt-}{+user+}" in seen.text
        assert seen.lines[0].startswith(" line 2 in the file and now")


async def test_find_and_replace_shows_every_hit_first(opened, dirty: Path) -> None:
    async with opened(dirty, (80, 24), ascii=True) as seen:
        before = [seen.app.bench.raw(row) for row in range(1, 9)]
        await seen.press("E", *"post office", "enter", *"bank")
        await seen.until(lambda: "2 hits in 2 lines" in seen.text and "bank+}" in seen.text)
        await seen.until(lambda: seen.text.count("{-post office-}{+bank+}") == 2)
        assert "^s replace 2" in seen.lines[-1]
        assert [seen.app.bench.raw(row) for row in range(1, 9)] == before
        await seen.press("ctrl+s")
        assert json.loads(seen.app.bench.raw(8))["messages"][1]["content"] == "Where is the bank?"
        await seen.press("u")
        assert [seen.app.bench.raw(row) for row in range(1, 9)] == before
        await seen.press("E", *"post office", "enter", *"bank", "ctrl+s")
        await seen.until(lambda: seen.app.bench.undo_name != "")
        assert json.loads(seen.app.bench.raw(8))["messages"][1]["content"] == "Where is the bank?"
        await seen.press("u")
        await seen.press("E", *"post", "enter", *"letter", "enter", *"bank", "tab", *"river")
        assert [seen.app.screen.query_one(f"#{name}-field").value for name in ("find", "put")] == ["bank", "river"]
        await seen.press("escape")
        await seen.press("E", *"(", "ctrl+g")
        await seen.until(lambda: "Not a regular expression" in seen.text)
        await seen.press("ctrl+s", "escape")
        assert [seen.app.bench.raw(row) for row in range(1, 9)] == before


async def test_replacing_keeps_to_the_filter_and_to_a_role(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        await seen.press("slash", *"envelopes", "enter", "E", *"e", "ctrl+r", "ctrl+r")
        await seen.until(lambda: "hits in 1 line" in seen.text)
        assert "in messages of the role user of the line in the list" in seen.text
        await seen.press("ctrl+s")
        record = json.loads(seen.app.bench.raw(4))["messages"]
        assert record[1]["content"] == "Do you sll nvlops?" and record[0]["content"] == "Answer as a clerk."


async def test_system_messages_of_marked_rows(opened, dirty: Path) -> None:
    def system(row: int) -> str:
        message = json.loads(seen.app.bench.raw(row))["messages"][0]
        return message["content"] if message["role"] == "system" else ""

    async with opened(dirty) as seen:
        await seen.press("space", "space", "P")
        assert "system message of 2 lines" in seen.text
        await seen.press("s", *["backspace"] * 40, *"Be brief.", "enter")
        assert system(1) == system(2) == "Be brief." != system(4)
        await seen.press("u", "P", "r")
        assert system(1) == system(4) == ""
        await seen.press("u")
        assert system(4) == "Answer as a clerk."


async def test_the_second_to_open_a_file_learns_who_has_it(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        second = Dataset.open(dirty)
        assert second.holder is not None and second.holder.pid == os.getpid()
        second.close()
        async with opened(dirty) as other:
            assert other.app.bench.read_only
            assert f"{os.getpid()}" in other.lines[-2] and "since" in other.lines[-2]
            await other.press("d", "D")
            assert other.app.bench.dataset.dropped_rows() == []
        await seen.press("d")
        assert seen.app.bench.dataset.dropped_rows() == [1]
    async with opened(dirty) as again:
        assert not again.app.bench.read_only


async def test_the_first_edit_finds_the_file_read(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        assert seen.app.bench.dataset._mark is not None
        await seen.press("d")
        assert seen.app.bench.dataset.dropped_rows() == [1]


async def test_a_second_opening_measures_nothing(opened, dirty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.workbench.kept.LEAST_BYTES", 0)
    async with opened(dirty) as seen:
        counts = seen.app.bench.counts
        assert counts.error

    def refuse(*_: object) -> None:
        raise AssertionError("measured again")

    monkeypatch.setattr("curator.workbench.Workbench.measure", refuse)
    async with opened(dirty) as again:
        assert again.app.measuring.final
        assert again.app.bench.counts == counts


async def test_a_large_file_that_was_kept_is_compared_in_a_process_of_its_own(
    opened, dirty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.workbench.kept.LEAST_BYTES", 0)
    async with opened(dirty):
        pass
    monkeypatch.setattr(measuring, "SMALL_BYTES", 0)
    apart: list[Complete] = []
    completed = measuring.completed_apart
    monkeypatch.setattr(
        measuring, "completed_apart", lambda asked, progress: apart.append(completed(asked, progress)) or apart[-1]
    )
    async with opened(dirty, workers=1) as again:
        assert again.app.measuring.final
        await again.press("d")
        await again.until(lambda: again.app.measuring.final and any(again.app.bench.complete is one for one in apart))


async def test_what_is_known_after_an_edit_is_kept_too(opened, dirty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.workbench.kept.LEAST_BYTES", 0)
    monkeypatch.setattr("curator.tui.measuring._SECONDS_BEFORE_KEEPING", 0.01)
    async with opened(dirty) as seen:
        key = dirty.parent / ".curator" / "dirty.jsonl.measured.json"
        before = key.read_bytes()
        await seen.press("d")
        await seen.until(lambda: key.exists() and key.read_bytes() != before)


async def test_a_system_message_of_several_lines_goes_through_the_line_unharmed(opened, tmp_path: Path) -> None:
    text = "First.\nSecond,\tthird \u202e."
    path = tmp_path / "lines.jsonl"
    record = {"messages": [{"role": "system", "content": text}, *json.loads(chat("Where?", "There."))["messages"][1:]]}
    path.write_text("\n".join([json.dumps(record)] * 20) + "\n", "utf-8")
    async with opened(path) as seen:
        await seen.press("P", "s")
        assert "\u202e" not in seen.text
        await seen.press("enter")
        assert seen.app.bench.edit_count == 0, "the same text again changes nothing"
        await seen.press("P", "s", "end", "x", "enter")
        assert json.loads(seen.app.bench.raw(20))["messages"][0]["content"] == text + "x"


GUESSED = (
    '{"messages": [{"role": "user", "content": "Is it open?"}, {"role": "assistant", "content": "Yes."}]} trailing'
)


async def test_marks_offer_only_the_mends_that_are_safe(opened, tmp_path: Path) -> None:
    path = tmp_path / "guesses.jsonl"
    good = chat("Do you sell envelopes?", "We do, at the counter by the window.")
    wrong = chat("How much is a stamp?", "Eighty cents within the country.", role="gpt")
    path.write_text("\n".join([good, GUESSED, GUESSED, wrong]) + "\n", "utf-8")
    async with opened(path) as seen:
        await seen.press("slash", *"has:json-trailing", "enter", "asterisk")
        assert len(seen.app.screen.table.marks) == 2
        assert "f 2 guesses" in seen.lines[-1] and "d drop 2" in seen.lines[-1]
        await seen.press("escape", "escape", "asterisk")
        assert "f fix 1" in seen.lines[-1]
        await seen.press("f")
        assert seen.app.bench.edit_count == 1


async def test_guesses_on_marked_lines_are_shown_then_made_as_one_step(opened, tmp_path: Path) -> None:
    path = tmp_path / "mails.jsonl"
    lines = [chat(f"How do I get to house {number}?", f"By bus {number} from the station.") for number in range(60)]
    for number in (3, 7, 20):
        lines[number] = chat(f"Who lives in house {number}?", f"Write to m{number}@example-shop.org, please.")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    async with opened(path, (80, 24)) as seen:
        bench = seen.app.bench
        await seen.press("slash", *"has:pii-email", "enter", "asterisk")
        assert "f 3 guesses" in seen.lines[-1], seen.text
        await seen.press("f")
        assert "line 4: " in seen.text and "m3@" in seen.text and "1 of 3" in seen.text
        assert "On 3 lines: pii-email 3." in seen.text and "f again does all 3 in one step" in seen.text
        await seen.press("j", "j", "j")
        assert "line 21: " in seen.text and "m20@" in seen.text and "3 of 3" in seen.text
        await seen.press("escape")
        assert bench.edit_count == 0 and len(seen.app.screen.table.marks) == 3
        await seen.press("j", "f")
        assert "line 8: " in seen.text and "2 of 3" in seen.text, "begun with the line under the cursor"
        await seen.press("escape")
        await seen.press("f", "f")
        assert bench.edit_count == 3 and len(bench.history()) == 1
        assert not any(b"example-shop" in bench.raw(row) for row in (4, 8, 21))
        await seen.press("u")
        assert bench.edit_count == 0
        await seen.press("2")
        seen.app.screen.found.go_to_rule("pii-email")
        seen.app.screen._on_entry()
        await seen.settle()
        assert "F 3 guesses" in seen.lines[-1], seen.text
        for second in ("f", "F", "enter"):
            await seen.press("F")
            assert "F again does all 3 in one step" in seen.text
            await seen.press(second)
            assert bench.edit_count == 3 and bench.undo_name == "pii-email: 3 lines"
            await seen.press("u")
            assert bench.edit_count == 0, second


async def test_the_arrows_the_pages_and_the_mouse_move_the_cursor_of_the_history(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        await seen.press("d", "j", "d", "j", "d", "h")
        assert [line[0] for line in seen.lines[2:6]] == ["▌", " ", " ", " "]
        await seen.press("down", "down")
        assert [line[0] for line in seen.lines[2:6]] == [" ", " ", "▌", " "]
        await seen.press("up", "end")
        assert [line[0] for line in seen.lines[2:6]] == [" ", " ", " ", "▌"]
        await seen.press("pageup")
        assert [line[0] for line in seen.lines[2:6]] == ["▌", " ", " ", " "]
        await seen.pilot.click(offset=(30, 4))
        await seen.settle()
        assert [line[0] for line in seen.lines[2:6]] == [" ", " ", "▌", " "]


async def test_weights_and_roles_are_set_on_all_marks_and_other_verbs_for_messages_refuse(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        bench = seen.app.bench
        await seen.press("space", "space", "G", "space", "tab", "G", "W")
        assert seen.lines[-3].startswith(" weight of the last message of 3 lines")
        await seen.press("0")
        assert "weight 0 on the last message of 3 lines" in seen.lines[-2] and not seen.app.screen.table.marks
        assert [b'"weight"' in bench.raw(row) for row in (1, 2, 3, 8)] == [True, True, False, True]
        await seen.press("escape", "g", "space", "space", "D")
        assert "D deletes in this line only: esc unmarks" in seen.lines[-2]
        assert seen.app.screen.table.marks == {1, 2} and len(bench.history()) == 1
        await seen.press("full_stop")
        assert seen.app.screen.table.marks == {1, 2} and len(bench.history()) == 1
        await seen.press("escape")
        assert " 3/8 " in seen.lines[-2], "what was said of the marks is gone with them"
