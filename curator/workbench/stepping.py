"""Going back and forth in the history: undo and redo until the data is as it was after a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curator.dataset.step import Standing, Step
from curator.errors import CuratorError

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench

BEGINNING = 0
"""The state before the first step: the file as it is."""


def go_to(bench: Workbench, step: int) -> list[Step]:
    """Undo the steps behind a step that holds, or do again all up to one that was undone.

    Args:
        bench: Any data set that takes edits.
        step: Id of a step of the history, or `BEGINNING`.

    Returns:
        The steps undone or done again, in that order; none where the data is there already.

    Raises:
        CuratorError: There is no such step, or something else was done since it was undone.
    """
    past = bench.history()
    standing = [one.id for one in past if one.standing is Standing.DONE]
    if step == BEGINNING or step in standing:
        behind = sum(1 for one in standing if one > step)
        return [taken for taken in (bench.undo() for _ in range(behind)) if taken is not None]
    undone = [one.id for one in past if one.standing is Standing.UNDONE]
    if step not in undone:
        raise CuratorError(
            "That step cannot be reached.", hint="Something else was done since it was undone; it is history only."
        )
    taken: list[Step] = []
    while not taken or taken[-1].of != step:
        again = bench.redo()
        if again is None:
            break
        taken.append(again)
    return taken
