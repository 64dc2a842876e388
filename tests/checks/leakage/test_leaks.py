"""Leaks stand on the validation side, name the training record, and have one degree each."""

import json
from collections.abc import Callable
from typing import Any

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


def test_a_greeting_is_no_leak(opened: Opened) -> None:
    assert not opened([line("Hi", "Good day to you.")], [line("Hi", "Welcome to the museum.")]).all(*NAMES)


def test_without_a_training_file_nothing_leaks(opened: Opened) -> None:
    assert not opened([line(ASKED, SAID), line(ASKED, SAID)]).all(*NAMES)
