"""What differs between two texts, word by word."""

from hypothesis import given, settings
from hypothesis import strategies as st

from curator.workbench.words import Side, Stretch, difference, shares_of_words, words_differing, worth_marking

WORDS = st.lists(st.sampled_from(["a", "bb", "the", " ", "  ", "\n", ".", "“", "ß", "x1"]), max_size=60).map("".join)


def side(stretches: list[Stretch], wanted: Side) -> str:
    return "".join(part.text for part in stretches if part.side in (Side.SAME, wanted))


@settings(deadline=None)
@given(WORDS, WORDS)
def test_both_texts_come_back_from_their_difference(left: str, right: str) -> None:
    found = difference(left, right)
    assert side(found, Side.LEFT) == left
    assert side(found, Side.RIGHT) == right
    assert all(part.text for part in found)


@settings(deadline=None)
@given(st.text(), st.text())
def test_any_text_can_be_compared(left: str, right: str) -> None:
    found = difference(left, right)
    assert (side(found, Side.LEFT), side(found, Side.RIGHT)) == (left, right)


@settings(deadline=None)
@given(WORDS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(part.side is Side.SAME for part in difference(text, text))


def test_only_the_words_that_differ_are_marked() -> None:
    found = difference("Archie plays [halfs] of it actually outside.", "Archie plays [half] of it outside.")
    assert [(part.text, part.side.value) for part in found if part.side is not Side.SAME] == [
        ("halfs", "left"),
        ("half", "right"),
        (" actually", "left"),
    ]
    assert words_differing(found) == 3


def test_long_texts_are_divided_at_words_that_stand_once() -> None:
    words = [f"w{number}" for number in range(4_000)]
    changed = [f"x{number}" if number % 500 == 7 else word for number, word in enumerate(words)]
    found = difference(" ".join(words), " ".join(changed))
    assert words_differing(found) == 16
    assert side(found, Side.RIGHT) == " ".join(changed)


def test_marks_tell_something_only_where_enough_is_shared() -> None:
    assert worth_marking(difference("one two three four", "one two three five"))
    assert not worth_marking(difference("one two three four", "five six seven eight"))
    cut_short = difference("one two three four five six seven", "one two")
    assert shares_of_words(cut_short)[1] == 1.0
    assert worth_marking(cut_short)
