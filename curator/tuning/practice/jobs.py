"""Fine-tuning jobs and models of the practice service."""

from __future__ import annotations

import random
import re
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from curator.tuning.practice.catalogue import BASE_MODELS, BaseModel, training_type_named
from curator.tuning.practice.refusals import Refusal, invalid_payload, no_reinforcement, not_found
from curator.tuning.practice.runs import JobRun
from curator.tuning.practice.site import Site, json_body, page_of
from curator.tuning.practice.state import FINISHED, StoredFile, StoredJob, new_id
from curator.tuning.practice.wire import job_object, listing

_SUFFIX = re.compile(r"[A-Za-z0-9_-]{1,40}")
_GRADERS = ("string_check", "text_similarity", "score_model", "multi", "python")
_HYPERPARAMETERS = {"batch_size": -1, "learning_rate_multiplier": 1.0, "n_epochs": -1}


class Jobs:
    """The operations on jobs. `dated` in each is whether the request came by the dated route."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._state = site.state

    def go_on(self) -> None:
        """Start the runs of jobs that had not ended when the server was last closed."""
        for job in self._state.jobs.values():
            if job.status not in FINISHED:
                JobRun(self._state, job).start()

    async def create(self, request: Request, dated: bool) -> Response:
        """Begin a job."""
        body = await json_body(request)
        job = self._job_of(body)
        with self._state.lock:
            self._state.contents.put(f"answers-{job.id}", self._state.contents.get(job.training_file))
            if job.validation_file:
                self._state.contents.put(f"held-{job.id}", self._state.contents.get(job.validation_file))
            self._state.jobs[job.id] = job
            self._state.save(job)
            wire = job_object(job, dated)
        JobRun(self._state, job).start()
        if dated:
            return JSONResponse(wire, status_code=201, headers={"Location": f"{request.url.path}/{job.id}"})
        return JSONResponse(wire)

    def _job_of(self, body: dict[str, Any]) -> StoredJob:
        training_type = training_type_named(str(body.get("trainingType", "standard")))
        if training_type is None:
            raise invalid_payload("The fineTuningJob field is required.")
        method = (body.get("method") or {}).get("type", "supervised")
        if method == "reinforcement":
            raise _about_reinforcement(body)
        model = str(body.get("model", ""))
        base = self._base_of(model)
        if base is None or training_type not in base.training_types or method not in base.methods:
            raise invalid_payload("The specified base model does not support fine-tuning.")
        suffix = body.get("suffix")
        if suffix is not None and not _SUFFIX.fullmatch(str(suffix)):
            raise invalid_payload("The suffix may hold up to 40 characters of a-z, A-Z, 0-9, - and _.")
        now = time.time()
        return StoredJob(
            id=new_id("ftjob"),
            created_at=now,
            model=model,
            training_file=self._file(body.get("training_file")).id,
            validation_file=self._file(body["validation_file"]).id if body.get("validation_file") else None,
            method=method,
            hyperparameters=_hyperparameters(body, method),
            suffix=suffix,
            seed=int(body["seed"]) if body.get("seed") is not None else random.randrange(2**31),
            metadata=dict(body.get("metadata") or {}),
            training_type=training_type,
            estimated_finish=int(now + self._state.pace.job_total),
        )

    def _base_of(self, model: str) -> BaseModel | None:
        tuned = self._state.models.get(model)
        return BASE_MODELS.get(tuned.base if tuned else model)

    def _file(self, file_id: object) -> StoredFile:
        file = self._state.files.get(str(file_id))
        if file is None or file.status(time.time(), self._state.pace) != "processed":
            raise invalid_payload("The specified file reference must point to a completed file import.")
        return file

    async def list(self, request: Request, dated: bool) -> Response:
        """All jobs, newest first; `metadata[key]=value` chooses."""
        wanted = {
            key[9:-1]: value for key, value in request.query_params.items() if re.fullmatch(r"metadata\[.+\]", key)
        }
        with self._state.lock:
            jobs = sorted(self._state.jobs.values(), key=lambda job: job.created_at, reverse=True)
            items = [job_object(job, dated) for job in jobs if wanted.items() <= job.metadata.items()]
        page, more = page_of(items, request, 20)
        return JSONResponse(listing(page, more))

    async def get(self, request: Request, dated: bool) -> Response:
        """One job."""
        with self._state.lock:
            return JSONResponse(job_object(self._job(request), dated))

    async def delete(self, request: Request, dated: bool) -> Response:
        """Remove a job that has ended."""
        job = self._job(request)
        if job.status not in FINISHED:
            raise invalid_payload("The job has not ended.")
        with self._state.lock:
            del self._state.jobs[job.id]
        return Response(status_code=204)

    async def events(self, request: Request, dated: bool) -> Response:
        """What happened, newest first."""
        with self._state.lock:
            items = self._job(request).events[::-1]
        page, more = page_of(items, request, 20)
        return JSONResponse(listing(page, more))

    async def checkpoints(self, request: Request, dated: bool) -> Response:
        """The kept checkpoints, newest first."""
        with self._state.lock:
            items = self._job(request).checkpoints[::-1]
        page, more = page_of(items, request, 10)
        return JSONResponse(listing(page, more))

    async def cancel(self, request: Request, dated: bool) -> Response:
        """Ask the job to end."""
        job = self._job(request)
        if job.status in FINISHED:
            raise invalid_payload(f"The job cannot be cancelled: it is {job.status}.")
        return self._wish(job, "cancel", job.status, dated)

    async def pause(self, request: Request, dated: bool) -> Response:
        """Ask a running job to stand still."""
        job = self._job(request)
        if job.status != "running":
            raise invalid_payload(f"Only a running job can be paused; this one is {job.status}.")
        return self._wish(job, "pause", "pausing", dated)

    async def resume(self, request: Request, dated: bool) -> Response:
        """Let a paused job go on."""
        job = self._job(request)
        if job.status != "paused":
            raise invalid_payload(f"Only a paused job can be resumed; this one is {job.status}.")
        return self._wish(job, "resume", "resuming", dated)

    def _wish(self, job: StoredJob, wish: str, status: str, dated: bool) -> Response:
        with self._state.lock:
            job.wish = wish
            job.status = status
            self._state.save(job)
            return JSONResponse(job_object(job, dated))

    def _job(self, request: Request) -> StoredJob:
        job = self._state.jobs.get(request.path_params["job_id"])
        if job is None:
            raise not_found()
        return job

    async def models(self, request: Request, dated: bool) -> Response:
        """The base models of the region and the tuned models of the resource."""
        with self._state.lock:
            tuned = [_tuned_object(model.id, model.created_at) for model in self._state.models.values()]
        return JSONResponse({"object": "list", "data": [_base_object(model) for model in BASE_MODELS.values()] + tuned})

    async def model(self, request: Request, dated: bool) -> Response:
        """One model."""
        name = request.path_params["model_id"]
        if name in BASE_MODELS:
            return JSONResponse(_base_object(BASE_MODELS[name]))
        tuned = self._state.models.get(name)
        if tuned is None:
            raise not_found()
        return JSONResponse(_tuned_object(tuned.id, tuned.created_at))


def _about_reinforcement(body: dict[str, Any]) -> Refusal:
    """First what is wrong with the request by the service's guide, so that this much can be rehearsed."""
    grader = ((body.get("method") or {}).get("reinforcement") or {}).get("grader")
    if not isinstance(grader, dict) or grader.get("type") not in _GRADERS:
        return invalid_payload(f"PRACTICE: reinforcement needs a grader of the type {', '.join(_GRADERS)}.")
    if not body.get("validation_file"):
        return invalid_payload("PRACTICE: reinforcement needs a validation file.")
    return no_reinforcement()


def _hyperparameters(body: dict[str, Any], method: str) -> dict[str, float]:
    """The service's three numbers, -1 where it shall choose, from `method` or the older top-level field."""
    inside = ((body.get("method") or {}).get(method) or {}).get("hyperparameters") or {}
    asked = {**(body.get("hyperparameters") or {}), **inside}
    values: dict[str, float] = dict(_HYPERPARAMETERS)
    for name in values:
        if asked.get(name, "auto") in ("auto", -1):
            continue
        if not isinstance(asked[name], int | float) or asked[name] <= 0:
            raise invalid_payload(f"Invalid value for {name}.")
        values[name] = asked[name]
    return values


def _capabilities(fine_tune: bool) -> dict[str, bool]:
    return {
        "fine_tune": fine_tune,
        "inference": True,
        "completion": False,
        "chat_completion": True,
        "embeddings": False,
    }


def _base_object(model: BaseModel) -> dict[str, Any]:
    return {
        "id": model.id,
        "object": "model",
        "created": 1744588800,
        "created_at": 1744588800,
        "owned_by": "practice",
        "status": "succeeded",
        "capabilities": _capabilities(fine_tune=True),
        "lifecycle_status": "generally-available",
        "deprecation": {"fine_tune": model.fine_tuning_ends, "inference": model.inference_ends},
    }


def _tuned_object(name: str, created_at: float) -> dict[str, Any]:
    return {
        "id": name,
        "object": "model",
        "created": int(created_at),
        "created_at": int(created_at),
        "owned_by": "practice",
        "status": "succeeded",
        "capabilities": _capabilities(fine_tune=True),
        "lifecycle_status": "generally-available",
        "deprecation": {"inference": 1823472000},
    }
