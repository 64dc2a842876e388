"""The other screens: no file, a file that changed underneath, an error, dividing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from curator.progress import Progress
from curator.resources import samples_folder
from curator.tui import recent


def many(path: Path, count: int = 60) -> Path:
    """A clean file of so many different records."""
    words = ["apple", "bread", "candle", "door", "engine", "feather", "garden", "hammer", "island", "jacket"]
    lines = []
    for number in range(count):
        thing, other = words[number % 10], words[(number * 3 + number // 10) % 10]
        messages = [
            {"role": "system", "content": "Answer as a clerk."},
            {
                "role": "user",
                "content": f"Where did I leave the {thing} that belongs to the {other} number {number * 37}?",
            },
            {
                "role": "assistant",
                "content": f"Try shelf {number * 91 % 17}, behind the {other}, near {thing} {number}.",
            },
        ]
        lines.append(json.dumps({"messages": messages}))
    path.write_text("\n".join(lines) + "\n")
    return path


async def test_without_a_file_recent_ones_and_samples_are_offered(opened, dirty: Path) -> None:
    recent.remember(dirty, lines=8, errors=2, warnings=1)
    async with opened(None, (80, 24)) as seen:
        assert "Open a file of conversations." in seen.text
        assert "recent" in seen.text and "dirty.jsonl" in seen.text and "✗ 2" in seen.text
        assert "support, dirty" in seen.text
        assert seen.lines[-1].startswith(" ↑ ↓ choose   ⏎ open   / path   x forget")
        await seen.press("slash", *"/no/such.jsonl", "enter")
        assert "There is no file /no/such.jsonl." in seen.text
        await seen.press("escape", "enter")
        assert seen.lines[0].startswith(" dirty.jsonl")
    assert recent.recent_files()[0].path == str(dirty)


async def test_a_file_of_another_kind_is_converted_when_asked(opened, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("prompt,completion\nWhere is it?,Behind the door.\nAnd now?,Under the chair.\n")
    async with opened(path, (80, 24)) as seen:
        assert "table.csv is not JSON lines." in seen.text
        assert "before" in seen.text and "Behind the door." in seen.text
        assert not path.with_name("table.chat.jsonl").exists()
        await seen.press("enter")
        await seen.until(lambda: seen.lines[0].startswith(" table.chat.jsonl"))
        assert "2 lines · file order" in seen.text
    assert path.read_text().startswith("prompt,completion")


async def test_a_file_that_cannot_be_opened_says_what_it_is(opened, tmp_path: Path) -> None:
    path = tmp_path / "packed.zip"
    path.write_bytes(b"PK\x03\x04" + bytes(200))
    async with opened(path, (80, 24)) as seen:
        assert "packed.zip is not JSON lines." in seen.text
        assert seen.lines[-1].startswith(" ↑ ↓ down")
        await seen.press("c")
        assert "packed.zip is not JSON lines." in seen.app.clipboard
        await seen.press("escape")
    assert seen.app.return_value == 2


async def test_an_error_of_our_own_is_shown_with_its_log(opened, dirty: Path) -> None:
    async with opened(dirty, (80, 24)) as seen:

        def fail(_progress: Progress) -> None:
            raise ZeroDivisionError("planned")

        seen.app.works.start("verb", "failing", fail, lambda _result: None)
        await seen.settle()
        assert "Something in curator itself failed." in seen.text
        assert "every edit that was shown as taken is kept" in " ".join(seen.text.split())
        assert "curator.log" in "".join(line.strip() for line in seen.lines)
        await seen.press("escape")
        assert seen.lines[0].startswith(" dirty.jsonl")


async def test_a_file_that_changed_underneath_keeps_what_still_fits(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        await seen.press("n", "f", "j", "j", "d", "q")
    lines = dirty.read_text("utf-8").splitlines()
    dirty.write_text("\n".join([*lines[:3], lines[4], *lines[4:], lines[0]]) + "\n", encoding="utf-8")
    async with opened(dirty, (80, 24)) as seen:
        assert "The file is not the one you edited." in seen.text
        assert "keep the 1" in seen.text and "start anew" in seen.text
        await seen.press("enter")
        assert seen.lines[4][1] == "~"
        assert "1 edited line put on the new file" in seen.text or "1 edit" in seen.lines[-2]


async def test_dividing_shows_both_sides_and_an_account_that_adds_up(opened, tmp_path: Path) -> None:
    path = many(tmp_path / "clean.jsonl")
    async with opened(path) as seen:
        await seen.press("3")
        assert "▌ validation      20 %    12 of 60" in seen.text
        assert "60 lines = 48 training" in seen.text and "+ 12 validation" in seen.text
        await seen.press("enter", *"25 %")
        assert "validation: 25 % · 15 lines" in seen.said
        await seen.press("enter")
        assert "25 %    15 of 60" in seen.text
        await seen.press("right", "left", "left", "right", "enter")
        assert seen.app.screen.field.value == "25 %"
        await seen.press("escape")
        await seen.press("enter", *"many", "enter")
        assert "neither a share nor a count" in seen.said
        await seen.press("escape", "w")
        assert "Written" in seen.text and "same record 0" in seen.text
        await seen.press("escape", "w")
        assert "A split is there already" in seen.text
        await seen.press("n", "1")
        assert seen.lines[3].startswith("▌    1")
    manifest = json.loads((tmp_path / "split" / "split.json").read_text())
    assert manifest["format"] == "curator.split/1"
    assert len((tmp_path / "split" / "validation_set.jsonl").read_bytes().splitlines()) == 15


async def test_a_narrow_terminal_has_the_sum_in_one_line(opened, tmp_path: Path) -> None:
    async with opened(many(tmp_path / "clean.jsonl"), (80, 24)) as seen:
        await seen.press("3")
        assert "60 lines = 48 training + 12 validation" in seen.text
        assert seen.lines[-2].startswith(" 60 of 60 lines go out")


async def test_notes_about_the_whole_file_are_a_key_away(opened, tmp_path: Path) -> None:
    path = tmp_path / "habit.jsonl"
    clean = many(path).read_text()
    path.write_text(clean.replace('"content": "Try', '"content": " Try'))
    async with opened(path, (80, 24)) as seen:
        assert seen.app.bench.counts.warning == 0
        await seen.press("i")
        assert "60 of 60 records have answers that begin or end with a space: usual here." in seen.text
        await seen.press("u")
        assert "esc first: u undoes where the rows are in sight" in seen.lines[0]
        await seen.press("escape", "2")
        assert seen.lines[1].endswith("1 note") and "Nothing found in 60 records but what is usual" in seen.text


async def test_counts_open_their_rows(opened, dirty: Path) -> None:
    async with opened(dirty, (80, 24)) as seen:
        await seen.press("c", "f")
        assert "finding · " in seen.lines[2]
        assert "█" in seen.lines[3]
        await seen.press("j")
        counts = seen.lines[2:-2]
        await seen.press("enter")
        assert seen.lines[1].startswith(" / has:") and " of 8" in seen.lines[1]
        assert "esc goes back to the counts" in seen.said
        await seen.press("escape")
        assert seen.lines[2:-2] == counts and seen.app.screen.query_text == ""
        await seen.press("escape")
        assert seen.app.screen.table.has_focus and seen.lines[1].endswith("8 lines · file order")


async def test_counts_follow_the_filter_and_no_key_acts_on_the_row_behind_them(opened, dirty: Path) -> None:
    async with opened(dirty, (120, 36)) as seen:
        await seen.press("G", "d", "c", "r")
        assert "1 dropped line left out" in seen.lines[2]
        await seen.press("k", "d", "space", "e")
        assert seen.app.bench.dataset.dropped_rows() == [8] and not seen.app.screen.table.marks
        assert "esc first: e is for the rows" in seen.said and seen.app.screen.editor is None
        await seen.press("slash", *"line>=7", "enter")
        assert seen.app.screen.counts.has_focus and seen.app.screen.counts.values[0].count == 1
        await seen.press("enter")
        assert seen.app.screen.query_text.endswith(" and -is:dropped") and list(seen.app.screen.view) == [7]


async def test_the_cursor_comes_back_to_its_line_under_a_filter(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        await seen.press("d", "slash", *"role:user", "enter", "j", "j")
        row = seen.app.screen.row
        assert row not in (None, seen.app.screen.view[0])
        await seen.press("q")
    async with opened(dirty) as seen:
        assert seen.app.screen.query_text == "role:user" and seen.app.screen.row == row
        await seen.press("slash", "ctrl+u", *"tokens>9000", "enter")
        assert seen.app.screen.row is None
        await seen.press("escape")
        assert seen.app.screen.query_text == "" and seen.app.screen.row == row


async def test_what_is_divided_is_the_data_as_it_stands_when_the_mending_has_ended(opened, tmp_path: Path) -> None:
    path = tmp_path / "support.jsonl"
    shutil.copyfile(samples_folder() / "support-dirty.jsonl", path)
    async with opened(path, (120, 36)) as seen:
        await seen.press("3", "1")
        # Nobody waits for the mending: the sides are looked at while it goes on.
        await seen.pilot.press("asterisk", "f", "3")
        await seen.settle()
        bench = seen.app.bench
        assert f"{bench.edit_count} edits" in seen.lines[-2] and bench.edit_count > 40
        await seen.press("w")
        assert "measured on the written files" in seen.text, seen.text


async def test_an_empty_file_is_named_as_the_fault_it_is(opened, tmp_path: Path) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_bytes(b"")
    async with opened(path, (80, 24)) as seen:
        assert "✗ ENC900 file-kind: The file is empty. Export it again, or open another one." in seen.text
        assert "nothing found" not in seen.text and "✗ 1" in seen.lines[22]
        await seen.press("i")
        assert "the file as a whole" in seen.text and "The file is empty." in seen.text
        await seen.press("escape", "2")
        assert "There is nothing in this file." in seen.text and "✗ ENC900 file-kind" in seen.text
        assert seen.lines[1].endswith("1 finding")
        assert "nothing found" not in seen.text.lower()


async def test_a_file_of_another_kind_is_named_as_what_it_is(opened, tmp_path: Path) -> None:
    path = tmp_path / "table.jsonl"
    path.write_text("question,answer\none,two\n")
    async with opened(path, (80, 24)) as seen:
        assert "table.jsonl is not JSON lines." in seen.text and "(CSV)" in seen.text
