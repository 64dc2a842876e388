"""Amounts in words."""

from __future__ import annotations

import pytest

from curator.amounts import likeness


@pytest.mark.parametrize(
    ("similarity", "shown"), [(0.8, 0.8), (0.29, 0.29), (0.8799, 0.87), (0.9967, 0.99), (1.0, 0.99)]
)
def test_texts_that_differ_are_never_said_to_be_more_alike_than_they_are(similarity: float, shown: float) -> None:
    assert likeness(similarity) == shown
    assert likeness(1.0, equal=True) == 1
