"""Mends of lines that are not JSON: only the offending bytes change, and what is made is JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.records.canonical import canonical
from curator.records.mending import join, mend
from curator.records.mending_keys import mend_twice
from curator.records.syntax import parse, peculiarities

SAFE = [
    # typographic quotes: whole, partial, nested, other languages' quotes
    ("{“a”: “It’s “so”, isn’t it?”, “b”: “x”}", '{"a": "It’s “so”, isn’t it?", "b": "x"}'),
    ('{“a”: "x", "b": "“y”"}', '{"a": "x", "b": "“y”"}'),
    ('{"a”: "x", "b": "It’s"}', '{"a": "x", "b": "It’s"}'),
    ('{"a": "x”, "b": "y"}', '{"a": "x", "b": "y"}'),
    ("{‘a’: ‘It’s fine’}", '{"a": "It’s fine"}'),
    ("{„a“: „Das ist „gut“.“}", '{"a": "Das ist „gut“."}'),
    ("{«a»: «oui»}", '{"a": "oui"}'),
    ('{“a”: “say "hi" and \\"ho\\"”}', '{"a": "say \\"hi\\" and \\"ho\\""}'),
    ("{“a”: “say \\“hi\\””}", '{"a": "say “hi”"}'),
    ("{“a”: [“b”, “c”]}", '{"a": ["b", "c"]}'),
    ('｛"a"：［"你好，世界"，"b"］｝', '{"a":["你好，世界","b"]}'),
    # Python and JavaScript
    (
        "{'a': \"It's\", 'b': 'x \\'y\\' \"z\"', 'c': None, 'd': True}",
        '{"a": "It\'s", "b": "x \'y\' \\"z\\"", "c": null, "d": true}',
    ),
    ("{'a': '\\x41\\U0001f600'}", '{"a": "\\u0041\\ud83d\\ude00"}'),
    ("{role: 'user', content: \"Hi\", n: 1}", '{"role": "user", "content": "Hi", "n": 1}'),
    ('{"a": FALSE}', '{"a": false}'),
    # commas and other small things
    ('{"a": [1, 2,], }', '{"a": [1, 2] }'),
    ('{"a": 1,, "b": 2}', '{"a": 1, "b": 2}'),
    ('{"a": 1 "b": 2}', '{"a": 1, "b": 2}'),
    ('[{"a": 1} {"a": 2}]', '[{"a": 1}, {"a": 2}]'),
    ('{"a": 1},', '{"a": 1}'),
    ('{"a": "x\ty\x01"}', '{"a": "x\\ty\\u0001"}'),
    ('\ufeff{"a": 1}', '{"a": 1}'),
    ('{"a":\u00a01}', '{"a": 1}'),
    ('{/* n */"a": 1}', '{"a": 1}'),
    ('{"a": +1, "b": .5, "c": 5.}', '{"a": 1, "b": 0.5, "c": 5.0}'),
    ('{"a": "it\\\'s"}', '{"a": "it\'s"}'),
]
GUESSED = [
    ('{"a": "He said "hi" to me", "b": 1}', '{"a": "He said \\"hi\\" to me", "b": 1}'),
    ('{"a": "the word "x", and more"}', '{"a": "the word \\"x\\", and more"}'),
    ('{"a": "He said ""hi"" to me"}', '{"a": "He said \\"hi\\" to me"}'),
    ("{“a”: “It is 6” long”}", '{"a": "It is 6” long"}'),
    ("{'a': 'It's fine'}", '{"a": "It\'s fine"}'),
    ('{"a": [1', '{"a": [1]}'),
    ('{"a": [1}', '{"a": [1]}'),
    ('{"a": 1}}', '{"a": 1}'),
    ('{"a": NaN, "b": undefined}', '{"a": null, "b": null}'),
    ('{"a": two words}', '{"a": "two words"}'),
    ('{"a": "x\0y"}', '{"a": "xy"}'),
    ('{"a": "C:\\docs \\(x\\)"}', '{"a": "C:\\\\docs \\\\(x\\\\)"}'),
    ('{"a": "\\ud83d."}', '{"a": "\\ufffd."}'),
    ('{"a": "\\ude00\\ud83d"}', '{"a": "\\ud83d\\ude00"}'),
    ('{"a": 1} // checked', '{"a": 1}'),
    ('{"a": 0x1F, "b": 01}', '{"a": 31, "b": 1}'),
    ('["a" "b"]', '["a", "b"]'),
    ('{"a" = 1}', '{"a" : 1}'),
]
NOT_MENDED = [
    '{"a": "cut off',
    '{"a": ',
    "plain words",
    '// {"a": 1}',
    "[" * 2000 + "]" * 2000,
    '{"a"}',
    '{"a": 1}{"b": ',
    "{“a”: “never closed}",
]
NEARLY_JSON = st.lists(
    st.sampled_from(
        [
            '{"a": ',
            '"b": ',
            ", ",
            "[",
            "]",
            "{",
            "}",
            '"',
            "“",
            "”",
            "‘",
            "’",
            "'",
            "\\",
            "\\ud83d",
            "NaN",
            "1",
            "None",
            "\t",
            "\0",
            "\u00a0",
            "\ufeff",
            "/* */",
            "role: ",
            "：",
            "，",
            "it’s",
            "x y",
            '"c"',
            '"}',
            "”}",
            "'}",
            "“d”: ",
        ]
    ),
    max_size=14,
).map(lambda parts: ("{" + "".join(parts) + "}").encode())


@pytest.mark.parametrize(("line", "mended"), SAFE)
def test_what_is_beyond_doubt_is_mended_safely(line: str, mended: str) -> None:
    result = mend(line.encode())
    assert result is not None
    assert result.content.decode() == mended
    assert result.safe
    assert result.title


@pytest.mark.parametrize(("line", "mended"), GUESSED)
def test_a_guess_is_not_safe(line: str, mended: str) -> None:
    result = mend(line.encode())
    assert result is not None
    assert result.content.decode() == mended
    assert not result.safe


@pytest.mark.parametrize("line", NOT_MENDED)
def test_what_cannot_be_known_is_left(line: str) -> None:
    assert mend(line.encode()) is None


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        (b'{"a": "caf\xe9 \x93x\x94"}', '{"a": "café “x”"}'),
        (b"{\x93a\x94: \x93b\x94}", '{"a": "b"}'),
        (b'{"a": "\xc0\xaf\xc0\x80"}', '{"a": "/\\u0000"}'),
        (b'{"a": "\xed\xa0\xbd\xed\xb8\x80 \xed\xa0\xbd"}', '{"a": "😀 \ufffd"}'),
        (b'{"a": "\xe2\x80",}', '{"a": "\ufffd"}'),
    ],
)
def test_bytes_that_are_not_utf8_are_guessed(line: bytes, mended: str) -> None:
    result = mend(line)
    assert result is not None
    assert result.content.decode() == mended
    assert not result.safe


def test_two_records_on_a_line_become_two() -> None:
    result = mend(b'{"a": 1}, {"b": 2} {"c": 3}')
    assert result is not None
    assert result.contents == (b'{"a": 1}', b'{"b": 2}', b'{"c": 3}')
    assert result.safe
    assert result.title == "divide the line in 2 places"


def test_the_title_says_what_is_done() -> None:
    result = mend("{“a”: [1, 2,], “b”: None}".encode())
    assert result is not None
    assert result.title == "straighten 4 quotes, take out the last comma, write a word as JSON does"


@settings(max_examples=400)
@given(NEARLY_JSON | st.binary(max_size=40))
def test_a_mended_line_is_json_and_stays_as_it_is(raw: bytes) -> None:
    result = mend(raw)
    for content in result.contents if result else ():
        assert parse(content)[1] is None
        assert mend(content) is None


@given(st.text(max_size=30).filter(str.isprintable), st.text(max_size=30).filter(str.isprintable))
def test_what_python_prints_is_read_as_python_meant_it(question: str, answer: str) -> None:
    record = {"messages": [{"role": "user", "content": question, "weight": None}, {"content": answer, "last": True}]}
    result = mend(repr(record).encode())
    assert result is not None
    if result.safe:
        assert json.loads(result.content) == record


@given(st.text("ab’‘'.,:; é", max_size=30), st.text("ab’“”'.,! ", max_size=30))
def test_a_safe_straightening_keeps_the_texts(question: str, answer: str) -> None:
    line = f"{{“messages”: [{{“role”: “user”, “content”: “{question}”}}, {{“content”: “{answer}”}}]}}"
    result = mend(line.encode())
    if result is not None and result.safe:
        texts = [message["content"] for message in json.loads(result.content)["messages"]]
        assert texts == [question, answer]


# Records torn over lines


@pytest.mark.parametrize(
    ("pieces", "record"),
    [
        ([b'{"a": "one', b'two"}'], b'{"a": "one\\ntwo"}'),
        ([b'{"a": "one', b"", b'two", "b": "x', b'y"}'], b'{"a": "one\\n\\ntwo", "b": "x\\ny"}'),
        ([b'{"a": 1,', b'"b": 2}'], b'{"a": 1, "b": 2}'),
        ([b'{"a": [1', b"]}"], b'{"a": [1 ]}'),
    ],
)
def test_a_torn_record_is_joined(pieces: list[bytes], record: bytes) -> None:
    assert join(pieces) == record


@pytest.mark.parametrize(
    "pieces",
    [
        [b'{"a": "one', b'{"a": 1}'],
        [b'{"a": 1}', b'{"a": 1}'],
        [b'{"a": "one', b"two"],
        [b'{"a": "one', b'two"}', b'{"a": 1}'],
        [b'["one', b'two"]'],
    ],
)
def test_lines_that_are_no_torn_record_are_not_joined(pieces: list[bytes]) -> None:
    assert join(pieces) is None


# Keys that come twice


@pytest.mark.parametrize(
    ("line", "mended", "safe"),
    [
        (b'{"a": 1, "b": 2, "a": 1}', b'{"a": 1, "b": 2}', True),
        (b'{"a": 1, "b": 2, "a": 3}', b'{"b": 2, "a": 3}', False),
        (b'{"a": 1, "a": 2, "a": 3}', b'{"a": 3}', False),
        (b'[{"x": {"a": 1, "a": 1.0}}]', b'[{"x": {"a": 1}}]', True),
    ],
)
def test_a_key_is_kept_once_with_the_value_parsers_read(line: bytes, mended: bytes, safe: bool) -> None:
    (twice,) = peculiarities(line, canonical(json.loads(line)))
    result = mend_twice(line, twice)
    assert (result.content, result.safe) == (mended, safe)
    assert json.loads(mended) == json.loads(line)


def test_the_articles_files_become_json_with_their_texts_as_they_are() -> None:
    shared = os.environ.get("CURATOR_SHARED")
    if not shared:
        pytest.skip("CURATOR_SHARED does not name the folder with the article's files")
    texts: list[str] = []
    for path in sorted((Path(shared) / "data" / "article").glob("*.jsonl")):
        for line in path.read_bytes().splitlines():
            if not line.strip():
                continue
            result = mend(line)
            assert result is not None
            assert result.safe
            texts.extend(message["content"] for message in json.loads(result.content)["messages"])
    assert len(texts) == 18
    assert "Who wrote ‘The Great Gatsby’?" in texts
    assert "The Pacific Ocean. It’s not like it’s a small pond or anything." in texts
