"""The system message that most records of a kind share: what fixes write, and what the screen need not repeat."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curator.checks.system.texts import system_text
from curator.records.record import Record
from curator.settings import Settings

if TYPE_CHECKING:
    import polars as pl

CHOSEN_MAIN = "main system message"
"""Under this name the text a person made the main one is kept beside the data."""

Kind = tuple[str, bool]
"""Shape, and whether there are tools: records of one kind are expected to have the same system message."""


@dataclass(frozen=True, slots=True)
class Main:
    """The main system message of a kind of record."""

    text: str
    records: int
    """How many records of the kind have exactly this text."""


def kind_of(record: Record) -> Kind:
    """The kind a record belongs to, as the feature table has it."""
    return record.shape, bool(record.tools) or any(message.calls for message in record.messages)


def find_mains(
    table: pl.DataFrame, record: Callable[[int], Record], settings: Settings, dropped: Collection[int] = ()
) -> dict[Kind, Main]:
    """The main system message of each kind that has one.

    A main one exists when one text (case, space, signs aside) has at least the set share of the records of its kind.

    Args:
        table: The feature table.
        record: Gives a record by its row.
        settings: For the share.
        dropped: Rows that do not count.
    """
    import polars as pl

    mains: dict[Kind, Main] = {}
    # Only what is looked at: a whole table would be held twice.
    standing = (pl.col("messages") > 0) & ~pl.col("row").is_in(sorted(dropped))
    looked_at = table.lazy().filter(standing).select("row", "shape", "has_tools", "system", "system_folded")
    for (shape, has_tools), rows in looked_at.collect().group_by("shape", "has_tools"):
        texts = rows.drop_nulls("system_folded")
        folded = texts.group_by("system_folded").len().sort(["len", "system_folded"], descending=[True, False])
        if folded.is_empty() or folded["len"][0] < settings.thresholds.system_main_share * rows.height:
            continue
        same = texts.filter(pl.col("system_folded") == folded["system_folded"][0])
        exact = (
            same.group_by("system").agg(pl.len(), pl.col("row").min()).sort(["len", "row"], descending=[True, False])
        )
        text = system_text(record(exact["row"][0])) or ""
        if text.strip():
            mains[(str(shape), bool(has_tools))] = Main(text, exact["len"][0])
    return mains


class Systems:
    """The main system messages of one data set, as far as it has been measured; a person may choose others."""

    def __init__(self) -> None:
        self.mains: dict[Kind, Main] = {}
        self.chosen: str | None = None
        """A text a person made the main one, for every kind."""

    @property
    def hashes(self) -> list[int]:
        """The feature table's hashes of the main messages."""
        from curator.measures.hashes import system_hashes

        return sorted({system_hashes(main.text)[0] for main in self.mains.values()})

    def main_of(self, kind: Kind) -> str | None:
        """The main system message of a kind: the one a person chose, else the one most of its records have."""
        if self.chosen is not None:
            return self.chosen
        main = self.mains.get(kind)
        return None if main is None else main.text

    def main_for(self, record: Record) -> str | None:
        """The main system message for a record's kind."""
        return self.main_of(kind_of(record))

    def note_for(self, record: Record) -> str:
        """What the screen says in place of a system message that most records share; "" where the text must be seen."""
        main = self.mains.get(kind_of(record))
        if main is None or main.records < 2 or system_text(record) != main.text:
            return ""
        records = sum(other.records for other in self.mains.values() if other.text == main.text)
        return f"the main one, as in {records:,} records"
