"""What a data set brings to a conversation: its main system message, its tools, its questions."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from curator.errors import CuratorError

if TYPE_CHECKING:
    from curator.chat.compare import Question
    from curator.workbench import Workbench


@dataclass(frozen=True)
class Trained:
    """How the training data begins its conversations.

    Attributes:
        system: The main system message; empty where there is none.
        records: How many records have exactly it.
        tools: What those records offer, as the chat API takes it; empty where most have none.
    """

    system: str
    records: int
    tools: tuple[Mapping[str, Any], ...]


def trained_with(bench: Workbench) -> Trained:
    """The main system message of a measured data set, that of the kind with most records, and its tools."""
    mains = bench.systems.mains
    if not mains:
        return Trained("", 0, ())
    (shape, has_tools), main = max(mains.items(), key=lambda item: item[1].records)
    if not has_tools:
        return Trained(main.text, main.records, ())
    table = bench.complete.measured.table
    rows = table.filter((pl.col("shape") == shape) & pl.col("has_tools"))["row"].to_list()
    offered = next((tools for row in rows if (tools := bench.record(row).tools)), [])
    return Trained(main.text, main.records, tuple(tool for tool in offered if isinstance(tool, Mapping)))


def questions_of(bench: Workbench, count: int, seed: int) -> list[Question]:
    """Questions of a data set, chosen by lot and in the order of the file.

    Args:
        bench: The data set; it need not be measured.
        count: How many at most.
        seed: Another seed chooses others.

    Raises:
        CuratorError: No record asks anything.
    """
    from curator.chat.compare import question_of

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
