"""Which differences are a name or a number exchanged for another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.measures.template import same_template

STORY = "The clerk at the desk said that {name} would come back in {days} days. Nobody in the hall believed him."


def told(name: str = "Robert", days: str = "3") -> str:
    return STORY.format(name=name, days=days)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (told(name="Robert"), told(name="Ann")),
        (told(name="Robert"), told(name="Mary Ann Smith")),
        (told(days="3"), told(days="12")),
        (told("Robert", "3"), told("Ann", "12")),
        (
            'What was the price of IBM last month? ⇒ price {"symbol": "IBM"}',
            'What was the price of Intel last month? ⇒ price {"symbol": "INTC"}',
        ),
        ("a 1 2 b", "a 2 1 b"),
        ("Reach 76 by: [18, 71, 86, 43]", "Reach 26 by: [20, 2, 18]"),
        ("Please send order_12 to her.", "Please send order_97 to her."),
        (
            'We asked what the weather in Rome is. ⇒ weather {"city": "rome"}',
            'We asked what the weather in Oslo is. ⇒ weather {"city": "oslo"}',
        ),
    ],
)
def test_names_and_numbers_are_exchanged(first: str, second: str) -> None:
    assert same_template(first, second)
    assert same_template(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (told(), told()),
        (told(), told().upper()),
        (told(), "  " + told() + "\n"),
        ("It costs $6.5 a day.", "It costs $65 a day."),
        ("Reach 76 by: [18, 71]", "Reach 76 by: [187, 1]"),
        (told(), told().replace("desk", "door")),
        (told(), told() + " Ann did."),
        (told(), told().replace("Robert would", "would")),
        (told(name="Ann"), told(name="Mary Ann")),
        ("one two three", "three one two"),
        ("Explain how rain is made.", "Describe how rain is made."),
        ("Ein Hund sah die Katze im Garten am See.", "Ein Hund sah die Katze im Garten am Haus."),
        (told().replace("Robert", "Ann").replace("hall", "house"), told()),
        ("", "IBM"),
        ("", ""),
    ],
)
def test_everything_else_is_a_copy_with_changes(first: str, second: str) -> None:
    assert not same_template(first, second)
    assert not same_template(second, first)


@given(st.text("aB1 .\n", max_size=12), st.text("aB1 .\n", max_size=12))
def test_the_order_of_the_two_does_not_matter(first: str, second: str) -> None:
    assert same_template(first, second) == same_template(second, first)
    assert not same_template(first, first)
