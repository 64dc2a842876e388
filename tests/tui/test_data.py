"""The Data screen on a small dirty file: what is seen, what the keys do, that undo brings everything back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.tui.conftest import chat

SIZES = [(80, 24), (120, 36), (160, 45)]


@pytest.mark.parametrize("size", SIZES)
async def test_four_fixed_lines_and_the_rows(opened, dirty: Path, size: tuple[int, int]) -> None:
    async with opened(dirty, size) as seen:
        lines = seen.lines
        assert lines[0].startswith(" dirty.jsonl")
        assert "1 Data" in lines[0] and "3 Split" in lines[0]
        assert lines[1].startswith(" /") and lines[1].endswith("8 lines · file order")
        assert lines[2].startswith("  line   first words of the user")
        assert lines[3].startswith("▌    1   ") and "office?" in lines[3]
        assert "role-unknown" in lines[4]
        assert lines[5][7] == "✗" and "Is it" in lines[5]
        assert lines[-2].startswith(" 1/8    ✗ ")
        assert lines[-1].endswith("? help")
        assert all(cell_len(line) <= size[0] for line in lines)


async def test_panes_stand_where_they_are_drawn(opened, dirty: Path) -> None:
    async with opened(dirty, (120, 36)) as seen:
        assert {cell_len(line.partition("│")[0]) for line in seen.lines[2:-2]} == {66}
    async with opened(dirty, (160, 45)) as seen:
        assert {cell_len(line.partition("│")[0]) for line in seen.lines[2:-2]} == {80}


async def test_a_finding_stands_under_its_message_with_the_key_that_mends_it(opened, dirty: Path) -> None:
    async with opened(dirty, (80, 24)) as seen:
        await seen.press("n", "enter")
        text = seen.text
        assert "▌gpt        How much is a stamp for a letter?" in text
        assert ' ✗          "gpt" is not a role.' in text
        assert "            f make it user" in text
        assert seen.lines[2].startswith(" line 2 · 3 messages")
        assert seen.lines[2].endswith("1 error")
        await seen.press("J")
        assert seen.lines[2].startswith(" line 3 · not JSON, so shown as text")
        caret = next(line for line in seen.lines if line.strip() == "▲")
        above = seen.lines[seen.lines.index(caret) - 1]
        assert above[: len(caret)].endswith(('"o', 'it "'))
        await seen.press("escape")
        assert seen.lines[2].startswith("  line   first words")


async def test_fix_undo_redo_and_drop_say_what_they_did(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        await seen.press("n", "f")
        assert "make it user" in seen.lines[-2] and "1 edit" in seen.lines[-2]
        assert "role-unknown" not in "\n".join(seen.lines[:-2])
        assert json.loads(seen.app.bench.raw(2))["messages"][1]["role"] == "user"
        await seen.press("u")
        assert seen.lines[-2].startswith(" undone: ")
        assert "role-unknown" in seen.lines[4]
        await seen.press("ctrl+r")
        assert seen.lines[-2].startswith(" done again: ")
        assert "role-unknown" not in "\n".join(seen.lines[:-2])
        await seen.press("d")
        assert seen.lines[4][1] == "-"
        await seen.press("d")
        assert seen.lines[4][1] == "~"
    assert dirty.read_text("utf-8").splitlines()[1].count("gpt") == 1


async def test_a_guess_is_shown_first_and_waits_for_a_second_f(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        await seen.press("n", "n")
        before = seen.app.bench.raw(3)
        await seen.press("f")
        assert "A guess: f does it" in seen.text
        assert seen.app.bench.raw(3) == before
        await seen.press("escape")
        assert "A guess" not in seen.text
        await seen.press("f", "f")
        assert json.loads(seen.app.bench.raw(3))["messages"][0]["content"] == 'Is it "open" today?'


async def test_marks_are_what_verbs_act_on(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        await seen.press("space", "j", "space")
        assert "2 marked" in seen.text or "2 rows marked" in seen.text
        assert "d drop 2" in seen.lines[-1]
        await seen.press("d")
        assert [line[1] for line in seen.lines[3:6]] == ["-", " ", "-"]
        await seen.press("u")
        assert [line[1] for line in seen.lines[3:6]] == [" ", " ", " "]
        await seen.press("asterisk")
        assert "d drop 8" in seen.lines[-1]
        await seen.press("escape")
        assert "8 marked" not in seen.text


async def test_a_filter_chooses_and_a_wrong_one_leaves_the_rows(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        await seen.press("slash", *"envelopes", "enter")
        assert seen.lines[1].endswith("1 of 8")
        assert "Do you sell envelopes?" in seen.lines[3]
        await seen.press("escape")
        assert seen.lines[1].endswith("8 lines · file order")
        assert seen.app.screen.row == 4, "the cursor stays on its record"
        await seen.press("slash")
        # All at once: on a busy machine a pause between two keys would ask for what is typed until then.
        seen.app.screen.filter_bar.field.value = "role:nobody"
        await seen.until(lambda: "▲" in seen.lines[2])
        assert "The rows stay as they were." in seen.lines[2]
        assert seen.lines[1].endswith("8 lines · file order")
        await seen.press("escape")
        assert seen.lines[1].endswith("8 lines · file order")


async def test_typing_is_taken_kept_or_pointed_at(opened, dirty: Path) -> None:
    async with opened(dirty, (80, 24)) as seen:
        await seen.press("e")
        assert "editing message 1" in seen.text
        await seen.press(*" Be kind.", "escape")
        assert "kept as a draft" in seen.lines[-2]
        assert json.loads(seen.app.bench.raw(1))["messages"][0]["content"] == "Answer as a clerk."
        await seen.press("e")
        assert "Be kind." in seen.text
        await seen.press("ctrl+s")
        assert json.loads(seen.app.bench.raw(1))["messages"][0]["content"] == "Answer as a clerk. Be kind."
        await seen.press("r", "e", "end", "x", "ctrl+s")
        assert "kept as a draft" in seen.said and "not JSON at line" in seen.said
        assert seen.app.bench.raw(1).endswith(b"}")


async def test_leaving_in_the_midst_of_typing_keeps_the_draft(opened, dirty: Path) -> None:
    async with opened(dirty, (80, 24)) as seen:
        await seen.press("e", *" Be kind.", "ctrl+q")
    async with opened(dirty, (80, 24)) as seen:
        await seen.press("e")
        assert "Answer as a clerk. Be kind." in seen.text


async def test_raw_shows_the_line_as_it_stands(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        await seen.press("r")
        assert '{"messages": [{"role": "system"' in seen.text
        await seen.press("r")
        assert '{"messages": [{"role": "system"' not in "".join(line[67:] for line in seen.lines)


async def test_lines_of_choices(opened, dirty: Path) -> None:
    async with opened(dirty, (80, 24)) as seen:
        await seen.press("s")
        assert seen.lines[-3].startswith(" sort by    l line   t tokens")
        await seen.press("t")
        assert "by tokens" in seen.lines[1]
        tokens = [view.tokens or 0 for view in seen.app.bench.rows(list(seen.app.screen.view))]
        assert tokens == sorted(tokens, reverse=True)
        await seen.press("y", "c")
        assert seen.app.clipboard.startswith("curator check ")


async def test_help_palette_and_leaving(opened, dirty: Path) -> None:
    async with opened(dirty, (80, 24)) as seen:
        await seen.press("n", "question_mark")
        assert "role-unknown" in seen.text and "The records, one on a line" in " ".join(seen.text.split())
        await seen.press("escape", "ctrl+p")
        assert "next fault" in seen.text
        await seen.press("escape", "q")
    assert seen.app.return_value == 0


async def test_a_browser_is_offered_no_program_of_the_terminal(opened, dirty: Path) -> None:
    async with opened(dirty, (120, 60), in_browser=True) as seen:
        await seen.press("question_mark")
        assert "in the list" in seen.text and "$EDITOR" not in seen.text
        await seen.press("escape", "ctrl+p", *"editor")
        assert "in $EDITOR" not in seen.text
        await seen.press("escape", "y", "l")
        assert "line number sent to the browser's clipboard, if it lets the page" in seen.text


async def test_plain_ascii(opened, dirty: Path) -> None:
    async with opened(dirty, (80, 24), ascii=True) as seen:
        assert seen.text.isascii()
        assert "[1 Data]" in seen.lines[0]
        assert seen.lines[3].startswith(">    1")
        await seen.press("j", "j", "enter")
        assert seen.text.isascii()


async def test_cursor_and_edits_are_there_on_reopening(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        await seen.press("n", "f", "j", "j", "q")
    async with opened(dirty) as seen:
        assert seen.app.screen.row == 4
        assert seen.lines[4][1] == "~"
        await seen.press("u")
        assert seen.lines[-2].startswith(" undone: ")


async def test_marks_are_there_on_reopening_and_stay_with_their_file(opened, dirty: Path) -> None:
    other = dirty.with_name("other.jsonl")
    other.write_bytes(dirty.read_bytes())
    async with opened(dirty, validation=other) as seen:
        await seen.press("n", "f", "space", "j", "space", "V")
        assert seen.app.bench.path == other and not seen.app.screen.table.marks
        await seen.press("V")
        marks = set(seen.app.screen.table.marks)
        assert marks == {2, 4}
        await seen.press("q")
    async with opened(dirty) as seen:
        assert seen.app.screen.table.marks == marks and "2 marked" in seen.lines[-2]
        await seen.press("escape", "q")
    async with opened(dirty) as seen:
        assert not seen.app.screen.table.marks


async def test_writing_shows_the_account_first_and_never_writes_the_source(opened, dirty: Path) -> None:
    source = dirty.read_bytes()
    async with opened(dirty, (80, 24)) as seen:
        await seen.press("n", "f", "G", "d", "w")
        text = seen.text
        assert "Write the mended file" in text
        assert "8  lines read" in text and "7  lines written" in text and "1  dropped " in text
        await seen.press("enter")
        assert "wrote 7 lines to" in seen.text
    written = dirty.with_name("dirty.clean.jsonl").read_bytes().splitlines()
    assert written[0] == source.splitlines()[0]
    assert json.loads(written[1])["messages"][1]["role"] == "user"
    assert dirty.read_bytes() == source


async def test_a_record_opens_with_the_words_of_its_worst_finding_in_sight(opened, tmp_path: Path) -> None:
    path = tmp_path / "key.jsonl"
    key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEfake\n-----END RSA PRIVATE KEY-----"
    answer = "\n".join(f"Step {number} of what to do." for number in range(60))
    path.write_text(chat("Who?", "Nobody.") + "\n" + chat("How do I begin?", f"{answer}\n{key}") + "\n", "utf-8")
    async with opened(path, (120, 36)) as seen:
        await seen.press("j")
        await seen.until(lambda: "f write" in seen.text)
        await seen.settle()
        assert "✗          The text holds a private key" in seen.text


async def test_a_tab_has_a_sign_where_the_line_is_shown_as_it_stands(opened, tmp_path: Path) -> None:
    path = tmp_path / "tab.jsonl"
    path.write_text(chat("Where is it?", "It is ab here.").replace("ab", "a\tb") + "\n", "utf-8")
    async with opened(path, (120, 36)) as seen:
        assert "a␉b" in seen.text


async def test_nobody_is_put_into_an_editor_they_did_not_choose(opened, dirty: Path, monkeypatch) -> None:
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    async with opened(dirty, (120, 36)) as seen:
        await seen.press("o")
        assert seen.app.screen.editor is not None
        assert "EDITOR names no program of yours, so the text opens here." in seen.lines[-2]
        await seen.press("home")
        assert seen.app.screen.query_one("#editor-label").right[0][0].endswith(":1 ")
