"""Any sequence of steps, undo, redo and reopening equals a model of lists and copies."""

from __future__ import annotations

import copy
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from curator.dataset.change import Change
from curator.dataset.dataset import Dataset
from curator.dataset.export import write
from curator.dataset.lines import BOM
from curator.errors import CuratorError

CONTENT = st.sampled_from([b"a", b"ab", b"abc", b'{"x": 1}', b'{"x": 2}', b"\xff", BOM + b"y", b" z ", b"q\rr"])
BAD = st.sampled_from([b"", b" ", b"a\nb"])
NUMBERS = st.integers(0, 2) | st.integers(0, 12)
OPERATIONS = st.one_of(
    st.tuples(st.just("content"), NUMBERS, CONTENT | BAD),
    st.tuples(st.just("drop"), NUMBERS, st.sampled_from(["", "by hand", "duplicate"])),
    st.tuples(st.just("restore"), NUMBERS),
    st.tuples(st.just("divide"), NUMBERS, st.lists(CONTENT, min_size=1, max_size=3)),
    st.tuples(st.just("join"), NUMBERS, NUMBERS, CONTENT),
    st.tuples(st.just("insert"), NUMBERS, CONTENT),
    st.tuples(st.just("newline"), NUMBERS, st.sampled_from([b"\n", b"\r\n"])),
)
ACTIONS = st.lists(
    st.lists(OPERATIONS, min_size=1, max_size=3) | st.sampled_from(["undo", "undo", "redo", "reopen"]), max_size=10
)
LINES = st.lists(st.tuples(CONTENT | st.just(b""), st.sampled_from([b"\n", b"\n", b"\r\n"])), max_size=5)


@dataclass
class Row:
    content: bytes
    newline: bytes
    dropped: str | None = None


@dataclass
class Model:
    """Rows by id and their order, copied whole for every step."""

    usual: bytes
    order: list[int]
    rows: dict[int, Row]
    next_row: int
    undone: list[tuple[list[int], dict[int, Row]]] = field(default_factory=list)
    done: list[tuple[list[int], dict[int, Row]]] = field(default_factory=list)

    def step(self, changes: list[Change]) -> bool:
        """Take a step; False where it must be refused."""
        order, rows, number = list(self.order), copy.deepcopy(self.rows), self.next_row
        inserted: dict[int, int] = {}
        for change in changes:
            made = self._one(change, order, rows)
            if made is None:
                return False
            for content, newline in made:
                at = 0 if change.row == 0 else order.index(change.row) + 1
                at += inserted.get(change.row, 0)
                inserted[change.row] = inserted.get(change.row, 0) + 1
                order.insert(at, number)
                rows[number] = Row(content, newline)
                number += 1
        if (order, rows) != (self.order, self.rows):
            self.done.append((self.order, self.rows))
            self.undone.clear()
            self.order, self.rows, self.next_row = order, rows, number
        return True

    def _one(self, change: Change, order: list[int], rows: dict[int, Row]) -> list[tuple[bytes, bytes]] | None:
        news = [part for part in (change.content, change.insert, *change.divide) if part is not None]
        if any(b"\n" in part or not part.strip() for part in news):
            return None
        if change.insert is not None:
            return [(change.insert, self.usual)] if change.row == 0 or change.row in self.rows else None
        if change.row not in self.rows:
            return None
        row = rows[change.row]
        if change.divide:
            if len(change.divide) < 2:
                return None
            row.content = change.divide[0]
            return [(part, row.newline or self.usual) for part in change.divide[1:]]
        if change.join is not None:
            if change.join == change.row or change.join not in self.rows or rows[change.join].dropped is not None:
                return None
            rows[change.join].dropped = "joined"
        if change.content is not None:
            row.content = change.content
        if change.drop or change.restore:
            row.dropped = change.reason if change.drop else None
        if change.newline is not None:
            row.newline = change.newline
        return []

    def move(self, source: list, target: list) -> bool:
        if not source:
            return False
        target.append((self.order, self.rows))
        self.order, self.rows = source.pop()
        return True


def change_of(operation: tuple, order: list[int]) -> Change:
    """A change of the row at some position; positions beyond the end name rows that do not exist."""
    kind, position, *rest = operation
    row = ([0, *order])[position] if position <= len(order) else 1000 + position
    if kind == "join":
        following = order[rest[0]] if rest[0] < len(order) else 2000
        return Change(row, join=following, content=rest[1])
    if kind == "drop":
        return Change(row, drop=True, reason=rest[0])
    if kind == "restore":
        return Change(row, restore=True)
    value = tuple(rest[0]) if kind == "divide" else rest[0]
    return Change(row, **{kind: value})


def agree(dataset: Dataset, model: Model) -> None:
    assert list(dataset.rows()) == model.order
    assert dataset.row_count == len(model.order)
    for row, expected in model.rows.items():
        assert dataset.exists(row)
        assert (dataset.read(row), dataset.newline(row), dataset.drop_reason(row)) == (
            expected.content,
            expected.newline,
            expected.dropped,
        )
    assert (dataset.can_undo is not None, dataset.can_redo is not None) == (bool(model.done), bool(model.undone))


@settings(max_examples=120, deadline=None)
@given(lines=LINES, unfinished=CONTENT | st.none(), bom=st.booleans(), actions=ACTIONS)
def test_any_sequence_of_steps_equals_the_model(lines, unfinished, bom, actions) -> None:
    content = b"".join(line + end for line, end in lines) + (unfinished or b"")
    bom = bom or content.startswith(BOM)
    if not content.startswith(BOM):
        content = BOM * bom + content
    else:
        lines = [(line.removeprefix(BOM) if at == 0 else line, end) for at, (line, end) in enumerate(lines)]
        unfinished = unfinished.removeprefix(BOM) if unfinished and not lines else unfinished
    pairs = [*lines, (unfinished, b"")] if unfinished else lines
    crlf = sum(end == b"\r\n" for _, end in pairs)
    usual = b"\r\n" if crlf * 2 > len(pairs) else b"\n"
    rows = {number: Row(line, end) for number, (line, end) in enumerate(pairs, 1)}
    model = Model(usual, sorted(rows), rows, len(rows) + 1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_bytes(content)
        dataset = Dataset.open(path)
        try:
            for action in actions:
                dataset = take(dataset, model, action)
                agree(dataset, model)
            dataset = take(dataset, model, "reopen")
            agree(dataset, model)
            written(dataset, model, bom)
            while dataset.undo() is not None:
                model.move(model.done, model.undone)
                dataset = take(dataset, model, "reopen")
                agree(dataset, model)
            assert [dataset.read(row) for row in dataset.rows()] == [line for line, _ in pairs]
        finally:
            dataset.close()
        assert path.read_bytes() == content


def take(dataset: Dataset, model: Model, action: str | list) -> Dataset:
    if action == "undo":
        assert (dataset.undo() is not None) == model.move(model.done, model.undone)
    elif action == "redo":
        assert (dataset.redo() is not None) == model.move(model.undone, model.done)
    elif action == "reopen":
        dataset.close()
        dataset = Dataset.open(dataset.path)
    else:
        changes = [change_of(operation, model.order) for operation in action]
        before = len(dataset.history())
        try:
            step = dataset.apply(changes, "step")
        except CuratorError:
            assert not model.step(changes)
            assert len(dataset.history()) == before
        else:
            known = (model.order, model.rows)
            assert model.step(changes)
            if step is None:
                assert (model.order, model.rows) == known
    return dataset


def written(dataset: Dataset, model: Model, bom: bool) -> None:
    """What is written is the rows that stand, each with its end, and the account says so."""
    output = dataset.path.with_name("out.jsonl")
    account = write(dataset, output)
    standing = [model.rows[row] for row in model.order if model.rows[row].dropped is None]
    expected = BOM * bom + b"".join(row.content + (row.newline or model.usual) for row in standing)
    assert output.read_bytes() == expected
    account.check()
    assert account.written == len(standing)
    assert account.left_out == len(model.order) - len(standing)
    assert account.read + account.divided + account.inserted == len(model.order)
    assert account.blank_written == sum(not row.content.strip() for row in standing)
