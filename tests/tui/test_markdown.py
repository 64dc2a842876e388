"""Markdown as lines: laid out, and never acting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.measures.text import visible
from curator.tui.markdown import markdown_lines
from curator.tui.widgets.cells import width_of


def laid_out(text: str, width: int = 60) -> list[str]:
    return ["".join(said for said, _ in line).rstrip() for line in markdown_lines(text, width)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("plain words", ["plain words"]),
        ("one\ntwo\n\nthree", ["one", "two", "", "three"]),
        ("# Head\nwords", ["# Head", "words"]),
        ("#### 624!!!", ["#### 624!!!"]),
        ("- a\n  1. c\n     e", ["- a", "  1. c", "     e"]),
        ("> said\n> more", ["> said", "> more"]),
        ("```python\nx  = 1\n\n**y**\n```", ["```python", "x  = 1", "", "**y**", "```"]),
        ("| a | b |\n|---|---|\n| long | c |", ["| a    | b   |", "| ---  | --- |", "| long | c   |"]),
        ("`code` and **bold** ~~gone~~", ["`code` and **bold** ~~gone~~"]),
        ("3*2=<<3*2=6>>6, 3*4*5 = 60, 12*52", ["3*2=<<3*2=6>>6, 3*4*5 = 60, 12*52"]),
        ("__init__.py, snake_case, &amp; and \\*", ["__init__.py, snake_case, &amp; and \\*"]),
        ("[words](https://a.example/b)", ["[words](https://a.example/b)"]),
        ("<https://a.example>", ["<https://a.example>"]),
        ("<b onclick='x()'>bold</b>", ["<b onclick='x()'>bold</b>"]),
        ("", [""]),
    ],
)
def test_it_is_laid_out_with_every_sign(text: str, lines: list[str]) -> None:
    assert laid_out(text) == lines


def test_what_is_strong_is_bold_its_marks_are_dim_and_long_lines_keep_their_indent() -> None:
    (first, *_) = markdown_lines("**bold** and *also* 3*4*5 `c`", 40)
    assert [text for text, ink in first if ink == "bold"] == ["bold", "also"]
    assert [text for text, ink in first if ink == "dim"] == ["**", "**", "*", "*", "`", "`"]
    assert ("c", "key") in first and (" 3*4*5 ", "") in first
    lines = laid_out("- " + "word " * 30, 24)
    assert len(lines) > 4 and lines[0].startswith("- word") and all(line.startswith("  word") for line in lines[1:])


def test_hostile_text_is_shown_as_signs_and_never_acts() -> None:
    link = "[a\x1b[2J](javascript:alert(1)) [b](file:///etc/passwd\u202e) [@click=app.quit]c[/]"
    shown = "\n".join(laid_out(f"\x1b]0;owned\x07 {link}\n\n```\n\x9b31m\n```", 200))
    assert "\x1b" not in shown and "\x9b" not in shown and "\u202e" not in shown and "\x07" not in shown
    assert "␛]0;owned␇" in shown and "[@click=app.quit]c[/]" in shown


@pytest.mark.parametrize("text", ["> " * 5_000 + "x", "[" * 20_000, "- " * 3_000 + "y", "*" * 30_000, "|" * 5_000])
def test_a_pathological_text_is_shown_all_the_same(text: str) -> None:
    assert markdown_lines(text, 40) and markdown_lines("x" * 200_000, 40)


_MARKS = st.text(alphabet="*_`~#>|-[]()!<&;\\ \n\t1a.é字\u0301", max_size=200)


@given(st.one_of(st.text(max_size=300), _MARKS), st.integers(12, 80))
def test_no_sign_is_lost_or_added_no_line_is_wider_than_asked_and_nothing_acts(text: str, width: int) -> None:
    lines = ["".join(piece for piece, _ in line) for line in markdown_lines(text, width)]
    for said in lines:
        assert "\n" not in said and said == visible(said)
        assert width_of(said) <= width + 2
    assert "".join("".join(lines).split()) == "".join(visible(text).split())
