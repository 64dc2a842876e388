"""What only the resource itself can say against a job, before it is sent."""

from __future__ import annotations

import time
from collections.abc import Sequence

from curator.progress import Progress
from curator.tuning.cost import training_family
from curator.tuning.order import Objection
from curator.tuning.preflight import Preflight
from curator.tuning.service import Job, RemoteFile, RemoteModel, TuningService

# Source: Microsoft, quotas and limits of Azure OpenAI, 2026-02.
_MOST_JOBS = 100
_MOST_RUNNING = {"developer": 5}
_USUAL_RUNNING = 3
_MOST_NAMED = 8
_WAITING = ("pending", "queued", "validating_files", "running", "resuming")


def ask_resource(service: TuningService, preflight: Preflight, progress: Progress) -> list[Objection]:
    """Ask the resource for its models, files and jobs, and say what speaks against this one. Nothing is changed.

    Raises:
        ServiceFailure: The resource refused or did not answer.
        Cancelled: Somebody asked to stop.
    """
    return [
        *about_model(preflight.model, service.list_models(progress), preflight.order.target.known),
        *about_room(preflight, service.list_files(progress)),
        *about_jobs(preflight.profile.training_type, service.list_jobs(progress)),
    ]


def about_model(
    name: str, models: Sequence[RemoteModel], known: bool = True, now: float | None = None
) -> list[Objection]:
    """What the resource's list of models says against training this one.

    Args:
        name: The model, as it would be sent.
        models: What the resource lists.
        known: Whether a table has the model: one that neither a table nor the resource has does not exist.
        now: Unix seconds; None takes the present.
    """
    found = next((model for model in models if model.id == name), None)
    if found is None and models and not known:
        trainable = [model.id for model in models if model.fine_tunable and not model.tuned]
        text = f"There is no model {name}: the resource does not list it."
        return [Objection("error", text, f"It can train: {', '.join(trainable[:_MOST_NAMED])}." if trainable else "")]
    if found is None:
        text = f"The resource does not list {name}."
        return [Objection("warning", text, "Its region may not have the model, or it has been retired.")]
    moment = time.time() if now is None else now
    if found.fine_tuning_ends is not None and found.fine_tuning_ends <= moment:
        return [Objection("warning", f"The resource says that {name} can no longer be trained.", "Choose a newer one.")]
    if found.fine_tunable is False and not found.tuned:
        # The flag is false for some models that can be trained all the same, so it does not stop anybody.
        text = f"The resource does not mark {name} as one that can be trained."
        return [Objection("note", text, "Models that are not OpenAI's are never marked.")]
    return []


def about_room(preflight: Preflight, files: Sequence[RemoteFile]) -> list[Objection]:
    """Whether the resource has room for both files."""
    limits = preflight.order.target.limits
    ours = [data for data in (preflight.training, preflight.validation) if data is not None]
    kept = [file for file in files if file.purpose == "fine-tune"]
    found: list[Objection] = []
    hint = "Delete files at the resource that no job needs."
    if limits.files and len(kept) + len(ours) > limits.files.number:
        text = f"The resource holds {len(kept)} files; with these it would pass the {limits.files.number} it may hold."
        found.append(Objection("warning", text, hint))
    size = sum(file.bytes or 0 for file in kept) + sum(data.size for data in ours)
    if limits.all_files_bytes and size > limits.all_files_bytes.number:
        most = limits.all_files_bytes.number / 2**20
        text = f"With these files the resource would hold {size / 2**20:.0f} MB; it may hold {most:.0f}."
        found.append(Objection("warning", text, hint))
    return found


def about_jobs(training_type: str, jobs: Sequence[Job]) -> list[Objection]:
    """Whether the job would have to wait for others, or is one too many."""
    busy = [job for job in jobs if job.status in _WAITING]
    most = _MOST_RUNNING.get(training_family(training_type) or "", _USUAL_RUNNING)
    found: list[Objection] = []
    if len(busy) >= most:
        text = f"{len(busy)} jobs are running or waiting at the resource; {most} run at once, so this one will wait."
        found.append(Objection("note", text))
    if len(jobs) >= _MOST_JOBS:
        text = f"The resource has had {len(jobs)} jobs; it may have {_MOST_JOBS} in all."
        found.append(Objection("warning", text, "Delete old jobs at the service."))
    return found
