"""System messages: how texts differ, which kinds there are, and mends that leave all other bytes alone."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from curator.checks.rule import Finding, FixContext, Mend
from curator.checks.system.examples import MAIN, line, lines
from curator.checks.system.missing import EMPTY, IN_USER, MISSING
from curator.checks.system.place import LATE, TWICE
from curator.checks.system.texts import is_typo, letters_changed, template, variant
from curator.checks.system.variant import PERSONA, VARIANT
from curator.engine.judge import read_line
from curator.records.record import Record
from curator.settings import Settings

Opened = Callable[..., Any]


@pytest.mark.parametrize(
    ("text", "how"),
    [
        (MAIN.lower(), "case"),
        (MAIN + "\n", "space"),
        (MAIN.replace("hotel.", "hotel!"), "sign"),
        (MAIN.lower().replace(".", "!"), "case, sign"),
    ],
)
def test_names_how_a_slip_differs(text: str, how: str) -> None:
    assert variant(text, MAIN) == how


@pytest.mark.parametrize(
    ("first", "second", "letters"),
    [
        ("question", "uqestion", 1),
        ("hotel", "hotels", 1),
        ("hotel", "motels", 2),
        ("hotel", "museum", 3),
        ("a", "a", 0),
    ],
)
def test_counts_letters_changed(first: str, second: str, letters: int) -> None:
    assert letters_changed(first, second, 2) == letters


@pytest.mark.parametrize(
    ("text", "typo"),
    [
        (MAIN.replace("politely", "politley"), True),
        (MAIN.replace("one sentence", "two sentences and a half"), False),
        ("Answer in 5 words for the guests of the house.", False),
        ("You are a pirate.", False),
    ],
)
def test_tells_a_typo_from_another_text(text: str, typo: bool) -> None:
    assert is_typo(text, MAIN) is typo


def test_another_number_or_name_is_no_typo() -> None:
    text = "You answer for the customer Maria Lopez, number 4711, of our house in Lisbon, and you stay polite. " * 3
    assert not is_typo(text.replace("4711", "4712"), text)
    assert template(text) == template(text.replace("Maria Lopez", "John Doe").replace("4711", "12"))


def test_kinds_are_compared_among_themselves(opened: Opened) -> None:
    tool = {"type": "function", "function": {"name": "look", "parameters": {"type": "object", "properties": {}}}}
    with_tools = [json.dumps({**json.loads(line(number)), "tools": [tool]}).encode() for number in range(100, 112)]
    found = opened([*lines(), *with_tools, line(90)])
    assert found.rows("system-missing") == [53]


def test_half_without_one_is_no_finding(opened: Opened) -> None:
    assert not opened([*lines(20), *(line(number) for number in range(90, 110))]).all("system-missing")


def test_a_missing_one_that_stands_in_the_question_is_told_once(opened: Opened) -> None:
    found = opened([*lines(), line(90, question=MAIN + "\n\n")])
    assert found.rows("system-in-user") == [41]
    assert found.rows("system-missing") == []


def test_texts_made_from_a_template_have_a_stray(opened: Opened) -> None:
    told = [line(number, f"You answer for Maria Lopez{number}, customer {number}.") for number in range(120)]
    found = opened([*told, line(190, "Pretend to be a dragon who guards a treasure.")])
    assert found.rows("system-persona") == [121]
    assert not found.all("system-mixed")


def test_slips_are_told_whatever_their_number(opened: Opened) -> None:
    slips = [line(number, MAIN.lower()) for number in range(90, 115)]
    found = opened([*lines(60), *slips])
    assert len(found.rows("system-variant")) == 25
    assert all(finding.mend is Mend.SAFE for finding in found.all("system-variant"))


def _context() -> FixContext:
    def main(_record: Record) -> str:
        return MAIN

    return FixContext(Settings(), lambda row: None, main)


def _finding(rule: Any, pointer: str | None, mend: Mend = Mend.UNSAFE) -> Finding:
    return Finding(rule, rule.severity, 1, pointer, None, {}, mend)


def _mended(rule: Any, raw: bytes, pointer: str | None = None) -> tuple[bytes, Mend]:
    fix = rule.fix(read_line(1, raw), _finding(rule, pointer), _context())
    assert fix is not None
    content = fix.changes[0].content
    assert content is not None
    return content, fix.mend


ODD = b'{"id":1.50,  "messages" : [{"role":"system","content":"%s"}, {"role":"user","content":"caf\\u00e9\\/ "}]}'


def test_a_slip_is_mended_without_touching_other_bytes() -> None:
    raw = ODD % MAIN.lower().encode()
    mended, mend = _mended(VARIANT, raw)
    assert mended == ODD % MAIN.encode() and mend is Mend.SAFE


def test_a_typo_and_a_persona_are_mended_as_guesses() -> None:
    for rule, text in ((VARIANT, MAIN.replace("guests", "gusets")), (PERSONA, "You are a pirate.")):
        mended, mend = _mended(rule, ODD % text.encode())
        assert mended == ODD % MAIN.encode() and mend is Mend.UNSAFE


def test_empty_missing_and_misplaced_ones_are_put_right() -> None:
    assert _mended(EMPTY, line(1, ""))[0] == line(1, MAIN)
    assert _mended(MISSING, line(1))[0] == line(1, MAIN)
    assert _mended(IN_USER, line(1, question=MAIN + "\n"))[0] == line(1, MAIN)
    assert _mended(LATE, line(1, MAIN, first=False), "/messages/1")[0] == line(1, MAIN)
    assert _mended(TWICE, line(1, MAIN, MAIN), "/messages/1") == (line(1, MAIN), Mend.SAFE)


def test_no_mend_without_a_main_text() -> None:
    nothing = FixContext(Settings(), lambda row: None, lambda record: None)
    for rule in (VARIANT, PERSONA, MISSING, EMPTY, IN_USER):
        assert rule.fix is not None
        assert rule.fix(read_line(1, line(1, "x")), _finding(rule, None), nothing) is None
