"""What a filter says about its own words: slips between states and rules, and the language by example."""

from __future__ import annotations

import pytest

from curator.engine.query import EXAMPLES, QueryError, check_words, parse_query
from curator.engine.query.words import FIELDS, NUMBERS

SIDES = ("training", "validation")


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("has:error", "Write is:error."),
        ("has:warning", "Write is:warning."),
        ("has:errors", "Write is:error."),
        ("has:edited", "Write is:edited."),
        ("is:duplicate", "Write has:duplicate."),
        ("is:JSN001", "Write has:JSN001."),
        ("is:errors", "Write is:error."),
        ("has:duplicat", "Near: duplicate"),
        ("has:dublicate", "Near: duplicate"),
        ("lang:de or (tag:a -has:error)", "Write is:error."),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(query: str, hint: str) -> None:
    with pytest.raises(QueryError) as raised:
        check_words(parse_query(query), SIDES)
    assert raised.value.hint.startswith(hint)
    assert query[raised.value.place :].startswith(query.rpartition(":")[2])


@pytest.mark.parametrize("query", ["in:nowhere", "similar:many"])
def test_sides_and_lines_are_looked_at_without_any_row(query: str) -> None:
    with pytest.raises(QueryError):
        check_words(parse_query(query), SIDES)


def test_every_example_is_a_filter_and_every_field_has_one() -> None:
    for example, said in EXAMPLES:
        check_words(parse_query(example), SIDES)
        assert len(example) < 24 and len(said) <= 80 - 27
    said_of_all = " ".join(part for pair in EXAMPLES for part in pair)
    assert not [field for field in (*FIELDS, *NUMBERS) if field != "text" and field not in said_of_all]
