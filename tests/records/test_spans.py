"""Places in a line, and edits that change nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.records import spans

TEXTS = st.text(max_size=8) | st.sampled_from(["", "a/b", "~", '"', "\\", "é", "😀", "\n", "key", "\u2028"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
STYLES = st.sampled_from(
    [
        {"separators": (",", ":")},
        {"separators": (", ", ": ")},
        {"indent": 1},
        {"separators": (" , ", " : "), "ensure_ascii": False},
        {"ensure_ascii": False},
    ]
)


def pointers(value: Any, prefix: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a value, as tuples of keys and indices."""
    found = [prefix]
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for part, child in children:
        found.extend(pointers(child, (*prefix, part)))
    return found


def edited(value: Any, parts: tuple[str | int, ...], new: Any) -> Any:
    """The value with another one at a place."""
    if not parts:
        return new
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[parts[0]] = edited(copy[parts[0]], parts[1:], new)
    return copy


def at(value: Any, parts: tuple[str | int, ...]) -> Any:
    for part in parts:
        value = value[part]
    return value


@given(VALUES, STYLES, st.data())
def test_a_span_holds_the_value_and_its_key(value: Any, style: dict[str, Any], data: st.DataObject) -> None:
    raw = json.dumps(value, **style).encode()
    parts = data.draw(st.sampled_from(pointers(value)))
    pointer = spans.pointer_to(*parts)
    start, end = spans.span_of(raw, pointer)
    assert json.loads(raw[start:end]) == at(value, parts)
    assert spans.column_of(raw, pointer) == start + 1
    if parts and isinstance(parts[-1], str):
        assert json.loads(raw[slice(*spans.key_span_of(raw, pointer))]) == parts[-1]
    assert spans.pointer_at(raw, start).startswith(pointer)


@given(VALUES, VALUES, STYLES, st.data())
def test_replacing_changes_the_value_and_no_other_byte(
    value: Any, new: Any, style: dict[str, Any], data: st.DataObject
) -> None:
    raw = json.dumps(value, **style).encode()
    parts = data.draw(st.sampled_from(pointers(value)))
    pointer = spans.pointer_to(*parts)
    start, end = spans.span_of(raw, pointer)
    after = spans.replace_value(raw, pointer, json.dumps(new).encode())
    assert json.loads(after) == edited(value, parts, new)
    assert after.startswith(raw[:start])
    assert after.endswith(raw[end:])


@given(VALUES.filter(lambda value: isinstance(value, dict | list) and value), STYLES, st.data())
def test_removing_takes_the_member_and_its_comma(value: Any, style: dict[str, Any], data: st.DataObject) -> None:
    raw = json.dumps(value, **style).encode()
    parts = data.draw(st.sampled_from(pointers(value)[1:]))
    after = json.loads(spans.remove_member(raw, spans.pointer_to(*parts)))
    parent = at(value, parts[:-1])
    rest = (
        [item for index, item in enumerate(parent) if index != parts[-1]]
        if isinstance(parent, list)
        else {key: item for key, item in parent.items() if key != parts[-1]}
    )
    assert after == edited(value, parts[:-1], rest)


@given(st.dictionaries(TEXTS, VALUES, max_size=3), TEXTS, VALUES, STYLES, st.booleans())
def test_inserting_a_member(value: Any, key: str, new: Any, style: dict[str, Any], first: bool) -> None:
    raw = json.dumps(value, **style).encode()
    if key in value:
        return
    after = json.loads(spans.insert_member(raw, "", key, json.dumps(new).encode(), first))
    assert after == {**value, key: new}
    assert list(after)[0 if first else -1] == key


@given(st.lists(VALUES, max_size=4), st.integers(0, 5), VALUES, STYLES)
def test_inserting_an_item(value: list[Any], index: int, new: Any, style: dict[str, Any]) -> None:
    raw = json.dumps({"list": value}, **style).encode()
    after = json.loads(spans.insert_item(raw, "/list", index, json.dumps(new).encode()))
    assert after["list"] == [*value[:index], new, *value[index:]]


@given(st.lists(SCALARS, min_size=1, max_size=5), st.data(), STYLES)
def test_moving_an_item(value: list[Any], data: st.DataObject, style: dict[str, Any]) -> None:
    source = data.draw(st.integers(0, len(value) - 1))
    target = data.draw(st.integers(0, len(value) - 1))
    after = json.loads(spans.move_item(json.dumps(value, **style).encode(), f"/{source}", target))
    expected = list(value)
    expected.insert(target, expected.pop(source))
    assert after == expected


@settings(max_examples=200)
@given(
    st.binary(max_size=60) | st.text('{}[]",: \\1a', max_size=40).map(str.encode),
    st.sampled_from(["", "/a", "/0", "/a/0"]),
)
def test_bytes_that_are_not_json_end_in_a_result_or_a_named_error(raw: bytes, pointer: str) -> None:
    try:
        start, end = spans.span_of(raw, pointer)
    except (LookupError, ValueError):
        return
    assert 0 <= start <= end <= len(raw)


def test_the_last_of_two_equal_keys_counts() -> None:
    raw = b'{"a": 1, "b": 2, "a": 3}'
    assert raw[slice(*spans.span_of(raw, "/a"))] == b"3"
    assert spans.remove_member(raw, "/a") == b'{"b": 2}'
    assert spans.rename_key(raw, "/a", "c") == b'{"a": 1, "b": 2, "c": 3}'


def test_an_escaped_key_is_found_by_its_text() -> None:
    raw = b'{"r\\u006fle": "user"}'
    assert spans.span_of(raw, "/role") == (14, 20)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"a": "caf\\u00e9"}', b'{"a": "\\u00fc"}'),
        (b'{"a": "plain"}', '{"a": "ü"}'.encode()),
        ('{"a": "é \\u00e9"}'.encode(), '{"a": "ü"}'.encode()),
    ],
)
def test_a_text_is_written_as_the_line_writes(raw: bytes, expected: bytes) -> None:
    assert spans.replace_string(raw, "/a", "ü") == expected


def test_half_a_surrogate_is_escaped_where_utf8_cannot_hold_it() -> None:
    assert json.loads(spans.replace_string(b'{"a": "\xc3\xa9"}', "/a", "\ud800 é")) == {"a": "\ud800 é"}


@pytest.mark.parametrize("pointer", ["/b", "/a/0", "/a/b", "a", "/a/"])
def test_a_missing_place_is_named(pointer: str) -> None:
    with pytest.raises(spans.NoSuchPlace, match=pointer):
        spans.span_of(b'{"a": "x"}', pointer)


def test_the_column_of_a_missing_place_is_that_of_the_value_around_it() -> None:
    assert spans.column_of(b'{"messages": [{"role": "user"}]}', "/messages/0/content") == 15


def test_new_members_take_over_the_white_space_of_the_line() -> None:
    assert spans.insert_member(b'{"a":1,"b":2}', "", "c", b"3") == b'{"a":1,"b":2,"c":3}'
    assert spans.insert_member(b'{"a": 1}', "", "c", b"3", first=True) == b'{"c": 3, "a": 1}'
    assert spans.insert_member(b'{"a":{}}', "/a", "c", b"3") == b'{"a":{"c":3}}'


def test_a_place_below_deep_nesting_is_found_without_recursion() -> None:
    raw = b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b', "b": 7}'
    assert raw[slice(*spans.span_of(raw, "/b"))] == b"7"
