"""The kinds of record for system messages, what most records of a kind have, and what the others have in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from curator.checks.relation import Relation, once
from curator.checks.system.texts import is_typo, system_text, template, variant
from curator.settings import Thresholds

if TYPE_CHECKING:
    import polars as pl

SAMPLED_TEXTS = 400
"""So many different texts tell whether there is a template; a file may have one text for each record."""
TEXTS_LOOKED_AT = 2_000
"""Other texts that are compared with the main one letter by letter."""
MOST_TOKENS_OF_NOTHING = 8
"""A system message of white space only has no more tokens than this."""


@dataclass(frozen=True, slots=True)
class Other:
    """A text that some records of a kind have in place of the main one."""

    text: str
    rows: list[int]
    how: str
    """"case", "space", "sign" (or several, joined by commas), "typo" or "other"."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The records of one shape, with tools or without, and their system messages."""

    shape: str
    has_tools: bool
    records: int
    texts: int = 0
    """How many different texts there are, signs, case and white space aside."""
    main: str | None = None
    """The text most records have; None where none has enough of them."""
    main_rows: int = 0
    """Records with the main text, or with one made from the same template."""
    others: tuple[Other, ...] = ()
    empty: tuple[int, ...] = ()
    """Rows whose system message has no text."""
    missing: tuple[int, ...] = ()
    """Rows without a system message."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Rows whose system messages have one hash."""

    rows: list[int]
    tokens: int | None


def _text(relation: Relation, group: _Group) -> str:
    return system_text(relation.record(group.rows[0])) or ""


def _groups(rows: pl.DataFrame, column: str) -> list[_Group]:
    """The different system messages, most frequent first; of equally frequent ones the first in the file."""
    import polars

    counted = (
        rows.filter(polars.col(column).is_not_null())
        .group_by(column)
        .agg(polars.col("row").sort(), polars.col("tokens_system").min())
    )
    groups = [_Group(group, tokens) for group, tokens in counted.select("row", "tokens_system").iter_rows()]
    return sorted(groups, key=lambda group: (-len(group.rows), group.rows[0]))


def _split_empty(relation: Relation, groups: list[_Group]) -> tuple[list[_Group], tuple[int, ...]]:
    """The groups that say something, and the rows of those that say nothing."""
    said: list[_Group] = []
    empty: list[int] = []
    for group in groups:
        few = group.tokens is None or group.tokens <= MOST_TOKENS_OF_NOTHING
        if few and not _text(relation, group).strip():
            empty.extend(group.rows)
        else:
            said.append(group)
    return said, tuple(sorted(empty))


def _slips(relation: Relation, exact: list[_Group], main: str) -> Iterator[Other]:
    """The texts that are the main one but for case, white space and signs."""
    for group in exact[1:]:
        text = _text(relation, group)
        yield Other(text, group.rows, variant(text, main))


def _with_main(relation: Relation, rows: pl.DataFrame, groups: list[_Group], kind: Kind) -> Kind:
    import polars

    exact = _groups(rows.filter(polars.col("row").is_in(groups[0].rows)), "system")
    main = _text(relation, exact[0])
    others = list(_slips(relation, exact, main))
    strays = sum(len(group.rows) for group in groups[1:])
    few = strays <= max(1, relation.settings.thresholds.system_typo_share * rows.height)
    for group in groups[1 : TEXTS_LOOKED_AT + 1]:
        text = _text(relation, group)
        others.append(Other(text, group.rows, "typo" if few and is_typo(text, main) else "other"))
    others.extend(Other("", group.rows, "other") for group in groups[TEXTS_LOOKED_AT + 1 :])
    return replace(kind, texts=len(groups), main=main, main_rows=len(groups[0].rows), others=tuple(others))


def _template_of(relation: Relation, groups: list[_Group], share: float) -> str | None:
    """The template that most of the texts are made from, judged by a sample; None where there is none."""
    sample = groups[:: max(1, len(groups) // SAMPLED_TEXTS)]
    counted: Counter[str] = Counter()
    for group in sample:
        counted[template(_text(relation, group))] += len(group.rows)
    shape, rows = max(counted.items(), key=lambda item: (item[1], item[0]))
    return shape if rows >= share * counted.total() else None


def _with_template(relation: Relation, groups: list[_Group], kind: Kind) -> Kind:
    """The kind of a file that has one text for each customer: the texts of one template count as one."""
    share = relation.settings.thresholds.system_main_share
    shape = _template_of(relation, groups, share)
    if shape is None:
        return replace(kind, texts=len(groups))
    texts = [(_text(relation, group), group) for group in groups]
    others = tuple(Other(text, group.rows, "other") for text, group in texts if template(text) != shape)
    covered = sum(len(group.rows) for group in groups) - sum(len(other.rows) for other in others)
    if covered < share * kind.records:
        return replace(kind, texts=len(groups))
    return replace(kind, texts=len(groups), main_rows=covered, others=others)


def _kind(relation: Relation, rows: pl.DataFrame) -> Kind:
    import polars

    missing = tuple(rows.filter(polars.col("system").is_null())["row"].to_list())
    groups, empty = _split_empty(relation, _groups(rows, "system_folded"))
    kind = Kind(rows["shape"][0], bool(rows["has_tools"][0]), rows.height, empty=empty, missing=missing)
    if groups and len(groups[0].rows) >= relation.settings.thresholds.system_main_share * rows.height:
        return _with_main(relation, rows, groups, kind)
    if len(groups) > 1:
        return _with_template(relation, groups, kind)
    return replace(kind, texts=len(groups))


@once
def kinds(relation: Relation) -> list[Kind]:
    """The kinds of record of a file: by shape, with tools and without. Records with an error are left out."""
    import polars

    table = relation.table.filter((polars.col("messages") > 0) & ~polars.col("row").is_in(list(relation.broken)))
    columns = ["row", "shape", "has_tools", "system", "system_folded", "tokens_system"]
    parts = table.select(columns).partition_by("shape", "has_tools", maintain_order=True)
    return [_kind(relation, rows) for rows in parts]


def main_systems(relation: Relation) -> dict[tuple[str, bool], str]:
    """(shape, whether it has tools) -> the system message that most records of the kind share."""
    return {(kind.shape, kind.has_tools): kind.main for kind in kinds(relation) if kind.main is not None}


def lacking(kind: Kind, thresholds: Thresholds) -> bool:
    """Whether a missing or empty system message is an exception among the records of its kind."""
    lack = len(kind.missing) + len(kind.empty)
    return kind.main_rows > 0 and lack <= thresholds.system_missing_share * kind.records


def rare(other: Other, kind: Kind, thresholds: Thresholds) -> bool:
    """Whether a text of its own stands in so few records that it is a stray and not a second persona."""
    count = len(other.rows)
    return count <= thresholds.system_persona_records and count <= thresholds.system_persona_share * kind.records
