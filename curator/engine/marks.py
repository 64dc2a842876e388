"""Which rules' marks stand on which lines: one pass over a batch instead of one search for each rule and line."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

Present = frozenset[bytes]
_NONE: Present = frozenset()


def marks_on_lines(lines: Sequence[bytes], marks: Sequence[bytes]) -> list[Present]:
    """The marks that each line holds.

    One automaton finds all of them at once (Aho-Corasick in polars, about 300 MB per CPU second with what is around
    it; a search for each of 80 marks runs at 18 MB). Bytes are read as Latin-1, so any bytes are text.

    Args:
        lines: Lines without their ends.
        marks: Byte strings of at least one byte.
    """
    if not marks or not lines:
        return [_NONE] * len(lines)
    texts = pl.Series([line.decode("latin-1") for line in lines], dtype=pl.String)
    mark_of = {mark.decode("latin-1"): mark for mark in marks}
    found = texts.str.extract_many(list(mark_of), overlapping=True)
    return [frozenset([mark_of[text] for text in texts]) if texts else _NONE for texts in found.to_list()]
