"""Faults of bytes and of JSON itself: the line as such is broken, or says something twice."""

from __future__ import annotations

import json
import re

from .registry import Ground, encode, insert_before_last_answer, plants


def _with_piece(ground: Ground, piece: bytes) -> list[bytes]:
    return [insert_before_last_answer(encode(ground.record), ground, piece)]


@plants("blank_line", "json", "warning")
def blank_line(ground: Ground) -> list[bytes]:
    return [b""]


@plants("whitespace_line", "json", "warning")
def whitespace_line(ground: Ground) -> list[bytes]:
    return [ground.choose(b" ", b"\t", b"  \t  ", b"        ")]


@plants("bom_mid_file", "json", "error")
def bom_mid_file(ground: Ground) -> list[bytes]:
    return [b"\xef\xbb\xbf" + encode(ground.record)]


@plants("crlf_line", "json", "warning")
def crlf_line(ground: Ground) -> list[bytes]:
    return [encode(ground.record) + b"\r"]


@plants("duplicate_keys", "json", "warning")
def duplicate_keys(ground: Ground) -> list[bytes]:
    role, twice = ground.choose(
        (b'"role": "user", ', b'"role": "user", "role": "user", '),
        (b'"role": "assistant", ', b'"role": "assistant", "role": "user", '),
    )
    return [encode(ground.record).replace(role, twice, 1)]


@plants("duplicate_top_key", "json", "warning")
def duplicate_top_key(ground: Ground) -> list[bytes]:
    line = encode(ground.record)
    return [line[:-1] + b', "messages": []}' if ground.random.random() < 0.5 else b'{"messages": null, ' + line[1:]]


@plants("invalid_utf8", "json", "error")
def invalid_utf8(ground: Ground) -> list[bytes]:
    piece = ground.choose(
        "Señora, ".encode("latin-1"), b"\x93Well\x94, ", b"5 \xe2\x82 or so. ", "Überall: ".encode("cp1252")
    )
    return _with_piece(ground, piece)


@plants("utf8_overlong", "json", "error")
def utf8_overlong(ground: Ground) -> list[bytes]:
    return _with_piece(ground, ground.choose(b"x\xc1\xbfy ", b"and\xe0\x80\xaf or ", b"n\xc0\x80 "))


@plants("nul_raw", "json", "error")
def nul_raw(ground: Ground) -> list[bytes]:
    return _with_piece(ground, ground.choose(b"\x00", b"Right\x00\x00 "))


@plants("json_raw_tab", "json", "error")
def json_raw_tab(ground: Ground) -> list[bytes]:
    return _with_piece(ground, ground.choose(b"\t", b"1.\tFirst: ", b"Note\t\t"))


@plants("json_raw_newline", "json", "error")
def json_raw_newline(ground: Ground) -> list[bytes] | None:
    text = ground.answer()["content"]
    space = text.find(" ", len(text) // 2)
    if space < 0:
        return None
    line = encode(ground.record)
    head = json.dumps(text[:space], ensure_ascii=False).encode("utf-8")[:-1]
    at = line.rindex(head) + len(head)
    return [line[:at], line[at + 1 :]]


@plants("json_nan", "json", "error")
def json_nan(ground: Ground) -> list[bytes]:
    ground.answer()["weight"] = "@@"
    return [encode(ground.record).replace(b'"@@"', ground.choose(b"NaN", b"Infinity", b"-Infinity"))]


@plants("json_python_literals", "json", "error")
def json_python_literals(ground: Ground) -> list[bytes]:
    if ground.random.random() < 0.5:
        ground.record["tools"] = "@@"
        return [encode(ground.record).replace(b'"@@"', b"None")]
    ground.record["parallel_tool_calls"] = "@@"
    return [encode(ground.record).replace(b'"@@"', b"False")]


@plants("json_single_quotes", "json", "error")
def json_single_quotes(ground: Ground) -> list[bytes]:
    return [repr(ground.record).encode("utf-8", "replace")]


def _typographic(text: str) -> str:
    """Every quote that is JSON's own becomes a pair of typographic ones; texts keep theirs."""
    return re.sub(r'"((?:[^"\\]|\\.)*)"', "“\\1”", text)


@plants("json_smart_quotes", "json", "error")
def json_smart_quotes(ground: Ground) -> list[bytes] | None:
    line = json.dumps(ground.record, ensure_ascii=False)
    return None if '\\"' in line else [_typographic(line).encode("utf-8")]


@plants("json_smart_quotes_partial", "json", "error")
def json_smart_quotes_partial(ground: Ground) -> list[bytes]:
    line = json.dumps(ground.record, ensure_ascii=False)
    old, new = ground.choose(
        ('"messages"', "“messages”"), ('"role": "user"', '"role": “user”'), ('"content"', "”content”")
    )
    return [line.replace(old, new, 1).encode("utf-8")]


@plants("json_trailing_comma", "json", "error")
def json_trailing_comma(ground: Ground) -> list[bytes]:
    line = encode(ground.record)
    end = line.rindex(b"}")
    inner = line.rindex(b"}", 0, end)
    return [line[:end] + b",}" if ground.random.random() < 0.5 else line[:inner] + b", " + line[inner:]]


@plants("json_trailing_comma_line", "json", "error")
def json_trailing_comma_line(ground: Ground) -> list[bytes]:
    return [encode(ground.record) + ground.choose(b",", b" ,", b", ")]


@plants("json_trailing_garbage", "json", "error")
def json_trailing_garbage(ground: Ground) -> list[bytes]:
    return [encode(ground.record) + ground.choose(b";", b" # checked by Mira", b" <-- keep", b" 17", b"]", b"\\")]


@plants("json_truncated", "json", "error")
def json_truncated(ground: Ground) -> list[bytes]:
    line = encode(ground.record)
    cut = len(line) - 2 if ground.random.random() < 0.3 else int(len(line) * ground.random.uniform(0.55, 0.95))
    return [line[:cut].decode("utf-8", "ignore").encode("utf-8")]


@plants("json_two_objects", "json", "error")
def json_two_objects(ground: Ground) -> list[bytes]:
    return [encode(ground.record) + ground.choose(b"", b" ", b", ") + encode(ground.another())]


@plants("json_unescaped_quote", "json", "error")
def json_unescaped_quote(ground: Ground) -> list[bytes]:
    return _with_piece(
        ground, ground.choose(b'The sign says "open" today. ', b'They call it "the loop". ', b'See "Notes" below. ')
    )


@plants("json_unquoted_key", "json", "error")
def json_unquoted_key(ground: Ground) -> list[bytes]:
    key = ground.choose(b"messages", b"role", b"content")
    return [encode(ground.record).replace(b'"' + key + b'"', key, ground.choose(1, 1, -1))]


@plants("line_separator_u2028", "json", "info")
def line_separator(ground: Ground) -> list[bytes]:
    return _with_piece(
        ground, ground.choose("First of all: ", "In short. ").encode() + ground.choose("\u2028", "\u2029").encode()
    )


@plants("lone_surrogate", "json", "error")
def lone_surrogate(ground: Ground) -> list[bytes]:
    return _with_piece(ground, ground.choose(b"\\ud83c ", b"\\udc4d ", b"so \\uDE00 "))
