"""A good answer becomes a record, and a bad one leads back to the records that taught it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from curator.chat.sources import nearest_rows
from curator.dataset.change import Change
from curator.dataset.step import Decisions, Step
from curator.errors import CuratorError
from curator.progress import Progress

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench

TAG = "chat"
"""Every record that was kept from a conversation has this tag."""
_REPORT_EACH = 2_000


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a kept answer comes from."""

    deployment: str
    model: str = ""
    said_at: float = 0.0
    """Unix seconds."""
    corrected: bool = False
    """Whether a person changed the answer's words."""


@dataclass(frozen=True, slots=True)
class Near:
    """A training record near to a question."""

    row: int
    likeness: float
    """Jaccard index over the words of both prompts, from 0.0 to 1.0."""
    prompt: str
    answer: str


def keep_answer(bench: Workbench, record: Mapping[str, Any], origin: Origin) -> Step | None:
    """Put a conversation that ends with an answer at the end of the data, tagged, as one step.

    Args:
        bench: The open data set.
        record: A training record of the chat shape.
        origin: Where the answer comes from; kept beside the data, and its deployment in a tag.

    Returns:
        The step; the row it made is the last of its rows.

    Raises:
        CuratorError: The data set takes no edits.
    """
    dataset = bench.dataset
    rows = dataset.rows()
    row = dataset.next_row
    change = Change(rows[-1] if len(rows) else 0, insert=orjson.dumps(record))
    tags = [TAG, f"from-{origin.deployment}"] + (["corrected"] if origin.corrected else [])
    name = f"keep {'a corrected' if origin.corrected else 'an'} answer of {origin.deployment}"
    step = dataset.apply([change], name, Decisions(tag=tuple((row, tag) for tag in tags)))
    dataset.remember(_key(row), json.dumps(asdict(origin)))
    return step


def origin_of(bench: Workbench, row: int) -> Origin | None:
    """Where a row kept from a conversation comes from; None for any other row."""
    kept = bench.kept_state(_key(row))
    return None if kept is None else Origin(**json.loads(kept))


def nearest_records(
    bench: Workbench, question: str, progress: Progress, count: int = 5, without: Collection[int] = ()
) -> list[Near]:
    """The records whose prompts are nearest to a question: what most likely taught an answer to it.

    Args:
        bench: The open data set; dropped records are left out, as they taught nothing.
        question: What was asked; usually the last message of the user.
        progress: Counts records, and carries the wish to stop.
        count: How many at most.
        without: Rows that are left out, such as those kept since the training.

    Raises:
        Cancelled: Somebody asked to stop.
    """
    prompts = ((row, prompt) for row, prompt, _ in said_in(bench, progress, without))
    return [near_at(bench, row, likeness) for row, likeness in nearest_rows(question, prompts, count)]


def rows_in(bench: Workbench, path: Path, progress: Progress) -> set[int]:
    """The rows that stand in a written file byte for byte, such as those of a validation set.

    Raises:
        CuratorError: The file cannot be read.
        Cancelled: Somebody asked to stop.
    """
    try:
        lines = {line.rstrip(b"\r\n") for line in path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")}
    except OSError as error:
        raise CuratorError(f"{path.name} cannot be read.", f"{path}: {error.strerror}") from error
    progress.stop_if_cancelled()
    return {row for row in bench.dataset.rows() if bench.raw(row) in lines}


def said_in(bench: Workbench, progress: Progress, without: Collection[int]) -> Iterator[tuple[int, str, str]]:
    """What each record that is not dropped asks and answers last, as (row, prompt, answer).

    Raises:
        Cancelled: Somebody asked to stop.
    """
    rows = bench.dataset.rows()
    for done, row in enumerate(rows):
        if done % _REPORT_EACH == 0:
            progress.stop_if_cancelled()
            progress.update(done, len(rows), "looking for what taught it")
        if row not in without and not bench.dataset.is_dropped(row):
            near = near_at(bench, row)
            yield row, near.prompt, near.answer


def near_at(bench: Workbench, row: int, likeness: float = 0.0) -> Near:
    """What a record asks and answers last."""
    messages = bench.record(row).messages
    said = {role: [one.text for one in messages if one.role == role] for role in ("user", "assistant")}
    return Near(row, likeness, *(texts[-1] if texts else "" for texts in said.values()))


def _key(row: int) -> str:
    return f"origin of row {row}"
