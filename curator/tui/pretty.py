"""JSON laid out for reading and brought back, token by token: numbers, escapes and key order stay as they are written.

Laying out only moves white space between tokens; folding takes the line's own way of writing commas and colons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|"', re.DOTALL)
_STEP = "  "


def tokens(text: str) -> Iterator[str]:
    """The tokens of a JSON text, white space between them left out. Whatever is no JSON comes out as it is."""
    for found in _TOKEN.finditer(text):
        yield found.group()


def pretty(text: str) -> str:
    """The JSON text with a line for each member and item."""
    lines: list[str] = []
    depth, line, before = 0, "", ""
    for token in tokens(text):
        if token in "]}" and token:
            depth = max(0, depth - 1)
            if before not in ("{", "["):
                lines.append(line)
                line = _STEP * depth
            line += token
        elif before in ("{", "[", ",") and before:
            lines.append(line)
            line = _STEP * depth + token
        else:
            line += token
        if token in ("{", "["):
            depth += 1
        elif token == ":":
            line += " "
        before = token
    return "\n".join([*lines, line])


def folded(text: str, like: str) -> str:
    """A laid-out text as one line again, written as `like` is.

    Args:
        text: JSON, laid out in any way.
        like: The line as it was before. Where only its white space was changed, it comes back exactly.
    """
    new = list(tokens(text))
    if new == list(tokens(like)):
        return like
    comma, colon = _gap(like, ","), _gap(like, ":")
    return "".join(token + (comma if token == "," else colon if token == ":" else "") for token in new)


def _gap(line: str, sign: str) -> str:
    """The white space a line has after its commas or colons; where it is of several kinds, the first one counts."""
    for first, second in pairwise(_TOKEN.finditer(line)):
        if first.group() == sign:
            return line[first.end() : second.start()]
    return " "
