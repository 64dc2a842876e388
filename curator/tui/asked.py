"""What the screen is asked to open, and how."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from curator.configuration import Configuration, configuration_for
from curator.errors import CuratorError
from curator.settings import Settings
from curator.tui.keys import KEYS


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that is decided before the app runs."""

    settings: Settings = field(default_factory=Settings)
    """Target, rules and thresholds."""
    validation: Path | None = None
    """A validation file that is opened too and compared with the first."""
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
    profile: str | None = None
    """The profile that Train & try speaks to; None takes the one used last for the data, else the usual one."""
    in_browser: bool = False
    """Drawn on a page of `curator serve`: there is no terminal to lend to $EDITOR."""
    target: str | None = None
    """The target as typed on the command line; it wins over any curator.toml."""


def with_settings_of(path: Path, asked: Asked) -> Asked:
    """The same with the settings and keys that count for a file chosen later than the command line was typed.

    Raises:
        CuratorError: The curator.toml that counts for it cannot be read or is wrong.
    """
    configuration = configuration_for(path)
    return replace(asked, settings=configuration.settings(asked.target), keymap=own_keys(configuration))


def own_keys(configuration: Configuration) -> Mapping[str, str]:
    """The keys of a person's own.

    Raises:
        CuratorError: There is no verb of that name.
    """
    known = [key.id for key in KEYS]
    for name in configuration.keys:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1, 0.5)
            place = "" if configuration.origin is None else configuration.origin.place("keys", name)
            hint = f'Did you mean "{near[0]}"?' if near else f"Known: {', '.join(known)}."
            raise CuratorError(f'There is no verb "{name}" to give a key to.', place, hint)
    return configuration.keys
