"""Opening what a command names: a file through its journal, or standard input."""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from curator.amounts import counted
from curator.cli.output import progress_line, say
from curator.settings import Settings

if TYPE_CHECKING:
    from curator.workbench import Workbench

STANDARD_INPUT = "-"


@contextlib.contextmanager
def real_path(name: str) -> Iterator[Path]:
    """The file a command names; standard input is first written to a file that goes when the command is done."""
    if name != STANDARD_INPUT:
        yield Path(name)
        return
    with tempfile.TemporaryDirectory(prefix="curator-") as folder:
        path = Path(folder) / "standard-input.jsonl"
        with path.open("wb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy, 1 << 20)
        yield path


@contextlib.contextmanager
def opened(
    name: str, settings: Settings, *, as_is: bool, against: Workbench | None = None, read_only: bool = True
) -> Iterator[Workbench]:
    """Open a file as a command reads it, and say so where earlier edits are part of it.

    Raises:
        CuratorError: It cannot be opened.
    """
    from curator.workbench import Workbench

    with real_path(name) as path:
        bench = Workbench.open(path, settings, against=against, as_is=as_is, read_only=read_only)
        try:
            edits = bench.dataset.edit_count
            if edits:
                say(f"{name}: read with {counted(edits, 'edit')} made to it earlier (--as-is reads the bytes alone).")
            yield bench
        finally:
            bench.close()


def measure(bench: Workbench, workers: int | None = None) -> None:
    """Measure and compare everything, with a progress line; what is silent since it was accepted is counted."""
    with progress_line() as progress:
        bench.measure_all(progress, workers)
    # Only now is it known which of them the records that stand still have: as many as the screen counts.
    silent = bench.accepted_count
    if silent:
        is_silent = "is" if silent == 1 else "are"
        say(f"{bench.path}: {counted(silent, 'finding')} accepted earlier {is_silent} silent (--as-is shows all).")
