"""What a file holds, in numbers: tokens, messages, roles, system messages, languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from curator.records.record import ROLES
from curator.records.target import Target

_ROLE_BITS = {role: 1 << place for place, role in enumerate(ROLES)}


@dataclass(frozen=True, slots=True)
class Distribution:
    """A number over records. Quantiles are interpolated linearly, as numpy and the published notebook do."""

    least: float | None
    q10: float | None
    median: float | None
    mean: float | None
    q90: float | None
    most: float | None
    sum: int


@dataclass(frozen=True, slots=True)
class Stats:
    """A data set in numbers."""

    path: str
    target: str
    encoding: str | None
    records: int
    with_messages: int
    missing_system: int
    missing_user: int
    missing_assistant: int
    with_tools: int
    messages: Distribution
    tokens: Distribution
    """Published count, with what each message costs on top of its text."""
    assistant_tokens: Distribution
    """Content of assistant messages alone: what is learnt."""
    over_limit: int | None
    """Records longer than the target takes; None where no source gives a limit."""
    token_limit: int | None
    shapes: dict[str, int]
    languages: dict[str, int]
    system_messages: int
    """Different system messages."""


def _distribution(values: pl.Series) -> Distribution:
    numbers = values.drop_nulls().cast(pl.Float64)
    if numbers.is_empty():
        return Distribution(None, None, None, None, None, None, 0)

    def at(share: float) -> float:
        return round(float(numbers.quantile(share, "linear") or 0.0), 4)

    mean = sum(numbers.to_list()) / len(numbers)
    return Distribution(at(0), at(0.1), at(0.5), round(mean, 4), at(0.9), at(1), int(sum(numbers.to_list())))


def _counted(column: pl.Series) -> dict[str, int]:
    counts = column.to_frame("value").group_by("value").len().sort(["len", "value"], descending=[True, False])
    return {str(value): count for value, count in counts.iter_rows() if value is not None}


def stats_of(table: pl.DataFrame, path: str, target: Target) -> Stats:
    """Count a feature table, dropped rows already left out."""
    talks = table.filter(pl.col("messages") > 0)

    def lacking(*roles: str) -> int:
        mask = sum(_ROLE_BITS[role] for role in roles)
        return talks.filter((pl.col("roles").cast(pl.Int64) & mask) == 0).height

    limit = target.limits.tokens_per_record
    return Stats(
        path=path,
        target=target.name,
        encoding=target.encoding,
        records=table.height,
        with_messages=talks.height,
        missing_system=lacking("system", "developer"),
        missing_user=lacking("user"),
        missing_assistant=lacking("assistant"),
        with_tools=talks.filter(pl.col("has_tools")).height,
        messages=_distribution(talks["messages"]),
        tokens=_distribution(table["tokens"]),
        assistant_tokens=_distribution(table["tokens_assistant"]),
        over_limit=None if limit is None else table.filter(pl.col("tokens") > limit.number).height,
        token_limit=None if limit is None else limit.number,
        shapes=_counted(table["shape"]),
        languages=_counted(table["language"]),
        system_messages=table["system"].drop_nulls().n_unique(),
    )


def stats_json(stats: Stats) -> dict[str, Any]:
    """The numbers as a JSON object, format curator.stats/1."""
    return {"format": "curator.stats/1", **asdict(stats)}


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _row(name: str, numbers: Distribution) -> str:
    cells = (numbers.least, numbers.q10, numbers.median, numbers.mean, numbers.q90, numbers.most, numbers.sum)
    return f"  {name:<20}" + "".join(f"{_number(cell):>12}" for cell in cells)


def stats_text(stats: Stats) -> Iterator[str]:
    """The numbers for a person, line by line."""
    from curator.measures.text import visible

    yield f"{visible(stats.path)}: {stats.records:,} records, {stats.target} ({stats.encoding or 'no encoding known'})"
    yield ""
    heads = ("least", "10 %", "middle", "mean", "90 %", "most", "sum")
    yield f"  {'':<20}" + "".join(f"{head:>12}" for head in heads)
    yield _row("tokens", stats.tokens)
    yield _row("assistant tokens", stats.assistant_tokens)
    yield _row("messages", stats.messages)
    yield ""
    yield f"  without a system message    {stats.missing_system:>10,}"
    yield f"  without a user message      {stats.missing_user:>10,}"
    yield f"  without an assistant        {stats.missing_assistant:>10,}"
    yield f"  with tools                  {stats.with_tools:>10,}"
    yield f"  different system messages   {stats.system_messages:>10,}"
    if stats.over_limit is not None:
        yield f"  longer than {stats.token_limit:,} tokens {'':<4}{stats.over_limit:>10,}"
    yield f"  shapes     {', '.join(f'{name} {count:,}' for name, count in stats.shapes.items())}"
    languages = ", ".join(f"{name} {count:,}" for name, count in stats.languages.items())
    yield f"  languages  {languages or 'too little prose'}"
