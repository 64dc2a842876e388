"""Finds the bytes of a line that are not UTF-8, and says what they may have been."""

from __future__ import annotations

import re
from collections.abc import Iterator

from curator.records.flaws import Flaw, Kind

_ESCAPED = re.compile("[\udc80-\udcff]+")
"""What Python's surrogateescape makes of bytes that are not UTF-8: each one a half surrogate."""
_PARTS = re.compile(
    rb"(?P<overlong>[\xc0\xc1][\x80-\xbf]|\xe0[\x80-\x9f][\x80-\xbf]|\xf0[\x80-\x8f][\x80-\xbf]{2})"
    rb"|(?P<pair>\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf])"
    rb"|(?P<half>\xed[\xa0-\xbf][\x80-\xbf])"
    rb"|(?P<cut>[\xe0-\xef][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{1,2})"
    rb"|(?P<byte>.)",
    re.DOTALL,
)
_REPLACEMENT = "\ufffd"


def bad_bytes(raw: bytes) -> Iterator[Flaw]:
    """The parts of a line that are not UTF-8 (The Unicode Standard 15, table 3-7), in order, with what each may have
    been: an overlong form is the character it spells, two halves of a character in three bytes each are that
    character, other bytes are read as Windows-1252, what is cut short becomes U+FFFD. All of it is a guess."""
    text = raw.decode("utf-8", "surrogateescape")
    offset = done = 0
    for run in _ESCAPED.finditer(text):
        offset += len(text[done : run.start()].encode())
        done = run.end()
        bytes_of_run = raw[offset : offset + len(run.group())]
        for part in _PARTS.finditer(bytes_of_run):
            yield _flaw(part, offset)
        offset += len(bytes_of_run)


def _flaw(part: re.Match[bytes], offset: int) -> Flaw:
    form, found = part.lastgroup or "byte", part.group()
    kind = Kind.UTF8_OVERLONG if form == "overlong" else Kind.UTF8_INVALID
    detail = "surrogate" if form in ("pair", "half") else "" if form == "overlong" else form
    shown = " ".join(f"{byte:02X}" for byte in found)
    start = offset + part.start()
    return Flaw(kind, start, start, offset + part.end(), _meant(form, found), False, detail, shown)


def _meant(form: str, found: bytes) -> bytes:
    if form == "overlong":
        return _spelled(found)
    if form == "pair":
        return found.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16").encode()
    if form == "byte":
        return found.decode("cp1252", "replace").encode()
    return _REPLACEMENT.encode()


def _spelled(overlong: bytes) -> bytes:
    """The character that an overlong form spells, as JSON writes it inside a text."""
    point = overlong[0] & (0x1F if len(overlong) == 2 else 0x0F if len(overlong) == 3 else 0x07)
    for byte in overlong[1:]:
        point = point << 6 | byte & 0x3F
    if point < 0x20 or chr(point) in '"\\':
        return f"\\u{point:04x}".encode()
    return chr(point).encode()
