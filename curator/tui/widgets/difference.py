"""What differs between two texts, word by word, with what is the same around it cut to what is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from curator.amounts import counted
from curator.measures.text import visible
from curator.tui.glyphs import CUT
from curator.tui.widgets.cells import wrap_spans
from curator.tui.widgets.lines import Piece
from curator.workbench.words import Side
from curator.workbench.words import difference as word_difference

_AROUND = 48
"""Characters shown before and after what differs."""
_MOST_CHANGED = 240
"""Characters of one stretch that goes or comes which are shown where there is little room, and those of its ends."""
_CHANGED_ENDS = (140, 60)
_MOST_COMPARED = 200_000
"""Characters beyond which the middle is shown as replaced as a whole."""


def without_middle(text: str, most: int = _MOST_CHANGED, ends: tuple[int, int] = _CHANGED_ENDS) -> str:
    """A long text with its middle left out, and how much that is: `the beginning … 1,234 characters … the end`."""
    if len(text) <= most:
        return text
    head, tail = ends
    left_out = counted(len(text) - head - tail, "character")
    return f"{text[:head]} {CUT} {left_out} {CUT} {text[-tail:]}"


def difference(before: bytes, after: bytes, *, signs: bool, whole: bool = True) -> list[Piece]:
    """Pieces of both texts: what is gone, what has come, and a little of what is the same.

    Args:
        before: UTF-8, or bytes that are none.
        after: The same after the change.
        signs: Write {-gone-} and {+come+}, for where colour carries nothing.
        whole: Show all of what is gone and what has come, however long; else the middle of it is left out.
    """
    old, new = (text.decode("utf-8", "replace") for text in (before, after))
    head = _common(old, new)
    while head and _joins(old, head):
        head -= 1
    tail = _common(old[head:][::-1], new[head:][::-1])
    while tail and _joins(old, len(old) - tail):
        tail -= 1
    pieces = [_same(old[:head], keep_end=True)] if head else []
    pieces += _middle(old[head : len(old) - tail], new[head : len(new) - tail], signs, whole)
    if tail:
        pieces.append(_same(old[len(old) - tail :], keep_end=False))
    return [piece for piece in pieces if piece[0]]


def _common(first: str, second: str) -> int:
    """Length of the common beginning."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[:middle] == second[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _joins(text: str, place: int) -> bool:
    """Whether a place is inside a word."""
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()


def _same(text: str, *, keep_end: bool) -> Piece:
    if len(text) <= _AROUND:
        return visible(text, multiline=False), "dim"
    shown = CUT + text[-_AROUND:] if keep_end else text[:_AROUND] + CUT
    return visible(shown, multiline=False), "dim"


def _middle(old: str, new: str, signs: bool, whole: bool) -> Iterator[Piece]:
    if len(old) + len(new) > _MOST_COMPARED:
        yield from _changed(old[:_MOST_COMPARED], new[:_MOST_COMPARED], signs, whole)
        return
    for part in word_difference(old, new):
        if part.side is not Side.SAME:
            left = part.side is Side.LEFT
            yield from _changed(part.text if left else "", "" if left else part.text, signs, whole)
        elif len(part.text) > 2 * _AROUND:
            yield visible(f"{part.text[:_AROUND]} {CUT} {part.text[-_AROUND:]}", multiline=False), "dim"
        else:
            yield visible(part.text, multiline=False), "dim"


def _changed(gone: str, come: str, signs: bool, whole: bool) -> Iterator[Piece]:
    if not whole:
        gone, come = without_middle(gone), without_middle(come)
    if gone:
        said = visible(gone, multiline=False)
        yield (f"{{-{said}-}}" if signs else said), "removed"
    if come:
        said = visible(come, multiline=False)
        yield (f"{{+{said}+}}" if signs else said), "added"


def wrap_pieces(pieces: Sequence[Piece], width: int) -> list[list[Piece]]:
    """Pieces as lines of a width."""
    text = "".join(said for said, _ in pieces)
    lines: list[list[Piece]] = []
    for start, end in wrap_spans(text, width):
        line: list[Piece] = []
        at = 0
        for said, ink in pieces:
            first, last = max(start, at), min(end, at + len(said))
            if first < last:
                line.append((text[first:last], ink))
            at += len(said)
        lines.append(line)
    return lines
