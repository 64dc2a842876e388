"""Reading what a service sends: JSON objects with missing, null and unexpected fields become values."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from curator.tuning.service import (
    Checkpoint,
    Deployment,
    Hyperparameters,
    Job,
    JobEvent,
    JobFault,
    MetricPoint,
    RemoteFile,
    RemoteModel,
)

# Azure, OpenAI and their documents name the same columns differently.
_COLUMN_NAMES = {
    "step": ("step",),
    "train_loss": ("train_loss", "training_loss"),
    "train_accuracy": ("train_mean_token_accuracy", "train_accuracy", "training_token_accuracy"),
    "valid_loss": ("valid_loss", "validation_loss"),
    "valid_accuracy": ("valid_mean_token_accuracy", "validation_mean_token_accuracy", "validation_token_accuracy"),
    "full_valid_loss": ("full_valid_loss", "full_validation_loss"),
    "full_valid_accuracy": ("full_valid_mean_token_accuracy", "full_validation_mean_token_accuracy"),
}
_STEP_LINE = re.compile(r"Step (\d+)(?:/\d+)?: training loss=([-+0-9.eE]+)(?:, validation loss=([-+0-9.eE]+))?")


def read_file(wire: Mapping[str, Any]) -> RemoteFile:
    """A file object of either route."""
    fault = wire.get("error")
    reason = wire.get("status_details") or (fault.get("message") if isinstance(fault, Mapping) else None)
    return RemoteFile(
        id=_text(wire.get("id")),
        filename=_text(wire.get("filename")),
        bytes=_whole(wire.get("bytes")),
        created_at=_whole(wire.get("created_at")),
        status=_text(wire.get("status")),
        purpose=_text(wire.get("purpose")),
        reason=None if reason is None else str(reason),
    )


def read_job(wire: Mapping[str, Any]) -> Job:
    """A job object of either route. -1 and "auto" are read as not chosen yet."""
    method = wire.get("method")
    metadata = wire.get("metadata")
    return Job(
        id=_text(wire.get("id")),
        status=_text(wire.get("status")),
        model=_text(wire.get("model")),
        created_at=_whole(wire.get("created_at")),
        finished_at=_whole(wire.get("finished_at")),
        estimated_finish=_whole(wire.get("estimated_finish")),
        training_file=wire.get("training_file"),
        validation_file=wire.get("validation_file"),
        fine_tuned_model=wire.get("fine_tuned_model"),
        result_files=tuple(str(one) for one in wire.get("result_files") or ()),
        trained_tokens=_whole(wire.get("trained_tokens")),
        hyperparameters=_hyperparameters(wire.get("hyperparameters")),
        method=_text(method.get("type")) if isinstance(method, Mapping) else None,
        suffix=wire.get("suffix") or wire.get("user_provided_suffix"),
        seed=_whole(wire.get("seed")),
        metadata={str(key): str(value) for key, value in metadata.items()} if isinstance(metadata, Mapping) else None,
        training_type=wire.get("trainingType"),
        fault=_fault(wire.get("error")),
    )


def _hyperparameters(wire: object) -> Hyperparameters:
    if not isinstance(wire, Mapping):
        return Hyperparameters()
    rate = _number(wire.get("learning_rate_multiplier"))
    return Hyperparameters(
        epochs=_positive(_whole(wire.get("n_epochs"))),
        batch_size=_positive(_whole(wire.get("batch_size"))),
        learning_rate_multiplier=rate if rate is not None and rate > 0 else None,
    )


def _fault(wire: object) -> JobFault | None:
    if not isinstance(wire, Mapping) or not (wire.get("message") or wire.get("code")):
        return None
    return JobFault(wire.get("code"), wire.get("message"), wire.get("param"))


def read_event(wire: Mapping[str, Any]) -> JobEvent:
    """One event of a job."""
    data = wire.get("data")
    return JobEvent(
        id=_text(wire.get("id")),
        created_at=_whole(wire.get("created_at")) or 0,
        message=_text(wire.get("message")),
        level=_text(wire.get("level")) or "info",
        type=_text(wire.get("type")) or "message",
        data=data if isinstance(data, Mapping) else None,
    )


def read_checkpoint(wire: Mapping[str, Any]) -> Checkpoint:
    """One checkpoint of a job."""
    step = _whole(wire.get("step_number")) or 0
    metrics = wire.get("metrics")
    return Checkpoint(
        id=_text(wire.get("id")),
        model=_text(wire.get("fine_tuned_model_checkpoint")),
        step=step,
        created_at=_whole(wire.get("created_at")),
        metrics=point_of({**metrics, "step": step}) if isinstance(metrics, Mapping) else None,
    )


def read_model(wire: Mapping[str, Any]) -> RemoteModel:
    """One model of the list; the v1 document names few of these fields, the service sends them all."""
    capabilities = wire.get("capabilities") or {}
    deprecation = wire.get("deprecation") or {}
    return RemoteModel(
        id=_text(wire.get("id")),
        fine_tunable=capabilities.get("fine_tune"),
        status=wire.get("status"),
        lifecycle=wire.get("lifecycle_status"),
        fine_tuning_ends=_whole(deprecation.get("fine_tune")),
        inference_ends=_whole(deprecation.get("inference")),
    )


def read_deployment(wire: Mapping[str, Any]) -> Deployment:
    """A deployment of the control plane."""
    properties = wire.get("properties") or {}
    model = properties.get("model") or {}
    sku = wire.get("sku") or {}
    created = (wire.get("systemData") or {}).get("createdAt")
    return Deployment(
        name=_text(wire.get("name")),
        model=_text(model.get("name")),
        model_format=_text(model.get("format")),
        model_version=_text(model.get("version")),
        sku=_text(sku.get("name")),
        capacity=_whole(sku.get("capacity")),
        state=_text(properties.get("provisioningState")),
        created_at=_moment(created),
    )


def point_of(cells: Mapping[str, Any]) -> MetricPoint | None:
    """What was measured at one step, from cells under any of the names services use; None without a step."""
    step = _whole(cells.get("step"))
    if step is None:
        return None
    lowered = {str(name).strip().lower(): value for name, value in cells.items()}
    values = {
        field: next((number for name in names if (number := _number(lowered.get(name))) is not None), None)
        for field, names in _COLUMN_NAMES.items()
        if field != "step"
    }
    return MetricPoint(step, **values)


def read_results(data: bytes) -> list[MetricPoint]:
    """The rows of a results.csv, by its header; blank cells are None, rows without a step are left out."""
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace")))
    points = (point_of({str(name).strip().lower(): cell for name, cell in row.items()}) for row in rows)
    return [point for point in points if point is not None]


def point_of_event(event: JobEvent) -> MetricPoint | None:
    """What an event says was measured: from its data, else from its text ("Step 10: training loss=0.67")."""
    if event.data:
        point = point_of(event.data)
        if point is not None:
            return point
    found = _STEP_LINE.match(event.message)
    if found is None:
        return None
    return MetricPoint(int(found[1]), _number(found[2]), valid_loss=_number(found[3]))


def merge_points(*sources: Sequence[MetricPoint]) -> list[MetricPoint]:
    """One point for each step, in order; where several sources have a value, the later source's counts."""
    merged: dict[int, dict[str, float]] = {}
    for source in sources:
        for point in source:
            values = {name: value for name, value in vars(point).items() if name != "step" and value is not None}
            merged.setdefault(point.step, {}).update(values)
    return [MetricPoint(step, **merged[step]) for step in sorted(merged)]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _number(value: object) -> float | None:
    try:
        number = float(value)  # pyright: ignore[reportArgumentType] - what is no number is caught
    except (TypeError, ValueError):
        return None
    return number if number == number else None


def _whole(value: object) -> int | None:
    number = _number(value)
    return None if number is None or number in (float("inf"), float("-inf")) else int(number)


def _positive(value: int | None) -> int | None:
    return value if value is not None and value > 0 else None


def _moment(value: object) -> float | None:
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value).timestamp()
    except ValueError:
        return None
