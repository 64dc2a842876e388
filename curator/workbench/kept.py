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
from curator.engine.judge import read_line
from curator.engine.memory import give_back
from curator.errors import CuratorError
from curator.measures.features import feature_schema, finding_schema
from curator.progress import Progress
from curator.settings import Settings
from curator.workbench.comparing import Complete
from curator.workbench.packing import packed_pieces, read_frame, read_pieces, schema_of, write_frame, write_pieces
from curator.workbench.resting import LEAST_BYTES as LEAST_RESTING
from curator.workbench.resting import (
    SKETCH_BYTES,
    Block,
    Resting,
    SketchFile,
    coded,
    fetched,
    spelled,
    with_texts_shared,
)
from curator.workbench.slices import count_findings, twins_of, worst_of
from curator.workbench.systems import find_mains

LEAST_BYTES = 2_000_000
"""Smaller files are measured again sooner than a table is read."""
_FRAMES = ("table", "findings", "pairs", "shown")


def key_of(dataset: Dataset, settings: Settings, acceptances: Collection[str], progress: Progress | None = None) -> str:
    """What a kept table must have been made from to be used: the file's bytes, the edits, the rules, the settings."""
    parts = (
        dataset.lines.digest(progress),
        dataset.states_digest() or "",
        rule_set_version(),
        repr(settings),
        _content(settings.targets),
        *sorted(acceptances),
    )
    return xxhash.xxh3_128_hexdigest("\n".join(parts).encode())


def _content(path: str) -> str:
    """A digest of a person's own table of targets: its limits decide findings too."""
    return xxhash.xxh3_128_hexdigest(Path(path).read_bytes()) if path else ""


def _paths(dataset: Dataset) -> dict[str, Path]:
    paths = {name: cache_path(dataset.path, f"{name}.packed") for name in _FRAMES}
    return {**paths, "bands": cache_path(dataset.path, "bands"), "key": cache_path(dataset.path, "measured.json")}


def read_kept(dataset: Dataset, key: str, settings: Settings) -> Complete | None:
    """The kept state, where there is one for this key; anything odd about it means there is none."""
    paths = _paths(dataset)
    try:
        head = json.loads(paths["key"].read_bytes())
        if head.get("key") != key:
            return None
        measured = _read_measured(paths, [int(row) for row in head["blank"]])
        shown, pairs = with_texts_shared(_read_frame(paths["shown"])), _read_frame(paths["pairs"])
        dropped = frozenset(int(row) for row in head["dropped"])
        accepted = frozenset(str(id_) for id_ in head["accepted"])
        if measured is None or dict(spelled(shown.clear()).schema) != finding_schema():
            return None
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return None
    counted = shown.filter(~pl.col("row").is_in(sorted(dropped)) | pl.col("row").is_null()) if dropped else shown
    counts = count_findings(counted)
    return Complete(
        measured=measured,
        pairs=pairs,
        shown=shown,
        worst=worst_of(shown),
        counts=counts,
        accepted=accepted,
        dropped=dropped,
        twins=twins_of(shown, dropped),
        mains=find_mains(measured.table, lambda row: read_line(row, dataset.read(row)), settings, dropped),
        consumed=0,
    )


def _read_measured(paths: dict[str, Path], blank: list[int]) -> Measured | None:
    """What was measured, put away where it is much; None where its parts do not fit together."""
    table = _read_frame(paths["table"])
    with paths["findings"].open("rb") as file:
        findings = list(read_pieces(file))
    sketches = SketchFile(os.open(paths["bands"], os.O_RDONLY))
    fits = os.fstat(sketches.descriptor).st_size == table.height * SKETCH_BYTES
    schemas = [schema_of(piece) for piece in findings[:1]]
    if not fits or schemas != [finding_schema()] or dict(table.schema) != feature_schema():
        return None
    resting = Resting(table, blank, findings, sketches, [Block(0, table.height)])
    return resting if table.height * SKETCH_BYTES >= LEAST_RESTING else fetched(resting)


def _read_frame(path: Path) -> pl.DataFrame:
    with path.open("rb") as file:
        return read_frame(file)


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
        for name, frame in (("table", measured.table), ("pairs", complete.pairs), ("shown", complete.shown)):
            with _beside(paths[name]) as path, path.open("wb") as file:
                write_frame(file, frame, code=coded if name == "shown" else None)
        _keep_measured(measured, paths)
        head = {
            "key": key,
            "blank": measured.blank,
            "dropped": dataset.dropped_rows(),
            "accepted": sorted(complete.accepted),
        }
        with _beside(paths["key"]) as path:
            path.write_text(json.dumps(head), encoding="ascii")
    except (OSError, CuratorError, pl.exceptions.PolarsError):
        return False
    finally:
        # Kept is what has just been measured or compared: what that needed is no longer there.
        give_back()
    return True


def _keep_measured(measured: Measured, paths: dict[str, Path]) -> None:
    """Findings and sketches, as they were put away where they were."""
    with _beside(paths["findings"]) as path, path.open("wb") as file:
        write_pieces(file, measured.packed if isinstance(measured, Resting) else packed_pieces(measured.findings))
    with _beside(paths["bands"]) as path, path.open("wb") as file:
        if isinstance(measured, Resting):
            for block in measured.blocks:
                measured.file.copy(block, file)
        else:
            file.write(np.ascontiguousarray(measured.bands).data)


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
