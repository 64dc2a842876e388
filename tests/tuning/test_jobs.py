"""Following jobs to their end, through pauses, failures, restarts and losses of the network."""

from __future__ import annotations

import dataclasses

import pytest

from curator.errors import Cancelled, CuratorError
from curator.progress import Progress
from curator.tuning.failures import ServiceFailure
from curator.tuning.jobs import JobFollower, JobView, harm_types, named_lines, silent_for
from curator.tuning.practice.faults import Fault
from curator.tuning.practice.pace import Pace
from curator.tuning.readings import point_of_event
from curator.tuning.service import Hyperparameters, Job, JobEvent
from curator.tuning.store import JobStore, KnownJob, OutgoingData, Submission, SubmissionPlan


@pytest.fixture
def job(submitter, plan, progress):
    return submitter.send(submitter.plan(plan).tag, progress)


def until(server, job_id: str, status: str) -> None:
    """Wait for a status; woken by the service's own changes."""
    with server.state.changed:
        assert server.state.changed.wait_for(lambda: server.state.jobs[job_id].status == status, 20)


def end(follower: JobFollower, job_id: str) -> JobView:
    return follower.follow(job_id, Progress(), lambda view: None, interval=0.01)


def test_a_job_is_followed_to_its_end(follower, server, job, progress):
    views: list[JobView] = []
    last = follower.follow(job.id, progress, views.append, interval=0.01)
    assert last.job.status == "succeeded" and last.share == 1.0
    assert (last.steps_in_epoch, last.total_steps, last.step) == (12, 36, 36)
    assert last.job.fine_tuned_model and last.known.results_read
    real = [event["message"] for event in server.state.jobs[job.id].events]
    assert [event.message for event in last.events] == real
    losses = [point.train_loss for point in last.points]
    assert len(losses) == 36 and None not in losses
    assert len(last.validation_losses()) == 3
    assert [checkpoint.step for checkpoint in last.known.checkpoints] == [36, 24, 12]
    shares = [view.share for view in views if view.share is not None]
    assert shares == sorted(shares)


def test_what_is_left_and_what_it_costs(store):
    data = OutgoingData("a", "d", 1, 100)
    plan = SubmissionPlan(data, None, "gpt", "", 1, "Standard", cost_low=1.0, cost_high=3.0, price_low=2, price_high=4)
    submission = Submission("tag", "here", "prod", 0.0, "created", plan)
    job = Job("j", "running", hyperparameters=Hyperparameters(epochs=2, batch_size=2))
    events = tuple(JobEvent(str(step), 1000 + step, f"Step {step}: training loss=1.0") for step in (1, 10, 20))
    points = tuple(point for event in events if (point := point_of_event(event)))
    view = JobView(KnownJob("here", job, "tag", (), None, None, False), events, points, submission)
    assert (view.step, view.steps_in_epoch, view.total_steps, view.share) == (20, 50, 100, 0.2)
    assert view.seconds_left(1020) == 80 and view.seconds_left(1050) == 50 and view.seconds_left(9999) == 0
    assert view.cost() == (0.2, pytest.approx(0.6))
    done = dataclasses.replace(job, status="succeeded", trained_tokens=500_000)
    ended = dataclasses.replace(view, known=dataclasses.replace(view.known, job=done))
    assert ended.cost() == (1.0, 2.0) and ended.seconds_left() is None
    assert dataclasses.replace(view, submission=None).cost() is None
    assert dataclasses.replace(view, events=()).seconds_left() is None


def test_the_smoothed_loss_follows_without_the_noise(follower, job):
    view = end(follower, job.id)
    smooth = view.smoothed_loss()
    assert [step for step, _ in smooth] == [point.step for point in view.points]
    raw = [point.train_loss or 0 for point in view.points]
    assert min(raw) <= min(loss for _, loss in smooth) and max(loss for _, loss in smooth) <= max(raw)


def test_a_closed_program_finds_its_job_again(follower, store, service, connection, server, job):
    view = follower.refresh(job.id, Progress())
    reopened = JobStore(store.path)
    again = JobFollower(reopened, service, connection.situation)
    assert again.view(job.id).job.id == view.job.id
    assert [known.job.id for known in again.jobs()] == [job.id]
    done = end(again, job.id)
    assert done.submission is not None and done.submission.plan.seed == 42
    events = [event.id for event in done.events]
    assert len(events) == len(set(events)) == len(server.state.jobs[job.id].events)
    reopened.close()


def test_a_lost_network_keeps_what_is_known_and_says_since_when(follower, server, job, progress):
    until(server, job.id, "succeeded")
    for operation in ("get-job", "events"):
        server.faults.arm(Fault("drop", operation, times=0))
    lost = follower.refresh(job.id, progress)
    assert lost.silence is not None and lost.silence.kind == "unreachable"
    assert "What was known of the job is kept" in lost.silence.consequence
    first = lost.known.unreachable_since
    assert first is not None and follower.refresh(job.id, progress).known.unreachable_since == first
    assert silent_for(lost, first + 60) == 60
    server.faults.clear()
    back = follower.refresh(job.id, progress)
    assert back.silence is None and back.known.unreachable_since is None and back.job.status == "succeeded"
    assert silent_for(back) is None


def test_following_goes_on_through_a_lost_network(follower, server, job, progress):
    server.faults.arm(Fault("drop", "get-job", times=4))
    server.faults.arm(Fault("refuse", "events", status=503, times=4))
    silences: list[bool] = []
    last = follower.follow(job.id, progress, lambda view: silences.append(view.silence is not None), interval=0.01)
    assert last.job.status == "succeeded" and True in silences


def test_following_ends_where_the_service_does_not_know_the_job(follower, store, server, job, progress):
    server.state.jobs.clear()
    with pytest.raises(ServiceFailure, match="could not be asked about"):
        follower.follow(job.id, progress, lambda view: None, interval=0.01)


def test_a_person_leaves_and_the_job_goes_on(follower, server, submitter, plan):
    server.pace = dataclasses.replace(Pace().at(1000), training=3600)
    job = submitter.send(submitter.plan(plan).tag, Progress())
    progress = Progress()
    with pytest.raises(Cancelled):
        follower.follow(job.id, progress, lambda view: progress.cancel(), interval=60)
    server.pace = Pace().at(1000)
    until(server, job.id, "succeeded")


def test_pause_resume_and_cancel(follower, server, submitter, plan, progress):
    server.pace = dataclasses.replace(Pace().at(200), training=3600)
    job = submitter.send(submitter.plan(plan).tag, progress)
    until(server, job.id, "running")
    assert follower.pause(job.id, progress).job.status == "pausing"
    until(server, job.id, "paused")
    view = follower.refresh(job.id, progress)
    assert view.job.status == "paused" and not view.job.ended
    assert follower.resume(job.id, progress).job.status == "resuming"
    until(server, job.id, "running")
    with pytest.raises(ServiceFailure, match="was not resumed"):
        follower.resume(job.id, progress)
    follower.cancel(job.id, progress)
    assert end(follower, job.id).job.status == "cancelled"
    with pytest.raises(ServiceFailure, match="was not cancelled"):
        follower.cancel(job.id, progress)


def test_a_preempted_job_pauses_and_goes_on_by_itself(follower, server, submitter, plan, progress):
    server.faults.arm(Fault("preempt", "training"))
    job = submitter.send(submitter.plan(plan).tag, progress)
    view = end(follower, job.id)
    messages = [event.message for event in view.events]
    assert "Job preempted by jobs of higher priority." in messages and "Job resumed." in messages
    assert view.job.status == "succeeded" and view.failure is None


@pytest.mark.parametrize(
    ("fault", "explanation", "harms"),
    [
        (Fault("fail-data-check", message="hate_fairness, violence"), "harmful content", ["hate_fairness", "violence"]),
        (Fault("fail-model-check", message="Violence, Self Harm"), "checked for harm", ["violence", "self_harm"]),
        (Fault("fail-job", code="internalError", message="The job failed."), "The service ended the job.", []),
        (Fault("fail-job", code="invalidPayload", message="invalid schema in line 7"), "not what this model", []),
    ],
)
def test_a_failed_job_says_why(follower, server, submitter, plan, progress, fault, explanation, harms):
    server.faults.arm(fault)
    view = end(follower, submitter.send(submitter.plan(plan).tag, progress).id)
    assert view.job.status == "failed" and view.silence is None
    assert view.failure is not None and view.failure.title == "The job has failed."
    assert explanation in view.failure.explanation
    assert harm_types(view.failure.said.words) == harms


def test_a_failed_job_without_an_error_object_is_told_by_its_events(follower, store, server, job):
    view = end(follower, job.id)
    endpoint = view.known.endpoint
    store.note_answer(endpoint, dataclasses.replace(view.job, status="failed", fault=None))
    store.note_events(endpoint, job.id, [JobEvent("e", 2**31, "Disk full on node 3.", level="error")])
    failure = follower.view(job.id).failure
    assert failure is not None and failure.said.words == "Disk full on node 3."


def test_jobs_made_elsewhere_are_found(follower, service, server, job, tmp_path, connection, progress):
    elsewhere = JobStore(tmp_path / "elsewhere.sqlite")
    other = JobFollower(elsewhere, service, connection.situation)
    assert [view.job.id for view in other.find(progress)] == [job.id]
    view = end(other, job.id)
    assert view.submission is None and view.total_steps is None and view.share == 1.0
    elsewhere.close()


def test_events_are_kept_once_and_in_the_order_of_their_seconds(store):
    first = [JobEvent("c", 12, "third"), JobEvent("b", 11, "second"), JobEvent("a", 11, "first")]
    store.note_events("here", "job", first)
    store.note_events("here", "job", [JobEvent("d", 11, "late"), *first])
    assert [event.message for event in store.events("here", "job")] == ["first", "second", "late", "third"]


def test_an_unknown_job_is_told(follower):
    with pytest.raises(CuratorError, match="no such job"):
        follower.view("ftjob-none")


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("Validation failed: line 12 is not valid.", [12]),
        ("Invalid schema in lines 3, 5 and 9", [3, 5, 9]),
        ("Example 4 and example 2 lack an assistant", [2, 4]),
        ("Something else with 12 in it", []),
    ],
)
def test_lines_that_the_service_names(words, lines):
    assert named_lines(words) == lines


def test_the_list_of_jobs_cannot_be_opened(tmp_path):
    (tmp_path / "jobs.sqlite").write_bytes(b"this is no database" * 100)
    with pytest.raises(CuratorError, match="cannot be opened"):
        JobStore(tmp_path / "jobs.sqlite")
