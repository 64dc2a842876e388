"""Lists that do not fit say how many more there are."""

from __future__ import annotations

import pytest

from curator.tui.screens.review.painted import window_of_cut


@pytest.mark.parametrize(
    ("at", "places", "said"),
    [(0, range(2), "↓ 3 more"), (2, range(1, 3), "⋮ 1 more · ↓ 2 more"), (4, range(3, 5), "⋮ 3 more")],
)
def test_a_list_that_is_cut_says_how_many_more_there_are(at: int, places: range, said: str) -> None:
    shown, more = window_of_cut(5, 3, at)
    assert shown == places and at in shown
    assert [piece[0].strip() for line in more for piece in line.pieces] == [said]


def test_a_list_that_fits_says_nothing_more() -> None:
    assert window_of_cut(3, 3, 1) == (range(3), [])
