"""Markdown as lines to read, every sign of it in sight: what it means is ink, indent and alignment, and nothing more.

An answer may become training data, so what stands here must be what was said: marks are dimmed and never taken away,
references such as `&amp;` are left as they are. Texts come from models and data sets, so all of them go through
`visible`; nothing in them can act.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from curator.measures.text import visible
from curator.tui.widgets.cells import width_of
from curator.tui.widgets.difference import wrap_pieces
from curator.tui.widgets.lines import Piece

_MOST_CHARACTERS = 100_000
"""A longer text is shown as it is: nobody reads it laid out."""
_DEEPEST = 8
_LEAST_WIDTH = 12

_FENCE = re.compile(r"\s*(`{3,}|~{3,})([^`]*)$")
_HEADING = re.compile(r"\s{0,3}#{1,6}(?=\s)")
_RULE = re.compile(r"\s{0,3}([-*_])(?:\s*\1){2,}\s*$")
_LEAD = re.compile(r"\s*(?:(?:[-*+•]|\d{1,9}[.)]|>)\s+|>)?")
_DELIMITERS = re.compile(r"\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?$")
# Marks inside a word or between figures are none: 3*4*5 and snake_case stay as they are. The reach is bounded, so that
# a text of nothing but marks costs no more than another.
_INLINE = re.compile(
    r"(?P<code>(?P<ticks>`{1,3})(?!`)[^`\n]{1,300}(?<!`)(?P=ticks)(?!`))"
    r"|(?P<link>!?\[[^][\n]{1,200}\]\([^()\s]{1,300}\))"
    r"|(?P<strong>(?<![\w*\\])(?P<sign>\*{1,3}|~~)(?=[^\s*~])[^*~\n]{1,300}(?<=[^\s*~])(?P=sign)(?![\w*]))"
    r"|(?P<under>(?<![\w\\])(?P<line>_{1,3})(?=[^\s_])[^_\n]{1,300}(?<=[^\s_])(?P=line)(?!\w))"
)


@functools.lru_cache(maxsize=64)
def markdown_lines(text: str, width: int) -> tuple[tuple[Piece, ...], ...]:
    """A Markdown text laid out at a width. White space aside, the lines hold exactly what the text does.

    Args:
        text: Any text; what is no Markdown stands as it is written.
        width: Cells.
    """
    width = max(_LEAST_WIDTH, width)
    shown = visible(text).replace("\t", "    ").split("\n")
    if len(text) > _MOST_CHARACTERS:
        return tuple(tuple(line) for said in shown for line in _wrapped([(said, "")], "", width))
    return tuple(tuple(line) for line in _laid_out(shown, width))


def _laid_out(lines: Sequence[str], width: int) -> Iterator[list[Piece]]:
    at = 0
    fence = ""
    while at < len(lines):
        line = lines[at]
        mark = _FENCE.match(line)
        if fence:
            ends = mark is not None and mark[1].startswith(fence) and not mark[2].strip()
            yield from _wrapped([(line, "dim" if ends else "key")], " " * _spaces(line), width)
            fence = "" if ends else fence
        elif mark is not None:
            fence = mark[1]
            yield from _wrapped([(line, "dim")], "", width)
        elif at + 1 < len(lines) and "|" in line and _DELIMITERS.match(lines[at + 1].strip()):
            end = next((place for place in range(at, len(lines)) if "|" not in lines[place]), len(lines))
            for row in _table(lines[at:end], width):
                yield from _wrapped(row, "", width)
            at = end - 1
        else:
            yield from _line(line, width)
        at += 1


def _line(line: str, width: int) -> Iterator[list[Piece]]:
    """A line outside code and tables; where it is too wide it goes on below its first word."""
    heading = _HEADING.match(line)
    if heading is not None:
        words = [(text, f"{ink} bold".strip()) for text, ink in inline_pieces(line[heading.end() :])]
        yield from _wrapped([(heading[0], "dim"), *words], " " * (heading.end() + 1), width)
        return
    if _RULE.match(line):
        yield from _wrapped([(line, "dim")], "", width)
        return
    end = 0
    for _ in range(_DEEPEST):
        lead = _LEAD.match(line, end)
        if lead is None or lead.end() == end:
            break
        end = lead.end()
    yield from _wrapped([(line[:end], "dim"), *inline_pieces(line[end:])], " " * end, width)


def _spaces(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _wrapped(pieces: Sequence[Piece], indent: str, width: int) -> list[list[Piece]]:
    """The pieces as lines; all but the first begin with the indent."""
    kept = [piece for piece in pieces if piece[0]]
    first, *more = wrap_pieces(kept, width) or [[]]
    if not more or len(indent) > width - _LEAST_WIDTH:
        return [first, *more]
    # What the first line took, and the space at which it was broken, is done; the rest is narrower.
    taken = sum(len(text) for text, _ in first)
    rest = _after(kept, taken)
    return [first, *([(indent, ""), *line] for line in wrap_pieces(rest, width - len(indent)))]


def _after(pieces: Sequence[Piece], taken: int) -> list[Piece]:
    rest: list[Piece] = []
    for text, ink in pieces:
        if taken < len(text):
            rest.append((text[taken:] if rest or taken else text, ink))
            taken = 0
        else:
            taken -= len(text)
    if rest and rest[0][0].startswith(" "):
        rest[0] = rest[0][0][1:], rest[0][1]
    return rest


def inline_pieces(text: str) -> Iterator[Piece]:
    """The words of a line, all of them: what is strong or emphasised in bold, code in its colour, their marks dim."""
    at = 0
    for found in _INLINE.finditer(text):
        if at < found.start():
            yield text[at : found.start()], ""
        at = found.end()
        said = found[0]
        if found["link"]:
            words = said.index("](") + 1
            yield from ((said[:words], ""), (said[words:], "dim"))
            continue
        mark = found["ticks"] or found["sign"] or found["line"]
        ink = "key" if found["code"] else "struck" if mark == "~~" else "bold"
        yield from ((mark, "dim"), (said[len(mark) : -len(mark)], ink), (mark, "dim"))
    if at < len(text):
        yield text[at:], ""


def _table(lines: Sequence[str], width: int) -> Iterator[list[Piece]]:
    """The rows of a table, its cells one below the other where there is room; the first row is its heading."""
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    columns = max(map(len, rows))
    widths = [max(width_of(row[place]) for row in rows if place < len(row)) for place in range(columns)]
    aligned = sum(widths) + 3 * (columns - 1) <= width
    for number, row in enumerate(rows):
        pieces: list[Piece] = []
        for place, cell in enumerate(row):
            if place:
                pieces.append((" | " if any(text for text, _ in pieces) else "| ", "dim"))
            head = "bold" if number == 0 else ""
            pieces += [(text, f"{ink} {head}".strip()) for text, ink in inline_pieces(cell)] if number != 1 else []
            pieces += [(cell, "dim")] if number == 1 else []
            if aligned and place + 1 < len(row):
                pieces.append((" " * (widths[place] - width_of(cell)), ""))
        yield [piece for piece in pieces if piece[0]]
