"""What goes into the kernel and what comes out, as plain columns that travel well between processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

NEWLINES = (b"\n", b"\r\n", b"")
"""Line ends by their number in the feature table's newline column."""


class Line(NamedTuple):
    """One line as the kernel reads it; a tuple, for there is one for each line of a file."""

    row: int
    raw: bytes
    newline: int = 0
    """Index into `NEWLINES`."""


@dataclass(slots=True)
class FindingColumns:
    """Findings as columns; texts are made when they are shown. See curator.measures.features.FINDINGS."""

    row: list[int | None] = field(default_factory=list[int | None])
    rule: list[int] = field(default_factory=list[int])
    severity: list[int] = field(default_factory=list[int])
    pointer: list[str | None] = field(default_factory=list[str | None])
    column: list[int | None] = field(default_factory=list[int | None])
    arguments: list[str | None] = field(default_factory=list[str | None])
    mend: list[int] = field(default_factory=list[int])


@dataclass(slots=True)
class Part:
    """The kernel's answer to one batch."""

    first: int
    """Row id of the first line, 0 for an empty batch."""
    last: int
    features: dict[str, Any]
    """Column name -> list or numpy array, one value for each record (blank lines are no records)."""
    bands: npt.NDArray[np.uint32]
    """Near-duplicate bands, one row for each record."""
    findings: FindingColumns
    blank: list[int]
    """Row ids of blank lines."""
    bytes_read: int
