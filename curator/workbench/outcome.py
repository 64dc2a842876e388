"""What mending many lines at once came to, in words: mended, dropped and new lines are told apart."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from curator.amounts import counted
from curator.dataset.change import JOINED
from curator.dataset.reason import word_of

if TYPE_CHECKING:
    from curator.dataset.dataset import Dataset
    from curator.dataset.step import Step

_COPIES = ("duplicate", "duplicate-text")


def outcome_of(dataset: Dataset, step: Step) -> str:
    """What a step that mended did: `mended 98 lines, dropped 14 duplicates, 2 new lines`.

    Args:
        dataset: The data set right after the step.
        step: What was taken.
    """
    made = set(step.made)
    gone = {row: word_of(dataset.drop_reason(row) or "") for row in step.rows if dataset.is_dropped(row)}
    mended = len([row for row in step.rows if row not in made and row not in gone])
    # A line whose bytes went into the one before was mended together with that one. One that came to be and went again
    # within the step, as a copy does, is told as both: so the header and the account of what is written count it.
    reasons = Counter(reason for reason in gone.values() if reason != JOINED)
    said = [f"mended {counted(mended, 'line')}"] if mended else []
    said += _dropped(reasons)
    said += [counted(len(made), "new line")] if made else []
    return ", ".join(said)


def _dropped(reasons: Counter[str]) -> list[str]:
    """`dropped 14 duplicates and 2 others`; nothing where nothing was dropped."""
    copies = sum(reasons[name] for name in _COPIES)
    others = sum(reasons.values()) - copies
    if not copies:
        return [f"dropped {counted(others, 'line')}"] if others else []
    return [f"dropped {counted(copies, 'duplicate')}" + (f" and {counted(others, 'other')}" if others else "")]
