"""What became of every record when a file was converted, and of what had no place in the new form."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from curator.errors import CuratorError

_INDEX = re.compile(r"/\d+(?=/|$)")


def pattern_of(pointer: str) -> str:
    """A JSON Pointer with a star for every index: /conversations/*/id."""
    return _INDEX.sub("/*", pointer)


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that could not be converted."""

    line: int | None
    """1-based line where it begins (row of a binary table); None for a row an edit made."""
    reason: str
    """In plain words. It may hold text of the data set: show it made visible."""


@dataclass(slots=True)
class Account:
    """Counts of a conversion. Every record read is in exactly one of converted, already and refused."""

    source: str
    output: Path
    kinds: tuple[str, ...]
    """What the source is, from the outside in: gzip, json-array."""
    read: int = 0
    """Records read."""
    converted: Counter[str] = field(default_factory=Counter[str])
    """By the shape they had."""
    already: Counter[str] = field(default_factory=Counter[str])
    """Records the service reads as they are, by shape."""
    refused: list[Refused] = field(default_factory=list[Refused])
    written: int = 0
    left_out: int = 0
    """Refused records that were not written."""
    lost: Counter[str] = field(default_factory=Counter[str])
    """Places that had no place in the new form, by pattern of their JSON Pointer."""
    systems: int = 0
    """Records that were given the system message."""
    blank: int = 0
    """Blank lines: no records."""
    dropped: int = 0
    """Lines left out because they were dropped earlier, or joined to another."""
    not_asked: int = 0
    """Records left out because a filter did not match them."""

    @property
    def readable(self) -> int:
        """Records that are as the service reads them now."""
        return self.converted.total() + self.already.total()

    def check(self) -> None:
        """Make sure that the counts add up.

        Raises:
            CuratorError: They do not: the file must not be used.
        """
        if self.read != self.readable + len(self.refused) or self.read != self.written + self.left_out:
            raise CuratorError(
                f"The account of {self.output.name} does not add up, so it was not put in place.",
                f"{self.read} records were read; {self.converted.total()} converted, {self.already.total()} kept, "
                f"{len(self.refused)} refused; {self.written} written, {self.left_out} left out.",
                "This is a fault of curator: please report it.",
            )
