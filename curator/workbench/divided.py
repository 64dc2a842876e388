"""How a person divides a data set, kept with it, and what the files that lie there were divided with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curator.split.options import SplitOptions
from curator.split.write import MANIFEST

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench

SPLIT_FOLDER = "split"
_STATE = "split"


def usual_folder(bench: Workbench) -> Path:
    """Where a split is written unless another folder is named: beside the data."""
    return bench.path.parent / SPLIT_FOLDER


def kept_split(bench: Workbench) -> tuple[SplitOptions, Path]:
    """What was asked of the split last, and its folder; the usual of both where nothing was asked yet."""
    kept = _object(bench.kept_state(_STATE) or "")
    options = _options(kept.get("asked"))
    folder = kept.get("folder")
    place = bench.path.parent / folder if isinstance(folder, str) and folder else usual_folder(bench)
    return options or SplitOptions(), place


def keep_split(bench: Workbench, options: SplitOptions, folder: Path) -> None:
    """Keep what is asked of the split with the data; where that is read only it holds until it is closed."""
    if bench.read_only:
        return
    beside = bench.path.parent
    # Beside the data the folder's name is kept, so that both can be moved together.
    place = folder.relative_to(beside) if folder.is_relative_to(beside) else folder
    bench.keep_state(_STATE, json.dumps({"asked": asdict(options), "folder": str(place)}))


def account_in(folder: Path) -> Mapping[str, Any] | None:
    """The account that a split wrote into a folder; None where there is none that can be read."""
    try:
        account = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return account if isinstance(account, dict) else None


def stale(bench: Workbench, account: Mapping[str, Any]) -> str:
    """Why the files of an account are not the data as it now stands, in a sentence; "" where they are."""
    source = account.get("input", {})
    if source.get("path") != bench.path.name:
        return f"These files were divided from {source.get('path')}, not from this file."
    if source.get("journal_sha256") != bench.dataset.states_digest():
        return "The data was edited since it was divided: divide it again to send it as it now stands."
    return ""


def standing(bench: Workbench, options: SplitOptions, folder: Path) -> str:
    """How the files in a folder stand to what is asked now.

    Returns:
        "none" where no split lies there, "other" where it was asked otherwise or of another file, "edited" where the
        data was edited since, else "written".
    """
    account = account_in(folder)
    if account is None:
        return "none"
    if _options(account.get("asked")) != options or account.get("input", {}).get("path") != bench.path.name:
        return "other"
    return "edited" if stale(bench, account) else "written"


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _options(asked: object) -> SplitOptions | None:
    """Options as JSON holds them; None where another version of curator wrote other ones."""
    if not isinstance(asked, dict):
        return None
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in asked.items()}
    try:
        return SplitOptions(**values)
    except TypeError:
        return None
