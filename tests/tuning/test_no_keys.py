"""No key or token in any file that the loop writes, nor in what a person reads."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from curator.chat.conversation import Chat, ChatHistory
from curator.errors import CuratorError
from curator.progress import Progress
from curator.tuning.arm import AzureDeployments
from curator.tuning.azure import AzureService
from curator.tuning.connection import Connection
from curator.tuning.deploy import Deployer, wanted_deployment
from curator.tuning.jobs import JobFollower
from curator.tuning.practice.faults import Fault
from curator.tuning.practice.server import PracticeServer
from curator.tuning.profiles import add_profile, practice_profile
from curator.tuning.secret import Secret
from curator.tuning.store import JobStore, SubmissionPlan
from curator.tuning.submit import Submitter


def provoke(connection: Connection, service: AzureService, server: PracticeServer, key: str) -> list[str]:
    """What a person reads when each call goes wrong in each way; the service repeats the key in its words."""
    shown: list[str] = []
    calls = {
        "list-jobs": lambda: service.list_jobs(Progress()),
        "get-job": lambda: service.get_job("ftjob-1", Progress()),
        "list-models": lambda: service.list_models(Progress()),
        "list-deployments": lambda: AzureDeployments(connection).list(Progress()),
    }
    for operation, call in calls.items():
        for status in (400, 401, 403, 404, 429):
            server.faults.arm(
                Fault("refuse", operation, status=status, message=f"the key {key} is not right", code="x")
            )
            with pytest.raises(CuratorError) as caught:
                for _ in range(3):
                    call()
                    server.faults.arm(Fault("refuse", operation, status=status, times=0, seconds=7200))
            server.faults.clear()
            shown += [str(caught.value), repr(caught.value), repr(vars(caught.value))]
    return shown


def test_a_whole_loop_leaves_no_key_behind(
    server: PracticeServer, key: str, plan: SubmissionPlan, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    state = tmp_path / "written"
    progress = Progress()
    profile = practice_profile(server.address.endpoint)
    connection = Connection(profile, key=Secret(key))
    service = AzureService(connection)
    store = JobStore(state / "jobs.sqlite")
    add_profile(state / "curator.toml", profile)
    submitter = Submitter(store, service, connection.situation, settle=0.1, poll=0.01)
    server.faults.arm(Fault("lose-answer", "create-job"))
    job = submitter.send(submitter.plan(plan).tag, progress)
    follower = JobFollower(store, service, connection.situation)
    view = follower.follow(job.id, progress, lambda view: None, interval=0.01)
    deployer = Deployer(AzureDeployments(connection), service, connection.situation, poll=0.01)
    assert view.job.fine_tuned_model
    deployer.deploy(wanted_deployment("clerk", view.job.fine_tuned_model, profile), progress)
    history = ChatHistory(state / "chat.sqlite")
    chat = Chat(service, history, profile.endpoint)
    chat.say(chat.begin("clerk"), "Where is article 3?", progress)
    shown = provoke(connection, service, server, key)
    tokens = [secret.reveal() for secret in connection.situation("chat").secrets]
    assert key in tokens and len(tokens) >= 2
    shown += [caplog.text, repr(connection.__dict__), repr(connection.situation("chat")), repr(profile)]
    for text in shown:
        assert not any(secret in text for secret in tokens)
    history.close()
    store.close()
    connection.close()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"jobs.sqlite", "chat.sqlite", "curator.toml"}
    for path in files:
        data = path.read_bytes()
        assert not any(secret.encode() in data for secret in tokens), path
