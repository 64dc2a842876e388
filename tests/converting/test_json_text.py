"""JSON that is not on lines: every element is found, and a broken one hides no other."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from curator.converting.entry import Entry
from curator.converting.json_text import entries_in, on_one_line

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def entries(text: str | bytes) -> list[Entry]:
    return list(entries_in(text if isinstance(text, bytes) else text.encode(), lambda _done, _total: None))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.text(), VALUES, max_size=4), min_size=1, max_size=5), st.sampled_from([None, 0, 2]))
def test_the_elements_of_an_array_come_back(records, indent) -> None:
    found = entries(json.dumps(records, indent=indent))
    assert [entry.problem for entry in found] == [""] * len(records)
    assert [json.loads(entry.raw or b"") for entry in found] == records


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.text(), VALUES, max_size=4), min_size=1, max_size=5))
def test_objects_over_many_lines_come_back(records) -> None:
    found = entries("\n".join(json.dumps(record, indent=2) for record in records))
    assert [json.loads(entry.raw or b"") for entry in found] == records


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail_and_no_record_holds_a_line_break(content) -> None:
    for entry in entries(b"[" + content):
        assert entry.raw is not None
        assert b"\n" not in entry.raw and b"\r" not in entry.raw


def test_lines_are_those_where_records_begin() -> None:
    found = entries('[\n  {"a": 1},\n  {\n    "b": 2\n  },\n  {"c": 3}\n]\n')
    assert [(entry.line, entry.value) for entry in found] == [(2, {"a": 1}), (3, {"b": 2}), (6, {"c": 3})]


def test_a_broken_element_is_named_and_the_next_is_read() -> None:
    text = '[\n {"a": "never closed},\n {"b": tru},\n oops,\n {"c": 3}\n]'
    found = entries(text)
    assert [entry.line for entry in found] == [2, 3, 4, 5]
    assert [bool(entry.problem) for entry in found] == [True, True, True, False]
    assert found[-1].value == {"c": 3}


def test_two_arrays_in_one_file_are_both_read() -> None:
    found = entries('[{"a": 1}]\n[{"a": 2}]\n')
    assert [entry.value for entry in found] == [{"a": 1}, {"a": 2}]


def test_an_element_that_is_a_list_stays_one() -> None:
    assert [entry.value for entry in entries("[[1, 2],\n[3]]")] == [[1, 2], [3]]


def test_numbers_and_escapes_keep_their_spelling() -> None:
    raw = b'{\r\n  "a": 1.10,\n\t"b": "x \\n y\\u00e9",\n  "c": [\n    1e5\n  ]\n}'
    assert on_one_line(raw) == b'{"a": 1.10, "b": "x \\n y\\u00e9", "c": [1e5]}'


def test_bytes_that_are_not_utf8_come_through_and_are_named() -> None:
    good, bad = entries(b'[\n {"a": 1},\n {"a": "caf\xe9"}\n]')
    assert good.value == {"a": 1}
    assert bad.problem and bad.raw == b'{"a": "caf\xe9"}'
