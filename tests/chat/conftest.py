"""A practice service with a tuned model that two deployments serve, and a base model beside them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.chat.compare import Comparisons
from curator.chat.conversation import Chat, ChatHistory
from curator.progress import Progress
from curator.tuning.azure import AzureService
from curator.tuning.connection import Connection
from curator.tuning.practice.pace import Pace
from curator.tuning.practice.server import PracticeServer
from curator.tuning.practice.state import StoredDeployment, StoredModel
from curator.tuning.profiles import practice_profile
from curator.tuning.secret import Secret

KEY = "chat-key-1"
TUNED = "gpt-4.1-2025-04-14.ft-1"
FIND = {"type": "function", "function": {"name": "find_article", "parameters": {"type": "object"}}}


def training_data() -> bytes:
    """Ten answers in words, and one that calls a tool."""
    records = [
        [
            {"role": "user", "content": f"Where is article {number}?"},
            {"role": "assistant", "content": f"It stands on shelf {number}.\n#### {number}"},
        ]
        for number in range(10)
    ]
    call = {"id": "c1", "type": "function", "function": {"name": "find_article", "arguments": '{"name": "lamp"}'}}
    records.append([{"role": "user", "content": "Find lamps"}, {"role": "assistant", "tool_calls": [call]}])
    return "".join(json.dumps({"messages": messages}) + "\n" for messages in records).encode()


@pytest.fixture(scope="session")
def _running() -> Iterator[PracticeServer]:
    with PracticeServer(pace=Pace().at(1000), key=KEY) as server:
        state = server.state
        state.contents.put("answers-ftjob-1", training_data())
        state.models[TUNED] = StoredModel(TUNED, "gpt-4.1-2025-04-14", "ftjob-1", time.time())
        long_ago = time.time() - 1000
        for name, model in (("clerk", TUNED), ("clerk-2", TUNED), ("base", "gpt-4.1")):
            state.deployments[name] = StoredDeployment(name, model, "OpenAI", "1", "Standard", 50, long_ago)
        yield server


@pytest.fixture
def server(_running: PracticeServer) -> PracticeServer:
    """The service, without faults."""
    _running.faults.clear()
    _running.pace = Pace().at(1000)
    return _running


@pytest.fixture
def service(server: PracticeServer) -> Iterator[AzureService]:
    """The service as the product speaks to it."""
    connection = Connection(practice_profile(server.address.endpoint), key=Secret(KEY))
    yield AzureService(connection)
    connection.close()


@pytest.fixture
def history(tmp_path: Path) -> Iterator[ChatHistory]:
    """No conversations yet."""
    opened = ChatHistory(tmp_path / "chat.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def chat(service: AzureService, history: ChatHistory) -> Chat:
    """Somebody to talk to."""
    return Chat(service, history, "http://here")


@pytest.fixture
def comparisons(tmp_path: Path) -> Iterator[Comparisons]:
    """No comparisons yet."""
    opened = Comparisons(tmp_path / "chat.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def progress() -> Progress:
    """A progress nobody cancels."""
    return Progress()
