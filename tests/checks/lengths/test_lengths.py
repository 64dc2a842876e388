"""Bounds that outliers cannot move, and what they mark."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.checks.lengths.bounds import LEAST_TURNS, bounds, measured_bounds, turn_bounds
from curator.checks.lengths.measured import conversation, usual_lines
from curator.settings import Settings, Thresholds

Opened = Callable[..., Any]


def test_two_huge_values_do_not_hide_the_others() -> None:
    usual = [200 + number % 90 for number in range(680)]
    low, high = bounds([*usual, 180_000, 180_000], 4.0, 0.15)
    assert (low, high) == pytest.approx(bounds(usual, 4.0, 0.15), rel=0.05)
    assert high < 1_000


def test_equal_lengths_make_no_outlier_of_a_near_one() -> None:
    low, high = bounds([3] * 500, 4.5, 0.25)
    assert low < 2 and high > 8


def test_values_that_are_no_length_are_left_out() -> None:
    assert bounds([0, -1, 10, 10, 10], 4.0, 0.15) == bounds([10, 10, 10], 4.0, 0.15)
    with pytest.raises(ValueError):
        bounds([0, 0], 4.0, 0.15)


@given(st.lists(st.integers(1, 100_000), min_size=1), st.floats(0.5, 6), st.floats(0.01, 1))
def test_the_middle_lies_between_the_bounds(values: list[int], spread: float, floor: float) -> None:
    found = measured_bounds(values, spread, floor)
    assert found.low < found.middle < found.high
    assert min(values) <= found.middle * 1.0000001 and found.middle <= max(values) * 1.0000001


def test_turns_are_bounded_from_above_only() -> None:
    found = turn_bounds([1] * 500 + [8] * 100, Thresholds())
    assert found is not None and found.low == 0 and 30 < found.high < 40
    single = turn_bounds([1] * 500, Thresholds())
    assert single is not None and single.high == LEAST_TURNS
    assert turn_bounds([1] * 5, Thresholds()) is None


def test_long_and_short_are_told_apart_and_not_twice(opened: Opened) -> None:
    found = opened([*usual_lines(), conversation(90, 12, 6000), conversation(91, 12, 0)])
    assert found.rows("length-outlier") == [41]
    assert found.rows("answer-short") == [42]
    assert not found.rows("answer-long")
    (outlier,) = found.all("length-outlier")
    assert outlier.arguments["low"] < outlier.arguments["middle"] < outlier.arguments["high"]


def test_few_records_say_nothing(opened: Opened) -> None:
    assert not opened([*usual_lines(28), conversation(90, 12, 6000)]).all("length-outlier", "answer-long")


def test_a_record_with_an_error_is_not_measured(opened: Opened) -> None:
    broken = conversation(90, 12, 6000).replace(b'"assistant"', b'"gpt"')
    assert not opened([*usual_lines(), broken]).all("length-outlier")


def test_bounds_that_a_person_has_set_stand(opened: Opened) -> None:
    lines = [*usual_lines(), conversation(90, 24, 42)]
    settings = Settings().with_thresholds({"record_high": 85.0})
    assert opened(lines).rows("length-outlier") == []
    assert opened(lines, settings=settings).rows("length-outlier") == [41]


def test_many_of_them_are_one_note(opened: Opened) -> None:
    lines = [*usual_lines(200), *(conversation(number, 12, 900) for number in range(300, 312))]
    found = opened(lines)
    assert found.rows("length-outlier") == []
    assert [finding.row for finding in found.all("length-outlier")] == [None]
