"""Text made safe, folded and cut."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.measures.text import folded, folded_signs, one_line, visible

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)
"""Lone surrogates included."""


@pytest.mark.parametrize("point", [*range(0x20), *range(0x7F, 0xA0)])
def test_no_control_character_is_left(point: int) -> None:
    shown = visible(f"a{chr(point)}b")
    if chr(point) not in "\n\t":
        assert chr(point) not in shown
        assert len(shown) > 2


@given(ANY_TEXT)
def test_what_is_shown_neither_acts_nor_hides(text: str) -> None:
    for character in visible(text):
        assert character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")
        assert character in "\u200c\u200d" or unicodedata.category(character) != "Cf"
    assert not set(visible(text, multiline=False)) & {"\n", "\t"}


@given(ANY_TEXT)
def test_what_is_shown_is_already_visible(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[bold red]x[/]", "[bold red]x[/]"),
        ("\x1b]0;owned\x07", "␛]0;owned␇"),
        ("\x1b[2J", "␛[2J"),
        ("\x9b2J", "⟨CSI⟩2J"),
        ("abc\u202edcba", "abc⟨RLO⟩dcba"),
        ("a\u200bb\ufeff", "a⟨ZWSP⟩b⟨BOM⟩"),
        ("\ud800", "⟨U+D800⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("x\u3164", "x⟨U+3164⟩"),
        ("a\u2028b", "a⟨LS⟩b"),
        ("a\r\nb", "a␍\nb"),
        ("“naïve” – 你好 \u00a0x", "“naïve” – 你好 \u00a0x"),
        ("\u0301x", "◌\u0301x"),
    ],
)
def test_hostile_and_plain_texts(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_marks_piled_on_one_letter_are_counted() -> None:
    assert visible("e" + "\u0301" * 200 + "x") == "e\u0301\u0301⟨+198⟩x"
    assert visible("e" + "\u0301" * 4) == "e" + "\u0301" * 4
    assert visible("e" + "\U000e0100" * 9) == "e\U000e0100\U000e0100⟨+7⟩"


def test_joiners_stay_where_they_spell() -> None:
    assert visible("می\u200cخواهم") == "می\u200cخواهم"
    assert visible("👩\u200d💻") == "👩⟨ZWJ⟩💻"


def test_one_line_is_cut_to_its_width() -> None:
    assert one_line("a\n\n  b\tc", 10) == "a b c"
    assert one_line("abcdefghij", 5) == "abcd…"
    assert one_line("abcde", 5) == "abcde"
    assert one_line("x" * 50_000_000, 4) == "xxx…"
    assert one_line("abc", 0) == ""


@given(ANY_TEXT, st.integers(0, 20))
def test_one_line_is_one_line(text: str, width: int) -> None:
    line = one_line(text, width)
    assert len(line) <= width
    assert "\n" not in line


def test_folding_forgets_form_case_and_space() -> None:
    assert folded("  Ｈello\n\tWORLD\u00a0") == folded("hello world")
    assert folded("Stra\u00dfe e\u0301") == folded("STRASSE \u00e9")
    assert folded("a.b") != folded("a b")


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_signs_are_forgotten() -> None:
    assert folded_signs("You are  a Helpful, assistant!") == "you are a helpful assistant"
    assert folded_signs("don’t") == folded_signs("don't") == folded_signs("dont")
    assert folded_signs("a-b") == folded_signs("a b")
    assert folded_signs("?!") == ""
