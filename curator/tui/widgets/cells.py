"""Text measured in the cells of a terminal: cut to a width, wrapped to a width. It knows no colour."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, get_character_cell_size

from curator.tui.glyphs import CUT


def width_of(text: str) -> int:
    """How many cells the text takes."""
    return len(text) if text.isascii() else cell_len(text)


def end_within(text: str, start: int, width: int) -> int:
    """The largest index up to which the text from `start` fits into `width` cells."""
    piece = text[start : start + width]
    if piece.isascii():
        return start + len(piece)
    used, position = 0, start
    length = len(text)
    while position < length:
        used += get_character_cell_size(text[position])
        if used > width:
            break
        position += 1
    return position


def fit(text: str, width: int, cut: str = CUT) -> str:
    """The text in exactly `width` cells: filled with spaces, or cut with the sign for it."""
    if width <= 0:
        return ""
    used = width_of(text)
    if used <= width:
        return text + " " * (width - used)
    sign = cut if len(cut) < width else ""
    head = text[: end_within(text, 0, width - width_of(sign))]
    shown = head + sign
    return shown + " " * (width - width_of(shown))


def shorten(text: str, width: int, cut: str = CUT) -> str:
    """The text in at most `width` cells, cut with the sign for it."""
    return text if width_of(text) <= width else fit(text, width, cut).rstrip(" ")


def end_of(text: str, width: int, cut: str = CUT) -> str:
    """The text in at most `width` cells; of a long one the end, which tells paths apart."""
    while width_of(text) > width and len(text) > len(cut):
        text = cut + text[len(cut) + 1 :] if text.startswith(cut) else cut + text[1:]
    return text


def right(text: str, width: int) -> str:
    """The text at the right end of `width` cells."""
    return " " * max(0, width - width_of(text)) + text


def wrap_spans(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Start and end of each line of the text at a width, broken at spaces where there are any.

    Line by line, so that a text of megabytes costs only what is looked at.
    """
    width = max(1, width)
    line_start, length = 0, len(text)
    while line_start <= length:
        line_end = text.find("\n", line_start)
        line_end = length if line_end < 0 else line_end
        yield from _wrap_line(text, line_start, line_end, width)
        line_start = line_end + 1


def _wrap_line(text: str, start: int, line_end: int, width: int) -> Iterator[tuple[int, int]]:
    if start == line_end:
        yield start, start
    while start < line_end:
        end = min(end_within(text, start, width), line_end)
        end = max(end, start + 1)
        if end == line_end:
            yield start, end
            return
        space = text.rfind(" ", start + 1, end + 1)
        if space > start:
            yield start, space
            start = space + 1
        else:
            yield start, end
            start = end


def wrapped(text: str, width: int) -> Iterator[str]:
    """The lines of the text at a width."""
    for start, end in wrap_spans(text, width):
        yield text[start:end]
