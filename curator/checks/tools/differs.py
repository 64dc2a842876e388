"""One tool, declared differently from row to row."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, cast

import orjson

from curator.checks.examples import ANSWER, TOOL, USER, tool_chat
from curator.checks.proposal import excerpt
from curator.checks.relation import Related, Relation, found_frame
from curator.checks.rule import Page, Rule, Severity
from curator.checks.sources import TOOLS_GUIDE
from curator.checks.tools.parameters import declared
from curator.records.record import Record

if TYPE_CHECKING:
    import polars as pl

_HOUSE = 0.5
"""Above this share of a tool's declarations one of them is the usual one."""

Definitions = tuple[tuple[str, bytes], ...]


def _definitions(record: Record) -> Definitions:
    """The tools a record declares: name and canonical JSON."""
    found: list[tuple[str, bytes]] = []
    for tool in declared(record):
        try:
            found.append((tool.name, orjson.dumps(tool.function, option=orjson.OPT_SORT_KEYS)))
        except (TypeError, ValueError, RecursionError):
            continue
    return tuple(found)


def _rows_by_definition(relation: Relation) -> dict[str, dict[bytes, list[int]]]:
    """For every tool its definitions, and for each the rows that have it; records with an error left out."""
    table = relation.table
    rows = cast("list[int]", table.filter(table["has_tools"])["row"].to_list())
    known: dict[bytes, Definitions] = {}
    found: dict[str, dict[bytes, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row in relation.broken:
            continue
        record = relation.record(row)
        start = record.raw.rfind(b'"tools"')
        written = record.raw[start:] if start >= 0 else record.raw
        definitions = known.get(written)
        if definitions is None:
            definitions = _definitions(record)
            if len(known) < 4096:
                known[written] = definitions
        for name, definition in definitions:
            found[name][definition].append(row)
    return found


def _relate(relation: Relation) -> pl.DataFrame:
    found: list[Related] = []
    for name, by_definition in sorted(_rows_by_definition(relation).items()):
        counts = Counter({definition: len(rows) for definition, rows in by_definition.items()})
        if len(counts) < 2:
            continue
        told = {"name": excerpt(name), "ways": len(counts), "count": counts.total()}
        usual, most = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        if most <= _HOUSE * counts.total():
            found.append(Related(None, {**told, "usual": 0}))
            continue
        first = min(by_definition[usual])
        others = sorted({row for key, rows in by_definition.items() if key != usual for row in rows})
        found += [Related(row, {**told, "usual": most}, related=first) for row in others]
    return found_frame(found)


_OTHER = tool_chat(USER, ANSWER, tools=TOOL.replace("The weather of a city.", "Weather"))
_USUAL = tool_chat(USER, ANSWER)

RULE = Rule(
    code="TOL050",
    name="tool-differs",
    family="tools",
    severity=Severity.WARNING,
    summary="a tool declared differently elsewhere",
    message=lambda arguments: (
        f"{arguments['name']} is declared otherwise in {arguments['usual']} of {arguments['count']} records."
        if arguments["usual"]
        else f"{arguments['name']} is declared in {arguments['ways']} ways in {arguments['count']} records."
    ),
    page=Page(
        what="A tool whose declaration (description, parameters) differs from the one most records have for it. The "
        "order "
        "of keys does not count.",
        why="The guide asks for the same definitions in training as in use; with several the model learns none of "
        "them well.",
        mend="Take over the usual declaration where the difference is not meant.",
        source=TOOLS_GUIDE,
    ),
    triggers=((_USUAL, _USUAL, _OTHER),),
    passes=((_USUAL, _USUAL),),
    relate=_relate,
    style=True,
    habit=lambda marked, total: f"In {marked} of {total} records a tool is declared otherwise than usual.",
)
