from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from curator.dataset.view import View


def test_all_rows_are_a_range_and_cost_nothing() -> None:
    view = View(range(1, 1_000_001))
    assert (len(view), view[0], view[-1], view.position(500), view.position(0)) == (1_000_000, 1, 1_000_000, 499, None)
    assert list(view[10:12]) == [11, 12]


@given(st.lists(st.integers(1, 300), unique=True), st.booleans(), st.integers(-5, 310))
def test_position_is_the_inverse_of_row(rows, ordered, asked) -> None:
    rows = sorted(rows) if ordered else rows
    view = View(rows)
    assert list(view) == rows
    assert [view.position(row) for row in rows] == list(range(len(rows)))
    assert (asked in view) == (asked in rows)
    nearest = view.nearest(asked)
    if not rows:
        assert nearest is None
    else:
        assert nearest is not None
        assert abs(view[nearest] - asked) == min(abs(row - asked) for row in rows)
