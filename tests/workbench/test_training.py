"""What is sent to be trained: checked as it leaves, by what was accepted in the data it was written from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from curator.cli import options
from curator.cli.outgoing import checked_data
from curator.progress import Progress
from curator.split.options import SplitOptions
from curator.workbench import Workbench, training
from tests.workbench.test_harvesting import bench, record

__all__ = ["bench"]


@pytest.fixture
def divided(bench: Workbench) -> training.Outgoing:
    """Both files of a split, with an empty answer in the validation file that the data does not have."""
    bench.split(bench.split_plan(SplitOptions()), bench.path.parent / "split")
    outgoing = training.split_files(bench)
    assert outgoing is not None and outgoing.validation is not None
    return outgoing


def test_both_files_are_checked_and_screen_and_command_find_the_same(bench: Workbench, divided) -> None:
    with divided.validation.open("a") as file:
        file.write('{"messages": [{"role": "user", "content": "Is anybody there?"}]}\n')
        file.write(divided.training.read_text().splitlines()[0] + "\n")
    tokens, checked = training.examined(divided, bench.settings, (), Progress(), workers=0)
    assert checked.errors and checked.in_both_files == 1 and not checked.accepted
    sent = checked_data(
        str(divided.training), str(divided.validation), options.settings_from(None), as_is=False, workers=0
    )
    assert (sent.tokens, sent.checked) == (tokens, checked)


def test_what_was_accepted_in_the_data_stays_silent_when_it_is_sent(bench: Workbench) -> None:
    secret = record(7, "")
    secret["messages"][0]["content"] = "Use AKIAIOSFODNN7EXAMPLE."  # pyright: ignore[reportIndexIssue]
    bench.edit(3, json.dumps(secret).encode())
    bench.take(bench.remeasure((3,), in_process=True), (3,))
    bench.take_complete(bench.relate(Progress()))
    (finding,) = (one for one in bench.findings(3) if one.severity.word == "error")
    outgoing = training.whole_file(bench, Progress())
    _, before = training.examined(outgoing, bench.settings, bench.accepted, Progress(), workers=0)
    assert before.errors == 1
    bench.accept(3, finding)
    _, after = training.examined(outgoing, bench.settings, bench.accepted, Progress(), workers=0)
    assert after.errors == 0 and after.accepted == 1


def test_the_digest_of_the_data_is_the_same_by_both_doors(bench: Workbench) -> None:
    for edit in (False, True):
        if edit:
            bench.drop([2])
            bench.take_complete(bench.relate(Progress()))
        folder = bench.path.parent / f"split-{edit}"
        bench.split(bench.split_plan(SplitOptions()), folder)
        account = json.loads((folder / "split.json").read_text("utf-8"))
        written = account["outputs"]["training_set.jsonl"]["sha256"]
        assert training.divided_digest(folder / "training_set.jsonl", written) == training.data_digest(bench)
    assert training.divided_digest(folder / "training_set.jsonl", "other") == "other"
    assert training.divided_digest(Path(folder.parent / "none.jsonl"), "own") == "own"
    (folder / "split.json").write_text('{"outputs": 3}')
    assert training.divided_digest(folder / "training_set.jsonl", written) == written
