"""Text of a data set never acts: not as markup, not as an escape sequence, not as an override."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.events import Paste

from curator.checks.rule import Severity
from curator.engine.judge import read_line
from curator.tui.disguise import disguised, drawn, undisguised
from curator.tui.pretty import folded, pretty
from curator.tui.widgets.difference import difference
from curator.tui.widgets.record_lines import Shown, record_lines

ACTS = ("\x1b", "\x07", "\x9b", "\u202e", "\u202d", "\u2066", "\u200b", "\x00")
TEXTS = [
    "[bold red]x[/]",
    "[@click=app.quit]click me[/]",
    "\x1b]0;owned\x07",
    "\x1b[2J",
    "a\u202eb",
    "e" + "\u0301" * 200,
    "\ud800 half",
    "\x9b31m",
    "\u2028line\u2029",
]


def acting(text: str) -> list[str]:
    """What in a text would act on a terminal."""
    return [sign for sign in ACTS if sign in text]


@pytest.mark.parametrize("text", TEXTS)
def test_no_line_of_a_record_acts(text: str) -> None:
    record = {"messages": [{"role": text, "content": text, "weight": 0, "tool_calls": [{"function": {"name": text}}]}]}
    for raw in (json.dumps(record).encode(), json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass")):
        for broken in (raw, raw[:-1], raw.replace(b'"', b"'")):
            for as_it_stands in (False, True):
                shown = Shown(read_line(1, broken), raw=as_it_stands)
                said = "".join(piece for line in record_lines(shown, 60) for piece, _ in line.pieces)
                assert not acting(said)
                said.encode("utf-8")


@pytest.mark.parametrize("text", TEXTS)
def test_no_difference_acts(text: str) -> None:
    before, after = (f"{text} {word}".encode("utf-8", "surrogatepass") for word in ("one", "two"))
    said = "".join(piece for piece, _ in difference(before, after, signs=True))
    assert not acting(said)
    assert "{-one-}" in said and "{+two+}" in said


@given(st.text(alphabet=st.characters(max_codepoint=0xFFFF)))
def test_what_is_edited_comes_back_as_it_was(text: str) -> None:
    text = text.replace("\r", "")
    assert undisguised(disguised(text)) == text
    assert not acting(drawn(disguised(text)))


@settings(max_examples=40)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    )
)
def test_laying_out_keeps_the_line(value: object) -> None:
    for line in (json.dumps(value), json.dumps(value, separators=(",", ":"), ensure_ascii=False)):
        assert folded(pretty(line), like=line) == line
        assert json.loads(pretty(line)) == value


def test_laying_out_keeps_how_numbers_are_written() -> None:
    line = '{"a": 1.50e3, "b": "\\u00e9", "c": [1, {}]}'
    changed = pretty(line).replace("1.50e3", "1.50e4")
    assert folded(changed, like=line) == '{"a": 1.50e4, "b": "\\u00e9", "c": [1, {}]}'


async def test_nothing_on_the_screen_acts(opened, dirty: Path) -> None:
    async with opened(dirty) as seen:
        for _ in range(8):
            assert not acting(seen.text)
            await seen.press("j")
        await seen.press("k", "k", "enter")
        assert "[bold red]markup[/] [@click=app.quit]click me[/]" in seen.text
        await seen.press("j", "j", "e")
        assert "␛]0;owned␇" in seen.text
        assert not acting(seen.text)
        await seen.press("x", "ctrl+s")
        assert json.loads(seen.app.bench.raw(6))["messages"][2]["content"].endswith("left" + "x")
        assert "\x1b]0;owned\x07" in json.loads(seen.app.bench.raw(6))["messages"][2]["content"]
        assert seen.app.bench.findings(6) == sorted(seen.app.bench.findings(6), key=lambda one: -Severity(one.severity))


async def test_a_file_name_with_signs_in_it_does_not_act(opened, tmp_path: Path) -> None:
    path = tmp_path / "evil\x1b]0;owned\x07[red].jsonl"
    path.write_text('{"messages": [{"role": "user", "content": "x"}]}\n')
    async with opened(path, (80, 24)) as seen:
        assert "evil␛]0;owned␇[red].jsonl" in seen.lines[0]
        assert not acting(seen.text)


async def test_what_is_pasted_does_not_act_on_the_terminal(opened, dirty: Path) -> None:
    async def paste(text: str) -> None:
        seen.app.post_message(Paste(text))
        await seen.settle()
        assert "\x1b" not in seen.text and "\u202e" not in seen.text, seen.text

    async with opened(dirty, (80, 24)) as seen:
        await paste("ddd")
        assert seen.app.bench.edit_count == 0
        await seen.press("slash")
        await paste("\nsta\x1b[2Jmp\u202e\nmore")
        assert seen.app.screen.filter_bar.field.value == "sta[2Jmp"
        await seen.press("escape", "t")
        await paste("to\x1bdo\nmore")
        await seen.press("enter")
        assert seen.app.bench.tags == {1: {"to\x1bdo"}}, "what a data set may hold stays as it is"
        await seen.press("e")
        await paste("one\r\ntwo\x1b[2J")
        await seen.press("ctrl+s")
        assert b"one\\ntwo\\u001b[2J" in seen.app.bench.raw(1)
