"""A file to work on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

MakeFile = Callable[[bytes], Path]


@pytest.fixture
def make_file(tmp_path: Path) -> MakeFile:
    def make(content: bytes) -> Path:
        path = tmp_path / "train.jsonl"
        path.write_bytes(content)
        return path

    return make
