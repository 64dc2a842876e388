from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.dataset.splice import Splice, splice_between

BYTES = st.binary(max_size=30) | st.text("ab", max_size=12).map(str.encode)


@pytest.mark.parametrize(
    ("source", "content", "splice"),
    [
        (b'{"role": "gpt"}', b'{"role": "user"}', Splice(10, b"user", 2)),
        (b"abc", b"abc", Splice(3, b"", 0)),
        (b"aaa", b"aa", Splice(2, b"", 0)),
        (b"aa", b"aaa", Splice(2, b"a", 0)),
        (b"", b"x", Splice(0, b"x", 0)),
    ],
)
def test_the_shortest_splice(source, content, splice) -> None:
    assert splice_between(source, content) == splice


@given(BYTES, BYTES)
def test_a_splice_makes_the_content_and_keeps_all_it_can(source, content) -> None:
    splice = splice_between(source, content)
    assert splice.apply(source) == content
    assert splice.before + splice.behind <= len(source)
    start = next((at for at, (one, other) in enumerate(zip(source, content, strict=False)) if one != other), None)
    assert splice.before == (min(len(source), len(content)) if start is None else start)


def test_a_splice_in_a_line_of_fifty_megabytes() -> None:
    source = b"x" * 25_000_000 + b"old" + b"y" * 25_000_000
    content = b"x" * 25_000_000 + b"new" + b"y" * 25_000_000
    assert splice_between(source, content) == Splice(25_000_000, b"new", 25_000_000)
