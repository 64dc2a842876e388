"""curator.toml: what a person or a team has set for the data in a folder and below.

The nearest file counts, from the data's folder upwards: curator.toml, or the table [tool.curator] of a pyproject.toml;
in one folder curator.toml wins. Where there is none, the file in the user's own folder counts. What is given on the
command line wins over all of them.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import os
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from curator.errors import CuratorError
from curator.settings import DEFAULT_TARGET, OFF, Origin, Settings, Thresholds

FILE_NAME = "curator.toml"
PROJECT_FILE = "pyproject.toml"
PROJECT_TABLE = ("tool", "curator")
SEVERITIES = ("error", "warning", "info", OFF)
_TABLES = ("thresholds", "severities", "filters", "keys")
_OTHERS_TABLES = ("profile",)
"""Read by whoever needs them, and left alone here."""
KEYS = ("target", "targets", "select", "ignore", *_TABLES, *_OTHERS_TABLES)
_PROJECT_HEADER = re.compile(r"^\s*\[\s*tool\s*\.\s*curator\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a curator.toml says; empty where there is none."""

    origin: Origin | None = None
    """The file, for messages."""
    target: str = ""
    targets: str = ""
    """Absolute path of an own table of targets."""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    thresholds: tuple[tuple[str, float], ...] = ()
    """(field of Thresholds, value) pairs."""
    severities: tuple[tuple[str, str], ...] = ()
    """(rule, one of SEVERITIES) pairs."""
    filters: Mapping[str, str] = field(default_factory=dict[str, str])
    """Saved filters: name -> query."""
    keys: Mapping[str, str] = field(default_factory=dict[str, str])
    """A person's own keys: id of a verb -> keys, with commas."""

    def settings(
        self, target: str | None = None, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()
    ) -> Settings:
        """The settings a command works with: what is given here wins over the file."""
        return Settings(
            target=target or self.target or DEFAULT_TARGET,
            select=select or self.select,
            ignore=ignore or self.ignore,
            severities=self.severities,
            thresholds=dataclasses.replace(Thresholds(), **dict(self.thresholds)),
            targets=self.targets,
            origin=None
            if self.origin is None
            else dataclasses.replace(
                self.origin,
                given=tuple(
                    name for name, here in (("target", target), ("select", select), ("ignore", ignore)) if here
                ),
            ),
        )


def settings_for(
    path: Path | str | None,
    target: str | None = None,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
) -> Settings:
    """The settings for a data file.

    Args:
        path: The data file; None for whatever is in the current folder.
        target: As asked for, None as the file or the default says.
        select, ignore: As asked for; empty as the file says.

    Raises:
        CuratorError: The file that counts cannot be read or is wrong.
    """
    return configuration_for(path).settings(target, select, ignore)


def configuration_for(path: Path | str | None) -> Configuration:
    """What counts for a data file.

    Args:
        path: The data file; None for whatever is in the current folder.

    Raises:
        CuratorError: The file that counts cannot be read or is wrong.
    """
    folder = Path.cwd() if path is None else Path(path).absolute().parent
    for origin in _candidates(folder):
        return _read(origin)
    return Configuration()


def configuration_in(origin: Origin) -> Configuration:
    """What a file says now, that settings were read from before; empty where it is gone.

    Raises:
        CuratorError: The file cannot be read or is wrong.
    """
    text = _text(Path(origin.path))
    if text is None or (origin.table and not _has_project_table(text)):
        return Configuration()
    return _read(Origin(origin.path, text, origin.table))


def user_folder() -> Path:
    """The user's own folder for settings; it need not exist."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "curator"
    chosen = os.environ.get("XDG_CONFIG_HOME", "")
    # The XDG specification says that a path which is not absolute is to be ignored.
    base = Path(chosen) if chosen.startswith("/") else Path.home() / ".config"
    return base / "curator"


def _candidates(folder: Path) -> Iterator[Origin]:
    """The files that count, nearest first."""
    for place in (folder, *folder.parents):
        text = _text(place / FILE_NAME)
        if text is not None:
            yield Origin(str(place / FILE_NAME), text)
        text = _text(place / PROJECT_FILE)
        if text is not None and _has_project_table(text):
            yield Origin(str(place / PROJECT_FILE), text, PROJECT_TABLE)
    text = _text(user_folder() / FILE_NAME)
    if text is not None:
        yield Origin(str(user_folder() / FILE_NAME), text)


def _text(path: Path) -> str | None:
    """A file's text, None where there is no such file."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n") if path.is_file() else None
    except UnicodeDecodeError as error:
        raise CuratorError(f"{path} is not UTF-8.", f"At byte {error.start + 1:,}.", "Save it as UTF-8.") from error
    except OSError as error:
        raise CuratorError(f"{path} cannot be read.", error.strerror or str(error)) from error


def _has_project_table(text: str) -> bool:
    """Whether a pyproject.toml speaks of curator; one that is no TOML is another tool's business unless it does."""
    if "curator" not in text:
        return False
    try:
        tools: object = tomllib.loads(text).get("tool")
    except tomllib.TOMLDecodeError:
        return _PROJECT_HEADER.search(text) is not None
    return isinstance(tools, dict) and "curator" in tools


def _read(origin: Origin) -> Configuration:
    try:
        document: Any = tomllib.loads(origin.text)
    except tomllib.TOMLDecodeError as error:
        raise CuratorError(f"{origin.path} is not TOML.", str(error), "Mend it, or move it away.") from error
    for name in origin.table:
        document = document[name]
    if not isinstance(document, dict):
        raise _wrong(origin, (), "must be a table", document)
    entries = cast("dict[str, object]", document)
    for name in entries:
        if name not in KEYS:
            raise _unknown(origin, (name,), f'There is no setting "{name}".', KEYS)
    tables = {name: _table(origin, name, entries.get(name, {})) for name in _TABLES}
    return Configuration(
        origin=origin,
        target=_word(origin, ("target",), entries.get("target", "")),
        targets=_path(origin, _word(origin, ("targets",), entries.get("targets", ""))),
        select=_words(origin, "select", entries.get("select", [])),
        ignore=_words(origin, "ignore", entries.get("ignore", [])),
        thresholds=tuple(_threshold(origin, name, value) for name, value in tables["thresholds"].items()),
        severities=tuple(_severity(origin, name, value) for name, value in tables["severities"].items()),
        filters={name: _word(origin, ("filters", name), value) for name, value in tables["filters"].items()},
        keys={name: _word(origin, ("keys", name), value) for name, value in tables["keys"].items()},
    )


def _table(origin: Origin, name: str, value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _wrong(origin, (name,), f"must be a table, [{'.'.join((*origin.table, name))}]", value)
    return cast("dict[str, object]", value)


def _word(origin: Origin, keys: tuple[str, ...], value: object) -> str:
    if not isinstance(value, str):
        raise _wrong(origin, keys, "must be a text in quotes", value)
    return value.strip()


def _words(origin: Origin, name: str, value: object) -> tuple[str, ...]:
    """A list of words; a text with commas will do, as on the command line."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list):
        raise _wrong(origin, (name,), "must be a list of rules", value)
    words = [_word(origin, (name,), part) for part in cast("list[object]", parts)]
    return tuple(word for word in words if word)


def _path(origin: Origin, name: str) -> str:
    """A path that is meant from where the file stands."""
    return str((Path(origin.path).parent / Path(name).expanduser()).resolve()) if name else ""


def _threshold(origin: Origin, name: str, value: object) -> tuple[str, float]:
    known = {one.name: one.default for one in dataclasses.fields(Thresholds)}
    keys = ("thresholds", name)
    if name not in known:
        raise _unknown(origin, keys, f'There is no threshold "{name}".', known)
    whole = isinstance(known[name], int)
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        raise _wrong(origin, keys, f"must be a {'whole ' if whole else ''}number", value)
    number = cast("int | float", value)
    share = name.endswith(("_share", "_similarity", "_probability"))
    if not math.isfinite(number) or number < 0 or (share and number > 1):
        raise _wrong(origin, keys, "must be a share from 0 to 1" if share else "must not be negative", value)
    return name, number if whole else float(number)


def _severity(origin: Origin, name: str, value: object) -> tuple[str, str]:
    keys = ("severities", name)
    level = _word(origin, keys, value).lower()
    if level not in SEVERITIES:
        raise _unknown(origin, keys, f'There is no severity "{level}".', SEVERITIES, level)
    return name, level


def _wrong(origin: Origin, keys: tuple[str, ...], what: str, value: object) -> CuratorError:
    shown = repr(value)
    short = shown if len(shown) <= 60 else f"{shown[:59]}…"
    return CuratorError(
        f"{'.'.join(keys) or 'The table'} {what}.", f"{origin.place(*keys)}: it is {short}.", "See the README."
    )


def _unknown(
    origin: Origin, keys: tuple[str, ...], title: str, known: Iterable[str], word: str | None = None
) -> CuratorError:
    names = list(known)
    near = difflib.get_close_matches((keys[-1] if word is None else word).lower(), names, 1, 0.5)
    hint = f'Did you mean "{near[0]}"?' if near else f"Known: {', '.join(names)}."
    return CuratorError(title, origin.place(*keys), hint)
