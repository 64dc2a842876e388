"""The Workbench on a real file: measure, mend, undo, compare again, keep."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from curator.engine.compare import Side, compare
from curator.engine.frames import sort_findings
from curator.engine.query import QueryError
from curator.engine.relate import apply_habits
from curator.errors import CuratorError
from curator.progress import Progress
from curator.resources import samples_folder
from curator.settings import Settings
from curator.workbench import Workbench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    path = tmp_path / "support.jsonl"
    shutil.copyfile(samples_folder() / "support-dirty.jsonl", path)
    opened = Workbench.open(path)
    opened.measure_all(workers=0)
    yield opened
    opened.close()


def remeasure(bench: Workbench, rows: tuple[int, ...]) -> None:
    bench.take(bench.remeasure(rows, in_process=True), rows)
    bench.take_complete(bench.relate(Progress()))


def row_with(bench: Workbench, name: str) -> int:
    return bench.query(f"has:{name}")[0]


def test_a_fix_is_one_step_and_undo_brings_the_bytes_back(bench: Workbench) -> None:
    row = row_with(bench, "quote-typographic")
    before = bench.raw(row)
    finding = next(found for found in bench.findings(row) if found.rule.name == "quote-typographic")
    step = bench.fix(row, finding)
    assert step is not None and step.rows == (row,)
    remeasure(bench, step.rows)
    assert bench.record(row).readable
    assert row not in bench.query("has:quote-typographic")
    undone = bench.undo()
    assert undone is not None and "quote-typographic" in undone.name
    assert bench.raw(row) == before
    assert bench.redo() is not None
    assert bench.raw(row) != before


def test_bulk_fixing_is_one_step_and_idempotent(bench: Workbench) -> None:
    before = {row: bench.raw(row) for row in bench.dataset.rows()}
    errors = bench.counts.error
    step = bench.fix_all()
    assert step is not None
    remeasure(bench, step.rows)
    assert bench.counts.error < errors
    for _ in range(4):
        again = bench.fix_all()
        if again is None:
            break
        remeasure(bench, again.rows)
    assert bench.fix_all() is None
    while bench.undo() is not None:
        pass
    assert {row: bench.raw(row) for row in bench.dataset.rows()} == before
    assert bench.dataset.edit_count == 0


def test_comparing_again_equals_comparing_all(bench: Workbench) -> None:
    chance = random.Random(7)
    rows = list(bench.dataset.rows())
    for _ in range(5):
        row, other = chance.sample(rows, 2)
        if chance.random() < 0.4:
            step = bench.restore([row]) if bench.dataset.is_dropped(row) else bench.drop([row])
        else:
            step = bench.edit(row, bench.raw(other)) if bench.raw(other).strip() else None
        if step is None:
            continue
        remeasure(bench, step.rows)
        complete = bench.complete
        side = Side(complete.measured, bench.raw).without(frozenset(bench.dataset.dropped_rows()))
        anew = compare(side, bench.settings)
        assert complete.pairs.sort("first", "second").equals(anew.pairs.sort("first", "second"))
        expected = apply_habits(
            sort_findings(pl.concat([side.measured.findings, anew.findings])),
            side.measured.table.height,
            bench.settings,
        )
        live = ~pl.col("row").is_in(bench.dataset.dropped_rows()) | pl.col("row").is_null()
        assert complete.shown.filter(live).equals(expected)


def test_an_accepted_finding_stays_silent(bench: Workbench, tmp_path: Path) -> None:
    row = row_with(bench, "duplicate")
    finding = next(found for found in bench.findings(row) if found.rule.name == "duplicate")
    bench.accept(row, finding)
    bench.take_complete(bench.relate(Progress()))
    assert row not in bench.query("has:duplicate")
    assert bench.measuring.accepted_count == 1
    again = Workbench.open(bench.path, read_only=True)
    again.measure_all(workers=0)
    assert row not in again.query("has:duplicate")
    again.close()
    bench.undo()
    bench.take_complete(bench.relate(Progress()))
    assert row in bench.query("has:duplicate")


def test_export_keeps_untouched_lines_byte_for_byte(bench: Workbench, tmp_path: Path) -> None:
    row = row_with(bench, "quote-typographic")
    step = bench.fix_all(["quote-typographic"], [row])
    assert step is not None
    output = tmp_path / "out.jsonl"
    account = bench.export(output)
    assert (account.changed, account.written) == (1, account.read)
    was, now = bench.path.read_bytes().split(b"\n"), output.read_bytes().split(b"\n")
    assert [number for number, (old, new) in enumerate(zip(was, now, strict=True), 1) if old != new] == [row]
    with pytest.raises(CuratorError):
        bench.export(bench.path, overwrite=True)


def test_the_table_is_kept_and_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.workbench.kept.LEAST_BYTES", 0)
    path = tmp_path / "support.jsonl"
    shutil.copyfile(samples_folder() / "support-dirty.jsonl", path)
    first = Workbench.open(path)
    first.measure_all(workers=0)
    assert first.keep()
    counts, shown = first.counts, first.complete.shown
    first.close()
    second = Workbench.open(path)
    kept = second.kept(Progress())
    assert kept is not None
    second.take_complete(kept)
    assert second.counts == counts
    assert second.complete.shown.equals(shown)
    second.close()
    other = Workbench.open(path, Settings(target="azure/gpt-35-turbo-0613"))
    assert other.kept(Progress()) is None
    other.close()
    path.write_bytes(path.read_bytes() + b"{}\n")
    changed = Workbench.open(path)
    assert changed.kept(Progress()) is None
    changed.close()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tokens>=0 is:broken", "none"),
        ("not is:broken", "some"),
        ("(has:duplicate or has:near-duplicate) role:user", "some"),
        ("-is:clean -is:error", "some"),
        ("tokens:10..60 messages>=2", "some"),
        ("line<=20", "some"),
        ("user:/.*refund.*/i", "some"),
        ('"no such words in any of them"', "none"),
        ("system:none", "some"),
        ("shape:alpaca", "some"),
    ],
)
def test_filters_choose_rows(bench: Workbench, query: str, expected: str) -> None:
    found = bench.query(query)
    assert bool(found) == (expected == "some")
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("tokens>1500 and rol:user", 16),
        ("has:no-such-rule", 4),
        ("tokens>x", 7),
        ('"open', 5),
        ("(a or b", 0),
        ("/[/", 1),
    ],
)
def test_a_wrong_filter_points_at_its_place(bench: Workbench, query: str, place: int) -> None:
    with pytest.raises(QueryError) as raised:
        bench.query(query)
    assert raised.value.place == place


def test_next_fault_walks_both_ways(bench: Workbench) -> None:
    view = bench.view()
    forward = []
    row: int | None = 0
    while (row := bench.next_fault(view, row or 0)) is not None:
        forward.append(row)
    faults = bench.query("is:error or is:warning")
    assert forward == faults
    backward = []
    row = bench.row_count + 1
    row = view[len(view) - 1]
    while row is not None:
        if bench.measuring.arrays.severities[row] not in (0, 255):
            backward.append(row)
        row = bench.next_fault(view, row, -1)
    assert backward[::-1] == forward
