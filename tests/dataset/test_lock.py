from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys

import pytest

from curator.dataset.change import Change
from curator.dataset.dataset import Dataset
from curator.dataset.lock import Holder, Lock
from curator.errors import CuratorError

HOLD = """
import sys
from curator.dataset.change import Change
from curator.dataset.dataset import Dataset
dataset = Dataset.open(sys.argv[1])
dataset.apply([Change(1, content=b"edited")], "edit")
print("ready", flush=True)
sys.stdin.read()
"""


def hold(path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_a_second_opener_learns_who_has_it_and_a_dead_holder_is_passed_over(make_file) -> None:
    path = make_file(b"one\ntwo\n")
    with hold(path) as process:
        with Dataset.open(path) as dataset:
            assert dataset.read_only
            assert dataset.holder is not None
            assert dataset.holder.pid == process.pid
            assert f"Process {process.pid}" in dataset.holder.sentence()
            assert dataset.read(1) == b"edited"
            with pytest.raises(CuratorError, match="read-only") as refused:
                dataset.apply([Change(2, drop=True)], "drop")
            assert str(process.pid) in refused.value.detail
        with Dataset.open(path, read_only=True) as dataset:
            assert dataset.holder is None
        process.kill()
        process.wait()
        with Dataset.open(path) as dataset:
            assert not dataset.read_only
            assert dataset.undo() is not None


def test_two_that_were_open_before_the_first_edit(make_file) -> None:
    path = make_file(b"one\ntwo\n")
    with Dataset.open(path) as first:
        with Dataset.open(path) as second:
            first.apply([Change(1, drop=True)], "drop")
            with pytest.raises(CuratorError, match="read-only"):
                second.apply([Change(2, drop=True)], "drop")
        with Dataset.open(path) as late:
            assert late.holder is not None
    with Dataset.open(path) as dataset:
        assert dataset.dropped_rows() == [1]


def test_one_who_missed_the_others_edits_must_open_again(make_file) -> None:
    path = make_file(b"one\ntwo\n")
    with Dataset.open(path) as late:
        with Dataset.open(path) as first:
            first.apply([Change(1, drop=True)], "drop")
        with pytest.raises(CuratorError, match="Another program began a journal"):
            late.apply([Change(2, drop=True)], "drop")


def test_claiming_keeps_others_out_before_any_edit(make_file) -> None:
    path = make_file(b"one\n")
    with Dataset.open(path) as first:
        assert first.claim() is None
        with Dataset.open(path) as second:
            assert second.read_only
            assert second.holder is not None
            assert second.holder.pid == os.getpid()


def test_without_flock_the_written_process_id_decides(tmp_path, monkeypatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.ENOTSUP, "not supported")

    monkeypatch.setattr(fcntl, "flock", refused)
    path = tmp_path / "lock"
    first = Lock.take(path)
    assert isinstance(first, Lock)
    second = Lock.take(path)
    assert isinstance(second, Holder)
    assert second.pid == os.getpid()
    first.release()
    third = Lock.take(path)
    assert isinstance(third, Lock)
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    path.write_text(path.read_text().replace(f'"pid": {os.getpid()}', f'"pid": {int(gone.stdout)}'))
    fourth = Lock.take(path)
    assert isinstance(fourth, Lock)
    third.release()
    fourth.release()
