"""What a screen answers: whole at 80 columns, and only as long as it is of the moment."""

from __future__ import annotations

import ast
from pathlib import Path

import curator.tui
from tests.tui.conftest import DIRTY, chat

ROOM = 78
"""Cells of one line at 80 columns."""
_VERBS = ("say", "took", "say_where_one_is")


def fixed_sentences() -> list[tuple[str, str]]:
    """Every sentence without a value in it that a screen can answer, with its file and line."""
    found: list[tuple[str, str]] = []
    for path in Path(curator.tui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _VERBS:
                parts = [part for argument in node.args for part in ast.walk(argument)]
                pieces = {id(piece) for part in parts if isinstance(part, ast.JoinedStr) for piece in part.values}
                found += [
                    (f"{path.name}:{part.lineno}", part.value)
                    for part in parts
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and id(part) not in pieces
                ]
    return found


def test_every_fixed_sentence_fits_one_line_of_eighty_columns() -> None:
    sentences = fixed_sentences()
    assert len(sentences) > 60
    assert not [(place, said) for place, said in sentences if len(said) > ROOM]


async def test_an_answer_that_is_too_long_takes_a_second_line_and_the_keys_stay(opened, tmp_path: Path) -> None:
    path = tmp_path / "dirty.jsonl"
    path.write_text("\n".join(DIRTY * 3) + "\n", "utf-8")
    async with opened(path, (80, 24)) as seen:
        said = "one two three " * 6 + "and esc leaves it as it was"
        seen.app.screen.say(said)
        await seen.settle()
        assert seen.said.startswith(" ".join(said.split())) and "leaves it as it was" in seen.lines[-2]
        assert "? help" in seen.lines[-1] and "✗ 6" in seen.lines[-2]
        await seen.press("j")
        assert seen.lines[-2].startswith(" 2/24") and seen.lines[-3].startswith("    19 ")


async def test_an_answer_is_forgotten_when_the_screen_is_left(opened, dirty: Path) -> None:
    async with opened(dirty, (80, 24)) as seen:
        await seen.press("d")
        assert "dropped line 1" in seen.said
        await seen.press("3", "1")
        assert "dropped line 1" not in seen.text
        await seen.press("3", "u")
        assert "undone: drop" in seen.said
        await seen.press("1", "3")
        assert "undone: drop" not in seen.text


async def test_tags_stand_in_the_head_of_the_record(opened, tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    path.write_text("\n".join([chat("Where?", "There."), chat("When?", "Then.")]) + "\n", "utf-8")
    for size in ((80, 24), (120, 36)):
        async with opened(path, size) as seen:
            if not seen.app.bench.dataset.tags_of(1):
                await seen.press("t", *"later", "enter")
                assert 'tagged line 1 "later"' in seen.said
            await seen.press("enter")
            assert "tagged later" in seen.lines[2]
