"""What can be wrong with a line that should be JSON: the kinds, and one flaw of a kind at its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong. The word after the kind in the comments are the details it comes with."""

    EMPTY = "empty"
    """Nothing but white space."""
    TRUNCATED = "truncated"
    """The line ends too early: inside a "text", where a "value" must come, or with only "brackets" missing."""
    TORN = "torn"
    """The end of a record: a raw line break tore it from its beginning."""
    COMMA = "comma"
    """A comma that is "trailing", "doubled", "leading", "missing", or after the "record"."""
    COLON = "colon"
    """No colon after a key."""
    BRACKET = "bracket"
    """A bracket that is "missing", "extra", or stands "after" the record."""
    QUOTE_TYPOGRAPHIC = "quote-typographic"
    """JSON's own signs are typographic: a "quote", or full-width "punctuation"."""
    QUOTE_SINGLE = "quote-single"
    """A single quote (or a back tick) where JSON needs a double one."""
    QUOTE_INSIDE = "quote-inside"
    """A quote inside a text ends it."""
    KEY_BARE = "key-bare"
    """A key without quotes."""
    LITERAL = "literal"
    """A word that is no JSON value: NaN, Infinity, True, None, undefined, or any "word"."""
    VALUE = "value"
    """A key without a value."""
    NUMBER = "number"
    """A number JSON does not write so ("form"), or one too large for any machine number ("large")."""
    CONTROL_CHAR = "control-char"
    """A raw control character: "tab", "line break", "NUL" or its number in hexadecimal."""
    SPACE = "space"
    """White space between values that JSON does not know, such as a no-break space."""
    COMMENT = "comment"
    """A comment, which JSON has not; "line" where the whole line is one."""
    ESCAPE = "escape"
    """A backslash before a character that JSON does not escape."""
    SURROGATE = "surrogate"
    """An escape for half a character, \\ud800 to \\udfff without its other half."""
    UTF8_INVALID = "utf8-invalid"
    """Bytes that are not UTF-8: "byte", "cut" (a character cut short) or "surrogate" (half a character)."""
    UTF8_OVERLONG = "utf8-overlong"
    """A character in more bytes than UTF-8 allows."""
    BOM_INSIDE = "bom-inside"
    """A byte-order mark that is not at the head of the file."""
    TWO_ON_LINE = "two-on-line"
    """More than one record on the line."""
    TRAILING = "trailing"
    """Text after the record."""
    DEPTH = "depth"
    """Nested deeper than parsers follow (1,024 levels)."""
    OTHER = "other"
    """Anything else; "text" where the line is no JSON at all."""


DEEPEST = 1024
"""Levels of nesting that orjson follows; Python's json and the services' parsers stop at about as many."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong at one place of a line, and the splice that mends it."""

    kind: Kind
    offset: int
    """Where it shows, as a 0-based byte offset."""
    start: int
    end: int
    """The bytes that the mend exchanges, `end` exclusive."""
    put: bytes | None = None
    """What the mend puts there; None where no mend is known."""
    safe: bool = False
    """Whether the meaning of the mend is beyond doubt."""
    detail: str = ""
    """Which of the kind's forms it is."""
    text: str = ""
    """The text of the line the message speaks of, shortened."""
    divides: bool = False
    """Whether the line is divided here into two records."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line is not JSON: the first thing wrong with it."""

    kind: Kind
    offset: int
    """0-based byte offset into the line."""
    detail: str = ""
    """Which of the kind's forms it is."""
    text: str = ""
    """The text of the line the message speaks of, shortened. Of the data set: show it made visible."""
    also: Problem | None = None
    """What is wrong with the JSON besides, where this one is about bytes that are not UTF-8."""

    @property
    def column(self) -> int:
        """1-based column in bytes."""
        return self.offset + 1


_END_OF_A_WORD = 8


def shortened(raw: bytes, limit: int = 40) -> str:
    """Bytes of a line as a text for a message: the last words of it, at most `limit` characters.

    A long word of which only the end would be seen is left out but for a few characters: it may be a key, and nobody
    would know it by its end to mask it.
    """
    text = raw[-4 * limit :].decode("utf-8", "replace")
    if len(text) <= limit and len(raw) <= 4 * limit:
        return text
    end = text[-limit:]
    cut, _, words = end.partition(" ")
    return "…" + (words if words else end if len(cut) < limit else end[-_END_OF_A_WORD:])
