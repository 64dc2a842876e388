"""Sending a plan so that there is exactly one job, whatever happens on the way.

Before each step its intent is written down. Whoever comes back after a crash or a lost answer looks at the service for
what the intent would have made, takes that where it exists, and only else does the step again.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from curator.errors import CuratorError
from curator.progress import Progress
from curator.tuning.failures import Said, ServiceFailure, Situation, failure_of
from curator.tuning.locks import hold
from curator.tuning.patience import wait
from curator.tuning.service import FILE_ENDED, Job, JobRequest, Method, RemoteFile, TuningService
from curator.tuning.store import JobStore, OutgoingData, Submission, SubmissionPlan

TAG_KEY = "curator_submission"
DATA_KEY = "curator_data"
_CLOCK_DIFFERENCE = 300.0
_LONGEST_READING = 1800.0
_LONGEST_WAIT = 1800.0

Found = TypeVar("Found")


class Submitter:
    """Sends plans to one resource.

    Args:
        store: Where intents are written.
        service: The resource.
        situation: Makes the situation of an operation, for messages; usually `Connection.situation`.
        settle: Seconds after a lost answer during which what was asked for may still turn up at the service.
        poll: Seconds between two looks at a file that the service is reading.
    """

    def __init__(
        self,
        store: JobStore,
        service: TuningService,
        situation: Callable[[str], Situation],
        settle: float = 30.0,
        poll: float = 2.0,
    ) -> None:
        self._store = store
        self._service = service
        self._situation = situation
        self._settle = settle
        self._poll = poll
        self._endpoint = situation("create-job").endpoint

    def plan(self, plan: SubmissionPlan) -> Submission:
        """Write a plan down under a new tag. Nothing leaves the machine."""
        profile = self._situation("create-job").profile
        submission = Submission(secrets.token_hex(8), self._endpoint, profile, time.time(), "planned", plan)
        self._store.add_submission(submission)
        return submission

    def unfinished(self) -> list[Submission]:
        """Submissions to this resource that are neither a job nor dropped.

        One that can or need not be sent any more is dropped first: its files are gone, or were sent since.
        """
        every = self._store.submissions(self._endpoint)
        waiting = [one for one in every if one.state not in ("created", "dropped")]
        for one in waiting:
            problem = "" if one.state == "creating" else _outlived(one, every)
            if problem:
                self._store.change_submission(one.tag, "dropped", problem)
        return [one for one in waiting if self._store.submission(one.tag).state != "dropped"]

    def send(self, tag: str, progress: Progress) -> Job:
        """Do what is still to be done for a submission: both files, then the job. May be called again at any time.

        Returns:
            The submission's one job.

        Raises:
            ServiceFailure: The service refused or did not answer. The submission stays, and can be sent again.
            CuratorError: A file cannot be read or has changed, or another program is sending this submission.
            Cancelled: Somebody asked to stop. A job that was being asked for is looked for the next time.
        """
        with hold(self._store.path.with_name(f"submission-{tag}.lock"), "This submission is being sent already."):
            submission = self._store.submission(tag)
            job = self._known_job(submission) or self._found_job(submission, progress)
            try:
                while job is None:
                    job = self._go_on(submission, progress)
            except ServiceFailure as failure:
                # What was refused is refused again as it stands: nobody is asked later to go on with it.
                if failure.kind == "refused" and self._store.submission(tag).state != "creating":
                    self._store.change_submission(tag, "dropped", failure.title)
                raise
            return job

    def reconcile(self, progress: Progress) -> list[Submission]:
        """Look at the service for jobs whose answer was lost, without sending anything.

        Returns:
            The submissions that are still unfinished afterwards: a person may send or drop them.
        """
        for submission in self.unfinished():
            if submission.state == "creating":
                lock = self._store.path.with_name(f"submission-{submission.tag}.lock")
                with hold(lock, "This submission is being sent already."):
                    self._found_job(submission, progress)
        return self.unfinished()

    def drop(self, tag: str) -> None:
        """Give a submission up. Raises CuratorError when its job may exist."""
        submission = self._store.submission(tag)
        if submission.state in ("creating", "created"):
            raise CuratorError(
                "This submission has become a job, or may have.",
                f"It is {submission.state}.",
                "Cancel the job instead.",
            )
        self._store.change_submission(tag, "dropped")

    def _known_job(self, submission: Submission) -> Job | None:
        known = self._store.job(self._endpoint, submission.job) if submission.job else None
        return known.job if known else None

    def _go_on(self, submission: Submission, progress: Progress) -> Job | None:
        """Send what is missing and ask for the job. None when the service asked to wait and that has been done."""
        plan = submission.plan
        training = self._file_there(plan.training, progress)
        validation = self._file_there(plan.validation, progress) if plan.validation else None
        self._wait_until_read(plan.training, training, progress)
        if plan.validation and validation:
            self._wait_until_read(plan.validation, validation, progress)
        request = _request_of(submission, training, validation)
        progress.update(0, total=0, label="starting the job")
        self._store.change_submission(submission.tag, "creating")
        try:
            job = self._service.create_job(request, progress)
        except ServiceFailure as failure:
            return self._after_failure(submission, failure, progress)
        self._store.note_job(submission.tag, job)
        return job

    def _after_failure(self, submission: Submission, failure: ServiceFailure, progress: Progress) -> Job | None:
        if failure.undone:
            self._store.change_submission(submission.tag, "ready", failure.title)
            _wait_as_asked(failure, progress)
            return None
        try:
            job = self._found_job(self._store.submission(submission.tag), progress)
        except ServiceFailure:
            # Nothing can be found out now; the submission stays `creating`, and the next sending looks first.
            raise failure from None
        if job is None:
            raise failure
        return job

    def _found_job(self, submission: Submission, progress: Progress) -> Job | None:
        """The job a submission was asking for when its answer was lost, looked for until it can no longer turn up."""
        if submission.state != "creating":
            return None
        asked_at = submission.creating_at or submission.made_at
        progress.update(0, total=0, label="looking whether the job was started")
        job = self._look(asked_at, progress, lambda: self._listed_job(submission, progress))
        if job is None:
            self._store.change_submission(submission.tag, "ready", "The job was asked for, and does not exist.")
        else:
            self._store.note_job(submission.tag, job)
        return job

    def _listed_job(self, submission: Submission, progress: Progress) -> Job | None:
        taken = {other.job for other in self._store.submissions(self._endpoint)}
        for job in self._service.list_jobs(progress):
            if job.id not in taken and _is_job_of(job, submission, self._store):
                return job
        return None

    def _look(self, asked_at: float, progress: Progress, look: Callable[[], Found | None]) -> Found | None:
        """Look at once and again, until `settle` seconds after it was asked for."""
        while (found := look()) is None and time.time() < asked_at + self._settle:
            wait(min(self._poll, self._settle), progress)
        return found

    def _file_there(self, data: OutgoingData, progress: Progress) -> str:
        """The id of the file at the service, sent now unless it is there already."""
        known = self._store.upload(self._endpoint, data.digest)
        if known and known.file:
            if self._still_there(known.file, progress):
                return known.file
            self._store.forget_upload(self._endpoint, data.digest)
            known = None
        name = remote_name(data)
        intended_at = known.intended_at if known else 0.0
        file = self._look(intended_at, progress, lambda: self._listed_file(data, name, progress))
        if file is None:
            self._store.intend_upload(self._endpoint, data.digest, name)
            file = self._send_file(data, name, progress)
        elif known is None:
            self._store.intend_upload(self._endpoint, data.digest, name)
        self._store.note_upload(self._endpoint, data.digest, file.id)
        return file.id

    def _send_file(self, data: OutgoingData, name: str, progress: Progress) -> RemoteFile:
        while True:
            try:
                return self._service.upload_file(Path(data.path), name, data.digest, progress)
            except ServiceFailure as failure:
                if not failure.undone:
                    return self._arrived_file(data, name, failure, progress)
                _wait_as_asked(failure, progress)

    def _arrived_file(self, data: OutgoingData, name: str, lost: ServiceFailure, progress: Progress) -> RemoteFile:
        """The file, where it has arrived although the answer was lost; else the failure is raised."""
        progress.update(0, total=0, label="looking whether the file arrived")
        try:
            file = self._look(time.time(), progress, lambda: self._listed_file(data, name, progress))
        except ServiceFailure:
            raise lost from None
        if file is None:
            raise lost
        return file

    def _listed_file(self, data: OutgoingData, name: str, progress: Progress) -> RemoteFile | None:
        for file in self._service.list_files(progress):
            if file.filename == name and file.bytes == data.size and file.status not in ("error", "deleted"):
                return file
        return None

    def _still_there(self, file_id: str, progress: Progress) -> bool:
        try:
            return self._service.get_file(file_id, progress).status not in ("error", "deleted", "deleting")
        except ServiceFailure as failure:
            if failure.said.status == 404:
                return False
            raise

    def _wait_until_read(self, data: OutgoingData, file_id: str, progress: Progress) -> None:
        """Wait until the service has read a file. Raises ServiceFailure with its reason when it refuses the file."""
        end = time.monotonic() + _LONGEST_READING
        progress.update(0, total=0, label=f"the service reads {Path(data.path).name}")
        while (file := self._service.get_file(file_id, progress)).status not in FILE_ENDED:
            if time.monotonic() > end:
                raise CuratorError(
                    "The service does not finish reading the file.",
                    f"{file.filename} ({file_id}) has been {file.status} for {_LONGEST_READING / 60:.0f} minutes.",
                    "Send again later: the file is there and will be used.",
                )
            wait(self._poll, progress)
        if file.status != "processed":
            self._store.forget_upload(self._endpoint, data.digest)
            said = Said(words=file.reason or f"The file is {file.status}.")
            refused = failure_of(said, self._situation("wait-file"), "refused")
            refused.file = data.path
            raise refused


def _outlived(submission: Submission, every: Sequence[Submission]) -> str:
    """Why a submission that nobody asked a job for is over; "" where it is not."""
    plan = submission.plan
    files = [data for data in (plan.training, plan.validation) if data is not None]
    if not all(Path(data.path).is_file() for data in files):
        return "Its files are gone."
    later = (one for one in every if one.state == "created" and one.made_at > submission.made_at)
    if any(one.plan.training.digest == plan.training.digest for one in later):
        return "The same records were sent since."
    return ""


def _wait_as_asked(failure: ServiceFailure, progress: Progress) -> None:
    """Wait where the service has refused only for now and says for how long; raise the failure where not."""
    pause = failure.said.retry_after
    if failure.kind != "limited" or pause is None or pause > _LONGEST_WAIT:
        raise failure
    wait(pause, progress, f"the service asks to wait {pause:.0f} s")


def remote_name(data: OutgoingData) -> str:
    """The name a file has at the service: its own, with the beginning of its digest, to be found again by."""
    stem = re.sub(r"[^A-Za-z0-9_-]", "-", Path(data.path).stem)
    return f"{stem[:60]}-{data.digest[:12]}.jsonl"


def _request_of(submission: Submission, training: str, validation: str | None) -> JobRequest:
    plan = submission.plan
    metadata = {TAG_KEY: submission.tag}
    if plan.data_digest:
        metadata[DATA_KEY] = plan.data_digest
    return JobRequest(
        model=plan.model,
        training_file=training,
        validation_file=validation,
        method=Method(plan.method, plan.hyperparameters, plan.grader, plan.response_format),
        suffix=plan.suffix,
        seed=plan.seed,
        metadata=metadata,
        training_type=plan.training_type,
    )


def _is_job_of(job: Job, submission: Submission, store: JobStore) -> bool:
    """Whether a listed job is the one a submission asked for.

    By the tag in its metadata; a service that gives no metadata back is asked by file, seed, model, suffix and time,
    where the seed is as good as a tag: it is drawn by lot unless a person chose it.
    """
    if job.metadata and TAG_KEY in job.metadata:
        return job.metadata[TAG_KEY] == submission.tag
    plan = submission.plan
    upload = store.upload(submission.endpoint, plan.training.digest)
    asked_at = submission.creating_at or submission.made_at
    return (
        upload is not None
        and job.training_file == upload.file
        and job.seed == plan.seed
        and job.model == plan.model
        and (job.suffix or "") == plan.suffix
        and (job.created_at is None or job.created_at >= asked_at - _CLOCK_DIFFERENCE)
    )
