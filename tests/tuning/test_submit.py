"""One plan becomes one job, whatever happens on the way."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from curator.errors import Cancelled, CuratorError
from curator.progress import Progress
from curator.tuning.failures import ServiceFailure
from curator.tuning.practice.faults import Fault
from curator.tuning.practice.pace import Pace
from curator.tuning.store import JobStore
from curator.tuning.submit import DATA_KEY, TAG_KEY, Submitter, remote_name

CHILD = Path(__file__).with_name("submit_child.py")


def test_both_files_and_one_job(submitter, store, server, plan, progress):
    submission = submitter.plan(plan)
    assert not server.state.files
    job = submitter.send(submission.tag, progress)
    assert list(server.state.jobs) == [job.id]
    made = server.state.jobs[job.id]
    assert made.metadata == {TAG_KEY: submission.tag, DATA_KEY: "d" * 64}
    assert (made.seed, made.suffix, made.training_type) == (42, "clerk", "globalStandard")
    names = {file.filename for file in server.state.files.values() if file.purpose == "fine-tune"}
    assert names == {remote_name(plan.training), remote_name(plan.validation)}
    assert store.submission(submission.tag).state == "created"
    assert submitter.unfinished() == []


def test_sending_again_gives_the_same_job(submitter, server, plan, progress):
    tag = submitter.plan(plan).tag
    assert submitter.send(tag, progress) == submitter.send(tag, progress)
    assert len(server.state.jobs) == 1


def test_files_that_are_there_are_used_again(submitter, server, plan, progress):
    submitter.send(submitter.plan(plan).tag, progress)
    submitter.send(submitter.plan(dataclasses.replace(plan, seed=43)).tag, progress)
    uploaded = [file for file in server.state.files.values() if file.purpose == "fine-tune"]
    assert len(server.state.jobs) == 2 and len(uploaded) == 2


def test_a_file_that_was_deleted_at_the_service_is_sent_again(submitter, service, server, plan, progress):
    first = submitter.send(submitter.plan(plan).tag, progress)
    service.delete_file(first.training_file, progress)
    second = submitter.send(submitter.plan(dataclasses.replace(plan, seed=43)).tag, progress)
    assert second.training_file != first.training_file


@pytest.mark.parametrize("operation", ["upload", "create-job"])
@pytest.mark.parametrize(
    "fault",
    [Fault("lose-answer"), Fault("refuse", status=429, seconds=0.05), Fault("refuse", status=500), Fault("drop")],
    ids=["lost answer", "429", "500", "dropped"],
)
def test_a_fault_never_makes_two_jobs_or_files_nor_loses_one(submitter, server, plan, progress, operation, fault):
    server.faults.arm(dataclasses.replace(fault, operation=operation))
    tag = submitter.plan(plan).tag
    try:
        submitter.send(tag, progress)
    except ServiceFailure as failure:
        assert failure.kind in ("broken", "unreachable", "limited")
        submitter.send(tag, progress)
    assert len(server.state.jobs) == 1
    assert len([file for file in server.state.files.values() if file.purpose == "fine-tune"]) == 2


@pytest.mark.parametrize("operation", ["upload", "create-job"])
def test_429_is_waited_for_as_long_as_it_asks_and_shown(submitter, server, plan, operation):
    server.faults.arm(Fault("refuse", operation, status=429, seconds=0.05, times=2))
    labels: list[str] = []
    submitter.send(submitter.plan(plan).tag, Progress(lambda now: labels.append(now.label)))
    assert labels.count("the service asks to wait 0 s") == 2 and len(server.state.jobs) == 1


@pytest.mark.parametrize("operation", ["upload", "create-job"])
def test_429_of_hours_is_told_and_not_waited_for(submitter, server, plan, progress, operation):
    server.faults.arm(Fault("refuse", operation, status=429, seconds=7200))
    with pytest.raises(ServiceFailure) as caught:
        submitter.send(submitter.plan(plan).tag, progress)
    assert "asks to wait 7200 seconds" in caught.value.explanation


def test_a_lost_answer_is_found_by_seed_where_the_service_forgets_metadata(submitter, server, plan, progress):
    server.faults.arm(Fault("lose-answer", "create-job"))
    original = server.state.save

    def forgetful(thing: object) -> None:
        if hasattr(thing, "metadata"):
            thing.metadata = {}
        original(thing)

    server.state.save = forgetful
    try:
        job = submitter.send(submitter.plan(plan).tag, progress)
    finally:
        del server.state.save
    assert job.metadata is None and list(server.state.jobs) == [job.id]


def test_without_a_network_nothing_is_lost(submitter, store, server, plan, progress):
    for operation in ("create-job", "list-jobs"):
        server.faults.arm(Fault("drop", operation, times=0))
    tag = submitter.plan(plan).tag
    with pytest.raises(ServiceFailure, match="The job was not started") as caught:
        submitter.send(tag, progress)
    assert "looked for before anything is sent again" in caught.value.consequence
    assert store.submission(tag).state == "creating"
    with pytest.raises(CuratorError, match="has become a job, or may have"):
        submitter.drop(tag)
    server.faults.clear()
    submitter.send(tag, progress)
    assert len(server.state.jobs) == 1


def test_a_refusal_leaves_the_files_and_can_be_mended(submitter, store, server, plan, progress):
    tag = submitter.plan(dataclasses.replace(plan, training_type="Developer")).tag
    with pytest.raises(ServiceFailure, match="The job was not started"):
        submitter.send(tag, progress)
    refused = store.submission(tag)
    assert (refused.state, refused.problem) == ("dropped", "The job was not started.")
    assert not submitter.unfinished()
    submitter.send(submitter.plan(plan).tag, progress)
    assert len(server.state.files) >= 2 and len(server.state.jobs) == 1


def test_a_refused_file_is_told_with_the_services_reason(submitter, server, plan, progress):
    server.faults.arm(Fault("reject-file", "upload", message="Validation of jsonl file failed: line 12 is not valid."))
    tag = submitter.plan(plan).tag
    with pytest.raises(ServiceFailure, match="The file was not accepted") as caught:
        submitter.send(tag, progress)
    assert caught.value.said.words == "Validation of jsonl file failed: line 12 is not valid."
    assert not server.state.jobs
    submitter.send(tag, progress)
    assert len(server.state.jobs) == 1


def test_a_person_stops_while_the_service_reads(submitter, store, server, plan):
    server.pace = dataclasses.replace(Pace().at(200), file_running=3600)
    progress = Progress(lambda now: now.cancel() if now.label.startswith("the service reads") else None)
    tag = submitter.plan(plan).tag
    with pytest.raises(Cancelled):
        submitter.send(tag, progress)
    server.pace = Pace().at(200)
    assert submitter.send(tag, Progress()) and len(server.state.jobs) == 1


def test_two_windows_do_not_send_the_same_submission(submitter, store, service, connection, server, plan):
    server.faults.arm(Fault("delay", "create-job", seconds=30))
    other = Submitter(store, service, connection.situation, settle=0.5, poll=0.01)
    tag = submitter.plan(plan).tag
    asking = threading.Event()
    progress = Progress(lambda now: asking.set() if now.label == "starting the job" else None)
    outcome: list[BaseException] = []

    def send() -> None:
        try:
            submitter.send(tag, progress)
        except Cancelled as stopped:
            outcome.append(stopped)

    thread = threading.Thread(target=send)
    thread.start()
    assert asking.wait(20)
    with pytest.raises(CuratorError, match="is being sent already"):
        other.send(tag, Progress())
    progress.cancel()
    thread.join(20)
    assert outcome and store.submission(tag).state == "creating"
    assert not list(store.path.parent.glob("*.lock"))


def test_a_plan_that_was_sent_since_or_has_no_files_is_over(submitter, store, server, plan, progress):
    earlier = submitter.plan(plan).tag
    assert [one.tag for one in submitter.unfinished()] == [earlier]
    submitter.send(submitter.plan(plan).tag, progress)
    assert not submitter.unfinished() and "sent since" in (store.submission(earlier).problem or "")
    later = submitter.plan(plan).tag
    assert [one.tag for one in submitter.unfinished()] == [later]
    Path(plan.training.path).unlink()
    assert not submitter.unfinished() and "gone" in (store.submission(later).problem or "")


def test_a_file_that_vanished_is_told(submitter, server, plan, progress):
    Path(plan.training.path).unlink()
    with pytest.raises(CuratorError, match="cannot be read"):
        submitter.send(submitter.plan(plan).tag, progress)
    assert not server.state.files


def test_killed_while_the_request_is_under_way(server, key, plan, tmp_path, service, connection, progress):
    """The request reaches the service after the program that sent it is dead; the job is found, not made again."""
    database = tmp_path / "killed.sqlite"
    server.faults.arm(Fault("delay", "create-job", seconds=0.4))
    environment = {**os.environ, "CURATOR_PRACTICE_KEY": key}
    child = subprocess.Popen(
        [sys.executable, str(CHILD), server.address.endpoint, str(database), plan.training.path],
        env=environment,
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    tag = child.stdout.readline().decode().strip()
    while any(fault.kind == "delay" for fault in server.faults.waiting()):
        assert child.poll() is None
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    store = JobStore(database)
    again = Submitter(store, service, connection.situation, settle=5, poll=0.01)
    assert store.submission(tag).state == "creating"
    assert again.reconcile(progress) == []
    job = again.send(tag, progress)
    assert list(server.state.jobs) == [job.id]
    assert key.encode() not in database.read_bytes()
    store.close()
