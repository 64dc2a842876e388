"""A length is judged by the lines of its file: what a side of the split will say is known before it is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from curator.cli import run
from curator.split.options import SplitOptions
from curator.workbench import Workbench
from curator.workbench.bounding import stand_out_alone
from tests.tui.conftest import chat

LENGTHS = ("length-outlier", "answer-short", "answer-long", "many-messages")


def lengths_found(path: Path, capfd: pytest.CaptureFixture[str]) -> dict[str, int]:
    assert run(["check", str(path), "--select", "LEN", "--fail-on", "never", "--format", "json"]) == 0
    found = [one["name"] for one in json.loads(capfd.readouterr().out)["findings"] if one["line"] is not None]
    return {name: found.count(name) for name in LENGTHS if name in found}


def test_lines_that_stand_out_only_among_fewer_are_foretold(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    # Answers of all lengths, so that nothing stands out; of the lines 1 to 40 all but one answer have about a length.
    alike = [chat(f"What is on page {number}?", "word " * (30 + number % 3) + "there.") for number in range(39)]
    spread = [chat(f"What is in chapter {number}?", "term " * 2 ** (1 + number % 11) + "here.") for number in range(80)]
    lines = [*alike, chat("What is in the whole book?", "So many words. " * 300), *spread]
    path, part = tmp_path / "all.jsonl", tmp_path / "part.jsonl"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    part.write_text("\n".join(lines[:40]) + "\n", "utf-8")
    assert lengths_found(path, capfd) == {}
    bench = Workbench.open(path)
    bench.measure_all(workers=0)
    foretold = stand_out_alone(bench, range(1, 41))
    assert foretold and foretold == lengths_found(part, capfd)
    assert stand_out_alone(bench, bench.dataset.rows()) == {}, "what is found here already is no news"
    plan = bench.split_plan(SplitOptions())
    folder = tmp_path / "split"
    written = bench.split(plan, folder)
    for side, rows in plan.sides.items():
        assert stand_out_alone(bench, rows) == lengths_found(written.files[side], capfd)
    bench.close()
