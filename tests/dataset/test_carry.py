from __future__ import annotations

import os
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.dataset.change import Change
from curator.dataset.compare import match_lines
from curator.dataset.dataset import Dataset
from curator.dataset.journal import Journal
from curator.dataset.step import Decisions, Kept
from curator.errors import CuratorError


def hashes(text: str) -> array:
    return array("Q", [ord(letter) for letter in text])


@pytest.mark.parametrize(
    ("before", "now", "wanted", "found", "changed", "gone"),
    [
        ("abc", "abc", [2], {2: 2}, [], []),
        ("abc", "xabc", [2], {2: 3}, [], []),
        ("abc", "cba", [1, 3], {1: 3, 3: 1}, [], []),
        ("abc", "axc", [2], {}, [2], []),
        ("abc", "ac", [2], {}, [], [2]),
        ("abc", "ab", [3], {}, [], [3]),
        ("abc", "abx", [3], {}, [3], []),
        ("abc", "xbc", [1], {}, [1], []),
        ("abc", "bc", [1], {}, [], [1]),
        # Copies: as many as before, in the same order.
        ("abad", "xabad", [1, 3], {1: 2, 3: 4}, [], []),
        # One copy less: only where the neighbours say which one is left.
        ("pabqac", "pabqc", [2, 5], {2: 2}, [], [5]),
        ("aaa", "aa", [3], {3: 2}, [], []),
        ("aaaaa", "aaaa", [3], {}, [3], []),
        # One copy more: never guessed.
        ("abc", "abcb", [2], {2: 2}, [], []),
        ("b", "bb", [1], {}, [1], []),
        ("abc", "", [1, 2], {}, [], [1, 2]),
        ("abc", "xyz", [1, 2, 3], {}, [1, 2, 3], []),
    ],
)
def test_lines_are_found_again_and_never_guessed(before, now, wanted, found, changed, gone) -> None:
    match = match_lines(hashes(before), hashes(now), wanted)
    assert (match.found, match.changed, match.gone) == (found, changed, gone)


@given(st.text("abcdef", max_size=12), st.text("abcdefx", max_size=12))
def test_a_match_is_the_same_line_and_every_line_has_one_fate(before, now) -> None:
    rows = range(1, len(before) + 1)
    match = match_lines(hashes(before), hashes(now), rows)
    assert all(before[row - 1] == now[line - 1] for row, line in match.found.items())
    assert len(set(match.found.values())) == len(match.found)
    assert sorted([*match.found, *match.changed, *match.gone]) == list(rows)


def written_again(path, content: bytes) -> None:
    """Write a file as another program would, at another time."""
    path.write_bytes(content)
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 5_000_000_000))


def test_the_same_bytes_at_another_time_are_the_same_file(make_file) -> None:
    path = make_file(b"one\ntwo\n")
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, drop=True)], "drop")
    written_again(path, b"one\ntwo\n")
    for _ in range(2):
        with Dataset.open(path) as dataset:
            assert dataset.source_change is None
            assert dataset.is_dropped(1)
            assert dataset.journal is not None
            assert dataset.journal.source.stamp == dataset.lines.stamp


def test_a_file_written_since_is_read_only_and_says_what_became_of_the_edits(make_file) -> None:
    path = make_file(b"one\ntwo\nthree\nfour\n")
    with Dataset.open(path) as dataset:
        dataset.apply([Change(row, content=b"edited %d" % row) for row in (1, 2, 3)], "edit")
        dataset.apply([Change(4, insert=b"harvested")], "harvest")
    written_again(path, b"new\none\nTWO\nfour\nfive\n")
    with Dataset.open(path) as dataset:
        change = dataset.source_change
        assert change is not None
        assert (change.lines_before, change.lines_now, change.edits) == (4, 5, 4)
        assert change.unchanged == (1, 5)
        assert set(change.changed) | set(change.gone) == {2, 3}
        assert change.edited_at is not None and change.written_at > change.edited_at
        assert dataset.read_only
        assert [dataset.read(row) for row in dataset.rows()] == [b"new", b"one", b"TWO", b"four", b"five"]
        with pytest.raises(CuratorError, match="read-only") as refused:
            dataset.apply([Change(1, drop=True)], "drop")
        assert "no longer the file" in refused.value.detail
        assert dataset.journal is not None
        assert [(kept.row, kept.source, kept.content) for kept in dataset.journal.kept_edits()] == [
            (1, b"one", b"edited 1"),
            (2, b"two", b"edited 2"),
            (3, b"three", b"edited 3"),
            (5, None, b"harvested"),
        ]


def test_starting_anew_keeps_the_earlier_journal(make_file) -> None:
    path = make_file(b"one\ntwo\n")
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, drop=True)], "drop")
    written_again(path, b"three\n")
    with Dataset.open(path) as dataset:
        aside = dataset.set_aside()
        assert aside is not None and aside.exists()
        assert not dataset.read_only and dataset.source_change is None
        assert dataset.apply([Change(1, content=b"3")], "edit") is not None


def test_what_still_fits_comes_over_one_step_for_each(make_file) -> None:
    path = make_file(b"one\ntwo\nthree\nfour four\nfive\nsix\n")
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, content=b"ONE"), Change(2, drop=True, reason="by hand")], "first")
        dataset.apply([Change(3, drop=True)], "undone")
        dataset.undo()
        dataset.apply([Change(4, divide=(b"four", b"four."))], "divide")
        dataset.apply([Change(7, content=b"FOUR"), Change(0, insert=b"start"), Change(3, insert=b"end")], "later")
        dataset.apply([Change(5, content=b"fivesix", join=6)], "join")
        dataset.apply([], "accept", Decisions(accept=("f1",), tag=((4, "odd"), (2, "odd"))))
        dataset.remember("filter", "lang:de")
        dataset.remember("bounds", "0")
        dataset.apply([], "bounds", Decisions(keep=(Kept("bounds", "1"),)))
    written_again(path, b"new\none\nTWO\nfour four\nfive\nSIX\n")
    with Dataset.open(path) as dataset:
        carried = dataset.carry_over()
        assert carried.steps == 5
        assert [(kept.row, kept.name) for kept in carried.left] == [(2, "first"), (5, "join"), (6, "join")]
        assert carried.rows[1] == 2 and carried.rows[4] == 4
        assert [dataset.read(row) for row in dataset.rows() if not dataset.is_dropped(row)] == [
            b"start", b"new", b"ONE", b"TWO", b"four", b"FOUR", b"five", b"SIX", b"end",
        ]  # fmt: skip
        assert [step.name for step in dataset.history()] == ["first", "divide", "later", "accept", "bounds"]
        assert dataset.accepted == {"f1"}
        assert dataset.tags_of(4) == {"odd"}
        assert dataset.recall("filter") == "lang:de"
        assert dataset.recall("bounds") == "1"
        dataset.undo()
        assert dataset.recall("bounds") == "0"
        while dataset.undo() is not None:
            pass
        assert [dataset.read(row) for row in dataset.rows()] == path.read_bytes().split(b"\n")[:-1]
    with Dataset.open(path) as dataset:
        assert dataset.source_change is None
        assert dataset.can_redo == "first"


def test_a_dropped_duplicate_is_not_dropped_where_only_one_copy_is_left(make_file) -> None:
    path = make_file(b"a\nsame\nb\nsame\nc\n")
    with Dataset.open(path) as dataset:
        dataset.apply([Change(4, drop=True, reason="exact duplicate")], "drop 1 exact duplicate")
    written_again(path, b"a\nsame\nb\nc\n")
    with Dataset.open(path) as dataset:
        carried = dataset.carry_over()
        assert [kept.row for kept in carried.left] == [4]
        assert dataset.dropped_rows() == []


def test_another_files_journal_is_put_on_top_of_own_edits(make_file, tmp_path) -> None:
    path = make_file(b"one\ntwo\nthree\n")
    other = tmp_path / "export.jsonl"
    other.write_bytes(b"three\ntwo\none\n")
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, content=b"ONE"), Change(2, content=b"TWO")], "edit")
        dataset.apply([Change(3, insert=b"more")], "insert")
    journal = Journal.open(tmp_path / ".curator" / "train.jsonl.journal", read_only=True)
    assert journal is not None
    with Dataset.open(other) as dataset:
        dataset.apply([Change(2, content=b"mine"), Change(1, insert=b"own")], "own")
        carried = dataset.carry_from(journal)
        assert [kept.row for kept in carried.left] == [2]
        assert [dataset.read(row) for row in dataset.rows()] == [b"three", b"own", b"more", b"mine", b"ONE"]
    journal.close()


def test_there_is_nothing_to_carry_over_where_nothing_changed(make_file) -> None:
    with Dataset.open(make_file(b"one\n")) as dataset, pytest.raises(CuratorError, match="no earlier edits"):
        dataset.carry_over()


def test_a_journal_that_only_remembers_moves_to_the_new_file(make_file) -> None:
    path = make_file(b"one\n")
    with Dataset.open(path) as dataset:
        dataset.remember("filter", "x")
    written_again(path, b"two\nthree\n")
    with Dataset.open(path) as dataset:
        assert dataset.source_change is None
        assert dataset.recall("filter") == "x"
        step = dataset.apply([Change(2, insert=b"made")], "insert")
        assert step is not None and step.made == (3,)
