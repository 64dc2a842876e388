"""What a rule is: one thing that can be wrong, how to see it, how to say it, how to mend it.

A rule lives in a file of its own below curator/checks/FAMILY/ and is found there by the registry: the file assigns a
`Rule` to the name `RULE` (or, where a few rules share one idea, a tuple of them to `RULES`). Nothing else has to be
changed to add one: the rule's page, the README's table, the reports and the tests read all from that object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from curator.records.record import Record
from curator.settings import Settings

if TYPE_CHECKING:
    import polars as pl

    from curator.checks.relation import Relation


class Severity(IntEnum):
    """How bad a finding is. error: the service would refuse it, or the training would be wrong; warning: a person
    should look; info: worth knowing."""

    INFO = 0
    WARNING = 1
    ERROR = 2

    @property
    def word(self) -> str:
        """The severity as the reports write it."""
        return self.name.lower()


class Mend(IntEnum):
    """Whether a finding can be mended, and whether the mend is proven on this record."""

    NONE = 0
    UNSAFE = 1
    SAFE = 2

    @property
    def word(self) -> str | None:
        """The mend as the reports write it: safe, unsafe or None."""
        return None if self is Mend.NONE else self.name.lower()


class Reads(IntEnum):
    """Which records a rule looks at."""

    UNREADABLE = 0
    """Lines that are not JSON (Record.problem says why)."""
    READABLE = 1
    """Every line that is JSON, of whatever shape."""
    MESSAGES = 2
    """Records of a shape with messages (chat, preference, reinforcement): at least one message could be read."""
    INVALID = 3
    """JSON that does not satisfy the schema of its shape, or has no known shape."""
    LINE = 4
    """Every line, blank ones too: bytes and line ends only."""


REFUSED = frozenset({"encoding", "syntax", "shape", "messages", "tools"})
"""Families about the form of a record: the service refuses what is an error there."""

Arguments = Mapping[str, Any]
"""What a message is made of: plain JSON values by name. Texts of the data set in it are shortened by the rule."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a check yields: one thing wrong with one record."""

    pointer: str | None = None
    """JSON Pointer to the place, None for the record as a whole."""
    column: int | None = None
    """1-based column in bytes of the line, where the pointer does not say it or the line is not JSON."""
    arguments: Arguments | None = None
    mend: Mend = Mend.NONE


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, as people and fixes read it."""

    rule: Rule
    severity: Severity
    row: int | None
    """Row id, None for the file as a whole."""
    pointer: str | None
    column: int | None
    arguments: Arguments
    mend: Mend
    related: int | None = None
    """Row id of the other record, where the finding is about two."""
    related_role: str | None = None
    """Of the file that record is in: None for this one, "train" for the training file this one is compared with."""
    similarity: float | None = None

    @property
    def message(self) -> str:
        """The finding in plain words, one or two sentences. It may hold text of the data set: show it made visible."""
        habit = self.arguments.get("habit")
        return str(habit) if habit is not None else self.rule.message(self.arguments)

    @property
    def acceptable(self) -> bool:
        """Whether a person may accept it."""
        return self.rule.acceptable(self.severity)


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row's part in a fix.

    Exactly one of these: new bytes (`content`), `drop`, several records from one line (`divide`: the first stays in
    the row, the others follow it), or the next row joined to this one (`join`: its id, `content` being both).
    """

    row: int
    content: bytes | None = None
    drop: bool = False
    divide: tuple[bytes, ...] = ()
    join: int | None = None
    newline: bytes | None = None
    """A new line end for the row, b"\\n" or b"\\r\\n"; None keeps it."""


@dataclass(frozen=True, slots=True)
class Fix:
    """What mending a finding would do."""

    title: str
    """What it does, for the history and the key line: "make it user"."""
    changes: tuple[RowChange, ...]
    mend: Mend


@dataclass(frozen=True, slots=True)
class FixContext:
    """What a fix may know beyond its own record."""

    settings: Settings
    raw_of: Callable[[int], bytes | None]
    """The bytes of a row as it now stands; None where there is no such row or it is dropped."""
    main_system: Callable[[Record], str | None]
    """The system message most records of this record's kind share, None where there is none."""


@dataclass(frozen=True, slots=True)
class Page:
    """What `curator rule CODE` shows. Plain sentences, no markup."""

    what: str
    """What it finds."""
    why: str
    """Why it matters, with what the service answers where that is known."""
    mend: str
    """How it is mended, and whether that is safe."""
    source: str
    """Where the rule comes from: a document with its date, an issue, a measurement."""


Check = Callable[[Record, Settings], Iterable[Found]]
Relate = Callable[["Relation"], "pl.DataFrame"]
MakeFix = Callable[[Record, Finding, FixContext], Fix | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that can be wrong.

    A rule has a `check` (it looks at one record) or a `relate` (it compares records, over the feature table).
    """

    code: str
    """Three capitals and three digits, never used twice: ROL001."""
    name: str
    """What it flags, in kebab case: role-unknown."""
    family: str
    """The folder it lives in."""
    severity: Severity
    summary: str
    """What it flags in at most six words, for lists: "a role the service does not know"."""
    message: Callable[[Arguments], str]
    page: Page
    triggers: Sequence[bytes | Sequence[bytes]]
    """Lines that get this finding: each a line (without its end) or, for rules between records, all lines of a file."""
    passes: Sequence[bytes | Sequence[bytes]]
    """Lines that look like it and do not."""
    reads: Reads = Reads.READABLE
    marks: tuple[bytes, ...] = ()
    """The rule's Python runs only on lines that hold one of these byte strings, or digits of the form one stands for
    (curator.checks.forms); empty means on all it reads."""
    check: Check | None = None
    relate: Relate | None = None
    fix: MakeFix | None = None
    mend: Mend = Mend.NONE
    """The best mend the rule can offer; each finding says its own."""
    refused: bool = True
    """For a rule of one of the families in `REFUSED`: whether the service refuses what is an error."""
    style: bool = False
    """Whether the habit rule applies: what most records do is the house style."""
    habit: Callable[[int, int], str] | None = None
    """For a rule of style: the one note for the file, from how many records it marks and how many there are."""
    thresholds: tuple[str, ...] = ()
    """Fields of curator.settings.Thresholds that decide when it speaks, for its page."""

    def acceptable(self, severity: Severity) -> bool:
        """Whether a person may accept what it finds: not where the service refuses the record, whatever anybody says.

        Args:
            severity: Its own, or the one a person has given it.
        """
        return severity is not Severity.ERROR or not self.refused or self.family not in REFUSED


def no_arguments(sentence: str) -> Callable[[Arguments], str]:
    """A message that is always the same sentence."""

    def message(_arguments: Arguments) -> str:
        return sentence

    return message
