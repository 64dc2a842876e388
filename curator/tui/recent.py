"""The files opened lately, kept in the user's own folder."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from curator.dataset.place import state_folder

MOST_KEPT = 20


@dataclass(frozen=True, slots=True)
class RecentFile:
    """A file and what was known of it when it was left."""

    path: str
    day: str
    """ISO date of the last opening."""
    lines: int | None = None
    errors: int | None = None
    warnings: int | None = None


def _place() -> Path:
    return state_folder() / "recent.json"


def recent_files() -> list[RecentFile]:
    """The files opened lately, the last one first. Where the list cannot be read there are none."""
    try:
        entries = json.loads(_place().read_text("utf-8"))
        return [RecentFile(**entry) for entry in entries]
    except (OSError, ValueError, TypeError):
        return []


def _write(files: list[RecentFile]) -> None:
    place = _place()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished = place.with_suffix(".new")
        unfinished.write_text(json.dumps([asdict(file) for file in files[:MOST_KEPT]], indent=1), "utf-8")
        unfinished.replace(place)
    except OSError:
        # The list is a convenience: a folder that cannot be written must not keep a file from opening.
        return


def remember(path: Path, lines: int | None = None, errors: int | None = None, warnings: int | None = None) -> None:
    """Put a file at the head of the list."""
    where = str(path.resolve())
    files = recent_files()
    known = next((file for file in files if file.path == where), RecentFile(where, ""))
    entry = replace(known, day=date.today().isoformat())
    if lines is not None:
        entry = replace(entry, lines=lines, errors=errors, warnings=warnings)
    _write([entry, *(file for file in files if file.path != where)])


def forget(path: str) -> None:
    """Take a file from the list; the file itself stays."""
    _write([file for file in recent_files() if file.path != path])
