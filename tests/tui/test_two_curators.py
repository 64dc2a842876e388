"""Two screens on one file in real terminals: the second is read-only and says who has it; who died is passed over."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.dataset.dataset import Dataset
from tests.tui.terminal import Terminal, curator_in

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


@pytest.fixture
def open_screen(dirty: Path, tmp_path: Path) -> Iterator:
    """Opens screens on one file, and closes their terminals at the end."""
    opened: list[Terminal] = []

    def open_it(width: int = 120, height: int = 36) -> Terminal:
        opened.append(curator_in(dirty, tmp_path / "state", width, height))
        return opened[-1]

    yield open_it
    for window in opened:
        window.close()


def _holder(path: Path) -> int:
    with Dataset.open(path) as dataset:
        return 0 if dataset.holder is None else dataset.holder.pid


def test_the_second_says_who_has_it_and_a_dead_one_is_passed_over(open_screen, dirty: Path) -> None:
    first = open_screen()
    first.until("measured 8 lines")
    first.press("d")
    first.until("dropped line 1", "1 edit")
    pid = _holder(dirty)
    assert pid

    second = open_screen(80, 24)
    second.until(f"Process {pid} has it open for changes since ")
    second.press("j")
    second.until("2/8", "read only")
    second.press("d")
    second.until(f"Process {pid} has it open for changes since ")
    second.press("q")
    second.until("ended with 0")

    os.kill(pid, signal.SIGKILL)
    first.until("ended with 137")
    third = open_screen()
    third.until("role-unknown", "1 edit")
    third.press("u")
    third.until("undone: drop line 1")
    assert _holder(dirty) not in (0, pid)
    third.press("q")
    third.until("ended with 0")
    assert _holder(dirty) == 0
