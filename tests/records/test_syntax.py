"""What is wrong with a line that is not JSON, and where; what parsers accept in silence; what can still be shown."""

from __future__ import annotations

import json
import math
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.records.canonical import canonical
from curator.records.mending import mend
from curator.records.reader import read
from curator.records.syntax import Kind, parse, peculiarities, rescue

KEYS = st.sampled_from(["role", "content", "a", 'a"', "\\", "é"]) | st.text(max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | KEYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=15,
)
NEARLY_JSON = st.lists(
    st.sampled_from(
        [
            '{"a"',
            ":",
            ",",
            "[",
            "]",
            "{",
            "}",
            '"',
            "“",
            "”",
            "'",
            "\\",
            "\\u",
            "\\ud800",
            "NaN",
            "1",
            "-",
            "e9",
            " ",
            "\t",
            "\0",
            "\u00a0",
            "\ufeff",
            "//",
            "/*",
            "*/",
            "role",
            "：",
            "，",
            "｛",
            "true",
            "\n",
            "’",
            "x",
            '"b"',
            "None",
        ]
    ),
    max_size=25,
).map("".join)
BYTES = st.binary(max_size=60) | NEARLY_JSON.map(str.encode)


@pytest.mark.parametrize(
    ("line", "kind", "offset", "detail"),
    [
        ('{"a": "cut', Kind.TRUNCATED, 10, "text"),
        ('{"a": ', Kind.TRUNCATED, 6, "value"),
        ('{"a": [1', Kind.TRUNCATED, 8, "brackets"),
        ('{"a": tru', Kind.TRUNCATED, 9, "value"),
        ('rest of it"}]}', Kind.TORN, 0, ""),
        ('", "weight": 1}]}', Kind.TORN, 0, ""),
        ('{"a": 1,}', Kind.COMMA, 7, "trailing"),
        ('{"a": [1,]}', Kind.COMMA, 8, "trailing"),
        ('{"a": 1,, "b": 2}', Kind.COMMA, 8, "doubled"),
        ("[,1]", Kind.COMMA, 1, "leading"),
        ('{"a": 1 "b": 2}', Kind.COMMA, 8, "missing"),
        ('{"a": "x" "b": 2}', Kind.COMMA, 10, "missing"),
        ('{"a": 1},', Kind.COMMA, 8, "record"),
        ('{"a" 1}', Kind.COLON, 5, ""),
        ('{"a" = 1}', Kind.COLON, 5, ""),
        ('{"a": [1}', Kind.BRACKET, 8, "missing"),
        ('{"a": 1]}', Kind.BRACKET, 7, "extra"),
        ('{"a": 1}}', Kind.BRACKET, 8, "after"),
        ("{“a”: 1}", Kind.QUOTE_TYPOGRAPHIC, 1, "quote"),
        ('{"a”: "x"}', Kind.QUOTE_TYPOGRAPHIC, 3, "quote"),
        ('{"a"： 1}', Kind.QUOTE_TYPOGRAPHIC, 4, "punctuation"),
        ("{'a': 1}", Kind.QUOTE_SINGLE, 1, "quote"),
        ('{"a": "He said "hi" to me"}', Kind.QUOTE_INSIDE, 16, ""),
        ("{a: 1}", Kind.KEY_BARE, 1, ""),
        ('{"a": None}', Kind.LITERAL, 6, ""),
        ('{"a": -Infinity}', Kind.LITERAL, 6, ""),
        ('{"a": some words}', Kind.LITERAL, 6, "word"),
        ('{"a": }', Kind.VALUE, 6, ""),
        ('{"a": +1}', Kind.NUMBER, 6, "form"),
        ('{"a": 01}', Kind.NUMBER, 6, "form"),
        ('{"a": 1e999}', Kind.NUMBER, 6, "large"),
        ('{"a": "x\ty"}', Kind.CONTROL_CHAR, 8, "tab"),
        ('{"a": "x\0y"}', Kind.CONTROL_CHAR, 8, "NUL"),
        ('{"a": "x\ny"}', Kind.CONTROL_CHAR, 8, "line break"),
        ('{"a": "x\x1fy"}', Kind.CONTROL_CHAR, 8, "0x1F"),
        ('{"a":\u00a01}', Kind.SPACE, 5, ""),
        ('{"a": /* one */ 1}', Kind.COMMENT, 6, ""),
        ('// {"a": 1}', Kind.COMMENT, 0, "line"),
        ('{"a": "C:\\docs"}', Kind.ESCAPE, 9, ""),
        ('{"a": "\\ud83d."}', Kind.SURROGATE, 7, ""),
        ('{"a": "\\ude00\\ud83d"}', Kind.SURROGATE, 7, "swapped"),
        ('\ufeff{"a": 1}', Kind.BOM_INSIDE, 0, ""),
        ('{"a": 1}{"a": 2}', Kind.TWO_ON_LINE, 8, ""),
        ('{"a": 1}, {"a": 2}', Kind.TWO_ON_LINE, 10, ""),
        ('{"a": 1} checked', Kind.TRAILING, 9, ""),
        ("plain words here", Kind.OTHER, 0, "text"),
        ("  \t", Kind.EMPTY, 0, ""),
        ("", Kind.EMPTY, 0, ""),
        ("[" * 1100 + "]" * 1100, Kind.DEPTH, 1024, ""),
    ],
)
def test_the_first_thing_wrong_is_named_with_its_place(line: str, kind: Kind, offset: int, detail: str) -> None:
    problem = parse(line.encode())[1]
    assert problem is not None
    assert (problem.kind, problem.offset, problem.detail) == (kind, offset, detail)
    assert problem.column == offset + 1


@pytest.mark.parametrize(
    ("line", "kind", "offset", "detail", "shown"),
    [
        (b'{"a": "caf\xe9 "}', Kind.UTF8_INVALID, 10, "byte", "E9"),
        (b'{"a": "\xe2\x80"}', Kind.UTF8_INVALID, 7, "cut", "E2 80"),
        (b'{"a": "\xed\xa0\xbd"}', Kind.UTF8_INVALID, 7, "surrogate", "ED A0 BD"),
        (b'{"a": "\xc0\xaf"}', Kind.UTF8_OVERLONG, 7, "", "C0 AF"),
        ('{"a": "é'.encode() + b'\xff"}', Kind.UTF8_INVALID, 9, "byte", "FF"),
    ],
)
def test_bytes_that_are_not_utf8_are_named_with_their_place(
    line: bytes, kind: Kind, offset: int, detail: str, shown: str
) -> None:
    problem = parse(line)[1]
    assert problem is not None
    assert (problem.kind, problem.offset, problem.detail, problem.text) == (kind, offset, detail, shown)
    assert problem.also is None


def test_a_line_with_bad_bytes_and_bad_json_has_both_problems() -> None:
    problem = parse(b'{"a": "caf\xe9 and then')[1]
    assert problem is not None
    assert problem.kind is Kind.UTF8_INVALID
    assert problem.also is not None
    assert problem.also.kind is Kind.TRUNCATED


def test_quotes_of_windows_are_one_problem_not_two() -> None:
    problem = parse(b"{\x93a\x94: 1}")[1]
    assert problem is not None
    assert problem.kind is Kind.UTF8_INVALID
    assert problem.also is None


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (b'{"a": "\\ud800"}', {"a": "\ud800"}),
        (b'{"a": 1e999}', {"a": math.inf}),
        (b'{"a": -Infinity}', {"a": -math.inf}),
    ],
)
def test_what_other_parsers_let_pass_can_be_shown(line: bytes, shown: Any) -> None:
    value, problem = parse(line)
    assert value == shown
    assert problem is not None


@given(VALUES, st.booleans())
def test_json_has_no_problem(value: Any, ascii_only: bool) -> None:
    raw = json.dumps(value, ensure_ascii=ascii_only).encode()
    assert parse(raw) == (value, None)
    assert read(raw) == []


@settings(max_examples=400)
@given(BYTES)
def test_no_bytes_make_it_raise_and_it_agrees_with_the_parser(raw: bytes) -> None:
    value, problem = parse(raw)
    try:
        orjson.loads(raw)
    except orjson.JSONDecodeError:
        assert problem is not None
        assert 0 <= problem.offset <= len(raw)
    else:
        assert problem is None
        assert peculiarities(raw, canonical(value)) is not None
        assert read(raw) == []
    assert all(isinstance(text, str) for _role, text in rescue(raw))


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 100_000,
        b'{"a":' * 200_000,
        b'{"a": "' + b'x " ' * 300_000 + b'"}',
        b"[" + b'"a" "b" x ' * 100_000 + b"]",
        b'{"a": "' + b"\\" * 1_000_001,
        b'{"a": "' + b"\t" * 500_000 + b'"}',
        b'{"a": "' + b"\\d" * 500_000 + b'"}',
        b'{"a": "' + b"\xe9 " * 200_000 + b'"}',
        ('{"a": "' + "”" * 100_000).encode(),
        b"{'a': '" + b"it's " * 100_000 + b"'}",
        b"[/*" * 100_000,
        b'{"a":' + b" " * 1_000_000,
        b"[" + b"1" * 1_000_000 + b"]",
    ],
    ids=range(13),
)
def test_long_hostile_lines_end(raw: bytes) -> None:
    problem = parse(raw)[1]
    assert problem is not None
    mended = mend(raw, problem)
    assert mended is None or parse(mended.content)[1] is None
    assert rescue(raw)


# What parsers accept in silence


def test_a_key_that_comes_twice_is_found_at_any_depth() -> None:
    raw = b'{"a": [{"b": 1, "c": {"b": 2}, "b": 1}], "x": "\\"b\\": \\"b\\":"}'
    found = peculiarities(raw, canonical(orjson.loads(raw)))
    assert [(item.pointer, item.offset, item.text, item.equal) for item in found] == [("/a/0/b", 31, "b", True)]


@pytest.mark.parametrize(
    "raw", [b'{"a" : 1, "a" : 2}', b'{"a":1,"\\u0061":2}', b'{"a": "\\u0022\\u0022", "a": 2, "b": "\\u0022\\u0022"}']
)
def test_however_the_key_is_written(raw: bytes) -> None:
    found = peculiarities(raw, canonical(orjson.loads(raw)))
    assert [(item.pointer, item.equal) for item in found] == [("/a", False)]


@given(VALUES, st.booleans())
def test_an_ordinary_record_has_no_peculiarity(value: Any, ascii_only: bool) -> None:
    raw = json.dumps(value, ensure_ascii=ascii_only).encode()
    assert peculiarities(raw, canonical(orjson.loads(raw))) == []


def test_a_deeply_nested_record_is_looked_at_too() -> None:
    raw = b'{"a": 1, "b": ' + b"[" * 900 + b"]" * 900 + b', "a": 2}'
    assert [item.pointer for item in peculiarities(raw, canonical(orjson.loads(raw)))] == ["/a"]


# What can still be shown


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        (
            "{“messages”: [{“role”: “user”, “content”: “Where’s it?”}, {“role”: “assistant”, “content”: “Here.”}]}",
            [("user", "Where’s it?"), ("assistant", "Here.")],
        ),
        ("{'messages': [{'role': 'user', 'content': 'A\\nB'}, {'role': 'assis", [("user", "A\nB")]),
        ('{"messages": [{"role": "user", "content": "cut off he', [("user", "cut off he")]),
        ('{"prompt": "Why?", "completion": "Be "cause"}', [("user", "Why?"), ("assistant", 'Be "cause')]),
        ("no JSON at all", [(None, "no JSON at all")]),
        ("", []),
    ],
)
def test_the_words_of_a_broken_line_are_picked_out(line: str, texts: list[tuple[str | None, str]]) -> None:
    assert rescue(line.encode()) == texts
