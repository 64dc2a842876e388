"""The fields of the Split screen: what they are opened with, and how what is typed there is understood."""

from __future__ import annotations

import pytest

from curator.tui.screens.split_fields import parsed, stepped, text_of, understood


@pytest.mark.parametrize(
    ("typed", "meant", "said"),
    [
        ("20 %", 0.2, "20 % · 138 lines"),
        ("15%", 0.15, "15 % · 104 lines"),
        ("0.15", 0.15, "15 % · 104 lines"),
        ("0,15", 0.15, "15 % · 104 lines"),
        ("12,5 %", 0.125, "12.5 % · 86 lines"),
        ("15", 15, "15 lines"),
        ("1", 1, "1 line"),
        ("1,000", 1000, "1,000 lines"),
    ],
)
def test_a_share_and_a_count_are_told_apart_and_said(typed: str, meant: float, said: str) -> None:
    assert parsed("validation", typed) == meant
    assert understood("validation", typed, 691) == said
    assert parsed("validation", text_of(meant)) == meant, "what a field is opened with means what stands in it"


def test_what_makes_no_sense_yet_is_not_said_to_be_understood() -> None:
    assert [understood("validation", typed, 691) for typed in ("", "-", "15 p", "100 %")] == [""] * 4
    assert understood("test", "", 691) == "none" and understood("seed", "7", 691) == ""


def test_values_are_stepped_through() -> None:
    shares = [stepped("validation", share, 1) for share in (0.0, 0.12, 0.15, 0.2, 0.95)]
    assert shares == [0.05, 0.15, 0.2, 0.25, 0.95]
    assert [stepped("validation", share, -1) for share in (0.0, 0.12, 0.15, 0.2)] == [0.0, 0.1, 0.1, 0.15]
    assert [stepped("validation", count, 1) for count in (0, 15, 500)] == [1, 16, 510]
    assert stepped("test", None, 1) == 0.05 and stepped("test", 0.05, -1) is None and stepped("test", None, -1) is None
    assert stepped("seed", 0, 1) == 1 and stepped("folder", "split", 1) == "split"
