"""Azure OpenAI: files, jobs and chat through the v1 route, large uploads through the dated one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from curator.errors import CuratorError
from curator.progress import Progress
from curator.tuning import readings
from curator.tuning.answers import read_piece
from curator.tuning.connection import Connection
from curator.tuning.patience import ask
from curator.tuning.sending import OutgoingFile
from curator.tuning.service import AnswerPiece, Checkpoint, Job, JobEvent, JobRequest, RemoteFile, RemoteModel

LARGE_FILE = 100 * 1024 * 1024
"""Above this many bytes a file goes up in parts: beyond about 150 MB the files route fails without a word."""
PART_SIZE = 32 * 1024 * 1024
_PATIENCE = 300.0
_MOST_FILES = 1000
_MOST_EVENTS = 5000
_EVENT_PAGE = 100
_OF_FINE_TUNING = ("fine-tune", "fine-tune-results")

Found = TypeVar("Found")


class AzureService:
    """Fine-tuning of one Azure OpenAI resource; see `TuningService` for what each call does.

    Args:
        connection: The way in.
        large_file: From how many bytes a file is sent in parts.
        part_size: How many bytes a part has.
    """

    def __init__(self, connection: Connection, large_file: int = LARGE_FILE, part_size: int = PART_SIZE) -> None:
        self.connection = connection
        self._large_file = large_file
        self._part_size = part_size

    def upload_file(self, path: Path, name: str, digest: str, progress: Progress) -> RemoteFile:
        """Send a file: whole, or in parts where it is large."""
        with OutgoingFile(path, progress) as outgoing:
            progress.update(0, total=outgoing.size, label=f"sending {path.name}")
            if outgoing.size > self._large_file:
                return self._upload_in_parts(outgoing, name, digest, progress)
            return self._upload_whole(outgoing, name, digest, progress)

    def _upload_whole(self, outgoing: OutgoingFile, name: str, digest: str, progress: Progress) -> RemoteFile:
        def send() -> RemoteFile:
            named: Any = (name, outgoing, "application/jsonl")
            files = self.connection.v1().files
            made = files.create(file=named, purpose="fine-tune", timeout=self._patience())
            return readings.read_file(made.to_dict())

        # Once only: whether a lost upload has arrived is looked up by its name before it is sent again.
        sent = ask(send, self.connection.situation("upload"), progress, attempts=1)
        try:
            outgoing.check(digest)
        except CuratorError:
            self.delete_file(sent.id, progress)
            raise
        return sent

    def _upload_in_parts(self, outgoing: OutgoingFile, name: str, digest: str, progress: Progress) -> RemoteFile:
        uploads = self.connection.dated().uploads
        situation = self.connection.situation("upload")
        upload = ask(
            lambda: uploads.create(
                bytes=outgoing.size, filename=name, mime_type="application/jsonl", purpose="fine-tune"
            ),
            situation,
            progress,
        )
        try:
            parts: list[str] = []
            while part := outgoing.read(self._part_size):
                parts.append(self._send_part(upload.id, part, progress))
            outgoing.check(digest)
        except CuratorError:
            # What was sent in part is given up; without this the service forgets it after two hours by itself.
            ask(lambda: uploads.cancel(upload.id), situation, Progress(), attempts=1)
            raise
        done = ask(
            lambda: uploads.complete(upload.id, part_ids=parts, timeout=self._patience()),
            situation,
            progress,
            attempts=1,
        )
        if done.file is None:
            raise CuratorError("The upload ended without a file.", f"Upload {done.id} is {done.status}.")
        return readings.read_file(done.file.to_dict())

    def _send_part(self, upload_id: str, part: bytes, progress: Progress) -> str:
        uploads = self.connection.dated().uploads
        situation = self.connection.situation("upload")
        # A part sent twice does no harm: only those named at the end are used.
        return ask(
            lambda: uploads.parts.create(upload_id, data=("part", part), timeout=self._patience()).id,
            situation,
            progress,
        )

    def list_files(self, progress: Progress) -> Sequence[RemoteFile]:
        """The files for fine-tuning, results included."""

        def fetch() -> list[RemoteFile]:
            files = self.connection.v1().files.list()
            return _capped(files, _MOST_FILES, readings.read_file)

        return [file for file in self._ask(fetch, "list", progress) if file.purpose in _OF_FINE_TUNING]

    def get_file(self, file_id: str, progress: Progress) -> RemoteFile:
        """One file."""
        return self._ask(
            lambda: readings.read_file(self.connection.v1().files.retrieve(file_id).to_dict()), "list", progress
        )

    def delete_file(self, file_id: str, progress: Progress) -> None:
        """Remove a file."""
        self._ask(lambda: self.connection.v1().files.delete(file_id), "list", progress)

    def read_file(self, file_id: str, progress: Progress) -> bytes:
        """A file's bytes."""
        return self._ask(lambda: self.connection.v1().files.content(file_id).read(), "results", progress)

    def create_job(self, request: JobRequest, progress: Progress) -> Job:
        """Start a job; asked exactly once."""

        def send() -> Job:
            jobs = self.connection.v1().fine_tuning.jobs
            return readings.read_job(jobs.create(**_job_arguments(request)).to_dict())

        situation = self.connection.situation("create-job", model=request.model, training_type=request.training_type)
        return ask(send, situation, progress, attempts=1)

    def get_job(self, job_id: str, progress: Progress) -> Job:
        """One job."""
        return self._job(lambda jobs: jobs.retrieve(job_id), "follow", progress)

    def list_jobs(self, progress: Progress, limit: int = 200) -> Sequence[Job]:
        """The newest jobs, newest first."""

        def fetch() -> list[Job]:
            return _capped(self.connection.v1().fine_tuning.jobs.list(limit=100), limit, readings.read_job)

        return self._ask(fetch, "jobs", progress)

    def list_events(self, job_id: str, known: frozenset[str], progress: Progress) -> Sequence[JobEvent]:
        """Events not yet known. They come newest first, so reading ends with the first page that is all known."""

        def fetch() -> list[JobEvent]:
            found: list[JobEvent] = []
            pages = self.connection.v1().fine_tuning.jobs.list_events(job_id, limit=_EVENT_PAGE).iter_pages()
            for page in pages:
                events = [readings.read_event(event.to_dict()) for event in page.data]
                fresh = [event for event in events if event.id not in known]
                found += fresh
                if not fresh or len(found) >= _MOST_EVENTS:
                    break
            return found

        return self._ask(fetch, "follow", progress)

    def list_checkpoints(self, job_id: str, progress: Progress) -> Sequence[Checkpoint]:
        """The checkpoints that can be deployed."""

        def fetch() -> list[Checkpoint]:
            checkpoints = self.connection.v1().fine_tuning.jobs.checkpoints.list(job_id)
            return _capped(checkpoints, 100, readings.read_checkpoint)

        return self._ask(fetch, "follow", progress)

    def cancel_job(self, job_id: str, progress: Progress) -> Job:
        """End a job."""
        return self._job(lambda jobs: jobs.cancel(job_id), "cancel-job", progress)

    def pause_job(self, job_id: str, progress: Progress) -> Job:
        """Let a running job stand still."""
        return self._job(lambda jobs: jobs.pause(job_id), "pause-job", progress)

    def resume_job(self, job_id: str, progress: Progress) -> Job:
        """Let a paused job go on."""
        return self._job(lambda jobs: jobs.resume(job_id), "resume-job", progress)

    def list_models(self, progress: Progress) -> Sequence[RemoteModel]:
        """Base models and tuned models."""

        def fetch() -> list[RemoteModel]:
            return _capped(self.connection.v1().models.list(), _MOST_FILES, readings.read_model)

        return self._ask(fetch, "models", progress)

    def stream_chat(
        self,
        deployment: str,
        messages: Sequence[Mapping[str, object]],
        parameters: Mapping[str, object],
        progress: Progress,
    ) -> Iterator[AnswerPiece]:
        """Ask a deployment; the answer comes piece by piece. Closing the iterator ends the stream."""
        situation = self.connection.situation("chat", deployment=deployment)
        arguments: dict[str, Any] = {
            "model": deployment,
            "messages": list(messages),
            "stream": True,
            "stream_options": {"include_usage": True},
            "timeout": self._patience(),
            **parameters,
        }

        def open_stream() -> Any:
            return self.connection.v1().chat.completions.create(**arguments)

        stream = ask(open_stream, situation, progress)
        chunks = iter(stream)
        try:
            while (chunk := ask(lambda: next(chunks, None), situation, progress, attempts=1)) is not None:
                yield read_piece(chunk.to_dict())
        finally:
            _close_quietly(stream)

    def _patience(self) -> float:
        """Seconds to wait where the service works on what it was given: a large file, or a model that thinks."""
        return max(self.connection.profile.timeout, _PATIENCE)

    def _job(self, call: Callable[[Any], Any], operation: str, progress: Progress) -> Job:
        return self._ask(
            lambda: readings.read_job(call(self.connection.v1().fine_tuning.jobs).to_dict()), operation, progress
        )

    def _ask(self, call: Callable[[], Found], operation: str, progress: Progress) -> Found:
        return ask(call, self.connection.situation(operation), progress)


def _close_quietly(stream: Any) -> None:
    """End a stream. A broken connection cannot be closed more than it is, so its complaint is of no use."""
    import httpx2

    with contextlib.suppress(httpx2.HTTPError, httpx2.StreamError, OSError, RuntimeError):
        stream.close()


def _capped(page: Iterable[Any], most: int, read: Callable[[Mapping[str, Any]], Found]) -> list[Found]:
    """At most so many things of a list that fetches its pages itself; a list that repeats itself ends there."""
    found: dict[str, Found] = {}
    for item in islice(page, most):
        if item.id in found:
            break
        found[item.id] = read(item.to_dict())
    return list(found.values())


def _job_arguments(request: JobRequest) -> dict[str, Any]:
    inside: dict[str, Any] = {}
    if request.method.hyperparameters:
        inside["hyperparameters"] = dict(request.method.hyperparameters)
    if request.method.grader is not None:
        inside["grader"] = dict(request.method.grader)
    if request.method.response_format is not None:
        inside["response_format"] = dict(request.method.response_format)
    method = {"type": request.method.type, **({request.method.type: inside} if inside else {})}
    arguments: dict[str, Any] = {
        "model": request.model,
        "training_file": request.training_file,
        "method": method,
        "seed": request.seed,
        "metadata": dict(request.metadata),
        "extra_body": {"trainingType": request.training_type},
    }
    if request.validation_file:
        arguments["validation_file"] = request.validation_file
    if request.suffix:
        arguments["suffix"] = request.suffix
    return arguments
