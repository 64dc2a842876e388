"""Saved filters inside a filter: @name stands for one."""

from __future__ import annotations

import pytest

from curator.engine.query import QueryError, parse_query
from curator.engine.query.parse import Join, Number, Word

SAVED = {
    "long": "tokens>2000",
    "odd": "@long or -messages=2",
    "round": "@about",
    "about": "is:error @round",
    "broken": "tokens>many",
    "deep": "@broken",
}


def test_a_name_stands_for_its_filter_in_brackets() -> None:
    assert parse_query("@long", SAVED) == parse_query("tokens>2000")
    assert parse_query("-@odd tokens>1", SAVED) == parse_query("-(tokens>2000 or -messages=2) tokens>1")
    assert parse_query("tokens>1 @faulty", {"faulty": "tokens>2 or has:nothing"}) == Join(
        True, (Number("tokens", 2, None), Join(False, (Number("tokens", 3, None), Word("has", "nothing", 9))))
    ), "what is found wrong later is found at the name"
    assert parse_query('"@long"', SAVED) == parse_query('"@long"'), "in quotes it is text"


@pytest.mark.parametrize(
    ("query", "said", "place", "hint"),
    [
        ("is:error @lnog", 'There is no saved filter "lnog".', 9, "Near: long"),
        ("@", 'There is no saved filter "".', 0, "Near: long"),
        ("@round", "The saved filter @round is made of itself.", 0, ""),
        ("tokens>1 @broken", 'In @broken, tokens>many: "many" is not a number.', 9, "For example"),
        ("@deep", 'In @broken, tokens>many: "many" is not a number.', 0, "For example"),
    ],
)
def test_what_is_wrong_is_said_at_the_name(query: str, said: str, place: int, hint: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse_query(query, SAVED)
    assert said in refused.value.title and refused.value.place == place and hint in refused.value.hint


def test_without_any_saved_filter_the_text_is_offered() -> None:
    with pytest.raises(QueryError) as refused:
        parse_query("@home")
    assert "None is saved" in refused.value.hint and '"@home" in quotes' in refused.value.hint
