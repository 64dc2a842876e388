"""Reads what stands where a value or a key must come, and is none that JSON writes."""

from __future__ import annotations

import re

from curator.records.flaws import Kind, shortened
from curator.records.punctuation import DOUBLE_CLOSER, DOUBLE_QUOTE, SINGLE_CLOSER
from curator.records.reading import CLOSE_ARRAY, CLOSE_OBJECT, OPEN_OBJECT, OPENER_OF, Reading, State
from curator.records.reading_texts import escape_until_fit, foreign_text

PLAIN = re.compile(rb"(?:(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|true|false|null)(?![\w.+\-$\x80-\xff])")
"""A number, which is the group, or one of JSON's three words."""
_ODD_NUMBER = re.compile(rb"[+-]?(?:[0-9]|\.[0-9])[\w.+-]*")
_WORD = re.compile(rb"[+-]?[A-Za-z_$\x80-\xff][\w$\x80-\xff-]*")
_BARE_TEXT = re.compile(rb"[^,:{}\[\]\"\x00-\x1f]*[^,:{}\[\]\"\x00-\x20](?=[ \t\r\n]*[,}\]])")
_BARE_KEY = re.compile(rb"([\w$.\-\x80-\xff]+)[ \t\r\n]*(?::|\xef\xbc\x9a)")
_LONGEST_NUMBER = 5000

_CERTAIN = {b"true": b"true", b"false": b"false", b"null": b"null", b"none": b"null"}
"""Python's words, and JSON's in other case: what they mean is beyond doubt."""
_GUESSED = (b"nan", b"infinity", b"inf", b"undefined", b"nil", b"na", b"n/a")
"""Words for something JSON has no value for; null is the nearest."""

LARGEST = 1.7976931348623157e308


def number(reading: Reading, found: re.Match[bytes]) -> None:
    """Read a well-formed number; one that no machine number holds is a flaw, since parsers refuse it or lose it."""
    text = found.group(1)
    too_large = len(text) > _LONGEST_NUMBER if b"." not in text else False
    if len(text) > 300 or b"e" in text or b"E" in text:
        too_large = too_large or abs(float(text[:_LONGEST_NUMBER])) > LARGEST
    if too_large:
        reading.flag(Kind.NUMBER, found.start(), found.end(), b"null", detail="large", text=shortened(text, 20))
    reading.finish_value(found.end())


def odd_value(reading: Reading, byte: int, width: int) -> None:
    """Read something at the place of a value that JSON does not know as one."""
    raw, place = reading.raw, reading.position
    if byte == b","[0]:
        _comma_for_value(reading, width)
    elif byte in OPENER_OF:
        _bracket_for_value(reading, byte, width)
    elif quote := DOUBLE_QUOTE.match(raw, place):
        foreign_text(reading, len(quote.group()), Kind.QUOTE_TYPOGRAPHIC, DOUBLE_CLOSER)
    elif quote := SINGLE_CLOSER.match(raw, place):
        foreign_text(reading, len(quote.group()), single_kind(quote.group()), SINGLE_CLOSER)
    elif found := _ODD_NUMBER.match(raw, place):
        _odd_number(reading, found)
    elif found := _WORD.match(raw, place):
        _word(reading, found)
    else:
        reading.flag(Kind.OTHER, place, place + 1, None, detail="sign", text=sign_at(raw, place))


def single_kind(quote: bytes) -> Kind:
    """The kind of flaw that a single quote, straight or typographic, is."""
    return Kind.QUOTE_SINGLE if quote in (b"'", b"`") else Kind.QUOTE_TYPOGRAPHIC


def sign_at(raw: bytes, place: int) -> str:
    """The one character that stands at a place."""
    return raw[place : place + 4].decode("utf-8", "replace")[:1]


def _comma_for_value(reading: Reading, width: int) -> None:
    place, end = reading.position, reading.position + width
    if reading.state is State.ITEM:
        reading.flag(Kind.COMMA, place, end, b"", detail="leading")
        reading.position = end
    elif reading.stack and not reading.in_object:
        reading.flag(Kind.COMMA, place, end, b"", safe=True, detail="doubled")
        reading.position = end
    else:
        _missing_value(reading)


def _bracket_for_value(reading: Reading, byte: int, width: int) -> None:
    if byte == CLOSE_ARRAY and reading.stack and not reading.in_object:
        if reading.state is State.VALUE:
            trailing_comma(reading)
        reading.close(byte, width)
    elif byte == CLOSE_OBJECT and reading.in_object:
        _missing_value(reading)
    else:
        reading.close(byte, width)


def trailing_comma(reading: Reading) -> None:
    """Note the comma last read: nothing follows it."""
    start, end = reading.comma
    if reading.flaws and reading.flaws[-1].start == start:
        reading.flaws.pop()  # a full-width comma, which need not be straightened now
    reading.flag(Kind.COMMA, start, end, b"", safe=True, detail="trailing")


def _missing_value(reading: Reading) -> None:
    place = reading.position
    reading.flag(Kind.VALUE, place, place, b"null")
    reading.finish_value(place)


def _odd_number(reading: Reading, found: re.Match[bytes]) -> None:
    text = found.group()
    put, safe = None, False
    plain = text.removeprefix(b"+")
    sign, digits = (b"-", plain[1:]) if plain.startswith(b"-") else (b"", plain)
    if re.fullmatch(rb"0[xX][0-9a-fA-F]{1,13}", digits):
        put = sign + str(int(digits, 16)).encode()
    else:
        whole = b"0" + digits if digits.startswith(b".") else digits
        filled = re.sub(rb"\.(?=\Z|[eE])", b".0", whole, count=1)
        trimmed = re.sub(rb"\A0+(?=[0-9])", b"", filled)
        written = PLAIN.fullmatch(sign + trimmed)
        put = sign + trimmed if written else None
        safe = written is not None and trimmed == filled
    reading.flag(Kind.NUMBER, found.start(), found.end(), put, safe=safe, detail="form", text=shortened(text, 20))
    reading.finish_value(found.end())


def _word(reading: Reading, found: re.Match[bytes]) -> None:
    raw, start, end = reading.raw, found.start(), found.end()
    word = found.group()
    text = shortened(word, 20)
    folded = word.lower().lstrip(b"+-") if len(word) < 20 else b""
    bare = _BARE_TEXT.match(raw, start) if reading.stack else None
    alone = bare is None or bare.end() == end
    if folded in _CERTAIN and alone and word[:1] not in b"+-":
        reading.flag(Kind.LITERAL, start, end, _CERTAIN[folded], safe=True, text=text)
    elif folded in _GUESSED and alone:
        reading.flag(Kind.LITERAL, start, end, b"null", text=text)
    elif end == len(raw) and any(known.startswith(word) for known in (b"true", b"false", b"null")):
        reading.flag(Kind.TRUNCATED, end, end, None, detail="value", text=text)
    elif bare:
        put = b'"' + bare.group().replace(b"\\", b"\\\\") + b'"'
        end = bare.end()
        reading.flag(Kind.LITERAL, start, end, put, detail="word", text=shortened(bare.group(), 20))
    elif reading.stack:
        reading.flag(Kind.LITERAL, start, end, None, detail="word", text=text)
    else:
        reading.flag(Kind.OTHER, start, end, None, detail="text")
    reading.finish_value(end)


def odd_key(reading: Reading, byte: int, width: int) -> None:
    """Read something at the place of a key that is no text in double quotes."""
    raw, place, end = reading.raw, reading.position, reading.position + width
    if byte == CLOSE_OBJECT:
        if reading.state is State.KEY:
            trailing_comma(reading)
        reading.close(byte, width)
    elif byte == b","[0]:
        leading = reading.state is State.FIRST_KEY
        reading.flag(Kind.COMMA, place, end, b"", safe=not leading, detail="leading" if leading else "doubled")
        reading.position = end
    elif quote := DOUBLE_QUOTE.match(raw, place):
        foreign_text(reading, len(quote.group()), Kind.QUOTE_TYPOGRAPHIC, DOUBLE_CLOSER)
    elif quote := SINGLE_CLOSER.match(raw, place):
        foreign_text(reading, len(quote.group()), single_kind(quote.group()), SINGLE_CLOSER)
    elif found := _BARE_KEY.match(raw, place):
        key_end = found.end(1)
        put = b'"' + found.group(1) + b'"'
        reading.flag(Kind.KEY_BARE, place, key_end, put, safe=True, text=shortened(found.group(1), 20))
        reading.finish_key(key_end)
    else:
        _no_key(reading, byte)


def _no_key(reading: Reading, byte: int) -> None:
    """What stands at the place of a key cannot be one: perhaps a quote ended the text before too early."""
    start, end = reading.text
    place = reading.position
    if reading.state is State.KEY and start >= 0:
        if not escape_until_fit(reading, start, end):
            reading.flag(Kind.QUOTE_INSIDE, end - 1, end, None, offset=end, text=shortened(reading.raw[start:end], 24))
        return
    if byte in (OPEN_OBJECT, CLOSE_ARRAY, b"["[0]):
        reading.flag(Kind.BRACKET, place, place + 1, None, detail="key", text=chr(byte))
    else:
        reading.flag(Kind.OTHER, place, place + 1, None, detail="key", text=sign_at(reading.raw, place))
