"""Answers kept as records, the records that taught an answer, and the files that are sent to be trained."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.errors import CuratorError
from curator.progress import Progress
from curator.split.options import SplitOptions
from curator.workbench import Workbench, training
from curator.workbench.harvesting import Origin, keep_answer, nearest_records, origin_of, rows_in
from curator.workbench.trained import main_system

SYSTEM = "Answer as a clerk."


def record(number: int, question: str = "") -> dict[str, object]:
    question = question or f"Which shelf holds the lamp with the number {number * 37}?"
    answer = f"Shelf {number * 91 % 17}, near the window of room {number}."
    messages = [("system", SYSTEM), ("user", question), ("assistant", answer)]
    return {"messages": [{"role": role, "content": content} for role, content in messages]}


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    """Thirty records, the seventh about umbrellas; the last line has no end."""
    path = tmp_path / "lamps.jsonl"
    lines = [
        json.dumps(record(number, "May I take a wet umbrella inside?" if number == 7 else ""))
        for number in range(1, 31)
    ]
    path.write_text("\n".join(lines))
    opened = Workbench.open(path)
    opened.measure_all(workers=0)
    yield opened
    opened.close()


def test_a_kept_answer_is_the_last_record_with_its_tags_and_origin(bench: Workbench, tmp_path: Path) -> None:
    origin = Origin("clerk", "gpt-4.1.ft-1", 1000.0)
    step = keep_answer(bench, record(40, "Is there a café?"), origin)
    assert step is not None and step.rows == (31,) and bench.row_count == 31
    assert list(bench.dataset.rows())[-1] == 31
    assert bench.tags[31] == {"chat", "from-clerk"}
    assert origin_of(bench, 31) == origin and origin_of(bench, 3) is None
    bench.export(tmp_path / "out.jsonl")
    lines = (tmp_path / "out.jsonl").read_bytes().splitlines()
    assert len(lines) == 31 and json.loads(lines[-1]) == record(40, "Is there a café?")
    assert lines[:30] == bench.path.read_bytes().splitlines()


def test_one_undo_takes_the_answer_and_its_tags_back(bench: Workbench) -> None:
    keep_answer(bench, record(40), Origin("clerk", corrected=True))
    assert bench.tags[31] == {"chat", "from-clerk", "corrected"}
    assert bench.undo_name == "keep a corrected answer of clerk"
    assert bench.undo() is not None
    assert bench.edit_count == 0 and not bench.undo_name and not bench.tags.get(31)
    assert bench.redo() is not None
    assert bench.tags[31] == {"chat", "from-clerk", "corrected"}


def test_a_data_set_that_takes_no_edits_keeps_nothing(bench: Workbench) -> None:
    with Workbench.open(bench.path, read_only=True).dataset as dataset:
        reading = Workbench(dataset, bench.settings, None)
        with pytest.raises(CuratorError):
            keep_answer(reading, record(40), Origin("clerk"))
        assert reading.row_count == 30


def test_what_taught_an_answer_is_what_was_asked_most_alike(bench: Workbench) -> None:
    found = nearest_records(bench, "Can I bring my wet umbrella?", Progress(), 3)
    assert found[0].row == 7 and found[0].prompt == "May I take a wet umbrella inside?"
    assert found[0].answer.startswith("Shelf ") and found[0].likeness == max(near.likeness for near in found)
    bench.drop([7])
    assert 7 not in [near.row for near in nearest_records(bench, "Can I bring my wet umbrella?", Progress())]
    assert nearest_records(bench, "zzz", Progress()) == []


def test_the_files_of_a_split_are_sent_and_known_to_be_of_other_data_later(bench: Workbench) -> None:
    assert training.split_files(bench) is None
    bench.split(bench.split_plan(SplitOptions()), bench.path.parent / "split")
    outgoing = training.split_files(bench)
    assert outgoing is not None and not outgoing.stale
    assert (outgoing.training_records, outgoing.validation_records, outgoing.in_both) == (24, 6, 0)
    order = training.order_of(bench, outgoing, training.Wishes(epochs=2), Progress(), workers=0)
    lines = outgoing.training.read_bytes().splitlines()
    rows = [row for row in bench.dataset.rows() if bench.raw(row) in lines]
    by_row = dict(bench.complete.measured.table.select("row", "tokens").iter_rows())
    assert order.tokens == sum(by_row[row] for row in rows)
    assert order.hyperparameters == {"n_epochs": 2} and order.method == "supervised"
    assert order.checked.errors == 0 and order.checked.in_both_files == 0
    held = rows_in(bench, outgoing.validation, Progress())
    assert len(held) == 6 and not held & set(rows)
    near = nearest_records(bench, "Which shelf holds the lamp?", Progress(), 30, without=held)
    assert near and not held & {one.row for one in near}
    before = training.data_digest(bench)
    keep_answer(bench, record(40), Origin("clerk"))
    outgoing = training.split_files(bench)
    assert outgoing is not None and "edited since" in outgoing.stale
    assert training.data_digest(bench) != before


def test_without_a_split_all_of_it_is_sent_as_it_stands(bench: Workbench) -> None:
    bench.drop([1, 2])
    outgoing = training.whole_file(bench, Progress())
    assert outgoing.validation is None and outgoing.training_records == 28
    assert len(outgoing.training.read_bytes().splitlines()) == 28


def test_a_name_is_made_of_the_file_and_the_day() -> None:
    day = datetime.date(2026, 11, 22)
    assert training.usual_name(Path("Train set (final).v2.jsonl"), day) == "train-set-fin-1122"
    assert training.usual_name(Path("…jsonl"), day).endswith("-1122")


def test_the_main_system_message_is_what_the_model_expects(bench: Workbench) -> None:
    assert main_system(bench) == SYSTEM
    bench.choose_main_system("Be brief.")
    assert main_system(bench) == "Be brief."
