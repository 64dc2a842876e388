"""Fields of one line: how they open, what the arrows do meanwhile, and what the footer says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.conftest import chat


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Sixty sound records."""
    path = tmp_path / "many.jsonl"
    lines = (chat(f"Where is shelf {n} in the cellar?", f"It is the {n}th on the left side.") for n in range(60))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("size", [(80, 24), (80, 40), (120, 36)])
async def test_arrows_move_between_the_fields_of_the_split_and_digits_typed_ahead_go_into_the_field(
    opened, many: Path, size
) -> None:
    async with opened(many, size) as seen:
        await seen.press("3", "down", "down", "enter", *"42", "enter")
        assert "seed            42" in seen.text and "validation      20 %" in seen.text
        await seen.press("up", "up", "up")
        assert seen.app.screen.fields.value == "validation"


async def test_an_arrow_in_an_open_field_does_not_change_which_field_it_is(opened, many: Path) -> None:
    async with opened(many, (80, 24)) as seen:
        await seen.press("3", "down", "down", "enter", "down", *"7")
        assert seen.lines[-1].startswith(" ⏎ take it   esc leave it   F1 help")
        await seen.press("enter")
        assert "seed            7" in seen.text and "↑ ↓ field" in seen.lines[-1]


async def test_what_is_typed_replaces_what_stood_in_a_field_and_an_arrow_keeps_it(opened, many: Path) -> None:
    async with opened(many, (80, 24)) as seen:
        await seen.press("slash", *"cellar", "enter", "slash", *"shelf", "enter")
        assert seen.app.screen.query_text == "shelf"
        await seen.press("slash", "end", *" 7", "enter")
        assert seen.app.screen.query_text == "shelf 7"
        await seen.press("t", *"later", "enter", "t", *"soon", "enter")
        assert seen.app.bench.dataset.tags_of(seen.app.screen.row) == {"later", "soon"}
        await seen.press("3", "enter", *"5", "enter")
        assert "validation      5 " in seen.text
        await seen.press("enter", "end", "0", "enter")
        assert "validation      50 " in seen.text


async def test_the_path_of_another_file_is_typed_with_its_keys_below(opened, many: Path) -> None:
    async with opened(many, (80, 24)) as seen:
        await seen.press("w", "p")
        assert seen.lines[-1].startswith(" ⏎ take it   esc leave it   F1 help")
        await seen.press(*"other.jsonl", "enter")
        assert "other.jsonl" in seen.text and "⏎ write" in seen.lines[-1]
    async with opened(None, (80, 24)) as seen:
        await seen.press("slash")
        assert seen.lines[-1].startswith(" ⏎ open it   esc leave it   F1 help")
