"""What the training data begins its conversations with: its main system message, and the tools offered with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from curator.checks.rule import Severity
from curator.checks.system.texts import system_text
from curator.engine.judge import read_line
from curator.errors import CuratorError
from curator.measures.hashes import system_hashes
from curator.progress import Progress
from curator.workbench.standing import standing

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench

_MOST_READ = 500
"""So many records with tools are read: what all of them offer is seldom more than what these do."""
_LINES_BETWEEN_LOOKS = 500
_MOST_TOOLS = 128
"""The service takes no more."""


@dataclass(frozen=True, slots=True)
class Trained:
    """How conversations with one system message begin in the training data."""

    system: str = ""
    records: int = 0
    """How many records have exactly this system message."""
    with_tools: int = 0
    """How many of these declare tools."""
    tools: tuple[Mapping[str, Any], ...] = ()
    """What they declare, as the chat API takes it; of one name what most declare."""

    @property
    def usual_tools(self) -> tuple[Mapping[str, Any], ...]:
        """What a model trained on it expects to be offered: the tools, where most of these records have some."""
        return self.tools if 2 * self.with_tools > self.records else ()


@dataclass(frozen=True)
class TrainedFile:
    """How the records of one training file begin: what a model that was trained on it has seen."""

    by_system: Mapping[str, Trained]

    def of(self, system: str) -> Trained:
        """What its records with exactly this system message offer."""
        return self.by_system.get(system, Trained(system))

    def main(self, usual: str) -> Trained:
        """What most conversations in it begin with.

        Args:
            usual: The main system message of the data it was written from; "" where there is none.
        """
        if not usual or usual in self.by_system:
            return self.of(usual)
        return max(self.by_system.values(), key=lambda one: one.records, default=Trained())


def trained_in(path: Path, progress: Progress) -> TrainedFile:
    """What the records of a training file begin with, all of them read.

    Args:
        path: The file as it was sent, or would be.
        progress: Counts lines, and carries the wish to stop.

    Raises:
        CuratorError: The file cannot be read.
        Cancelled: Somebody asked to stop.
    """
    records: Counter[str] = Counter()
    with_tools: Counter[str] = Counter()
    declared: dict[str, list[list[Any]]] = {}
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                if number % _LINES_BETWEEN_LOOKS == 0:
                    progress.stop_if_cancelled()
                record = read_line(number, raw.rstrip(b"\r\n"))
                if not record.messages:
                    continue
                text = system_text(record) or ""
                records[text] += 1
                if record.tools:
                    with_tools[text] += 1
                    if with_tools[text] <= _MOST_READ:
                        declared.setdefault(text, []).append(list(record.tools))
    except OSError as error:
        raise CuratorError("The training file cannot be read.", f"{path}: {error.strerror}") from error
    found = {
        text: Trained(text, count, with_tools[text], _most_declared(declared.get(text, [])))
        for text, count in records.items()
    }
    return TrainedFile(found)


def main_system(bench: Workbench) -> str:
    """The system message most records share: what a tuned model expects to be told first; "" where there is none."""
    if bench.systems.chosen is not None:
        return bench.systems.chosen
    mains = sorted(bench.systems.mains.values(), key=lambda main: -main.records)
    return mains[0].text if mains else ""


def trained_with(bench: Workbench, system: str | None = None) -> Trained:
    """What the records with a system message begin with; dropped ones and those with an error are left out.

    Args:
        bench: A measured data set.
        system: The system message; "" for records without one, None for the main one.
    """
    text = main_system(bench) if system is None else system
    complete = bench.complete
    # What is wrong is not sent, and so it teaches nothing.
    wrong = complete.shown.filter(pl.col("severity") == int(Severity.ERROR))["row"].drop_nulls()
    table = complete.measured.table.filter(standing(bench.dataset))
    table = table.filter(~pl.col("row").is_in(wrong.implode()))
    has_it = pl.col("system") == system_hashes(text)[0] if text else pl.col("system").is_null()
    rows = table.filter(has_it & (pl.col("messages") > 0))
    calling = rows.filter(pl.col("has_tools"))["row"].to_list()
    records = [record for row in calling[:_MOST_READ] if (system_text(record := bench.record(row)) or "") == text]
    declaring = [record for record in records if record.tools]
    share = len(declaring) / len(records) if records else 0.0
    return Trained(text, rows.height, round(share * len(calling)), _most_declared([one.tools for one in declaring]))


def tool_name(tool: Mapping[str, Any]) -> str:
    """A declared tool's name; "" where it has none."""
    called: object = tool.get("function")
    return str(cast("Mapping[str, Any]", called).get("name", "")) if isinstance(called, Mapping) else ""


def _most_declared(lists: list[list[Any]]) -> tuple[Mapping[str, Any], ...]:
    """The tools of many records, each once, in the order in which they first came."""
    forms: dict[str, Counter[str]] = {}
    for tools in lists:
        for tool in tools:
            if isinstance(tool, Mapping) and (name := tool_name(cast("Mapping[str, Any]", tool))):
                forms.setdefault(name, Counter())[json.dumps(tool)] += 1
    return tuple(json.loads(form.most_common(1)[0][0]) for form in list(forms.values())[:_MOST_TOOLS])
