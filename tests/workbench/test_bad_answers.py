"""Bad answers: the records that taught them, and the list of those to be looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from curator.errors import Cancelled, CuratorError
from curator.progress import Progress
from curator.workbench import Workbench
from curator.workbench.bad_answers import (
    ANSWER,
    PROMPT,
    BadAnswer,
    bad_answers,
    looked_at,
    near_of,
    send_to_review,
    sources_of,
)
from tests.workbench.test_harvesting import bench

__all__ = ["bench"]


def test_a_record_is_found_by_its_prompt_and_by_its_answer(bench: Workbench) -> None:
    near = sources_of(bench, "May I take a wet umbrella inside?", "Shelf 9, near the window of room 4.", Progress())
    assert (near[0].row, near[0].by, near[0].likeness) == (7, PROMPT, 1.0)
    others = {one.row: one.by for one in near}
    assert others[4] == ANSWER and len(near) == 6 == len(others)
    assert "room 4" in near_of(bench, next(one for one in near if one.row == 4)).answer
    bench.drop([7])
    without = sources_of(bench, "May I take a wet umbrella inside?", "", Progress(), without={4})
    assert not {7, 4} & {one.row for one in without}
    assert not sources_of(bench, "xyzzy", "plugh", Progress())


def test_looking_can_be_stopped(bench: Workbench) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        sources_of(bench, "a", "b", progress)


def test_the_list_survives_closing_and_holds_each_answer_once(bench: Workbench) -> None:
    near = sources_of(bench, "Which shelf holds the lamp?", "Shelf 9.", Progress())
    bad = BadAnswer("clerk", "Answer as a clerk.", "Which shelf?", "Shelf 9.", 1000.0, near)
    assert send_to_review(bench, bad) == 1 and send_to_review(bench, replace(bad, said_at=2000.0)) == 1
    assert send_to_review(bench, replace(bad, question="And why?")) == 2
    path = bench.path
    bench.close()
    again = Workbench.open(path)
    try:
        kept = bad_answers(again)
        assert [one.question for one in kept] == ["Which shelf?", "And why?"] and kept[0].sources == near
        assert kept[0].said_at == 2000.0
        assert looked_at(again, kept[0]) == 1 and looked_at(again, kept[1]) == 0 and not bad_answers(again)
    finally:
        again.close()


def test_a_read_only_data_set_keeps_no_list(bench: Workbench) -> None:
    path = bench.path
    bench.close()
    looking = Workbench.open(path, read_only=True)
    try:
        with pytest.raises(CuratorError):
            send_to_review(looking, BadAnswer("clerk", "", "Which?", "None.", 1.0, ()))
    finally:
        looking.close()
