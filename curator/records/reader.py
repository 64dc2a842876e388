"""Reads a line that should be JSON, tolerantly: says every flaw, and goes on behind it.

A strict reader stops at the first thing wrong. This one knows what people, word processors and other languages write
where RFC 8259 asks for something else, notes a flaw with the splice that mends it, and reads on. The first flaw is
the problem a person is told; all of them together are the mend. On a line that is JSON it finds none.

No recursion, and linear in the length of the line: a 50 MB line or 100,000 open brackets end as surely as others.
"""

from __future__ import annotations

import re
from dataclasses import replace

from curator.records.flaws import Flaw, Kind, shortened
from curator.records.punctuation import BYTE_ORDER_MARK, FOREIGN_SPACE, FULL_WIDTH_BYTES, NO_WIDTH
from curator.records.reading import CLOSER_OF, OPEN_ARRAY, OPEN_OBJECT, OPENER_OF, Reading, State
from curator.records.reading_texts import NEXT_MEMBER, control_character, straight_text
from curator.records.reading_values import PLAIN, number, odd_key, odd_value, sign_at
from curator.records.spans import skip_space

MOST_FLAWS = 100_000
"""More flaws than this on one line are not collected: such a line is not worth mending, and memory is."""

_QUOTE, _COMMA, _COLON = b'",:'
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
_ONLY_CLOSERS = re.compile(rb"[\]}, \t\r\n]+\Z")
_SEVERAL_WORDS = re.compile(rb"[^\s{}\[\]]+[ \t]+[^\s{}\[\]]")
_ARROW = re.compile(rb"=>?")
_RECORD_STARTS = (b"{", b"[", BYTE_ORDER_MARK, "｛".encode(), "［".encode(), b"/*")


def read(raw: bytes, most: int = MOST_FLAWS) -> list[Flaw]:
    """Every flaw of a line, by offset; none where it is JSON.

    Args:
        raw: The line, without its end. Bytes that are not UTF-8 are taken for letters.
        most: Stop after so many flaws: 1 for the first thing wrong.
    """
    reading = Reading(raw, most)
    _look_at_the_start(reading)
    while not reading.ended and len(reading.flaws) < reading.most:
        _step(reading)
    flaws = sorted(reading.flaws, key=lambda flaw: (flaw.start, flaw.end))
    if reading.doubtful and any(flaw.kind is Kind.QUOTE_TYPOGRAPHIC for flaw in flaws):
        return [replace(flaw, safe=False) for flaw in flaws]
    return flaws


def _look_at_the_start(reading: Reading) -> None:
    """Say at once what no record begins like: the rest of a torn record, a comment, plain text."""
    raw = reading.raw
    place = skip_space(raw, 0)
    head = raw[place : place + 4]
    if not head or head.startswith(_RECORD_STARTS) or head[0] < 0x20 or FOREIGN_SPACE.match(raw, place):
        return
    if head.startswith((b"//", b"#")):
        reading.flag(Kind.COMMENT, place, len(raw), None, detail="line")
    elif raw.rstrip()[-1:] in b"}]":
        reading.flag(Kind.TORN, place, place, None)
    elif head[0] != _QUOTE and _SEVERAL_WORDS.match(raw, place):
        reading.flag(Kind.OTHER, place, place, None, detail="text")


def _step(reading: Reading) -> None:
    raw = reading.raw
    place = reading.position = skip_space(raw, reading.position)
    if place >= len(raw):
        _end_of_line(reading)
        return
    byte, width = raw[place], 1
    if byte not in b'"{}[],:tfn-0123456789':
        if _between_values(reading, byte):
            return
        byte, width = _straightened(reading, byte)
    if reading.state is State.AFTER:
        _after(reading, byte, width)
    elif reading.state is State.COLON:
        _colon(reading, byte, width)
    elif byte == _QUOTE:
        straight_text(reading)
    elif reading.wants_key:
        odd_key(reading, byte, width)
    else:
        _value(reading, byte, width)


def _between_values(reading: Reading, byte: int) -> bool:
    """Pass over what stands between values and is none: white space of other kinds, marks, comments."""
    raw, place = reading.raw, reading.position
    if raw.startswith(BYTE_ORDER_MARK, place):
        end = place + len(BYTE_ORDER_MARK)
        reading.flag(Kind.BOM_INSIDE, place, end, b"", safe=True, detail="" if place == 0 else "later")
    elif found := FOREIGN_SPACE.match(raw, place):
        end = found.end()
        reading.flag(Kind.SPACE, place, end, b" ", safe=True, text=f"U+{ord(sign_at(raw, place)):04X}")
    elif found := NO_WIDTH.match(raw, place):
        end = found.end()
        reading.flag(Kind.SPACE, place, end, b"", safe=True, text=f"U+{ord(sign_at(raw, place)):04X}")
    elif byte < 0x20:
        end = place + 1
        control_character(reading, place, in_text=False)
    elif found := _COMMENT.match(raw, place):
        end = found.end()
        reading.flag(Kind.COMMENT, place, end, b"", safe=True, text=shortened(found.group(), 30))
    else:
        return False
    reading.position = end
    return True


def _straightened(reading: Reading, byte: int) -> tuple[int, int]:
    """The sign that is meant, and how many bytes stand for it: full-width signs count as the plain ones."""
    place = reading.position
    sign = reading.raw[place : place + 3]
    plain = FULL_WIDTH_BYTES.get(sign)
    if plain is None:
        return byte, 1
    put = bytes([plain])
    reading.flag(Kind.QUOTE_TYPOGRAPHIC, place, place + 3, put, safe=True, detail="punctuation", text=sign.decode())
    return plain, 3


def _value(reading: Reading, byte: int, width: int) -> None:
    if byte in CLOSER_OF:
        reading.open(byte, width)
        return
    found = PLAIN.match(reading.raw, reading.position) if width == 1 else None
    if found is None:
        odd_value(reading, byte, width)
    elif found.group(1):
        number(reading, found)
    else:
        reading.finish_value(found.end())


def _colon(reading: Reading, byte: int, width: int) -> None:
    raw, place = reading.raw, reading.position
    if byte == _COLON:
        reading.position += width
    elif found := _ARROW.match(raw, place):
        reading.flag(Kind.COLON, place, found.end(), b":", text=found.group().decode())
        reading.position = found.end()
    elif byte in (_QUOTE, OPEN_OBJECT, OPEN_ARRAY) or PLAIN.match(raw, place):
        reading.flag(Kind.COLON, place, place, b":")
    else:
        reading.flag(Kind.COLON, place, place, None)
    reading.state = State.VALUE


def _after(reading: Reading, byte: int, width: int) -> None:
    if not reading.stack:
        _after_record(reading, byte, width)
    elif byte == _COMMA:
        reading.comma = (reading.position, reading.position + width)
        reading.position += width
        reading.state = State.KEY if reading.in_object else State.VALUE
    elif byte in OPENER_OF:
        reading.close(byte, width)
    else:
        _missing_comma(reading, byte)


def _missing_comma(reading: Reading, byte: int) -> None:
    """A value is followed by neither comma nor bracket."""
    raw, place, end = reading.raw, reading.position, reading.value_end
    after_text = reading.text[0] >= 0
    if reading.in_object:
        begins, safe, state = NEXT_MEMBER.match(raw, place) is not None, True, State.KEY
    else:
        begins = byte in (_QUOTE, OPEN_OBJECT, OPEN_ARRAY) or PLAIN.match(raw, place) is not None
        safe, state = byte == OPEN_OBJECT and raw[end - 1 : end] == b"}", State.VALUE
    if begins:
        reading.flag(Kind.COMMA, end, end, b",", safe=safe, detail="missing", offset=place)
        reading.state = state
    elif after_text:
        text = shortened(raw[slice(*reading.text)], 24)
        reading.flag(Kind.QUOTE_INSIDE, end - 1, end, None, offset=place, text=text)
    else:
        reading.flag(Kind.OTHER, place, place + 1, None, detail="after", text=sign_at(raw, place))


def _after_record(reading: Reading, byte: int, width: int) -> None:
    """The record is complete, and the line goes on."""
    raw, place, end = reading.raw, reading.position, reading.value_end
    following = skip_space(raw, place + width) if byte == _COMMA else place
    reading.records += 1
    if following >= len(raw):
        reading.flag(Kind.COMMA, place, place + width, b"", safe=True, detail="record")
        reading.position = following
    elif raw[following] == OPEN_OBJECT and raw[end - 1 : end] == b"}":
        reading.flag(Kind.TWO_ON_LINE, end, following, b"", safe=True, offset=following, divides=True)
        reading.position, reading.state = following, State.VALUE
    else:
        extra = _ONLY_CLOSERS.match(raw, place) is not None
        kind, detail = (Kind.BRACKET, "after") if extra else (Kind.TRAILING, "")
        reading.flag(kind, end, len(raw), b"", offset=place, detail=detail, text=_head(raw[place:]))
        reading.ended = True


def _head(raw: bytes, limit: int = 40) -> str:
    text = raw[: 4 * limit].decode("utf-8", "replace")
    return text if len(text) <= limit and len(raw) <= 4 * limit else text[:limit] + "…"


def _end_of_line(reading: Reading) -> None:
    place = len(reading.raw)
    if reading.stack and reading.state is State.AFTER:
        closers = bytes(CLOSER_OF[bracket] for bracket in reversed(reading.stack))
        reading.flag(Kind.TRUNCATED, place, place, closers, detail="brackets", text=closers.decode())
    elif reading.stack:
        reading.flag(Kind.TRUNCATED, place, place, None, detail="value")
    elif reading.state is State.VALUE:
        reading.flag(Kind.EMPTY, place, place, None)
    reading.ended = True
