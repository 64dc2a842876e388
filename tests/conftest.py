"""What all tests share."""

import gc
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# How long one example takes says nothing on a shared machine. In CI the examples are the same each time.
settings.register_profile("curator", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("curator")


LONG = ("tui", "cli", "workbench", "engine", "checks")
"""Folders whose tests take longest, the longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: where files are spread over processes, what is short fills the end of each."""
    tests = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(tests).parts[0]
        return LONG.index(folder) if folder in LONG else len(LONG)

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Leave what pytest and the libraries loaded out of each later search for circles: it stays to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def shared() -> Path:
    """The folder of real files to judge with; the test skips where it is absent."""
    folder = os.environ.get("CURATOR_SHARED", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("CURATOR_SHARED names no folder of real files")
    return Path(folder)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders, each another one. Numbering those of `tmp_path_factory` means to look through all that are there."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in itertools.count(1))


@pytest.fixture(autouse=True)
def _own_state_folder(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test reads or writes what the user's own curator remembers."""
    home = next(homes)
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    yield
