"""A practice service that commands find by the environment, and data to send."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from curator.cli import run
from curator.tuning.practice.pace import Pace
from curator.tuning.practice.server import PracticeServer

KEY = "command-key-5d0c2f7be1"
FAST = Pace().at(1000)


class Said(NamedTuple):
    """What a command gave back."""

    status: int
    out: str
    err: str


Command = Callable[..., Said]
WriteRecords = Callable[[str, list[dict[str, object]]], str]


@pytest.fixture(scope="session")
def _running() -> Iterator[PracticeServer]:
    with PracticeServer(key=KEY) as running:
        yield running


@pytest.fixture
def server(_running: PracticeServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PracticeServer:
    """An empty practice service that the commands find by the environment."""
    state = _running.state
    with state.changed:
        for job in state.jobs.values():
            job.wish = "cancel"
        for table in (state.files, state.uploads, state.jobs, state.models, state.deployments):
            table.clear()
    _running.faults.clear()
    _running.pace = FAST
    monkeypatch.setenv("CURATOR_PRACTICE_URL", _running.address.endpoint)
    monkeypatch.setenv("CURATOR_PRACTICE_KEY", KEY)
    monkeypatch.setattr("curator.tuning.patience._FIRST_PAUSE", 0.01)
    monkeypatch.chdir(tmp_path)
    return _running


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs a command and gives what it said; no key may ever stand in it, and no traceback."""

    def call(*arguments: str) -> Said:
        capfd.readouterr()
        status = run(list(arguments))
        out, err = capfd.readouterr()
        assert KEY not in out + err
        assert "Traceback" not in err
        return Said(status, out, err)

    return call


def conversations(first: int, last: int) -> list[dict[str, object]]:
    """Sound conversations about articles of a shop, each with another question and answer."""
    places = ("cellar", "attic", "yard", "shop window", "back room", "counter", "loft")
    goods = (
        "kettle",
        "crane",
        "basket",
        "lantern",
        "teapot",
        "ladder",
        "mirror",
        "saddle",
        "anchor",
        "violin",
        "globe",
    )
    return [
        {
            "messages": [
                {"role": "system", "content": "You keep the shelves of a shop."},
                {
                    "role": "user",
                    "content": f"Somebody asks for the {goods[n % 11]} numbered {n}. Where does it stand?",
                },
                {"role": "assistant", "content": f"In the {places[n % 7]}: {goods[n % 11]} {n}.\n#### {n}"},
            ]
        }
        for n in range(first, last)
    ]


@pytest.fixture
def write_records(tmp_path: Path) -> WriteRecords:
    """Writes records, one a line, and gives the file's path."""

    def write(name: str, lines: list[dict[str, object]]) -> str:
        path = tmp_path / name
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def shop_records() -> Callable[[int, int], list[dict[str, object]]]:
    """Makes sound records, numbered from the first to below the last."""
    return conversations


@pytest.fixture
def training(write_records: WriteRecords) -> str:
    """A sound training file."""
    return write_records("training_set.jsonl", conversations(0, 14))


@pytest.fixture
def validation(write_records: WriteRecords) -> str:
    """A sound validation file."""
    return write_records("validation_set.jsonl", conversations(50, 56))
