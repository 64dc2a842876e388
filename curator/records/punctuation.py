"""Signs that people and word processors put where JSON has its own: quotes, full-width signs, foreign white space.

Everything here is about bytes in UTF-8, so that a reader never has to decode the line.
"""

from __future__ import annotations

import re

DOUBLE_QUOTES = "“”„‟″‶«»「」『』〝〞〟＂❝❞"
SINGLE_QUOTES = "‘’‚‛′‵‹›＇´`"
"""Typographic quotes; the straight single quote is not one of them."""

FULL_WIDTH = {"：": ":", "，": ",", "｛": "{", "｝": "}", "［": "[", "］": "]"}

_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u0085"
)
_NO_WIDTH = "\u200b\u200c\u200d\u200e\u200f\u2060"


def _any_of(signs: str) -> bytes:
    return b"|".join(re.escape(sign.encode()) for sign in signs)


ANY_QUOTE = b"(?:[\"']|" + _any_of(DOUBLE_QUOTES + SINGLE_QUOTES) + b")"

DOUBLE_QUOTE = re.compile(_any_of(DOUBLE_QUOTES))
SINGLE_CLOSER = re.compile(b"'|" + _any_of(SINGLE_QUOTES))
DOUBLE_CLOSER = re.compile(b'"|' + _any_of(DOUBLE_QUOTES))

FULL_WIDTH_BYTES = {sign.encode(): plain.encode()[0] for sign, plain in FULL_WIDTH.items()}

FOREIGN_SPACE = re.compile(b"(?:" + _any_of(_SPACES) + rb"|[\x0b\x0c])+")
NO_WIDTH = re.compile(b"(?:" + _any_of(_NO_WIDTH) + b")+")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

FOLLOWS_SIGN = b"[\x00-\x08\x0b\x0c\x0e-\x1f]|//|/\\*|#|" + _any_of(
    _SPACES + _NO_WIDTH + "\ufeff" + "".join(FULL_WIDTH)
)
"""What a reader meets between values and can deal with: control characters, comments, foreign white space, signs."""
