"""Duplicates: four degrees that do not overlap, each naming the first of its group."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from curator.checks.duplicates.compared import alike, telling
from curator.checks.duplicates.duplicate import DUPLICATE
from curator.checks.rule import Finding, FixContext, Mend
from curator.engine.judge import read_line
from curator.settings import Settings

Opened = Callable[..., Any]
DEGREES = ("duplicate", "duplicate-text", "near-duplicate", "conflict")
ASKED = (
    "The kettle on the stove whistles for a while before anybody in the house gets up to see to it. What should the "
    "family do about that, now that the winter has come and nobody wants to leave the sofa?"
)
SAID = "They could take turns: whoever sat down last gets up, and the others pour the tea when it is ready."


def line(question: str, answer: str, system: str = "") -> bytes:
    told = [{"role": "system", "content": system}] if system else []
    asked = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return json.dumps({"messages": [*told, *asked]}, ensure_ascii=False).encode()


def test_each_record_has_the_strongest_degree_only(opened: Opened) -> None:
    first = line(ASKED, SAID)
    found = opened(
        [
            first,
            first.replace(b'": ', b'":'),
            line(ASKED.upper(), SAID),
            line(ASKED.replace("a while", "a good while"), SAID),
            line(ASKED, "No. Sell the stove."),
            first,
        ]
    )
    told = {finding.row: (finding.rule.name, finding.related) for finding in found.all(*DEGREES)}
    assert told == {
        2: ("duplicate", 1),
        3: ("duplicate-text", 1),
        4: ("near-duplicate", 1),
        5: ("conflict", 1),
        6: ("duplicate", 1),
    }


def test_typographic_signs_make_the_same_text(opened: Opened) -> None:
    plain = line(ASKED + ' "Tea" - or not?', SAID)
    found = opened([plain, line(ASKED + " “Tea” – or not?", SAID)])
    assert found.rows("duplicate-text") == [2]


def test_a_point_in_a_number_makes_a_near_one(opened: Opened) -> None:
    found = opened([line(ASKED + " It cost $6.5.", SAID), line(ASKED + " It cost $65.", SAID)])
    assert found.rows("near-duplicate") == [2] and not found.all("duplicate-text")


def test_a_chain_names_what_each_is_alike_to(opened: Opened) -> None:
    words = ASKED.split()
    middle = " ".join([*words[:-3], "armchair", "by", "fire?"])
    found = opened([line(ASKED, SAID), line(middle, SAID), line("Listen. " + middle, SAID)])
    assert {finding.row for finding in found.all("near-duplicate")} == {2, 3}
    assert all(finding.similarity and finding.similarity >= 0.8 for finding in found.all("near-duplicate"))


def test_another_system_message_makes_another_question(opened: Opened) -> None:
    lines = [
        line("Is the house open on Mondays?", "Yes, of course it is.", "You work in a museum."),
        line("Is the house open on Mondays?", "No, we never are.", "You work in a bar."),
    ]
    assert not opened(lines).all("conflict")


def test_many_answers_to_most_prompts_are_one_note(opened: Opened) -> None:
    lines = [
        line(f"Tell me a tale about the sea, number {number}.", f"{word} ships went {number} times round the cape.")
        for number in range(12)
        for word in ("Three grey", "A hundred small and merry")
    ]
    assert [finding.row for finding in opened(lines).all("conflict")] == [None]


def test_broken_records_are_not_compared(opened: Opened) -> None:
    assert not opened([b'{"messages": null}', b'{"messages": null}']).all(*DEGREES)


def test_a_dropped_first_keeps_the_other() -> None:
    raw = line(ASKED, SAID)
    finding = Finding(DUPLICATE, DUPLICATE.severity, 2, None, None, {}, Mend.SAFE, related=1)
    rows: dict[int, bytes] = {1: raw}
    context = FixContext(Settings(), rows.get, lambda record: None)
    assert DUPLICATE.fix is not None
    fix = DUPLICATE.fix(read_line(2, raw), finding, context)
    assert fix is not None and fix.mend is Mend.SAFE and fix.changes[0].drop
    for gone in ({}, {1: line(ASKED, "Something else was written there since.")}):
        context = FixContext(Settings(), gone.get, lambda record: None)
        assert DUPLICATE.fix(read_line(2, raw), finding, context) is None


@pytest.mark.parametrize(
    ("prompt", "tells"),
    [
        ("hi", False),
        ("And then?", False),
        ("What is 2+2?", True),
        ("你是谁", False),
        ("图书馆几点开门", True),
        ("Photosynthesis", True),
    ],
)
def test_greetings_are_not_questions(prompt: str, tells: bool) -> None:
    assert telling(prompt) is tells


def test_answers_are_compared_by_their_pieces() -> None:
    story = "The kettle on the stove whistles for a while before anybody gets up to see to it. " * 4
    pairs = [("Yes", "yes "), ("Yes", "No"), ("Open from ten to six.", "Open from ten to seven."), (story, story + "!")]
    same, other, near, long = alike(pairs)
    assert same == 1.0
    assert other == 0.0
    assert 0.5 < near < 1
    assert long == 1.0
    assert [alike([pair])[0] for pair in pairs] == [same, other, near, long]


SUM = "Combine all of the numbers exactly once by addition, subtraction or division, so that the target is reached. "


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("Target: 76, numbers: [18, 71, 86, 43]", "Target: 26, numbers: [20, 2, 18, 26]", False),
        ("Target: 76, numbers: [18, 71, 86, 43]", "Target: 26, numbers: [20, 2, 18]", False),
        ("Target: 76, numbers: [18, 71, 86, 43]", "Target: 76, all numbers: [18, 71, 86, 43]", True),
        ("Target: 76, numbers: [18, 71]", "Target: 76, numbers: [187, 1]", True),
    ],
)
def test_lists_of_other_numbers_are_no_near_duplicates(opened: Opened, first: str, second: str, told: bool) -> None:
    data = opened([line(SUM * 2 + first, SAID), line(SUM * 2 + second, SAID)])
    assert data.rows("near-duplicate") == ([2] if told else [])


def page(name: str, first: str, second: str, number: int) -> str:
    return f"<h1>{name}</h1>\n<ul>\n  <li>{first}</li>\n  <li>{second}</li>\n</ul>\n<p>{number}</p>"


HABITS = page("habit", "smokes", "sings", 12)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (HABITS, "Here it is.\n\n" + page("habit", "yawns", "wanders", 7), False),
        (HABITS, page("boiler", "valve", "gauge", 7), True),
        (HABITS, "def habit(guest):\n    return {}\n\nhabit({})", True),
        ("They smoke, sing and sleep late, as far as I know.", "I have never met any of them, I regret.", True),
    ],
)
def test_one_program_filled_in_differently_is_no_conflict(opened: Opened, first: str, second: str, told: bool) -> None:
    asked = "Write a page that lists each habit of the guests."
    data = opened([line(asked, first), line(asked, second)])
    assert data.rows("conflict") == ([2] if told else [])


def test_prompts_that_are_mostly_answered_alike_do_not_make_a_habit_of_the_conflicts_among_them(opened: Opened) -> None:
    alike = [
        line(f"How much is ticket number {number} to the island?", "Twelve crowns, both ways.") for number in range(90)
    ]
    again = [
        line(f"How much is ticket number {number} to the island?", "It is twelve crowns, both ways.")
        for number in range(14)
    ]
    other = line("How much is ticket number 20 to the island?", "Nobody sells any; the ferry was given up last year.")
    assert opened([*alike, *again, other]).rows("conflict") == [105]
