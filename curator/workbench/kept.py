"""The measured table, kept beside the data, so that a second opening of the same data costs next to nothing."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np
import polars as pl
import xxhash

from curator.checks.registry import rule_set_version
from curator.dataset.dataset import Dataset
from curator.dataset.place import cache_path, make_folder_for
from curator.engine.frames import Measured
from curator.errors import CuratorError
from curator.measures.features import feature_schema, finding_schema
from curator.progress import Progress
from curator.settings import Settings
from curator.workbench.measuring import Complete
from curator.workbench.resting import put_away, sharing_texts
from curator.workbench.slices import count_findings, twins_of, worst_of

LEAST_BYTES = 2_000_000
"""Smaller files are measured again sooner than a table is read."""
_FRAMES = ("table", "findings", "pairs", "shown")


def key_of(dataset: Dataset, settings: Settings, accepted: Collection[str], progress: Progress | None = None) -> str:
    """What a kept table must have been made from to be used: the file's bytes, the edits, the rules, the settings."""
    parts = (
        dataset.lines.digest(progress),
        dataset.states_digest() or "",
        rule_set_version(),
        repr(settings),
        _content(settings.targets),
        *sorted(accepted),
    )
    return xxhash.xxh3_128_hexdigest("\n".join(parts).encode())


def _content(path: str) -> str:
    """A digest of a person's own table of targets: its limits decide findings too."""
    return xxhash.xxh3_128_hexdigest(Path(path).read_bytes()) if path else ""


def _paths(dataset: Dataset) -> dict[str, Path]:
    paths = {name: cache_path(dataset.path, f"{name}.arrow") for name in _FRAMES}
    return {**paths, "bands": cache_path(dataset.path, "bands.npy"), "key": cache_path(dataset.path, "measured.json")}


def read_kept(dataset: Dataset, key: str) -> Complete | None:
    """The kept state, where there is one for this key; anything odd about it means there is none."""
    paths = _paths(dataset)
    try:
        head = json.loads(paths["key"].read_bytes())
        if head.get("key") != key:
            return None
        frames = {name: pl.read_ipc(paths[name]) for name in _FRAMES}
        bands = np.load(paths["bands"], allow_pickle=False)
        measured = Measured(frames["table"], frames["findings"], bands, [int(row) for row in head["blank"]])
        counted = frames["shown"].filter(~pl.col("row").is_in(head["dropped"]) | pl.col("row").is_null())
        whole = (
            dict(measured.table.schema) == feature_schema()
            and dict(measured.findings.schema) == finding_schema()
            and len(bands) == measured.table.height
        )
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return None
    if not whole:
        return None
    shown = sharing_texts(frames["shown"])
    accepted = int(head["accepted"])
    dropped = frozenset(int(row) for row in head["dropped"])
    counts = count_findings(counted)
    return Complete(
        put_away(measured),
        frames["pairs"],
        shown,
        worst_of(shown),
        counts,
        accepted,
        dropped,
        twins_of(shown, dropped),
        0,
    )


def keep(dataset: Dataset, key: str, complete: Complete) -> bool:
    """Keep a complete state; False where there is no room or no right to, which costs only time later."""
    if dataset.lines.size < LEAST_BYTES:
        return False
    try:
        make_folder_for(dataset.path)
        paths = _paths(dataset)
        # The key goes first and comes back last: a torn set of files is never taken for a whole one.
        paths["key"].unlink(missing_ok=True)
        measured = complete.measured
        frames = (measured.table, measured.findings, complete.pairs, complete.shown)
        for name, frame in zip(_FRAMES, frames, strict=True):
            with _beside(paths[name]) as path:
                frame.write_ipc(path, compression="lz4")
        with _beside(paths["bands"]) as path, path.open("wb") as file:
            np.save(file, measured.bands, allow_pickle=False)
        head = {
            "key": key,
            "blank": measured.blank,
            "dropped": dataset.dropped_rows(),
            "accepted": complete.accepted,
        }
        with _beside(paths["key"]) as path:
            path.write_text(json.dumps(head), encoding="ascii")
    except (OSError, CuratorError, pl.exceptions.PolarsError):
        return False
    return True


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(descriptor)
    beside = Path(name)
    try:
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
