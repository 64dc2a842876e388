"""What the training data begins its conversations with: its main system message, and the tools offered with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from curator.checks.system.texts import system_text
from curator.measures.hashes import system_hashes
from curator.workbench.standing import standing

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench

_MOST_READ = 500
"""So many records with tools are read: what all of them offer is seldom more than what these do."""
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


def main_system(bench: Workbench) -> str:
    """The system message most records share: what a tuned model expects to be told first; "" where there is none."""
    if bench.systems.chosen is not None:
        return bench.systems.chosen
    mains = sorted(bench.systems.mains.values(), key=lambda main: -main.records)
    return mains[0].text if mains else ""


def trained_with(bench: Workbench, system: str | None = None) -> Trained:
    """What the records with a system message begin with; dropped ones are left out.

    Args:
        bench: A measured data set.
        system: The system message; "" for records without one, None for the main one.
    """
    text = main_system(bench) if system is None else system
    table = bench.complete.measured.table.filter(standing(bench.dataset))
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
