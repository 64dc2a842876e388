"""A practice service, the way in to it, and data to send."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from curator.progress import Progress
from curator.tuning.azure import AzureService
from curator.tuning.connection import Connection
from curator.tuning.jobs import JobFollower
from curator.tuning.practice.pace import Pace
from curator.tuning.practice.server import PracticeServer
from curator.tuning.preflight import measure_file
from curator.tuning.profiles import practice_profile
from curator.tuning.secret import Secret
from curator.tuning.store import JobStore, SubmissionPlan
from curator.tuning.submit import Submitter

KEY = "test-key-7f3a9c51e2b84d60"
FAST = Pace().at(1000)
MODEL = "gpt-4.1-2025-04-14"


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.tuning.patience._FIRST_PAUSE", 0.01)


@pytest.fixture
def key() -> str:
    """The key of the practice service, which must show nowhere."""
    return KEY


@pytest.fixture(scope="session")
def _running() -> Iterator[PracticeServer]:
    with PracticeServer(key=KEY) as running:
        yield running


@pytest.fixture
def server(_running: PracticeServer) -> PracticeServer:
    """An empty practice service in memory, 1000 times as fast as usual."""
    state = _running.state
    with state.changed:
        for job in state.jobs.values():
            job.wish = "cancel"
        for table in (state.files, state.uploads, state.jobs, state.models, state.deployments):
            table.clear()
    _running.faults.clear()
    _running.pace = FAST
    return _running


@pytest.fixture
def connection(server: PracticeServer) -> Iterator[Connection]:
    """The way in."""
    made = Connection(practice_profile(server.address.endpoint), key=Secret(KEY))
    yield made
    made.close()


@pytest.fixture
def service(connection: Connection) -> AzureService:
    """The service as the product speaks to it."""
    return AzureService(connection)


@pytest.fixture
def progress() -> Progress:
    """A progress nobody cancels."""
    return Progress()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JobStore]:
    """An empty book of jobs."""
    opened = JobStore(tmp_path / "state" / "jobs.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def submitter(store: JobStore, service: AzureService, connection: Connection) -> Submitter:
    """Sends plans; looks for lost answers for a short time."""
    return Submitter(store, service, connection.situation, settle=0.15, poll=0.01)


@pytest.fixture
def follower(store: JobStore, service: AzureService, connection: Connection) -> JobFollower:
    """Follows jobs."""
    return JobFollower(store, service, connection.situation)


def conversation(number: int) -> dict[str, object]:
    """A small record of the chat shape."""
    return {
        "messages": [
            {"role": "system", "content": "You keep the shelves of a shop."},
            {"role": "user", "content": f"Where is article {number} of the colour {'red' if number % 2 else 'blue'}?"},
            {"role": "assistant", "content": f"Article {number} stands on shelf {number % 5}, second row."},
        ]
    }


@pytest.fixture
def write_data(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file of so many conversations."""

    def write(records: int = 12, name: str = "training_set.jsonl", start: int = 0) -> Path:
        path = tmp_path / name
        lines = [json.dumps(conversation(number)) for number in range(start, start + records)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def plan(write_data: Callable[..., Path]) -> SubmissionPlan:
    """A plan with a training and a validation file."""
    training = measure_file(write_data(), Progress())
    validation = measure_file(write_data(6, "validation_set.jsonl", 100), Progress())
    return SubmissionPlan(training, validation, MODEL, "clerk", 42, "GlobalStandard", data_digest="d" * 64)
