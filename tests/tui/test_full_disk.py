"""A disk that is full while a step is taken or a file is written: a sentence on the screen, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.dataset.dataset import Dataset
from curator.progress import Progress
from curator.workbench import Workbench
from tests.tui.conftest import chat
from tests.tui.terminal import Terminal, curator_in

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

SIZE = "4m"


class SmallDisk:
    """A file system of a few megabytes, which can be filled and emptied."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, *, but: int = 0) -> None:
        """Leave so many bytes free, rounded down to pages."""
        free = shutil.disk_usage(self.folder).free
        with self._ballast.open("ab") as file:
            file.write(b"\0" * (free - but))

    def empty(self) -> None:
        """Make room again."""
        self._ballast.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A small disk of our own; skips where none may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root may mount a small file system")
    mounted = subprocess.run(words, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"a small file system cannot be mounted here: {mounted.stderr.decode().strip()}")
    yield SmallDisk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def screen(disk: SmallDisk, tmp_path: Path) -> Iterator[Terminal]:
    """The screen on a file of forty lines on that disk."""
    path = disk.folder / "train.jsonl"
    lines = [chat(f"What is on shelf {number}?", f"Box {number}, and the {number} tins.") for number in range(40)]
    path.write_text("\n".join([*lines, "{}"]) + "\n", encoding="utf-8")
    window = curator_in(path, tmp_path / "state", 120, 36)
    window.until("measured 41 lines")
    yield window
    window.close()


def steps_in(path: Path) -> list[str]:
    """The names of the steps that hold."""
    with Dataset.open(path, read_only=True) as dataset:
        return [] if dataset.journal is None else [step.name for step in dataset.journal.standing_steps()]


def files_in(folder: Path) -> set[str]:
    """What lies in a folder, hidden files too."""
    return {entry.name for entry in folder.iterdir()}


def test_a_step_that_finds_the_disk_full(disk: SmallDisk, screen: Terminal) -> None:
    path = disk.folder / "train.jsonl"
    source = path.read_bytes()
    disk.fill()
    screen.press("d")
    screen.until("Make room", "esc back")
    assert steps_in(path) == []
    screen.press("Escape")
    screen.until("no edits", "space mark")
    disk.empty()
    screen.press("d")
    screen.until("dropped line 1", "1 edit")

    disk.fill()
    screen.press("j", "space", "*")
    screen.until("41 rows marked")
    screen.press("d")
    screen.until("The disk is full: the step was not taken.", "All earlier steps are kept")
    assert steps_in(path) == ["drop line 1"]
    screen.press("Escape")
    screen.until("41 marked", "1 edit")
    disk.empty()
    screen.press("d")
    screen.until("dropped 40 lines")
    screen.press("u")
    screen.until("undone: drop 40 lines", "1 edit")
    screen.press("q")
    screen.until("ended with 0")
    assert steps_in(path) == ["drop line 1"]
    assert path.read_bytes() == source


def test_a_file_that_finds_the_disk_full(disk: SmallDisk, screen: Terminal) -> None:
    screen.press("d")
    screen.until("dropped line 1")
    disk.fill()
    before = files_in(disk.folder)
    screen.press("w")
    screen.until("Write the mended file")
    screen.press("Enter")
    screen.until("There is no room for train.clean.jsonl.", "Nothing was put in place")
    screen.press("Escape")
    screen.until("nothing was written")
    screen.press("Escape")
    screen.until("file order")
    assert files_in(disk.folder) == before

    screen.press("3")
    screen.until("lines go out")
    screen.press("w")
    screen.until("Nothing was put in place", "esc back")
    screen.press("Escape")
    screen.until("lines go out")
    assert not [name for name in files_in(disk.folder) - before if name != "split"]
    assert files_in(disk.folder / "split") == set()

    disk.empty()
    screen.press("w")
    screen.until("split.json")
    screen.press("Escape")
    screen.until("lines go out")
    screen.press("q")
    screen.until("ended with 0")
    assert files_in(disk.folder / "split") == {"training_set.jsonl", "validation_set.jsonl", "split.json"}


def test_what_was_measured_finds_no_room(disk: SmallDisk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.workbench.kept.LEAST_BYTES", 0)
    path = disk.folder / "train.jsonl"
    path.write_text("\n".join(chat(f"Is {number} odd?", f"Look at {number}.") for number in range(400)), "utf-8")
    bench = Workbench.open(path)
    bench.measure_all(workers=0)
    assert bench.keep(), "there is room"
    shown = bench.complete.shown
    bench.drop([1])
    bench.take_complete(bench.relate(Progress()))
    # Room for the first of the kept files, not for all.
    disk.fill(but=16_384)
    kept = bench.keep()
    bench.close()
    disk.empty()
    assert not kept and not [name for name in files_in(disk.folder / ".curator") if name.startswith(".train")]
    again = Workbench.open(path)
    again.measure_all(workers=0)
    assert again.dataset.dropped_rows() == [1]
    assert again.complete.shown.height <= shown.height
    again.close()
