from __future__ import annotations

import pytest

from curator.dataset.change import Change
from curator.dataset.dataset import Dataset
from curator.dataset.lines import BOM
from curator.dataset.step import Decisions, Standing, StepKind
from curator.errors import CuratorError

FILE = b'{"a": 1}\n{"b": 2}\r\n\n{"c": 3}'


def shown(dataset: Dataset) -> list[tuple[int, bytes]]:
    return [(row, dataset.read(row)) for row in dataset.rows()]


def test_a_file_without_edits_is_its_lines(make_file) -> None:
    with Dataset.open(make_file(BOM + FILE)) as dataset:
        assert dataset.bom
        assert dataset.rows() == range(1, 5)
        assert [dataset.read(row) for row in dataset.rows()] == [b'{"a": 1}', b'{"b": 2}', b"", b'{"c": 3}']
        assert [dataset.newline(row) for row in dataset.rows()] == [b"\n", b"\r\n", b"\n", b""]
        assert dataset.journal is None
        assert (dataset.can_undo, dataset.undo(), dataset.redo(), dataset.history()) == (None, None, None, [])
        assert not dataset.exists(0) and not dataset.exists(5)


def test_a_file_read_ahead_takes_the_same_edits(make_file) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        dataset.prepare()
        assert list(path.parent.iterdir()) == [path]
        dataset.apply([Change(4, insert=b"x")], "insert")
        assert dataset.journal is not None
        assert dataset.journal.source == dataset.mark()
        dataset.prepare()
    other = make_file(FILE + b"\n")
    (other.parent / ".curator" / "train.jsonl.journal").unlink()
    with Dataset.open(other) as dataset:
        dataset.prepare()
        other.write_bytes(FILE + b"\nmore\n")
        with pytest.raises(CuratorError, match="changed by another program"):
            dataset.apply([Change(1, drop=True)], "drop")


def test_an_edit_is_seen_and_the_source_is_not_written(make_file) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        step = dataset.apply([Change(1, content=b'{"a": 10}')], "edit")
        assert step is not None
        assert (step.rows, step.kind, step.name) == ((1,), StepKind.DO, "edit")
        assert dataset.read(1) == b'{"a": 10}'
        assert dataset.source(1) == b'{"a": 1}'
        assert dataset.is_edited(1) and not dataset.is_edited(2)
        assert dataset.edited_rows() == [1]
        assert dataset.edit_count == 1
    assert path.read_bytes() == FILE


def test_dropping_and_bringing_back(make_file) -> None:
    with Dataset.open(make_file(FILE)) as dataset:
        dataset.apply([Change(2, content=b"x"), Change(2, drop=True, reason="by hand")], "drop")
        assert (dataset.is_dropped(2), dataset.drop_reason(2), dataset.read(2)) == (True, "by hand", b"x")
        assert dataset.exists(2)
        assert dataset.dropped_rows() == [2]
        dataset.apply([Change(2, restore=True)], "bring back")
        assert not dataset.is_dropped(2)
        assert dataset.read(2) == b"x"


def test_dividing_keeps_the_first_and_makes_rows_after_it(make_file) -> None:
    with Dataset.open(make_file(b"ab\r\ncd\n")) as dataset:
        step = dataset.apply([Change(1, divide=(b"a", b"b", b"c"))], "divide")
        assert step is not None
        assert step.made == (3, 4)
        assert shown(dataset) == [(1, b"a"), (3, b"b"), (4, b"c"), (2, b"cd")]
        assert [dataset.newline(row) for row in dataset.rows()] == [b"\r\n", b"\r\n", b"\r\n", b"\n"]
        assert (dataset.line_of(3), dataset.line_of(1), dataset.place_of(3), dataset.place_of(1)) == (None, 1, 1, None)
        assert dataset.is_made(3) and not dataset.is_edited(3)
        assert dataset.source(3) is None
        assert dataset.edited_rows() == [1, 3, 4]
        assert dataset.row_count == 4


def test_joining_drops_the_next_row(make_file) -> None:
    with Dataset.open(make_file(b'{"a":\n1}\n{}\n')) as dataset:
        dataset.apply([Change(1, content=b'{"a":1}', join=2)], "join")
        assert dataset.read(1) == b'{"a":1}'
        assert dataset.drop_reason(2) == "joined"
        assert dataset.edit_count == 1
        dataset.undo()
        assert shown(dataset) == [(1, b'{"a":'), (2, b"1}"), (3, b"{}")]


def test_insertions_stand_where_they_were_put(make_file) -> None:
    with Dataset.open(make_file(b"1\n2\n")) as dataset:
        dataset.apply([Change(1, insert=b"a"), Change(1, insert=b"b")], "insert")
        dataset.apply([Change(1, insert=b"c"), Change(0, insert=b"start")], "insert")
        dataset.apply([Change(3, insert=b"after a"), Change(2, insert=b"end")], "insert")
        assert [content for _, content in shown(dataset)] == [
            b"start", b"1", b"c", b"a", b"after a", b"b", b"2", b"end",
        ]  # fmt: skip
        for _ in range(3):
            dataset.undo()
        assert shown(dataset) == [(1, b"1"), (2, b"2")]
        dataset.apply([Change(2, insert=b"new")], "insert")
        assert shown(dataset)[-1] == (9, b"new"), "ids are never used again"


def test_a_line_end_can_be_changed(make_file) -> None:
    with Dataset.open(make_file(FILE)) as dataset:
        dataset.apply([Change(2, newline=b"\n")], "line end")
        assert dataset.newline(2) == b"\n"
        assert dataset.is_edited(2)
        dataset.apply([Change(2, newline=b"\r\n")], "line end")
        assert not dataset.is_edited(2)


def test_an_edit_that_restores_the_source_leaves_no_edit(make_file) -> None:
    with Dataset.open(make_file(FILE)) as dataset:
        dataset.apply([Change(1, content=b"x")], "edit")
        dataset.apply([Change(1, content=b'{"a": 1}')], "edit back")
        assert (dataset.edit_count, dataset.changed_rows()) == (0, [])
        dataset.undo()
        assert dataset.read(1) == b"x"


def test_what_changes_nothing_is_no_step(make_file) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        assert dataset.apply([Change(1, content=b'{"a": 1}'), Change(2, restore=True)], "nothing") is None
        assert dataset.apply([], "nothing") is None
        assert dataset.history() == []


def test_a_carriage_return_at_the_end_belongs_to_the_line_end(make_file) -> None:
    with Dataset.open(make_file(FILE)) as dataset:
        dataset.apply([Change(1, content=b"x\r")], "edit")
        assert dataset.read(1) == b"x"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(1, content=b"a\nb"), "line break"),
        (Change(1, content=b" \t"), "is empty"),
        (Change(1, divide=(b"a", b"")), "is empty"),
        (Change(1, divide=(b"a",)), "fewer than two"),
        (Change(1, insert=b"a\nb"), "line break"),
        (Change(9, drop=True), "no row 9"),
        (Change(0, content=b"x"), "no row 0"),
        (Change(9, insert=b"x"), "no row 9"),
        (Change(1, content=b"x", join=1), "no row 1 to join"),
        (Change(1, content=b"x", join=9), "no row 9 to join"),
        (Change(1, join=2), "needs the bytes"),
        (Change(1, newline=b"\r"), "no line end"),
        (Change(1), "exactly one thing"),
        (Change(1, content=b"x", drop=True), "exactly one thing"),
        (Change(1, insert=b"x", newline=b"\n"), "line end the file usually has"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_of_the_step_is_taken(make_file, change, words) -> None:
    with Dataset.open(make_file(FILE)) as dataset:
        with pytest.raises(CuratorError, match=words):
            dataset.apply([Change(2, drop=True), change], "step")
        assert dataset.changed_rows() == []
        assert dataset.history() == []


def test_a_dropped_row_cannot_be_joined(make_file) -> None:
    with Dataset.open(make_file(FILE)) as dataset, pytest.raises(CuratorError, match="is dropped"):
        dataset.apply([Change(2, drop=True), Change(1, content=b"x", join=2)], "step")


def test_undo_and_redo_name_what_they_undid_across_openings(make_file) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, content=b"x")], "first")
        dataset.apply([Change(2, drop=True)], "second")
        undone = dataset.undo()
        assert undone is not None
        assert (undone.kind, undone.name, undone.of, undone.rows) == (StepKind.UNDO, "second", 2, (2,))
    with Dataset.open(path) as dataset:
        assert (dataset.can_undo, dataset.can_redo) == ("first", "second")
        again = dataset.redo()
        assert again is not None
        assert (again.kind, again.name) == (StepKind.REDO, "second")
        assert dataset.is_dropped(2)
        assert dataset.can_redo is None


def test_an_edit_after_undo_ends_redo_and_history_keeps_the_branch(make_file) -> None:
    with Dataset.open(make_file(FILE)) as dataset:
        dataset.apply([Change(1, content=b"x")], "left")
        dataset.undo()
        dataset.apply([Change(1, content=b"y")], "done")
        dataset.apply([Change(2, drop=True)], "undone")
        dataset.undo()
        assert dataset.can_redo == "undone"
        assert [(step.name, step.kind, step.standing) for step in dataset.history()] == [
            ("left", StepKind.DO, Standing.LEFT),
            ("left", StepKind.UNDO, None),
            ("done", StepKind.DO, Standing.DONE),
            ("undone", StepKind.DO, Standing.UNDONE),
            ("undone", StepKind.UNDO, None),
        ]
        assert dataset.journal is not None
        assert dataset.journal.edits_of(1)[0][2].splice is not None
        assert dataset.history()[0].row_count == 1


def test_accepted_findings_and_tags_are_steps(make_file) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        step = dataset.apply([], "accept", Decisions(accept=("f1", "f2"), tag=((1, "odd"), (2, "odd"))))
        assert step is not None
        assert step.rows == (1, 2)
        dataset.apply([], "take back", Decisions(withdraw=("f1",), untag=((1, "odd"),)))
        assert dataset.apply([], "nothing", Decisions(accept=("f2",), untag=((1, "odd"),))) is None
    with Dataset.open(path) as dataset:
        assert dataset.accepted == {"f2"}
        assert (dataset.tags_of(1), dataset.tags_of(2)) == (frozenset(), {"odd"})
        dataset.undo()
        assert dataset.accepted == {"f1", "f2"}
        assert dataset.tags_of(1) == {"odd"}
        dataset.undo()
        assert (dataset.accepted, dataset.tags_of(2)) == (frozenset(), frozenset())
        dataset.redo()
        assert dataset.accepted == {"f1", "f2"}
        with pytest.raises(CuratorError, match="no row 77"):
            dataset.apply([], "tag", Decisions(tag=((77, "odd"),)))


def test_what_is_remembered_is_no_step(make_file) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        assert dataset.recall("cursor") is None
        dataset.remember("cursor", "3")
        dataset.remember("filter", "has:\udce4")
        dataset.remember("filter", None)
        assert dataset.can_undo is None
    with Dataset.open(path) as dataset:
        assert (dataset.recall("cursor"), dataset.recall("filter")) == ("3", None)
        dataset.apply([Change(1, drop=True)], "drop")
        dataset.undo()
        assert dataset.recall("cursor") == "3"


def test_as_it_is_leaves_the_journal_alone(make_file) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, content=b"x")], "edit")
    with Dataset.open(path, as_is=True) as dataset:
        assert dataset.read(1) == b'{"a": 1}'
        assert dataset.journal is None
        with pytest.raises(CuratorError, match="read-only"):
            dataset.apply([Change(1, drop=True)], "drop")


def test_reading_only_sees_the_edits_and_takes_none(make_file) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as writer:
        writer.apply([Change(1, content=b"x")], "edit")
        with Dataset.open(path, read_only=True) as dataset:
            assert dataset.read(1) == b"x"
            for refused in (dataset.undo, dataset.redo, dataset.set_aside, lambda: dataset.remember("a", "b")):
                with pytest.raises(CuratorError, match="read-only"):
                    refused()


def test_no_edit_is_taken_on_a_file_another_program_wrote(make_file) -> None:
    path = make_file(FILE)
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, content=b"x")], "edit")
        path.write_bytes(FILE + b"\nmore\n")
        for refused in (lambda: dataset.apply([Change(2, drop=True)], "drop"), dataset.undo):
            with pytest.raises(CuratorError, match="changed by another program"):
                refused()


def test_version_grows_with_every_step(make_file) -> None:
    with Dataset.open(make_file(FILE)) as dataset:
        dataset.apply([Change(1, drop=True)], "drop")
        dataset.undo()
        assert dataset.version == 2
