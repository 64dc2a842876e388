from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.dataset import place
from curator.dataset.change import Change
from curator.dataset.dataset import Dataset
from curator.errors import CuratorError


@pytest.fixture
def unprivileged_folder() -> Iterator[Path]:
    """A folder anybody may pass through, with the rights of a user who owns nothing in it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "home").mkdir()
        (folder / "home").chmod(0o777)
        (folder / "data").mkdir()
        (folder / "data" / "train.jsonl").write_bytes(b"{}\n")
        (folder / "data" / "train.jsonl").chmod(0o644)
        root = os.getuid() == 0
        if root:
            os.setresuid(65534, 65534, 0)
        else:
            (folder / "data").chmod(0o555)
        try:
            yield folder
        finally:
            if root:
                os.setresuid(0, 0, 0)
            (folder / "data").chmod(0o755)


def test_nothing_is_made_before_the_first_edit(make_file) -> None:
    path = make_file(b"{}\n[]\n")
    with Dataset.open(path) as dataset:
        assert dataset.read(1) == b"{}"
        assert list(path.parent.iterdir()) == [path]
        dataset.apply([Change(1, drop=True)], "drop")
    folder = path.parent / ".curator"
    assert (folder / ".gitignore").read_text() == "*\n"
    assert place.journal_path(path) == folder / "train.jsonl.journal"
    assert place.journal_path(path).exists()
    assert place.cache_path(path, "features.arrow") == folder / "train.jsonl.features.arrow"


def test_a_link_leads_to_the_journal_of_the_file(make_file, tmp_path) -> None:
    path = make_file(b"{}\n")
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "other.jsonl"
    link.symlink_to(path)
    assert place.journal_path(link) == place.journal_path(path)


def test_where_the_folder_cannot_be_written_it_is_the_users_own(unprivileged_folder, monkeypatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(unprivileged_folder / "home" / "state"))
    path = unprivileged_folder / "data" / "train.jsonl"
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, content=b"[]")], "edit")
    folder = place.folder_for(path)
    assert folder.is_relative_to(unprivileged_folder / "home" / "state" / "curator")
    assert (folder / ".gitignore").exists()
    assert list(path.parent.iterdir()) == [path]
    with Dataset.open(path) as dataset:
        assert dataset.read(1) == b"[]"


def test_a_journal_that_may_only_be_read_is_read(unprivileged_folder, monkeypatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(unprivileged_folder / "home" / "state"))
    path = unprivileged_folder / "data" / "train.jsonl"
    if os.getresuid()[2] != 0:
        pytest.skip("only the superuser can make a journal that somebody else may only read")
    os.setresuid(0, 0, 0)
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, content=b"[]")], "edit")
    os.setresuid(65534, 65534, 0)
    with Dataset.open(path) as dataset:
        assert dataset.read(1) == b"[]"
        assert dataset.read_only
        with pytest.raises(CuratorError, match="read-only"):
            dataset.undo()


def test_a_folder_that_cannot_be_made_is_an_error(make_file, tmp_path) -> None:
    path = make_file(b"{}\n")
    (tmp_path / ".curator").write_text("in the way")
    with Dataset.open(path) as dataset, pytest.raises(CuratorError, match="cannot be made"):
        dataset.apply([Change(1, content=b"[]")], "edit")


def test_the_state_folder_follows_the_rules_of_the_system(monkeypatch) -> None:
    monkeypatch.setattr(place.sys, "platform", "linux")
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    assert place.state_folder() == Path.home() / ".local" / "state" / "curator"
    monkeypatch.setattr(place.sys, "platform", "darwin")
    assert place.state_folder() == Path.home() / "Library" / "Application Support" / "curator"
