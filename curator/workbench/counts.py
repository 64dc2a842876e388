"""Numbers of findings, and the signs that stand for "none" in the arrays of what table rows show."""

from __future__ import annotations

from dataclasses import dataclass

NOTHING = 255
"""No finding, in the array of worst severities."""
UNMEASURED = -1
UNCOUNTED = -2
"""Measured, but there is no such number: a line that cannot be read has no tokens."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of findings by severity; accepted ones and those of dropped rows are left out."""

    error: int = 0
    warning: int = 0
    info: int = 0

    @property
    def total(self) -> int:
        """All findings."""
        return self.error + self.warning + self.info
