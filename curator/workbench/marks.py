"""The rows a person has marked, as text that is kept until the file is opened again.

They are rows of the file as it was then: of a file that was written since, as of a newer export that its edits are
carried to, they would be other lines. So the text names the state of the file, and of another state it names no rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from curator.workbench.spoken import ranges

if TYPE_CHECKING:
    from curator.workbench.measured_data import MeasuredData


def text_of_marks(bench: MeasuredData, rows: Collection[int]) -> str:
    """The marked rows as text, "" for none; `marks_of_text` is the way back."""
    return f"{_state_of_file(bench)} {ranges(rows)}" if rows else ""


def marks_of_text(bench: MeasuredData, text: str) -> Iterator[int]:
    """The rows that were marked and are still there; none where the file is another one by now.

    Args:
        bench: All its lines are known.
        text: As `text_of_marks` gave it.
    """
    state, _, lines = text.rpartition(" ")
    if state != _state_of_file(bench):
        return
    for part in lines.split(","):
        first, _, last = part.partition("-")
        yield from filter(bench.dataset.exists, range(int(first), int(last or first) + 1))


def _state_of_file(bench: MeasuredData) -> str:
    stamp = bench.dataset.lines.stamp
    return f"{stamp.size} {stamp.mtime_ns}"
