"""The practice service's things as they go over the wire, on the v1 route and on the dated one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from curator.tuning.practice.pace import Pace
from curator.tuning.practice.state import StoredDeployment, StoredFile, StoredJob, StoredUpload


def file_object(file: StoredFile, now: float, pace: Pace) -> dict[str, Any]:
    """A file."""
    status = file.status(now, pace)
    wire: dict[str, Any] = {
        "id": file.id,
        "object": "file",
        "bytes": file.bytes,
        "created_at": int(file.created_at),
        "filename": file.filename,
        "purpose": file.purpose,
        "status": status,
    }
    if file.expires_at is not None:
        wire["expires_at"] = file.expires_at
    if status == "error":
        wire["status_details"] = file.refusal
    return wire


def upload_object(upload: StoredUpload, file: dict[str, Any] | None) -> dict[str, Any]:
    """An upload in parts."""
    return {
        "id": upload.id,
        "object": "upload",
        "bytes": upload.bytes,
        "created_at": int(upload.created_at),
        "expires_at": int(upload.created_at) + 7200,
        "filename": upload.filename,
        "purpose": upload.purpose,
        "status": upload.status,
        "file": file,
    }


def job_object(job: StoredJob, dated: bool) -> dict[str, Any]:
    """A job. The dated route leaves fields without a value out, as the real service often does."""
    wire: dict[str, Any] = {
        "id": job.id,
        "object": "fine_tuning.job",
        "created_at": int(job.created_at),
        "finished_at": job.finished_at,
        "estimated_finish": job.estimated_finish,
        "model": job.model,
        "fine_tuned_model": job.fine_tuned_model,
        "status": job.status,
        "training_file": job.training_file,
        "validation_file": job.validation_file,
        "result_files": job.result_files,
        "trained_tokens": job.trained_tokens,
        "hyperparameters": _hyperparameters(job.hyperparameters),
        "method": None if job.method == "supervised" else {"type": job.method},
        "suffix": job.suffix,
        "seed": job.seed,
        "metadata": job.metadata or None,
        "trainingType": job.training_type,
        "error": job.error,
        "organisation_id" if dated else "organization_id": None,
    }
    return {key: value for key, value in wire.items() if value is not None} if dated else wire


def _hyperparameters(values: dict[str, float]) -> dict[str, float]:
    return {
        "batch_size": int(values["batch_size"]),
        "learning_rate_multiplier": float(values["learning_rate_multiplier"]),
        "n_epochs": int(values["n_epochs"]),
    }


def listing(items: list[dict[str, Any]], has_more: bool | None) -> dict[str, Any]:
    """A page of things; `has_more` None leaves the key out, as the dated route's list of files does."""
    page: dict[str, Any] = {"object": "list", "data": items}
    if items:
        page |= {"first_id": items[0]["id"], "last_id": items[-1]["id"]}
    if has_more is not None:
        page["has_more"] = has_more
    return page


def deployment_object(deployment: StoredDeployment, account: str, now: float, pace: Pace) -> dict[str, Any]:
    """A deployment as the control plane shows it. `account` is the account's resource id."""
    created = datetime.fromtimestamp(deployment.created_at, UTC).isoformat()
    return {
        "id": f"{account}/deployments/{deployment.name}",
        "name": deployment.name,
        "type": "Microsoft.CognitiveServices/accounts/deployments",
        "sku": {"name": deployment.sku, "capacity": deployment.capacity},
        "systemData": {"createdAt": created, "lastModifiedAt": created},
        "tags": deployment.tags,
        "properties": {
            "model": {"format": deployment.format, "name": deployment.model, "version": deployment.version},
            "provisioningState": deployment.provisioning(now, pace),
            "rateLimits": [
                {"key": "request", "renewalPeriod": 60, "count": deployment.capacity},
                {"key": "token", "renewalPeriod": 60, "count": deployment.capacity * 1000},
            ],
        },
    }
