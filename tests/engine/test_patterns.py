"""Patterns that people type: read as Python reads them, and stopped where they would never end."""

from __future__ import annotations

import threading

import pytest

from curator.engine.patterns import PatternError, pattern_of, words_of
from curator.errors import CuratorError

ENDLESS = "(a|aa)+$"
TRAP = "a" * 60 + "b"


def test_a_pattern_that_would_never_end_names_itself_and_the_line() -> None:
    pattern = pattern_of(ENDLESS, f"/{ENDLESS}/")
    with pytest.raises(CuratorError) as searched:
        pattern.found_in(TRAP, 1_204)
    with pytest.raises(CuratorError) as gone_through:
        list(pattern.places_in(TRAP, 1_204))
    for refused in (searched.value, gone_through.value):
        assert refused.title == "The pattern /(a|aa)+$/ takes too long on line 1,204."
        assert "61 characters" in refused.detail and refused.hint


def test_others_work_while_it_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.engine.patterns._SECONDS", 2.0)
    begun, ended = threading.Event(), threading.Event()

    def search() -> None:
        begun.set()
        with pytest.raises(CuratorError):
            pattern_of(ENDLESS, "").found_in(TRAP, 1)
        ended.set()

    searching = threading.Thread(target=search)
    searching.start()
    assert begun.wait(10)
    rounds = sum(1 for _ in range(1_000) if not ended.is_set())
    assert rounds == 1_000, "the search held everything up"
    searching.join()


def test_look_around_and_references_back_are_read() -> None:
    assert pattern_of(r"(?<=col)ou(?=r)", "").found_in("colour", 1)
    assert pattern_of(r"(\w)\1", "").found_in("letters", 1)
    assert pattern_of("COLOUR", "", ignore_case=True).found_in("colour", 1)
    assert [found.group() for found in pattern_of(r"\d+", "").places_in("1 and 22", 1)] == ["1", "22"]
    assert words_of("a.b").found_in("A.B", 1) and not words_of("a.b").found_in("axb", 1)


@pytest.mark.parametrize("wrong", ["(", "[a", "[[", "a{1000000000000}", "*", r"\p{Nothing}", "(?P<a>"])
def test_what_is_no_pattern_is_said_with_its_place(wrong: str) -> None:
    with pytest.raises(PatternError) as refused:
        pattern_of(wrong, wrong)
    assert str(refused.value) and (refused.value.place or 0) <= len(wrong)
