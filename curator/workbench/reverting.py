"""Putting single lines back as the file has them, though other steps were taken since."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from curator.dataset.change import JOINED, Change
from curator.errors import CuratorError

if TYPE_CHECKING:
    from curator.dataset.dataset import Dataset

_REASON = "its line was put back"
"""Why a record is dropped that was divided off a line which is whole again."""


def changes_to_revert(dataset: Dataset, rows: Collection[int]) -> list[Change]:
    """What puts lines back as the file has them; nothing for those that are.

    Args:
        dataset: The data set.
        rows: Row ids. Those that no line of the file has are left as they are.

    Raises:
        CuratorError: None of the rows is a line of the file.
    """
    lines = {row for row in rows if not dataset.is_made(row)}
    if not lines:
        raise CuratorError("The file has no such line: it was made here.", hint="drop leaves it out.")
    states = dict(dataset.states)
    # Two lines that were joined are put back together: either alone would stand there twice, or not at all.
    joined = {row: state.tied for row, state in states.items() if state.dropped == JOINED and state.tied is not None}
    lines |= {head for row, head in joined.items() if row in lines}
    lines |= {row for row, head in joined.items() if head in lines}
    divided_off = [row for row, state in states.items() if state.made and state.tied in lines and state.dropped is None]
    changes = [Change(row, revert=True) for row in sorted(lines) if row in states]
    return changes + [Change(row, drop=True, reason=_REASON) for row in sorted(divided_off)]
