"""Two deployments over the same questions."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.chat.answers import ChatParameters
from curator.chat.compare import Question, ask_both, question_of
from curator.chat.scores import same_final_line, word_f1
from curator.errors import Cancelled, CuratorError
from curator.progress import Progress
from curator.tuning.practice.faults import Fault


def question(number: int) -> Question:
    record = {
        "messages": [
            {"role": "user", "content": f"Where is article {number}?"},
            {"role": "assistant", "content": f"On shelf {number}.\n#### {number}"},
        ]
    }
    made = question_of(record, number)
    assert made is not None
    return made


def test_both_are_asked_at_the_same_time(service, progress):
    heard: set[int] = set()
    a, b = ask_both(
        service, ("base", "clerk"), question(3).messages, ChatParameters(), progress, lambda index, _: heard.add(index)
    )
    assert a.text.startswith("I am a practice base model") and b.text.endswith("#### 3")
    assert heard == {0, 1}


def test_one_that_fails_does_not_take_the_other_along(service, progress):
    a, b = ask_both(service, ("nobody", "clerk"), question(3).messages, ChatParameters(), progress)
    assert a.answer is None and "nobody does not exist" in a.failure
    assert b.text.endswith("#### 3")


def test_a_replay_scores_marks_and_exports(comparisons, service, progress):
    comparison = comparisons.begin("http://here", ("base", "clerk"), [question(number) for number in range(4)])
    pairs: list[int] = []
    summary = comparisons.replay(comparison, service, progress, lambda pair: pairs.append(pair.position))
    assert pairs == [0, 1, 2, 3] and summary.answered == 4
    assert (summary.a.same_final_line, summary.b.same_final_line, summary.b.with_wanted) == (0, 4, 4)
    assert summary.a.shared_words is not None and summary.b.shared_words is not None
    assert summary.b.shared_words > 0.5 > summary.a.shared_words
    for position, mark in enumerate(["B", "B", "same", "A"]):
        comparisons.mark(comparison, position, mark)
    comparisons.mark(comparison, 3, None)
    summary = comparisons.summary(comparison)
    assert (summary.a.better, summary.b.better, summary.same, summary.marked) == (0, 2, 1, 3)
    lines = [json.loads(line) for line in comparisons.export(comparison).splitlines()]
    assert [line["mark"] for line in lines] == ["B", "B", "same", None] and lines[2]["row"] == 2
    assert {(line["a_deployment"], line["b_deployment"]) for line in lines} == {("base", "clerk")}
    table = list(csv.DictReader(io.StringIO(comparisons.export(comparison, "csv"))))
    assert table[1]["b"] == lines[1]["b"] and json.loads(table[1]["messages"]) == lines[1]["messages"]


def test_a_replay_that_was_stopped_goes_on_where_it_was(comparisons, service, server):
    comparison = comparisons.begin("http://here", ("base", "clerk"), [question(number) for number in range(3)])
    stopping = Progress()
    with pytest.raises(Cancelled):
        comparisons.replay(comparison, service, stopping, lambda pair: stopping.cancel())
    first = comparisons.pairs(comparison)
    assert [pair.answered for pair in first] == [True, False, False]
    assert comparisons.replay(comparison, service, Progress()).answered == 3
    assert comparisons.pairs(comparison)[0] == first[0]


def test_a_refused_question_is_kept_with_its_reason(comparisons, service, server, progress):
    comparison = comparisons.begin("http://here", ("clerk", "clerk-2"), [question(1)])
    server.faults.arm(Fault("filter-prompt", "chat", message="hate", times=0))
    summary = comparisons.replay(comparison, service, progress)
    assert summary.answered == 1 and "content filter" in comparisons.export(comparison)


def test_wrong_marks_forms_and_comparisons_are_told(comparisons, service, progress):
    comparison = comparisons.begin("http://here", ("a", "b"), [question(1)])
    with pytest.raises(CuratorError, match="no mark"):
        comparisons.mark(comparison, 0, "C")
    with pytest.raises(CuratorError, match="in this form"):
        comparisons.export(comparison, "xml")
    with pytest.raises(CuratorError, match="no such comparison"):
        comparisons.replay(99, service, progress)


@pytest.mark.parametrize(
    ("record", "asks"),
    [
        ({"messages": []}, False),
        ({}, False),
        ({"messages": [{"role": "user", "content": "a"}]}, False),
        ({"messages": [{"role": "assistant", "content": "a"}]}, False),
        ({"messages": [{"role": "user", "content": "a"}, {"role": "assistant"}]}, True),
        ({"messages": ["x", {"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}, True),
    ],
)
def test_which_records_ask_something(record, asks):
    assert (question_of(record) is not None) is asks


def test_the_question_is_what_came_before_the_last_answer():
    messages = [{"role": role, "content": role[0]} for role in ("user", "assistant", "user", "assistant", "user")]
    made = question_of({"messages": messages})
    assert made is not None and [one["content"] for one in made.messages] == ["u", "a", "u"] and made.wanted == "a"


def test_final_lines():
    assert same_final_line("so\n ####  12 \n\n", "#### 12")
    assert not same_final_line("#### 12\nDone", "#### 12")
    assert not same_final_line("", "") and not same_final_line("a", " \n ")


def test_word_f1_by_hand():
    assert word_f1("the red lamp", "a red lamp") == pytest.approx(2 / 3)
    assert word_f1("Red!", "red") == 1.0
    assert word_f1("", "red") == 0.0 and word_f1("", "") == 1.0


@settings(max_examples=50)
@given(st.text(), st.text())
def test_word_f1_is_even_handed_and_within_bounds(one, other):
    assert word_f1(one, other) == word_f1(other, one)
    assert 0.0 <= word_f1(one, other) <= 1.0
    assert word_f1(one, one) == 1.0
