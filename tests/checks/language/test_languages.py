"""Stray languages, answers in another language, and reasons to be silent about both."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from curator.checks.language.asked import asks_for, close
from curator.checks.language.examples import GERMAN, english, german, line
from curator.engine.judge import read_line
from curator.settings import Thresholds

Opened = Callable[..., Any]
CHINESE = "图书馆周六上午九点开门，下午五点关门，周日全天休息。请带上您的借书证。"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("How would you say in German when the museum is open?", True),
        ("Translate this for me, please.", True),
        ("Was bedeutet dieses Schild an der Tür des Museums, und wen kann ich danach fragen?", True),
        (f'A sign says: "{GERMAN}" What does it mean?', True),
        ("When is the museum open on the days around Easter?", False),
        ("Tell me in plain language when the museum is open.", False),
        ("Which programming language does the museum use?", False),
        ("Answer in the language of the visitors, please.", True),
        ("The translator of the museum asks when it is open.", False),
        ("Act as a careful translator and tell me when it is open.", True),
        ("The text was translated into another tongue; say when it is open.", True),
        ("Shorten this.\n\n" + "The heir translates every treaty for the king. " * 30, False),
    ],
)
def test_a_question_gives_a_reason_or_none(question: str, asked: bool) -> None:
    assert asks_for(read_line(1, line(question, GERMAN)), "de", Thresholds()) is asked


def test_a_language_in_the_middle_of_a_long_text_is_no_reason() -> None:
    text = "Summarise this article. " + "It was a long day in the harbour. " * 20
    middle = text + "The German sailors were late. " + "It was a long day in the harbour. " * 20
    assert not asks_for(read_line(1, line(middle, GERMAN)), "de", Thresholds())


def test_neighbours_are_not_told_apart() -> None:
    assert close("da", "no") and close("ru", "uk") and close("en", "en")
    assert not close("en", "de")


def test_a_stray_in_another_script_is_found(opened: Opened) -> None:
    lines = [*(english(number) for number in range(60)), line("图书馆周末几点开门？", CHINESE)]
    found = opened(lines)
    assert found.rows("language-outlier") == [61]
    assert "Chinese" in found.all("language-outlier")[0].message


def test_one_stray_is_found_where_few_records_are_prose(opened: Opened) -> None:
    lines = [*(english(number) for number in range(30)), german(90)]
    assert opened(lines).rows("language-outlier") == [31]


def test_two_house_languages_are_no_finding(opened: Opened) -> None:
    lines = [*(english(number) for number in range(20)), *(german(number) for number in range(90, 110))]
    assert not opened(lines).all("language-outlier", "answer-language", "language-minority")


def test_translations_are_no_mismatch(opened: Opened) -> None:
    asked = "Translate into German: the museum is open from ten to six on the days around Easter, but not on Monday."
    assert not opened([line(asked, GERMAN)]).all("answer-language", "language-outlier")


def test_one_answer_of_many_is_found(opened: Opened) -> None:
    messages = [message for number in range(3) for message in json.loads(english(number))["messages"]]
    for answer in (GERMAN, CHINESE):
        last = [{"role": "user", "content": "And on Monday?"}, {"role": "assistant", "content": answer}]
        raw = json.dumps({"messages": [*messages, *last]}).encode()
        found = opened([raw]).all("answer-switches")
        assert [finding.pointer for finding in found] == ["/messages/7"]


def test_a_system_message_that_tells_of_a_translator_is_a_reason() -> None:
    record = json.loads(line("When is the museum open?", GERMAN))
    record["messages"].insert(0, {"role": "system", "content": "You work for our translators."})
    assert asks_for(read_line(1, json.dumps(record).encode()), "de", Thresholds())


def test_an_answer_in_another_script_among_code_is_a_switch(opened: Opened) -> None:
    code = "```python\nfor door in doors:\n    door.open()\n```"
    asked = "Write a loop that opens all the doors of the museum in the morning, please."
    messages = [{"role": "user", "content": asked}, {"role": "assistant", "content": code}]
    messages += [{"role": "user", "content": asked + " And the windows."}, {"role": "assistant", "content": CHINESE}]
    assert opened([json.dumps({"messages": messages}, ensure_ascii=False).encode()]).rows("answer-switches") == [1]
