"""What is asked of the split stays with the data, and the screen says what of it was written, and where."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from curator.cli import run
from tests.tui.conftest import chat


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sixty sound records in a folder below the one where curator is started."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "data" / "many.jsonl"
    path.parent.mkdir()
    lines = (chat(f"Where is shelf {n} in the cellar?", f"It is the {n}th on the left side.") for n in range(60))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


async def test_settings_are_there_again_and_only_what_was_written_is_said_to_be(opened, data: Path) -> None:
    async with opened(data, (80, 24)) as seen:
        await seen.press("3")
        assert seen.lines[1].endswith("seed 0 · nothing written yet") and "folder          data/split" in seen.text
        await seen.press("enter", *"10 %", "enter")
        await seen.press("w")
        await seen.press("escape")
        assert seen.lines[1].endswith("seed 0 · written to data/split")
        await seen.press("j", "j", "enter", *"42", "enter")
        assert seen.lines[1].endswith("seed 42 · data/split holds another split")
    async with opened(data, (80, 24)) as seen:
        await seen.press("3")
        assert "seed            42" in seen.text and "validation      10 %" in seen.text
        assert seen.lines[1].endswith("seed 42 · data/split holds another split")
        await seen.press("w", "y", "escape")
        assert seen.lines[1].endswith("seed 42 · written to data/split")
        await seen.press("1", "d", "3")
        assert seen.lines[1].endswith("written to data/split, before the last edits")


async def test_another_folder_is_kept_and_train_sends_from_there(opened, data: Path) -> None:
    async with opened(data, (120, 36)) as seen:
        await seen.press("3", *["j"] * 6, "enter", *"parts", "enter")
        await seen.press("w")
        await seen.press("escape")
        assert seen.lines[1].endswith("written to data/parts")
    async with opened(data, (120, 36)) as seen:
        await seen.press("3")
        assert "folder          data/parts" in seen.text
        await seen.press("4")
        assert "● files   48 + 12 records" in seen.text


def test_written_files_have_the_permissions_that_umask_gives(data: Path) -> None:
    before = os.umask(0o027)
    try:
        assert run(["split", str(data), "--output", "split"]) == 0
        assert run(["check", str(data), "--format", "json", "--output", "found.json"]) == 0
    finally:
        os.umask(before)
    written = [*Path("split").iterdir(), Path("found.json")]
    assert len(written) == 4 and {path.stat().st_mode & 0o777 for path in written} == {0o640}


async def test_what_a_split_gives_is_read_to_its_end_and_steps_are_undone_and_done_again(opened, data: Path) -> None:
    async with opened(data, (80, 24)) as seen:
        await seen.press("d", "3", "down")
        end = "No two records are alike"
        assert end not in seen.text and "more line" in seen.text and "PgDn read on" in seen.lines[-1]
        await seen.press("pagedown")
        assert end in seen.text and seen.app.screen.fields.value == "test"
        await seen.press("g")
        assert end not in seen.text
        await seen.press(*["down"] * 20)
        assert end in seen.text and seen.app.screen.fields.value == "bom"
        await seen.press("u")
        assert "undone: drop line 1" in seen.said
        assert seen.app.bench.dataset.dropped_rows() == []
        await seen.press("ctrl+r")
        assert "done again: drop line 1" in seen.said and seen.app.bench.dataset.dropped_rows() == [1]
