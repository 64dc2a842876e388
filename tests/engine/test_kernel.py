"""The kernel is pure: any bytes, any batches, any number of processes, the same answer."""

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.checks.registry import all_rules
from curator.dataset.dataset import Dataset
from curator.engine.batch import Line
from curator.engine.frames import Gathered, Measured
from curator.engine.job import Job, lines_of, plan_jobs
from curator.engine.kernel import Kernel
from curator.engine.local import Worker, run_jobs
from curator.errors import CuratorError
from curator.progress import Progress
from curator.resources import samples_folder
from curator.settings import Settings

KERNEL = Kernel(Settings())

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["messages", "role", "content", "tools", "weight", "x"]) | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
roles = st.sampled_from(["system", "user", "assistant", "tool", "User", "bot", ""]) | json_values
contents = st.text(max_size=60) | json_values
messages = st.fixed_dictionaries(
    {},
    optional={
        "role": roles,
        "content": contents,
        "tool_calls": json_values,
        "weight": json_values,
        "tool_call_id": json_values,
        "name": json_values,
    },
)
records = st.fixed_dictionaries(
    {"messages": st.lists(messages | json_values, max_size=5) | json_values},
    optional={"tools": json_values, "input": json_values},
)
lines = (
    st.binary(max_size=80)
    | records.map(lambda record: json.dumps(record).encode())
    | json_values.map(lambda value: json.dumps(value).encode())
)


def measured(parts: list[list[Line]]) -> Measured:
    gathered = Gathered()
    for part in parts:
        gathered.add(KERNEL.run(part))
    return gathered.measured()


def same(first: Measured, second: Measured) -> bool:
    return (
        first.table.equals(second.table)
        and first.findings.equals(second.findings)
        and (first.bands == second.bands).all()
        and first.blank == second.blank
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(lines, max_size=12))
def test_no_bytes_make_it_raise_and_no_rule_fails(raw_lines: list[bytes]) -> None:
    batch = [Line(number, raw.replace(b"\n", b" ")) for number, raw in enumerate(raw_lines, 1)]
    found = measured([batch]).findings
    failed = {all_rules()[number].name for number in found["rule"].to_list()} & {"rule-failed"}
    assert not failed, found.filter(pl.col("arguments").is_not_null())["arguments"].to_list()


@settings(max_examples=25, deadline=None)
@given(st.lists(lines, min_size=1, max_size=12), st.data())
def test_batches_make_no_difference(raw_lines: list[bytes], data: st.DataObject) -> None:
    batch = [Line(number, raw.replace(b"\n", b" ")) for number, raw in enumerate(raw_lines, 1)]
    cut = data.draw(st.integers(0, len(batch)))
    assert same(measured([batch]), measured([batch[cut:], batch[:cut]]))


def test_workers_make_no_difference(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes((samples_folder() / "support-dirty.jsonl").read_bytes() * 7)
    with Dataset.open(path) as dataset:
        dataset.lines.index()
        jobs = plan_jobs(dataset)
        assert len(jobs) > 1
        gathered = Gathered()
        with Worker(Settings()) as one, Worker(Settings()) as two:
            for part in run_jobs(jobs, Settings(), Progress(), (one, two)):
                gathered.add(part)
        assert same(gathered.measured(), measured([lines_of(job) for job in jobs]))


def test_a_stop_keeps_what_is_finished(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes((samples_folder() / "support-dirty.jsonl").read_bytes() * 7)
    with Dataset.open(path) as dataset:
        dataset.lines.index()
        progress = Progress()
        parts = []
        for part in run_jobs(plan_jobs(dataset), Settings(), progress, ()):
            parts.append(part)
            progress.cancel()
        assert len(parts) == 1


def test_a_worker_ends_when_its_input_ends() -> None:
    worker = Worker(Settings())
    worker.warm()
    process = worker._process
    worker.close()
    assert process.returncode == 0


def test_a_worker_that_died_is_said(tmp_path: Path) -> None:
    worker = Worker(Settings())
    worker.warm()
    worker._process.kill()
    worker._process.wait()
    with pytest.raises(CuratorError, match="stopped before it had finished"):
        worker.run(Job(0, str(tmp_path), 1, 0, 0, 0, (Line(1, b"{}"),)))
    worker.close()


def test_a_file_that_shrinks_is_said(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(b'{"messages": []}\n')
    with pytest.raises(CuratorError, match="became shorter"):
        lines_of(Job(0, str(path), 1, 9, 0, 900, ()))
