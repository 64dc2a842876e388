"""Where curator keeps what belongs to a file: beside it, or in the user's own folder where that may not be written."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import xxhash

from curator.errors import CuratorError

FOLDER = ".curator"


def state_folder() -> Path:
    """The user's folder for what curator remembers; it need not exist."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "curator"
    chosen = os.environ.get("XDG_STATE_HOME", "")
    # The XDG specification says that a path which is not absolute is to be ignored.
    base = Path(chosen) if chosen.startswith("/") else Path.home() / ".local" / "state"
    return base / "curator"


def folder_beside(path: Path) -> Path:
    """The folder beside a file, where its journal and caches belong."""
    return path.resolve().parent / FOLDER


def folder_away(path: Path) -> Path:
    """The folder in the user's own place, by the file's absolute path."""
    return state_folder() / xxhash.xxh3_64_hexdigest(os.fsencode(path.resolve()))


def _writable(folder: Path) -> bool:
    return os.access(folder if folder.is_dir() else folder.parent, os.W_OK | os.X_OK)


def folder_for(path: Path) -> Path:
    """The folder for a file's journal and caches: beside it where that can be written, else the user's. Makes none."""
    beside = folder_beside(path)
    return beside if _writable(beside) else folder_away(path)


def make_folder_for(path: Path) -> Path:
    """Make the folder for a file's journal and caches, with a .gitignore of its own.

    Raises:
        CuratorError: It cannot be made, neither beside the file nor in the user's folder.
    """
    folder = folder_for(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="ascii")
    except OSError as error:
        raise CuratorError(
            f"The folder for edits of {path.name} cannot be made.",
            f"{folder}: {error.strerror or error}",
            "Make room, or allow writing there; the file itself can still be read.",
        ) from error
    return folder


def journal_path(path: Path) -> Path:
    """Where a file's journal is, or would be made. A journal beside the file that may only be read is found too."""
    name = f"{path.resolve().name}.journal"
    beside = folder_beside(path) / name
    away = folder_away(path) / name
    for place in (folder_for(path) / name, away, beside):
        if place.exists():
            return place
    return folder_for(path) / name


def cache_path(path: Path, name: str) -> Path:
    """Where a cache of a file is, or would be made (after `make_folder_for`).

    Args:
        path: The data file.
        name: What the cache holds, such as features.arrow.
    """
    return folder_for(path) / f"{path.resolve().name}.{name}"


def lock_path(path: Path) -> Path:
    """Where it is written who has a file open for changes."""
    return folder_for(path) / f"{path.resolve().name}.lock"
