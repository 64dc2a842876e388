"""The last word on what reaches a terminal that knows plain ASCII only: nothing else, in as many cells as before.

Our own lines are written in ASCII already; this catches what Textual draws itself (frames, the text in an editor).
"""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from curator.tui.glyphs import TWINS

_CORNERS = "┌┐└┘├┤┬┴┼╭╮╰╯"
_UNKNOWN = "?"


@lru_cache(4096)
def _drawn(sign: str) -> str:
    """A sign as ASCII, as wide as it was."""
    width = cell_len(sign)
    twin = "+" if sign in _CORNERS else TWINS.get(sign, "")
    return twin if len(twin) == width else _UNKNOWN * width


class PlainAscii(LineFilter):
    """Exchanges what is not ASCII; other segments pass as they are."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with ASCII in them only."""
        return [
            segment
            if segment.control or segment.text.isascii()
            else segment._replace(text="".join(sign if sign.isascii() else _drawn(sign) for sign in segment.text))
            for segment in segments
        ]
