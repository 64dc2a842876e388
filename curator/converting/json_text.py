"""Records of JSON that is not on lines: one array, one object over many lines, or several of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

from curator.converting.entry import Entries, Entry, Report
from curator.converting.reason import problem_of
from curator.dataset.lines import BOM
from curator.records.syntax import parse

_BETWEEN = re.compile(r"[\s,]*")
_UNTIL_NEXT = re.compile(r"[^,\n\]]*")
# A string ends at a line break too: one that was never closed must not swallow all that follows.
_SIGNS = re.compile(r'"(?:[^"\\\n]++|\\.)*+"?|[\[\]{}]')
_STRING_OR_BREAK = re.compile(rb'"(?:[^"\\]++|\\.)*+"|(,?)[ \t]*[\r\n][ \t\r\n]*', re.DOTALL)


def json_entries(path: Path, report: Report) -> Entries:
    """The elements of an array, or objects one after the other; one that is broken does not hide the next.

    Args:
        path: The file; it is read whole.
        report: Told the characters done.
    """
    yield from entries_in(path.read_bytes().removeprefix(BOM), report)


def entries_in(content: bytes, report: Report) -> Entries:
    """The records of a file's content, without a byte-order mark."""
    # Bytes that are not UTF-8 come through as they are, so that the record they stand in can be named.
    text = content.decode("utf-8", "surrogateescape")
    position, line, counted = 0, 1, 0
    inside = False
    while (position := _end(_BETWEEN, text, position)) < len(text):
        report(position, len(text))
        if text[position] == ("]" if inside else "["):
            inside = not inside
            position += 1
            continue
        line += text.count("\n", counted, position)
        counted = position
        end = _value_end(text, position)
        yield _entry(line, text[position:end])
        position = end


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _entry(line: int, text: str) -> Entry:
    raw = on_one_line(text.encode("utf-8", "surrogateescape").strip())
    value, problem = parse(raw)
    return Entry(line, value, raw=raw) if problem is None else Entry(line, problem=problem_of(raw), raw=raw)


_DECODER = json.JSONDecoder()


def _value_end(text: str, start: int) -> int:
    """Where the value that begins at `start` ends; for a broken one where it seems to."""
    try:
        return _DECODER.raw_decode(text, start)[1]
    except (ValueError, RecursionError):
        return _seeming_end(text, start)


def _seeming_end(text: str, start: int) -> int:
    if text[start] not in "{[":
        return max(_end(_UNTIL_NEXT, text, start), start + 1)
    next_start = _next_like(text, start)
    depth = 0
    for sign in _SIGNS.finditer(text, start, next_start):
        if sign.group() in "{[":
            depth += 1
        elif sign.group() in "]}":
            depth -= 1
            if depth == 0:
                return sign.end()
    return next_start


def _next_like(text: str, start: int) -> int:
    """Where the next line begins like the one of this value: as far in, with the same bracket."""
    indent = text[text.rfind("\n", 0, start) + 1 : start]
    found = -1 if indent.strip() else text.find(f"\n{indent}{text[start]}", start)
    return len(text) if found < 0 else found


def on_one_line(raw: bytes) -> bytes:
    """JSON without the line breaks between its values; numbers, escapes and order stay as they are written."""
    if b"\n" not in raw and b"\r" not in raw:
        return raw
    made = _STRING_OR_BREAK.sub(_kept, raw)
    return made.replace(b"\r", b" ").replace(b"\n", b" ")


def _kept(found: re.Match[bytes]) -> bytes:
    if found.group().startswith(b'"'):
        return found.group()
    return b", " if found.group(1) else b""
