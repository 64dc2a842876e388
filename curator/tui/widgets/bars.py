"""Bars of eighths of a cell."""

from __future__ import annotations

from curator.tui.glyphs import BLOCKS


def bar(share: float, cells: int) -> str:
    """A bar of up to `cells` cells. What is there at all has at least an eighth: single records must be seen.

    Args:
        share: Length, from 0.0 to 1.0.
        cells: Length of a whole bar.
    """
    eighths = min(cells * 8, round(share * cells * 8))
    if share > 0:
        eighths = max(1, eighths)
    whole, rest = divmod(eighths, 8)
    return BLOCKS[8] * whole + (BLOCKS[rest] if rest else "")
