"""A file to work on, and a user's state folder of its own for every test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

MakeFile = Callable[[bytes], Path]


@pytest.fixture(autouse=True)
def own_state_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))


@pytest.fixture
def make_file(tmp_path: Path) -> MakeFile:
    def make(content: bytes) -> Path:
        path = tmp_path / "train.jsonl"
        path.write_bytes(content)
        return path

    return make
