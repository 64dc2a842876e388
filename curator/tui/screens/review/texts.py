"""Two texts over one another: the old with what goes marked, the new with what comes, cut to what is needed."""

from __future__ import annotations

from collections.abc import Sequence

from curator.measures.text import visible
from curator.tui.glyphs import CUT
from curator.tui.widgets.cells import width_of, wrap_spans
from curator.tui.widgets.difference import without_middle, wrap_pieces
from curator.tui.widgets.lines import Piece
from curator.workbench.words import Side, Stretch, difference

_BEFORE = 24
_AFTER = 60
_BETWEEN = 30
"""Characters that are the same and are shown before, after and between what differs."""
_MOST_CHANGED = 150
_CHANGED_ENDS = (90, 30)
"""Characters of one stretch that goes or comes which are shown of a fix, and those of its ends where it is longer."""
_MOST = 20_000
"""Characters of a line that are compared for its preview."""
_SIDES = ((Side.LEFT, "- ", "left"), (Side.RIGHT, "+ ", "right"))


def fix_lines(before: bytes, after: bytes, width: int, most: int, signs: bool) -> list[list[Piece]]:
    """A line before and after a fix, each in at most `most` lines.

    Args:
        before: The row's bytes.
        after: What they become.
        width: Cells of a line.
        most: Lines for each of the two.
        signs: Put carets under what differs, for where colour carries nothing.
    """
    stretches = [
        part if part.side is Side.SAME else Stretch(without_middle(part.text, _MOST_CHANGED, _CHANGED_ENDS), part.side)
        for part in cut_to_changes(_near_change(before, after))
    ]
    lines: list[list[Piece]] = []
    for side, sign, ink in _SIDES:
        pieces = side_pieces(stretches, side, ink)
        every = wrap_pieces(pieces, width - 5)
        for number, wrapped in enumerate(every[:most]):
            lead = sign if number == 0 else "  "
            cut = [(f" {CUT}", "dim")] if number == most - 1 < len(every) - 1 else []
            lines.append([(" " + lead, ink if number == 0 else ""), *wrapped, *cut])
            if signs and any(name == ink for _, name in wrapped):
                lines.append([("   ", ""), (_carets(wrapped, ink), ink)])
    return lines


def _near_change(before: bytes, after: bytes) -> list[Stretch]:
    """The difference of two lines; of long ones only what stands near the first change."""
    old, new = (text.decode("utf-8", "replace") for text in (before, after))
    start = 0
    if len(old) > _MOST or len(new) > _MOST:
        low, high = 0, min(len(old), len(new))
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if old[:middle] == new[:middle] else (low, middle - 1)
        start = max(0, low - 200)
    found = difference(old[start : start + _MOST], new[start : start + _MOST])
    return [Stretch(CUT, Side.SAME), *found] if start else found


def cut_to_changes(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The same with long stretches that do not differ cut."""
    found: list[Stretch] = []
    last = len(stretches) - 1
    for place, part in enumerate(stretches):
        if part.side is not Side.SAME:
            found.append(part)
            continue
        head = part.text[: _AFTER if place == last else _BETWEEN] if place else ""
        tail = part.text[-(_BETWEEN if place else _BEFORE) :] if place < last else ""
        short = len(part.text) <= len(head) + len(tail) + 3
        found.append(part if short else Stretch(f"{head}{CUT}{tail}", Side.SAME))
    return found


def side_pieces(stretches: Sequence[Stretch], side: Side, ink: str, multiline: bool = False) -> list[Piece]:
    """One side of a difference as pieces: what only it has in its ink, the rest plain."""
    return [
        (visible(part.text, multiline=multiline), ink if part.side is side else "")
        for part in stretches
        if part.side in (Side.SAME, side)
    ]


def bracketed(stretches: Sequence[Stretch], side: Side, ink: str, signs: bool, multiline: bool = False) -> list[Piece]:
    """One side of a difference, with what only it has in brackets where colour carries nothing."""
    pieces = side_pieces(stretches, side, ink, multiline)
    return [(signed(text, "[", "]") if signs and name == ink else text, name) for text, name in pieces]


def signed(text: str, opening: str, closing: str) -> str:
    """The text between two signs, white space at its ends outside of them."""
    word = text.strip()
    if not word:
        return f"{opening}{text}{closing}"
    at = text.index(word)
    return f"{text[:at]}{opening}{word}{closing}{text[at + len(word) :]}"


def _carets(pieces: Sequence[Piece], ink: str) -> str:
    return "".join(("^" if name == ink else " ") * width_of(text) for text, name in pieces).rstrip()


def wrapped_pieces(pieces: Sequence[Piece], width: int, most: int) -> list[list[Piece]]:
    """Pieces as at most `most` lines of a width; every piece is looked at once."""
    text = "".join(said for said, _ in pieces)
    lines: list[list[Piece]] = []
    number, at = 0, 0
    for start, end in wrap_spans(text, width):
        line: list[Piece] = []
        while number < len(pieces) and at < end:
            said, ink = pieces[number]
            first, last = max(start, at), min(end, at + len(said))
            if first < last:
                line.append((text[first:last], ink))
            if at + len(said) > end:
                break
            at += len(said)
            number += 1
        lines.append(line)
        if len(lines) >= most:
            break
    return lines
