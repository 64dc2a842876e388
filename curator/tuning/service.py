"""What every provider of fine-tuning speaks: the words of the loop as values and two protocols.

Services differ from their own documents, so statuses are open strings and every field may be missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from curator.progress import Progress

JOB_ENDED = frozenset({"succeeded", "failed", "cancelled"})
FILE_ENDED = frozenset({"processed", "error", "deleted"})


@dataclass(frozen=True)
class RemoteFile:
    """A file at the service. `reason` holds the service's words where the status is error."""

    id: str
    filename: str = ""
    bytes: int | None = None
    created_at: int | None = None
    status: str = ""
    purpose: str = ""
    reason: str | None = None


@dataclass(frozen=True)
class Hyperparameters:
    """What the service was told or chose; None where it has not chosen yet or does not say."""

    epochs: int | None = None
    batch_size: int | None = None
    learning_rate_multiplier: float | None = None


@dataclass(frozen=True)
class Method:
    """How to train.

    Attributes:
        type: supervised, dpo or reinforcement.
        hyperparameters: By the service's own names (n_epochs, batch_size, learning_rate_multiplier, beta,
            compute_multiplier, eval_interval, eval_samples, reasoning_effort); what is absent the service chooses.
        grader: For reinforcement, the grader object as the service's document describes it.
        response_format: For reinforcement, a JSON schema of the answers; None for free text.
    """

    type: str = "supervised"
    hyperparameters: Mapping[str, float | int | str] = field(default_factory=dict)
    grader: Mapping[str, object] | None = None
    response_format: Mapping[str, object] | None = None


@dataclass(frozen=True)
class JobRequest:
    """Everything a job is started with."""

    model: str
    training_file: str
    validation_file: str | None
    method: Method
    suffix: str
    seed: int
    metadata: Mapping[str, str]
    training_type: str


@dataclass(frozen=True)
class JobFault:
    """Why a job failed, in the service's words."""

    code: str | None = None
    message: str | None = None
    parameter: str | None = None


@dataclass(frozen=True)
class Job:
    """A fine-tuning job as the service last described it. Times are Unix seconds."""

    id: str
    status: str = ""
    model: str = ""
    created_at: int | None = None
    finished_at: int | None = None
    estimated_finish: int | None = None
    training_file: str | None = None
    validation_file: str | None = None
    fine_tuned_model: str | None = None
    result_files: tuple[str, ...] = ()
    trained_tokens: int | None = None
    hyperparameters: Hyperparameters = Hyperparameters()
    method: str | None = None
    suffix: str | None = None
    seed: int | None = None
    metadata: Mapping[str, str] | None = None
    training_type: str | None = None
    fault: JobFault | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen; a paused job has not ended."""
        return self.status in JOB_ENDED


@dataclass(frozen=True)
class JobEvent:
    """One thing the service reported about a job."""

    id: str
    created_at: int
    message: str
    level: str = "info"
    type: str = "message"
    data: Mapping[str, object] | None = None


@dataclass(frozen=True)
class MetricPoint:
    """What was measured at one step. Losses are in nats per token, accuracies from 0 to 1."""

    step: int
    train_loss: float | None = None
    train_accuracy: float | None = None
    valid_loss: float | None = None
    valid_accuracy: float | None = None
    full_valid_loss: float | None = None
    full_valid_accuracy: float | None = None


@dataclass(frozen=True)
class Checkpoint:
    """A model as it was at the end of an epoch; `id` is what can be deployed."""

    id: str
    model: str
    step: int
    created_at: int | None = None
    metrics: MetricPoint | None = None


@dataclass(frozen=True)
class RemoteModel:
    """A model the service names. Flags and dates are None where it does not say; dates are Unix seconds."""

    id: str
    fine_tunable: bool | None = None
    status: str | None = None
    lifecycle: str | None = None
    fine_tuning_ends: int | None = None
    inference_ends: int | None = None

    @property
    def tuned(self) -> bool:
        """Whether it is somebody's fine-tuned model."""
        return ".ft-" in self.id


@dataclass(frozen=True)
class Deployment:
    """A deployment as the control plane describes it. `created_at` is in Unix seconds."""

    name: str
    model: str = ""
    model_format: str = ""
    model_version: str = ""
    sku: str = ""
    capacity: int | None = None
    state: str = ""
    created_at: float | None = None

    @property
    def tuned(self) -> bool:
        """Whether it serves a fine-tuned model or a checkpoint."""
        return ".ft-" in self.model or self.model.startswith(("ftchkpt", "ftckpt"))

    @property
    def developer(self) -> bool:
        """Whether it is of the developer tier, which costs nothing an hour and lives for 24 hours."""
        return self.sku.lower().startswith("developer")


@dataclass(frozen=True)
class ToolCall:
    """A tool the model wants called. `arguments` is the model's own text, which may not be JSON."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Usage:
    """Tokens of one exchange, as the service counted them."""

    prompt: int
    answer: int


@dataclass(frozen=True)
class AnswerPiece:
    """What one chunk of a stream brought; all fields are empty in chunks that bring nothing of use."""

    text: str = ""
    refusal: str = ""
    tool_calls: tuple[tuple[int, ToolCall], ...] = ()
    """(position, part) pairs: parts with the same position belong together, their arguments in order."""
    finish: str | None = None
    usage: Usage | None = None
    filtered: tuple[str, ...] = ()
    """Categories of the content filter that stepped in."""


class TuningService(Protocol):
    """Files, jobs and chat of one resource. All calls block, raise `ServiceFailure`, and heed `progress`."""

    def upload_file(self, path: Path, name: str, digest: str, progress: Progress) -> RemoteFile:
        """Send a file under this name. Raises CuratorError when its SHA-256 is not `digest` (hexadecimal)."""
        ...

    def list_files(self, progress: Progress) -> Sequence[RemoteFile]:
        """The files for fine-tuning."""
        ...

    def get_file(self, file_id: str, progress: Progress) -> RemoteFile:
        """One file."""
        ...

    def delete_file(self, file_id: str, progress: Progress) -> None:
        """Remove a file."""
        ...

    def read_file(self, file_id: str, progress: Progress) -> bytes:
        """A file's bytes."""
        ...

    def create_job(self, request: JobRequest, progress: Progress) -> Job:
        """Start a job. Asked exactly once: a lost answer is raised, never asked again."""
        ...

    def get_job(self, job_id: str, progress: Progress) -> Job:
        """One job."""
        ...

    def list_jobs(self, progress: Progress, limit: int = 200) -> Sequence[Job]:
        """The newest jobs, newest first."""
        ...

    def list_events(self, job_id: str, known: frozenset[str], progress: Progress) -> Sequence[JobEvent]:
        """Events not yet known, by id, in any order."""
        ...

    def list_checkpoints(self, job_id: str, progress: Progress) -> Sequence[Checkpoint]:
        """The checkpoints that can be deployed."""
        ...

    def cancel_job(self, job_id: str, progress: Progress) -> Job:
        """End a job; what it has done until then may be charged."""
        ...

    def pause_job(self, job_id: str, progress: Progress) -> Job:
        """Let a running job stand still."""
        ...

    def resume_job(self, job_id: str, progress: Progress) -> Job:
        """Let a paused job go on."""
        ...

    def list_models(self, progress: Progress) -> Sequence[RemoteModel]:
        """Base models and tuned models."""
        ...

    def stream_chat(
        self,
        deployment: str,
        messages: Sequence[Mapping[str, object]],
        parameters: Mapping[str, object],
        progress: Progress,
    ) -> Iterator[AnswerPiece]:
        """Ask a deployment and yield its answer piece by piece."""
        ...


class DeploymentService(Protocol):
    """Deployments of one resource."""

    def get(self, name: str, progress: Progress) -> Deployment | None:
        """One deployment; None where there is none of that name."""
        ...

    def put(self, wanted: Deployment, progress: Progress) -> Deployment:
        """Make a deployment, or change the one of that name. Look first: this overwrites."""
        ...

    def resize(self, name: str, capacity: int, sku: str, progress: Progress) -> Deployment:
        """Change how many thousand tokens a minute a deployment may answer."""
        ...

    def delete(self, name: str, progress: Progress) -> None:
        """Remove a deployment; nothing happens where there is none."""
        ...

    def list(self, progress: Progress) -> Sequence[Deployment]:
        """All deployments of the resource."""
        ...

    def skus(self, name: str, progress: Progress) -> Sequence[str]:
        """The names of the SKUs a deployment could have."""
        ...
