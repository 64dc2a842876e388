"""Following jobs: what the service says is kept, so that it is there after a restart and without a network."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from curator.errors import CuratorError
from curator.progress import Progress
from curator.tuning.failures import Said, ServiceFailure, Situation, failure_of
from curator.tuning.patience import wait
from curator.tuning.readings import merge_points, point_of_event, read_results
from curator.tuning.service import Job, JobEvent, MetricPoint, TuningService
from curator.tuning.store import SOURCES, JobStore, KnownJob, Submission

_SMOOTHING_SHARE = 0.02
_PASSING = ("pausing", "resuming", "cancelling")
"""States that a person's own wish brought about, and that pass within seconds."""
_SOON = 2.0
_LINES = re.compile(r"\b(?:lines?|rows?|examples?)\s+((?:\d+(?:\s*(?:,|and|-)\s*)?)+)", re.IGNORECASE)
_HARMS = re.compile(r"(?:harm types: ?|thresholds for ?)\[([^\]]*)\]")


@dataclass(frozen=True)
class JobView:
    """Everything known of one job at one moment.

    Attributes:
        known: The job as last heard of, and when.
        events: Oldest first, each once.
        points: What was measured, one point for each step.
        submission: How it was sent from here; None for a job made elsewhere.
        failure: Why the job failed; None for a job that has not.
        silence: What went wrong when the service was last asked; None if nothing did.
    """

    known: KnownJob
    events: tuple[JobEvent, ...]
    points: tuple[MetricPoint, ...]
    submission: Submission | None = None
    failure: ServiceFailure | None = None
    silence: ServiceFailure | None = None

    @property
    def job(self) -> Job:
        """The job itself."""
        return self.known.job

    @property
    def step(self) -> int:
        """The last step anything was measured at; 0 before the first."""
        return self.points[-1].step if self.points else 0

    @property
    def steps_in_epoch(self) -> int | None:
        """Steps in one epoch; None until the service has said its batch size, or for a job made elsewhere."""
        batch = self.job.hyperparameters.batch_size
        if self.submission is None or batch is None:
            return None
        return max(1, math.ceil(self.submission.plan.training.records / batch))

    @property
    def total_steps(self) -> int | None:
        """Steps of the whole job; None until it can be known. Never less than the step reached."""
        epochs = self.job.hyperparameters.epochs
        if self.steps_in_epoch is None or epochs is None:
            return None
        return max(self.steps_in_epoch * epochs, self.step)

    @property
    def share(self) -> float | None:
        """How much of the training is done, from 0.0 to 1.0; None while that cannot be known."""
        if self.job.status == "succeeded":
            return 1.0
        return None if self.total_steps is None else self.step / self.total_steps

    def seconds_left(self, now: float | None = None) -> float | None:
        """How long the training will go on at the pace it had; None while that cannot be said.

        Args:
            now: Unix seconds; None takes the present.
        """
        steps = [(event.created_at, point.step) for event in self.events if (point := point_of_event(event))]
        if self.total_steps is None or len(steps) < 2 or self.job.status != "running":
            return None
        (begin, first), (last_at, last) = steps[0], steps[-1]
        if last <= first or last_at <= begin:
            return None
        pace = (last_at - begin) / (last - first)
        since = (time.time() if now is None else now) - last_at
        return max(0.0, pace * (self.total_steps - last) - max(0.0, since))

    def cost(self) -> tuple[float, float] | None:
        """What the job has cost, as (low, high) in US dollars: by the tokens trained once they are known, until then
        the estimate at its share. None where nobody knows a price, or the job was made elsewhere.
        """
        if self.submission is None:
            return None
        plan, tokens = self.submission.plan, self.job.trained_tokens
        if tokens is not None and plan.price_low is not None and plan.price_high is not None:
            return tokens / 1e6 * plan.price_low, tokens / 1e6 * plan.price_high
        if plan.cost_low is None or plan.cost_high is None:
            return None
        return plan.cost_low * (self.share or 0.0), plan.cost_high * (self.share or 0.0)

    def smoothed_loss(self) -> list[tuple[int, float]]:
        """(step, loss) pairs of the training loss, as an exponential mean over about 2 % of the job's steps."""
        return self._smoothed("train_loss")

    def validation_losses(self) -> list[tuple[int, float]]:
        """(step, loss) pairs of the loss over the whole validation set; of a part of it where there is none."""
        return self._measured("full_valid_loss") or self._measured("valid_loss")

    def smoothed_accuracy(self) -> list[tuple[int, float]]:
        """(step, share) pairs: which share of the training tokens was foretold, from 0.0 to 1.0, smoothed likewise."""
        return self._smoothed("train_accuracy")

    def validation_accuracies(self) -> list[tuple[int, float]]:
        """(step, share) pairs: which share of the validation set's tokens was foretold, from 0.0 to 1.0."""
        return self._measured("full_valid_accuracy") or self._measured("valid_accuracy")

    def _measured(self, name: str) -> list[tuple[int, float]]:
        values = ((point.step, getattr(point, name)) for point in self.points)
        return [(step, value) for step, value in values if value is not None]

    def _smoothed(self, name: str) -> list[tuple[int, float]]:
        measured = self._measured(name)
        total = self.total_steps or (measured[-1][0] if measured else 1)
        reach = max(1.0, total * _SMOOTHING_SHARE)
        smooth: list[tuple[int, float]] = []
        for step, value in measured:
            if smooth:
                before, mean = smooth[-1]
                value = mean + (value - mean) * (1 - math.exp(-(step - before) / reach))
            smooth.append((step, value))
        return smooth


class JobFollower:
    """Asks one resource about jobs and keeps what it says.

    Args:
        store: Where it is kept.
        service: The resource.
        situation: Makes the situation of an operation, for messages; usually `Connection.situation`.
    """

    def __init__(self, store: JobStore, service: TuningService, situation: Callable[[str], Situation]) -> None:
        self._store = store
        self._service = service
        self._situation = situation
        self._endpoint = situation("follow").endpoint

    def jobs(self) -> list[JobView]:
        """All jobs known at this resource, newest first, without asking it."""
        return [self._view(known) for known in self._store.jobs(self._endpoint)]

    def view(self, job_id: str) -> JobView:
        """One job, without asking the service. Raises CuratorError where it is not known."""
        known = self._store.job(self._endpoint, job_id)
        if known is None:
            raise CuratorError("There is no such job here.", job_id, "List the jobs, or ask the service for all.")
        return self._view(known)

    def find(self, progress: Progress) -> list[JobView]:
        """Ask the service for its jobs, also those made elsewhere. Raises ServiceFailure."""
        for job in self._service.list_jobs(progress):
            self._store.note_answer(self._endpoint, job)
        return self.jobs()

    def refresh(self, job_id: str, progress: Progress) -> JobView:
        """Ask the service about a job and keep what it says.

        Returns:
            The job as it is now. Where the service could not be asked, as it was, with `silence` set and
            `known.unreachable_since` saying since when.

        Raises:
            Cancelled: Somebody asked to stop.
        """
        try:
            self._ask(job_id, progress)
        except ServiceFailure as failure:
            if failure.kind in ("unreachable", "broken", "limited"):
                self._store.note_silence(self._endpoint, job_id)
            known = self._store.job(self._endpoint, job_id)
            if known is None:
                raise
            return self._view(known, failure)
        return self.view(job_id)

    def follow(
        self,
        job_id: str,
        progress: Progress,
        listener: Callable[[JobView], None],
        interval: float = 30.0,
    ) -> JobView:
        """Ask every `interval` seconds until the job has ended, through losses of the network.

        Args:
            job_id: The job.
            progress: Its `cancel` ends the following (Cancelled is raised); the job goes on.
            listener: Called with each view, on this thread.
            interval: Seconds between two questions; fewer while the job is on its way to stand still or to go on.

        Returns:
            The view of the ended job; with `silence` where it was known to have ended and could not be asked.
        """
        before = self._store.job(self._endpoint, job_id)
        while True:
            view = self.refresh(job_id, progress)
            listener(view)
            # What had ended before changes no more, whether the service answers or not.
            if view.job.ended and (view.silence is None or (before is not None and before.job.ended)):
                return view
            if view.silence is not None and view.silence.kind in ("refused", "unsigned"):
                raise view.silence
            progress.update(view.step, total=view.total_steps or 0, label=view.job.status)
            wait(min(interval, _SOON) if view.job.status in _PASSING else interval, progress)

    def cancel(self, job_id: str, progress: Progress) -> JobView:
        """End a job. Raises ServiceFailure, which says how the job stands."""
        return self._change(self._service.cancel_job, job_id, progress)

    def pause(self, job_id: str, progress: Progress) -> JobView:
        """Let a running job stand still. Raises as `cancel` does."""
        return self._change(self._service.pause_job, job_id, progress)

    def resume(self, job_id: str, progress: Progress) -> JobView:
        """Let a paused job go on. Raises as `cancel` does."""
        return self._change(self._service.resume_job, job_id, progress)

    def _change(self, verb: Callable[[str, Progress], Job], job_id: str, progress: Progress) -> JobView:
        try:
            job = verb(job_id, progress)
        except ServiceFailure as failure:
            if failure.kind != "refused":
                raise
            raise failure.with_consequence(self._standing(job_id, progress)) from None
        self._store.note_answer(self._endpoint, job)
        return self.view(job.id)

    def _standing(self, job_id: str, progress: Progress) -> str:
        """How a job stands whose course could not be changed, asked again; "" where nobody can say."""
        try:
            job = self._service.get_job(job_id, progress)
        except ServiceFailure:
            return ""
        self._store.note_answer(self._endpoint, job)
        return standing_text(job)

    def _ask(self, job_id: str, progress: Progress) -> None:
        job = self._service.get_job(job_id, progress)
        self._store.note_answer(self._endpoint, job)
        known = frozenset(event.id for event in self._store.events(self._endpoint, job_id))
        fresh = self._service.list_events(job_id, known, progress)
        self._store.note_events(self._endpoint, job_id, fresh)
        heard = [point for point in map(point_of_event, fresh) if point is not None]
        self._store.note_points(self._endpoint, job_id, "event", merge_points(heard))
        if fresh or job.ended:
            self._ask_for_checkpoints(job_id, progress)
        if job.status == "succeeded" and job.result_files and not self.view(job_id).known.results_read:
            data = self._service.read_file(job.result_files[0], progress)
            self._store.note_points(self._endpoint, job_id, "results", read_results(data))

    def _ask_for_checkpoints(self, job_id: str, progress: Progress) -> None:
        checkpoints = self._service.list_checkpoints(job_id, progress)
        self._store.note_checkpoints(self._endpoint, job_id, checkpoints)
        points = [checkpoint.metrics for checkpoint in checkpoints if checkpoint.metrics is not None]
        self._store.note_points(self._endpoint, job_id, "checkpoint", points)

    def _view(self, known: KnownJob, silence: ServiceFailure | None = None) -> JobView:
        job_id = known.job.id
        sources = [self._store.points(self._endpoint, job_id, source) for source in SOURCES]
        return JobView(
            known,
            tuple(self._store.events(self._endpoint, job_id)),
            tuple(merge_points(*sources)),
            self._store.submission(known.tag) if known.tag else None,
            self._job_failure(known.job),
            silence,
        )

    def _job_failure(self, job: Job) -> ServiceFailure | None:
        """Why a job failed, told for a person; None for a job that has not failed."""
        if job.status != "failed":
            return None
        fault = job.fault
        words = (fault.message if fault else None) or self._last_complaint(job.id)
        return failure_of(Said(code=fault.code if fault else None, words=words), self._situation("job"), "refused")

    def _last_complaint(self, job_id: str) -> str:
        events = self._store.events(self._endpoint, job_id)
        return next((event.message for event in reversed(events) if event.level == "error"), "")


def standing_text(job: Job) -> str:
    """How a job stands, and what that means for the money."""
    if job.ended:
        return f"The job is {job.status}: it has ended and uses nothing more."
    if job.status == "paused":
        return "The job is paused: it stands still and is not charged meanwhile."
    if job.status == "running":
        return "The job is running: it goes on and costs what it uses."
    return f"The job is {job.status}."


def named_lines(words: str) -> list[int]:
    """The lines a service's words name, such as [12] for "line 12 is not valid", counted from 1."""
    numbers: list[int] = []
    for found in _LINES.finditer(words):
        numbers += [int(number) for number in re.findall(r"\d+", found[1])]
    return sorted(set(numbers))


def harm_types(words: str) -> list[str]:
    """The kinds of harm a failed check names, in lower case with underlines, such as ["hate_fairness"]."""
    found = _HARMS.search(words)
    if found is None:
        return []
    return [part.strip().lower().replace(" ", "_") for part in found[1].split(",") if part.strip()]


def silent_for(view: JobView, now: float | None = None) -> float | None:
    """Seconds since the service stopped to answer about a job; None while it answers."""
    since = view.known.unreachable_since
    return None if since is None else (time.time() if now is None else now) - since
