"""Reads texts, keys and values alike: where does a text end, and what inside it JSON would not have.

A text's end is in doubt when its quotes are not JSON's or when a quote inside it was not escaped. Then the first
quote counts behind which the record goes on as a record does: a comma and a quoted key, or closing brackets.
"""

from __future__ import annotations

import re

from curator.records.flaws import Kind, shortened
from curator.records.punctuation import (
    ANY_QUOTE,
    DOUBLE_CLOSER,
    DOUBLE_QUOTE,
    FOLLOWS_SIGN,
    SINGLE_CLOSER,
)
from curator.records.reading import Reading
from curator.records.spans import end_of_string, skip_space

_SPACE = rb"[ \t\r\n]*"
_COLON = _SPACE + rb"(?::|\xef\xbc\x9a)"
_KEY = ANY_QUOTE + rb"[^\"',:{}\[\]]{0,100}?" + ANY_QUOTE + _COLON
_BARE_KEY = rb"[A-Za-z_$][\w$-]{0,60}" + _COLON
_COMMA = rb"(?:,|\xef\xbc\x8c)"
_CLOSES = (
    _SPACE + rb"(?:[\]}]|\xef\xbd\x9d|\xef\xbc\xbd)" + _SPACE + rb"(?:[,\]}]|\xef\xbd\x9d|\xef\xbc\xbd|\xef\xbc\x8c|\Z)"
)
_VALUE = rb"(?:" + ANY_QUOTE + rb"|[\[{0-9-]|true|false|null|True|False|None|\xef\xbd\x9b|\xef\xbc\xbb)"

_ENDS_KEY = re.compile(_COLON)
_ENDS_IN_OBJECT = re.compile(_CLOSES + b"|" + _SPACE + _COMMA + _SPACE + _KEY)
_ENDS_IN_OBJECT_BARE = re.compile(_SPACE + _COMMA + _SPACE + rb"(?:" + _BARE_KEY + rb"|})")
_ENDS_IN_ARRAY = re.compile(_CLOSES + b"|" + _SPACE + _COMMA + _SPACE + _VALUE)
_FOLLOWS_KEY = re.compile(rb"[ \t\r\n]*(?:[:=]|\Z|" + FOLLOWS_SIGN + rb")")
_FOLLOWS_VALUE = re.compile(rb"[ \t\r\n]*(?:[,}\]]|\Z|" + FOLLOWS_SIGN + rb")")
_NEXT_TEXT = re.compile(rb"[ \t\r\n]+\"")
NEXT_MEMBER = re.compile(rb"[ \t\r\n]*(?:" + _KEY + rb"|" + _BARE_KEY + rb")")

_SPECIAL = re.compile(rb'\\(?:["\\/bfnrt]|u([0-9a-fA-F]{4}))|([\x00-\x1f])|\\|"')
_LOW_HALF = re.compile(rb"\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_HIGH_HALF = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}")
_ANY_QUOTE_BUT_STRAIGHT = re.compile(DOUBLE_QUOTE.pattern + b"|" + SINGLE_CLOSER.pattern)
_BYTE_ESCAPE = re.compile(rb"x([0-9a-fA-F]{2})|U([0-9a-fA-F]{8})|u\{([0-9a-fA-F]{1,6})\}")

_CONTROL_NAMES = {0x00: "NUL", 0x09: "tab", 0x0A: "line break", 0x0D: "line break"}
_CONTROL_ESCAPES = {0x08: b"\\b", 0x09: b"\\t", 0x0A: b"\\n", 0x0C: b"\\f", 0x0D: b"\\r"}
_ANSI_C = {b"a"[0]: b"\\u0007", b"v"[0]: b"\\u000b"}

_LONGEST_KEY = 400
_MOST_QUOTES = 10_000
"""No text somebody wrote has more quotes inside it."""


def straight_text(reading: Reading) -> None:
    """Read the text that begins with a straight double quote at the reading's position."""
    raw, start = reading.raw, reading.position
    end = end_of_string(raw, start)
    if end < 0:
        if not _close_typographically(reading, start, len(raw)):
            reading.flag(Kind.TRUNCATED, len(raw), len(raw), None, detail="text", text=shortened(raw[start:]))
        return
    follows = _FOLLOWS_KEY if reading.wants_key else _FOLLOWS_VALUE
    if not reading.stack or follows.match(raw, end):
        earlier = _typographic_end(reading, start, end) is not None
        reading.doubtful = reading.doubtful or earlier
        if earlier and reading.flaws and reading.flaws[-1].kind is Kind.QUOTE_TYPOGRAPHIC:
            _close_typographically(reading, start, end)
            return
        inside(reading, start + 1, end - 1)
        reading.finish_text(end, (start, end))
    elif not _close_typographically(reading, start, end):
        _misfit(reading, start, end)


def _misfit(reading: Reading, start: int, end: int) -> None:
    """The text is closed, but what follows it cannot follow a text."""
    follows = NEXT_MEMBER if reading.in_object else _NEXT_TEXT
    missing_comma = follows.match(reading.raw, end) is not None
    if reading.wants_key or missing_comma or not escape_until_fit(reading, start, end):
        inside(reading, start + 1, end - 1)
        reading.finish_text(end, (start, end))


def _fits(reading: Reading, end: int) -> bool:
    """Whether the record goes on behind `end` as it does behind a value here."""
    pattern = _ENDS_IN_OBJECT if reading.in_object else _ENDS_IN_ARRAY
    return pattern.match(reading.raw, end) is not None


def escape_until_fit(reading: Reading, start: int, end: int) -> bool:
    """Take the quote before `end`, and those after it, as part of the text that began at `start`, until one fits.

    Returns whether there is one; nothing is noted where there is none.
    """
    raw = reading.raw
    quotes, position = [end - 1], end
    while True:
        after = -1 if reading.in_vain or len(quotes) > _MOST_QUOTES else end_of_string(raw, position - 1)
        if after < 0:
            reading.in_vain = True
            return False
        if _fits(reading, after):
            break
        quotes.append(after - 1)
        position = after
    _flag_quotes(reading, quotes, skip_space(raw, end), shortened(raw[start:end], 24))
    inside(reading, start + 1, after - 1)
    reading.finish_value(after)
    return True


def _flag_quotes(reading: Reading, quotes: list[int], offset: int, text: str) -> None:
    """Note quotes to be escaped; where every one is doubled, as CSV writes them, a pair becomes one."""
    doubled = len(quotes) % 2 == 0 and all(b == a + 1 for a, b in zip(quotes[::2], quotes[1::2], strict=True))
    for index, quote in enumerate(quotes):
        place = offset if index == 0 else quote
        put = b"" if doubled and index % 2 else b'\\"'
        reading.flag(Kind.QUOTE_INSIDE, quote, quote + 1, put, offset=place, text=text)


def _close_typographically(reading: Reading, start: int, end: int) -> bool:
    """Close the text at a typographic quote before `end`, if one can be its end: `"role”: "user"`."""
    found = _typographic_end(reading, start, end)
    if found is None:
        return False
    inside(reading, start + 1, found.start())
    reading.flag(Kind.QUOTE_TYPOGRAPHIC, found.start(), found.end(), b'"', safe=True, detail="quote")
    reading.finish_text(found.end())
    return True


def _typographic_end(reading: Reading, start: int, end: int) -> re.Match[bytes] | None:
    """The first typographic quote between two places behind which the record could go on."""
    raw = reading.raw
    for found in DOUBLE_QUOTE.finditer(raw, start + 1, end):
        if _ENDS_KEY.match(raw, found.end()) if reading.wants_key else _fits(reading, found.end()):
            return found
    return None


def foreign_text(reading: Reading, width: int, kind: Kind, closers: re.Pattern[bytes]) -> None:
    """Read a text that begins with a typographic or single quote, `width` bytes long, at the reading's position."""
    raw, start = reading.raw, reading.position
    passed = apostrophes = 0
    last = min(len(raw), start + _LONGEST_KEY) if reading.wants_key else len(raw)
    for found in closers.finditer(raw, start + width, last):
        if _escaped(raw, found.start(), start + width):
            continue
        if _closes(reading, found.end(), passed == 0):
            break
        passed += 1
        apostrophes += _between_letters(raw, found)
    else:
        reading.flag(kind, start, start + width, None, detail="quote")
        return
    if kind is Kind.QUOTE_TYPOGRAPHIC and closers is DOUBLE_CLOSER:
        safe = passed % 2 == 0
    else:
        safe = passed == (0 if raw[start : start + 1] == b"'" else apostrophes)
    reading.flag(kind, start, start + width, b'"', safe=safe, detail="quote")
    inside(reading, start + width, found.start(), kind)
    if found.group() != b'"':
        reading.flag(kind, found.start(), found.end(), b'"', safe=safe, detail="quote")
    reading.finish_text(found.end())


def _closes(reading: Reading, end: int, first: bool) -> bool:
    if reading.wants_key:
        return _ENDS_KEY.match(reading.raw, end) is not None
    if first and reading.in_object and _ENDS_IN_OBJECT_BARE.match(reading.raw, end):
        return True
    return _fits(reading, end)


def _escaped(raw: bytes, position: int, begin: int) -> bool:
    before = position
    while before > begin and raw[before - 1] == 0x5C:
        before -= 1
    return (position - before) % 2 == 1


def _between_letters(raw: bytes, quote: re.Match[bytes]) -> bool:
    before, after = raw[quote.start() - 1 : quote.start()], raw[quote.end() : quote.end() + 1]
    return all(byte.isalnum() or byte >= b"\x80" for byte in (before, after) if byte) and bool(before and after)


def inside(reading: Reading, start: int, end: int, quoted: Kind | None = None) -> None:
    """Note what stands between a text's quotes and should not: control characters, bad escapes, half surrogates.

    Args:
        start: Offset of the first byte inside.
        end: Offset behind the last.
        quoted: The kind of quotes around the text where they are not straight double ones, so that a straight one
            inside has to be escaped now.
    """
    raw = reading.raw
    paired = start
    for found in _SPECIAL.finditer(raw, start, end):
        if len(reading.flaws) >= reading.most:
            return
        place = found.start()
        if found.group(2):
            control_character(reading, place, in_text=True)
        elif found.group(1):
            if place >= paired and raw[place + 2 : place + 3] in b"dD":
                paired = _surrogate(reading, place, end)
        elif found.group() == b"\\":
            _bad_escape(reading, place, end)
        elif found.group() == b'"' and quoted:
            reading.flag(quoted, place, place + 1, b'\\"', safe=True, detail="inside")


def _surrogate(reading: Reading, place: int, end: int) -> int:
    """Note half a character; returns where the escapes it concerns end."""
    raw, after = reading.raw, place + 6
    if _HIGH_HALF.match(raw, place, end):
        if _LOW_HALF.match(raw, after, end):
            return after + 6
    elif not _LOW_HALF.match(raw, place, end):
        return after
    elif _HIGH_HALF.match(raw, after, end) and not _LOW_HALF.match(raw, after + 6, end):
        put = raw[after : after + 6] + raw[place:after]
        reading.flag(Kind.SURROGATE, place, after + 6, put, detail="swapped", text=raw[place : after + 6].decode())
        return after + 6
    reading.flag(Kind.SURROGATE, place, after, b"\\ufffd", text=raw[place:after].decode())
    return after


def _bad_escape(reading: Reading, place: int, end: int) -> None:
    raw = reading.raw
    text = raw[place : min(end, place + 2)].decode("utf-8", "replace")
    after = raw[place + 1] if place + 1 < end else -1
    sign = _ANY_QUOTE_BUT_STRAIGHT.match(raw, place + 1, end)
    number = _BYTE_ESCAPE.match(raw, place + 1, end)
    if sign:
        reading.flag(Kind.ESCAPE, place, place + 1, b"", safe=True, text=text)
    elif number and int(number.group(number.lastindex or 1), 16) <= 0x10FFFF:
        point = int(number.group(number.lastindex or 1), 16)
        safe = not 0xD800 <= point <= 0xDFFF
        reading.flag(Kind.ESCAPE, place, number.end(), _escape_of(point), safe=safe, text=text)
    elif after in _ANSI_C:
        reading.flag(Kind.ESCAPE, place, place + 2, _ANSI_C[after], text=text)
    else:
        reading.flag(Kind.ESCAPE, place, place + 1, b"\\\\", text=text)


def _escape_of(point: int) -> bytes:
    if point < 0x10000:
        return f"\\u{point:04x}".encode()
    high, low = divmod(point - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}".encode()


def control_character(reading: Reading, place: int, in_text: bool) -> None:
    """Note a raw control character: inside a text its escape is what was meant, but for NUL, which nobody means."""
    byte = reading.raw[place]
    name = _CONTROL_NAMES.get(byte, f"0x{byte:02X}")
    put = b""
    if in_text and byte:
        put = _CONTROL_ESCAPES.get(byte, f"\\u{byte:04x}".encode())
    reading.flag(Kind.CONTROL_CHAR, place, place + 1, put, safe=bool(put), detail=name)
