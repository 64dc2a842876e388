"""What the journal holds: the state of a row, the steps that changed it, and what a person decided."""

from __future__ import annotations

import json
from array import array
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from curator.dataset.lines import Stamp
from curator.dataset.splice import Splice


def storable(text: str) -> str:
    """Text that SQLite takes: half of a surrogate pair, as a terminal may hand on, becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


class StepKind(StrEnum):
    """What a step is: something done, or a step back or forth over something done."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"


class Standing(StrEnum):
    """Where a step of the history is now."""

    DONE = "done"
    """It holds."""
    UNDONE = "undone"
    """It was undone and can be done again."""
    LEFT = "left"
    """It was undone, and then something else was done: it stays in the history only."""


@dataclass(frozen=True, slots=True)
class RowState:
    """How a row differs from the source; the default is a row as the file has it."""

    splice: Splice | None = None
    """None keeps the source's bytes."""
    dropped: str | None = None
    """Why the row was dropped, "" where nobody said; None where it was not."""
    newline: bytes | None = None
    """A new line end, None keeps the row's own."""
    after: int | None = None
    """For made rows: the row it stands after, 0 for the start of the file; None for lines of the file."""
    rank: int = 0
    """Order among the made rows that stand after one row, least first."""
    tied: int | None = None
    """The row this one was divided from or joined to, None where it stands for itself."""

    @property
    def made(self) -> bool:
        """Whether the row is no line of the file."""
        return self.after is not None

    @property
    def untouched(self) -> bool:
        """Whether the row is as the file has it."""
        return self is SOURCE_STATE or self == SOURCE_STATE


SOURCE_STATE = RowState()


@dataclass(frozen=True, slots=True)
class RowEdit:
    """A row's new state, as a step brings it."""

    row: int
    state: RowState
    copied: bool = False
    """Whether the journal is to keep a copy of the source line, since its bytes change."""


@dataclass(frozen=True, slots=True)
class OnRow:
    """A finding accepted on a row whatever its bytes are: so that it stays accepted while the row is edited.

    An id of a finding is made of the record's content and holds in any file; this holds in one journal.
    """

    row: int
    what: str
    """The rule, the place, and what it shows of the record."""
    other: int | None = None
    """The other row, where the finding is about two."""

    @property
    def text(self) -> str:
        """As it is accepted and withdrawn, beside the id."""
        return json.dumps([self.row, self.other, self.what])

    @classmethod
    def of(cls, acceptance: str) -> OnRow | None:
        """What a text of `Decisions.accept` means; None for the id of a finding."""
        if not acceptance.startswith("["):
            return None
        row, other, what = json.loads(acceptance)
        return cls(row, what, other)


@dataclass(frozen=True, slots=True)
class Kept:
    """A setting of the data set that a step changes."""

    key: str
    value: str | None
    """None forgets it."""
    before: str | None = None
    """As it was before the step; the journal finds it."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a step decides besides bytes: findings accepted (or no longer), tags given (or taken), settings kept."""

    accept: tuple[str, ...] = ()
    """Ids of findings, and texts of `OnRow`."""
    withdraw: tuple[str, ...] = ()
    """Those that are no longer accepted."""
    tag: tuple[tuple[int, str], ...] = ()
    """(row, tag) pairs."""
    untag: tuple[tuple[int, str], ...] = ()
    keep: tuple[Kept, ...] = ()


NO_DECISIONS = Decisions()


@dataclass(frozen=True, slots=True)
class Step:
    """One action, as it was just taken."""

    id: int
    kind: StepKind
    name: str
    """What was done; for undo and redo the name of what was undone or done again."""
    at: datetime
    rows: tuple[int, ...]
    """Rows it touched, ascending; made rows with them."""
    made: tuple[int, ...] = ()
    """Rows that came to be by it, in the order of the changes that made them."""
    of: int | None = None
    """For undo and redo the id of the step that was undone or done again."""


@dataclass(frozen=True, slots=True)
class PastStep:
    """One action in the history."""

    id: int
    kind: StepKind
    name: str
    at: datetime
    of: int | None
    row_count: int
    """Rows it changed."""
    standing: Standing | None
    """Where it is now; None for undo and redo, which only moved others."""


@dataclass(frozen=True, slots=True)
class SourceMark:
    """What a journal knows of the file it belongs to."""

    name: str
    digest: str
    stamp: Stamp
    lines: int
    hashes: array[int] = field(repr=False)
    """The hash of every line (`Lines.hashes`)."""


@dataclass(frozen=True, slots=True)
class KeptEdit:
    """An edit with the copy of its line, for when the file is no longer the one that was edited."""

    row: int
    name: str
    """Name of the step that made it."""
    source: bytes | None
    """The line as it was; None for made rows and where the bytes were not changed."""
    content: bytes | None
    """The line as it was edited; None where the bytes were not changed."""
    dropped: str | None
    made: bool
