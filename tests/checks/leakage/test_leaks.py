"""Leaks stand on the validation side, name the training record, and have one degree each."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Opened = Callable[..., Any]
ASKED = "Which rooms of the museum show paintings from the time before the great fire in the old town?"
SAID = "Those are rooms three to seven on the first floor; the oldest of the paintings hang in room five."
NAMES = ("leak-exact", "leak-text", "leak-near", "leak-prompt")


def line(question: str, answer: str, system: str = "You work in a museum.") -> bytes:
    messages = [
        {"role": "system", "content": system},
        {"role": "user", "content": question},
        {"role": "assistant", "content": answer},
    ]
    return json.dumps({"messages": messages}).encode()


TRAIN = [line("Where is the cloakroom, please?", "On the left."), line(ASKED, SAID)]


def test_each_leak_has_the_strongest_degree(opened: Opened) -> None:
    validation = [
        line(ASKED, SAID),
        line(ASKED.upper(), SAID),
        line(ASKED.replace("great", "first great"), SAID),
        line(ASKED, "That is hard to say."),
        line("Something quite different is asked here, about the weather.", "It will rain."),
    ]
    found = opened(validation, TRAIN).all(*NAMES)
    assert [(finding.row, finding.rule.name) for finding in found] == list(enumerate(NAMES, 1))
    assert {(finding.related, finding.related_role) for finding in found} == {(2, "train")}


def test_a_shared_system_message_is_no_leak(opened: Opened) -> None:
    assert not opened([line("Is there a lift to the second floor?", "Yes, by the stairs.")], TRAIN).all(*NAMES)


def test_a_list_of_other_numbers_is_no_leak(opened: Opened) -> None:
    asked = "Combine all of these numbers exactly once by addition, subtraction or division, so that you get "
    train = [line(asked + "76: [18, 71, 86, 43]", SAID)]
    assert not opened([line(asked + "26: [20, 2, 18]", SAID)], train).all(*NAMES)
    assert opened([line("Please combine" + asked[7:] + "76: [18, 71, 86, 43]", SAID)], train).rows("leak-near") == [1]


def test_a_greeting_is_no_leak(opened: Opened) -> None:
    assert not opened([line("Hi", "Good day to you.")], [line("Hi", "Welcome to the museum.")]).all(*NAMES)


def test_without_a_training_file_nothing_leaks(opened: Opened) -> None:
    assert not opened([line(ASKED, SAID), line(ASKED, SAID)]).all(*NAMES)


@pytest.mark.parametrize("prompt", ["Define TCP", "VAT?", "2+2?", "refund", "退款"])
def test_a_short_question_that_both_ask_is_noted(opened: Opened, prompt: str) -> None:
    found = opened([line(prompt, "One thing.")], [line(prompt, "Quite another, told at length.")]).all()
    leaks = [finding for finding in found if finding.rule.family == "leakage"]
    assert [(one.rule.name, one.severity.word, one.row, one.related) for one in leaks] == [
        ("leak-prompt-short", "info", 1, 1)
    ]
    assert leaks[0].message.endswith("the answer there is another.")


@pytest.mark.parametrize(
    "prompt",
    ["Hi", "hello there!", "Thanks", "thank you", "OK", "Why?", "Go on.", "Hallo", "Merci !", "你好", "B", "...", "7"],
)
def test_what_everybody_says_is_no_leak(opened: Opened, prompt: str) -> None:
    found = opened([line(prompt, "One thing.")], [line(prompt, "Quite another, told at length.")]).all()
    assert [finding.rule.name for finding in found if finding.rule.family == "leakage"] == []


def test_a_short_prompt_that_training_often_has_is_how_one_talks_there(opened: Opened) -> None:
    answers = ["It rains.", "The sun is out today.", "Fog until noon, I fear."]
    train = [line("Weather?", answer) for answer in answers]
    assert not opened([line("Weather?", "Snow by the evening.")], train).rows("leak-prompt-short")
    assert opened([line("Weather?", "Snow by the evening.")], train[:2]).rows("leak-prompt-short") == [1]


def test_the_answer_there_is_said_to_be_the_same_only_where_it_is(opened: Opened) -> None:
    validation = [line("2+2", "4", "You are a guide."), line("2+2", "five")]
    found = opened(validation, [line("2+2", "4", "Answer shortly.")]).all()
    assert {one.row: one.message for one in found if one.rule.name == "leak-prompt-short"} == {
        1: "The training file has the same short prompt; the answer there is the same.",
        2: "The training file has the same short prompt; the answer there is another.",
    }


def test_what_is_near_one_record_and_asks_what_another_asks_is_told_for_both(opened: Opened) -> None:
    told = (
        f"{SAID} Rooms eight to twelve hold drawings, and beyond them a stair leads up to coins, maps, globes and the "
        "clock of the mayor, which is wound every Sunday before the doors open to visitors and to the school."
    )
    asked = "Where are the oldest of them?"
    found = opened([line(asked, told)], [line("Which rooms show paintings?", told), line(asked, "Nowhere.")])
    related = {finding.rule.name: finding.related for finding in found.all(*NAMES)}
    assert related == {"leak-near": 1, "leak-prompt": 2}
