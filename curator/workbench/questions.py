"""The questions a data set asks, to ask them of a model: everything before the last answer of a record."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import TYPE_CHECKING

from curator.chat.compare import Question, question_of
from curator.errors import CuratorError

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench


def questions_of(bench: Workbench, count: int, seed: int = 0) -> list[Question]:
    """Questions of a data set, chosen by lot and in the order of the file.

    Args:
        bench: The data set; it need not be measured.
        count: How many at most.
        seed: Another seed chooses others.

    Raises:
        CuratorError: No record asks anything.
    """
    rows = [row for row in bench.view() if not bench.dataset.is_dropped(row)]
    random.Random(seed).shuffle(rows)
    found: list[Question] = []
    for row in rows:
        value = bench.record(row).value
        question = question_of(value, row) if isinstance(value, Mapping) else None
        if question is not None:
            found.append(question)
        if len(found) == count:
            break
    if not found:
        raise CuratorError(
            f"{bench.path.name} asks nothing.", "No record of it has messages with an answer.", "Take a chat data set."
        )
    return sorted(found, key=lambda one: one.row or 0)
