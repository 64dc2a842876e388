"""What the screen is asked to open, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from curator.settings import Settings


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that is decided before the app runs."""

    settings: Settings = field(default_factory=Settings)
    """Target, rules and thresholds."""
    against: Path | None = None
    """A training file the opened one is compared with."""
    read_only: bool = False
    """Take no edits."""
    as_is: bool = False
    """Show the bytes alone, without the edits made to the file earlier."""
    plain_only: bool = False
    """Draw with plain ASCII."""
    keymap: Mapping[str, str] = field(default_factory=dict[str, str])
    """Key id -> keys, a person's own."""
    workers: int | None = None
    """Processes that measure; 0 measures in this one, None takes as many as the file is worth."""
    practice: float | None = None
    """Rehearse with the practice service, so many times faster than usual, whatever profiles there are."""
    in_browser: bool = False
    """Drawn on a page of `curator serve`: there is no terminal to lend to $EDITOR."""
