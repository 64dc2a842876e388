from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys

import pytest

from curator.dataset import place, store
from curator.dataset.change import Change
from curator.dataset.dataset import Dataset
from curator.dataset.journal import Journal
from curator.dataset.step import Decisions, Kept
from curator.errors import CuratorError

FILE = b"".join(b'{"n": %d}\n' % number for number in range(1, 51))

CHILD = """
import os, signal, sys
from curator.dataset.change import Change
from curator.dataset.dataset import Dataset

path, statements = sys.argv[1], int(sys.argv[2])
dataset = Dataset.open(path)
left = None

def traced(statement):
    global left
    if left is not None:
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

for number in range(1, 6):
    if number == 4:
        left = statements
        dataset.journal._connection.set_trace_callback(traced)
    changes = [Change(row, content=b"step %d row %d" % (number, row)) for row in range(1, 11)]
    changes.append(Change(number, insert=b"made by %d" % number))
    dataset.apply(changes, f"step {number}")
    print(number, flush=True)
"""


@pytest.mark.parametrize("statements", [0, 1, 2, 5, 11, 12, 20, 23, 24, 30, 40])
def test_a_kill_within_a_step_keeps_every_acknowledged_step_and_no_half_one(make_file, statements) -> None:
    path = make_file(FILE)
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), str(statements)], capture_output=True, text=True, check=False
    )
    assert child.returncode == -9, child.stderr
    acknowledged = len(child.stdout.split())
    with Dataset.open(path) as dataset:
        assert not dataset.read_only
        taken = len(dataset.history())
        assert taken in (acknowledged, acknowledged + 1)
        assert [dataset.read(row) for row in range(1, 11)] == [b"step %d row %d" % (taken, row) for row in range(1, 11)]
        assert [dataset.read(row) for row in dataset.made_rows()] == [
            b"made by %d" % step for step in range(1, taken + 1)
        ]
        for _ in range(taken):
            assert dataset.undo() is not None
        assert b"".join(dataset.read(row) + b"\n" for row in dataset.rows()) == FILE
    assert path.read_bytes() == FILE


def test_a_full_disk_takes_nothing_and_loses_nothing(make_file) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, content=b"before")], "before")
        assert dataset.journal is not None
        connection = dataset.journal._connection
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(CuratorError, match="disk is full"):
            dataset.apply([Change(2, drop=True), Change(3, content=b"x" * 100_000)], "too much")
        assert (dataset.changed_rows(), dataset.read(3), dataset.can_undo) == ([1], b'{"n": 3}', "before")
        connection.execute("PRAGMA max_page_count = 100000")
        assert dataset.apply([Change(2, drop=True), Change(3, content=b"x" * 100_000)], "again") is not None
    with Dataset.open(path) as dataset:
        assert [step.name for step in dataset.history()] == ["before", "again"]


def test_a_locked_journal_takes_nothing(make_file, monkeypatch) -> None:
    monkeypatch.setattr(store, "SECONDS_TO_WAIT", 0.01)
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, drop=True)], "drop")
        other = sqlite3.connect(place.journal_path(path), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for refused in (lambda: dataset.apply([Change(2, drop=True)], "drop"), dataset.undo):
            with pytest.raises(CuratorError, match="Another program holds the journal"):
                refused()
        assert dataset.dropped_rows() == [1]
        other.execute("ROLLBACK")
        other.close()
        assert dataset.undo() is not None


def test_a_damaged_journal_is_an_error_and_the_file_is_still_readable(make_file) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, drop=True)], "drop")
    place.journal_path(path).write_bytes(b"this is no data base" * 100)
    with pytest.raises(CuratorError, match="damaged"):
        Dataset.open(path)
    with Dataset.open(path, as_is=True) as dataset:
        assert dataset.read(1) == b'{"n": 1}'


def test_a_journal_of_a_newer_format_is_not_touched(make_file) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, drop=True)], "drop")
    connection = sqlite3.connect(place.journal_path(path))
    connection.execute("UPDATE meta SET value = 'curator.journal/2' WHERE key = 'format'")
    connection.commit()
    connection.close()
    with pytest.raises(CuratorError, match="does not know"):
        Dataset.open(path)


def test_a_journal_whose_making_was_cut_off_is_begun_again(make_file) -> None:
    path = make_file(FILE)
    journal = place.make_folder_for(path) / "train.jsonl.journal"
    for cut_off in (b"", None):
        if cut_off is None:
            journal.unlink()
            sqlite3.connect(journal).execute("PRAGMA journal_mode = WAL").connection.close()
        else:
            journal.write_bytes(cut_off)
        with Dataset.open(path) as dataset:
            assert dataset.apply([Change(1, drop=True)], "drop") is not None
        with Dataset.open(path) as dataset:
            assert dataset.is_dropped(1)


def test_a_crash_leaves_the_log_and_setting_aside_takes_it_along(make_file, tmp_path) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, drop=True)], "drop")
        crashed = tmp_path / "crashed"
        shutil.copytree(tmp_path / ".curator", crashed)
    assert (crashed / "train.jsonl.journal-wal").stat().st_size > 0
    aside = store.set_aside(crashed / "train.jsonl.journal", dataset_time())
    journal = Journal.open(aside, read_only=True)
    assert journal is not None
    assert list(journal.states) == [1]
    journal.close()


def dataset_time():
    from datetime import UTC, datetime

    return datetime(2026, 11, 22, 17, 2, tzinfo=UTC)


def test_setting_aside_keeps_every_journal_under_a_name_of_its_own(make_file) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        assert dataset.set_aside() is None
        for number in range(3):
            dataset.apply([Change(1, content=b"%d" % number)], "edit")
            aside = dataset.set_aside()
            assert aside is not None
            assert aside.name.startswith("train.jsonl.journal.20")
            assert dataset.changed_rows() == []
    assert len(list((path.parent / ".curator").glob("train.jsonl.journal.*"))) == 3


def test_a_step_of_many_rows(make_file) -> None:
    path = make_file(b"{}\n" * 20_000)
    with Dataset.open(path) as dataset:
        step = dataset.apply([Change(row, content=b"[]") for row in range(1, 20_001)], "all")
        assert step is not None
        assert len(step.rows) == 20_000
        dataset.undo()
        assert dataset.changed_rows() == []
        dataset.redo()
    with Dataset.open(path) as dataset:
        assert dataset.edit_count == 20_000


def test_text_a_terminal_may_hand_on_does_not_break_the_journal(make_file) -> None:
    with Dataset.open(make_file(FILE)) as dataset:
        step = dataset.apply([Change(1, drop=True, reason="by hand \udc80")], "drop \udc80\x1b[2J")
        assert step is not None
        assert step.name == "drop ?\x1b[2J"
        assert dataset.drop_reason(1) == "by hand ?"


def test_a_setting_is_a_step_that_goes_on_undone_and_done_again(make_file) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        dataset.remember("bounds", "of before")
        first = dataset.apply([], "at most 1", Decisions(keep=(Kept("bounds", "1"),)))
        assert first is not None and dataset.journal is not None
        assert dataset.amend(first.id, "at most 2", Kept("bounds", "2")) is not None
        dataset.apply([Change(1, drop=True)], "drop")
        assert dataset.amend(first.id, "at most 3", Kept("bounds", "3")) is None, "something was done since"
        assert [step.name for step in dataset.history()] == ["at most 2", "drop"]
        dataset.undo()
        assert dataset.recall("bounds") == "2"
        dataset.undo()
        assert dataset.recall("bounds") == "of before"
        assert dataset.amend(first.id, "at most 3", Kept("bounds", "3")) is None, "it was undone"
    with Dataset.open(path) as dataset:
        dataset.redo()
        assert dataset.recall("bounds") == "2" and dataset.can_undo == "at most 2"


def test_a_journal_of_before_settings_were_steps_is_read_and_goes_on(make_file) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        dataset.remember("bounds", "1")
        dataset.apply([Change(1, drop=True)], "drop")
    tables = sqlite3.connect(place.journal_path(path)).execute("SELECT name FROM sqlite_master").fetchall()
    assert ("keeping",) not in tables, "the table is made with the first such step, so this is a journal of before"
    journal = Journal.open(place.journal_path(path), read_only=True)
    assert journal is not None and journal.decisions_of(1).keep == ()
    journal.close()
    with Dataset.open(path) as dataset:
        dataset.apply([], "at most 2", Decisions(keep=(Kept("bounds", "2"),)))
        dataset.undo()
        dataset.undo()
        assert dataset.recall("bounds") == "1" and not dataset.dropped_rows()


def test_settings_alone_hold_for_a_file_that_was_written_since(make_file) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        dataset.apply([], "at most 2", Decisions(keep=(Kept("bounds", "2"),)))
    path.write_bytes(FILE + FILE)
    with Dataset.open(path) as dataset:
        assert dataset.source_change is None and dataset.recall("bounds") == "2"
        assert dataset.undo() is not None
