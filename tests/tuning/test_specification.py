"""What the practice service answers, and what we ask, held against Azure's published v1 document."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import jsonschema_rs
import pytest

from curator.tuning.arm import AzureDeployments
from curator.tuning.azure import AzureService
from curator.tuning.deploy import Deployer, wanted_deployment
from curator.tuning.failures import ServiceFailure
from curator.tuning.practice.faults import Fault
from curator.tuning.service import JobRequest, Method
from curator.tuning.store import SubmissionPlan

# Where the service's practice differs from its document: (schema, where in the answer, why).
KNOWN_DIFFERENCES = {
    ("AzureListFilesResponse", "/"): "an empty list has no first and no last id",
    ("OpenAI.FineTuningJob", "/status"): "Azure also says pending, pausing, paused and resuming",
    ("OpenAI.FineTuningJob", "/organization_id"): "null in every answer seen",
    ("OpenAI.FineTuningJob", "/result_files"): "null until the results file is made",
    ("OpenAI.FineTuningJob", "/method"): "null for supervised jobs",
}


def specification() -> Path:
    """The folder with the document; skips where there is none."""
    shared = os.environ.get("CURATOR_SHARED")
    folder = os.environ.get("CURATOR_AZURE_SPEC") or (shared and f"{shared}/azure-spec")
    if not folder or not Path(folder).is_dir():
        pytest.skip("Azure's published document is not here: set CURATOR_AZURE_SPEC to its folder")
    return Path(folder)


def as_json_schema(node: Any) -> Any:
    """OpenAPI 3.0 says `nullable` where JSON Schema has a type null."""
    if isinstance(node, list):
        return [as_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {key: as_json_schema(value) for key, value in node.items() if key not in ("nullable", "discriminator")}
    if node.get("nullable") is True:
        return {"anyOf": [made, {"type": "null"}]}
    return made


class Document:
    """Both parts of the published document, for validating."""

    def __init__(self, folder: Path) -> None:
        self._schemas: dict[str, Any] = {}
        for path in sorted(folder.glob("*.json")):
            self._schemas |= json.loads(path.read_text(encoding="utf-8"))["components"]["schemas"]
        self._schemas = as_json_schema(self._schemas)

    def faults(self, schema: str, value: object) -> list[tuple[str, str]]:
        """Where a value differs from a schema, as (place, message) pairs."""
        document = {"$ref": f"#/components/schemas/{schema}", "components": {"schemas": self._schemas}}
        validator = jsonschema_rs.Draft202012Validator(document)
        return [
            ("/" + "/".join(map(str, error.instance_path)), error.message) for error in validator.iter_errors(value)
        ]


@pytest.fixture(scope="module")
def document() -> Document:
    return Document(specification())


@pytest.fixture
def traffic(connection) -> list[tuple[str, str, Any, Any]]:
    """Everything said on the v1 route: method, path, request body and answer, where they are JSON."""
    seen: list[tuple[str, str, Any, Any]] = []

    def keep(answer: httpx2.Response) -> None:
        kind = answer.headers.get("content-type", "")
        request = answer.request
        path = request.url.path.removeprefix("/openai/v1")
        if path == request.url.path or not kind.startswith(("application/json", "text/event-stream")):
            return
        is_json = request.headers.get("content-type") == "application/json"
        asked = json.loads(request.content) if is_json and request.content else None
        if kind.startswith("text/event-stream"):
            seen.append((request.method, path, asked, None))
            return
        seen.append((request.method, path, asked, json.loads(answer.read())))

    connection.http().event_hooks = {"response": [keep]}
    return seen


@pytest.fixture
def loop(
    connection, service: AzureService, submitter, follower, server, plan: SubmissionPlan, traffic, progress
) -> Iterator[list[tuple[str, str, Any, Any]]]:
    """The whole loop once, with a refusal and a failure, and what was said in it."""
    job = submitter.send(submitter.plan(plan).tag, progress)
    view = follower.follow(job.id, progress, lambda view: None, interval=0.01)
    failing = replace(plan, seed=1, hyperparameters={"n_epochs": 1, "batch_size": 2, "learning_rate_multiplier": 0.5})
    server.faults.arm(Fault("fail-data-check", message="violence"))
    failed = submitter.send(submitter.plan(failing).tag, progress)
    follower.follow(failed.id, progress, lambda view: None, interval=0.01)
    service.list_models(progress)
    connection.v1().models.retrieve(plan.model)
    stand_still_and_end(submitter, follower, server, replace(plan, seed=2), progress)
    service.delete_file(failed.training_file, progress)
    follower.find(progress)
    assert view.job.fine_tuned_model
    deployer = Deployer(AzureDeployments(connection), service, connection.situation, poll=0.01)
    deployer.deploy(wanted_deployment("clerk", view.job.fine_tuned_model, connection.profile), progress)
    connection.v1().chat.completions.create(
        model="clerk", messages=[{"role": "user", "content": "Where is article 3?"}], temperature=0
    )
    with pytest.raises(Exception, match="does not know this path"):
        service_error(service, progress)
    yield traffic


def stand_still_and_end(submitter, follower, server, plan: SubmissionPlan, progress) -> None:
    """A job that is paused, resumed and cancelled."""
    server.pace = replace(server.pace, training=3600)
    job = submitter.send(submitter.plan(plan).tag, progress)
    for verb, status in ((None, "running"), (follower.pause, "paused"), (follower.resume, "running")):
        if verb is not None:
            verb(job.id, progress)
        with server.state.changed:
            assert server.state.changed.wait_for(lambda wanted=status: server.state.jobs[job.id].status == wanted, 20)
    follower.cancel(job.id, progress)


def service_error(service: AzureService, progress) -> None:
    from curator.errors import CuratorError

    try:
        service.get_job("ftjob-none", progress)
    except CuratorError as error:
        raise RuntimeError(str(error)) from None


def schema_of_answer(method: str, path: str, answer: Any) -> str:
    """The schema the document gives for an answer."""
    if "error" in answer and answer["error"] is not None and "object" not in answer:
        return "AzureErrorResponse"
    parts = path.strip("/").split("/")
    table = {
        ("files", 1, "POST"): "AzureOpenAIFile",
        ("files", 1, "GET"): "AzureListFilesResponse",
        ("files", 2, "GET"): "AzureOpenAIFile",
        ("files", 2, "DELETE"): "OpenAI.DeleteFileResponse",
        ("models", 1, "GET"): "OpenAI.ListModelsResponse",
        ("chat", 2, "POST"): "AzureCreateChatCompletionResponse",
        ("fine_tuning", 2, "POST"): "OpenAI.FineTuningJob",
        ("fine_tuning", 2, "GET"): "OpenAI.ListPaginatedFineTuningJobsResponse",
        ("fine_tuning", 3, "GET"): "OpenAI.FineTuningJob",
        ("fine_tuning", 4, "POST"): "OpenAI.FineTuningJob",
        ("models", 2, "GET"): "OpenAI.Model",
    }
    if parts[-1] == "events":
        return "OpenAI.ListFineTuningJobEventsResponse"
    if parts[-1] == "checkpoints":
        return "OpenAI.ListFineTuningJobCheckpointsResponse"
    return table[parts[0], len(parts), method]


def parts_of(schema: str, answer: Any) -> list[tuple[str, Any]]:
    """A list of jobs is judged job by job, so that a difference is named by its place in the job."""
    if schema != "OpenAI.ListPaginatedFineTuningJobsResponse":
        return [(schema, answer)]
    return [(schema, {**answer, "data": []}), *(("OpenAI.FineTuningJob", job) for job in answer["data"])]


def test_every_answer_is_as_the_document_says_but_for_the_known_differences(document: Document, loop):
    judged: set[str] = set()
    differences: set[tuple[str, str]] = set()
    for method, path, _, answer in loop:
        if answer is None:
            continue
        for schema, part in parts_of(schema_of_answer(method, path, answer), answer):
            judged.add(schema)
            for place, message in document.faults(schema, part):
                assert (schema, place) in KNOWN_DIFFERENCES, f"{method} {path}: {place} {message}"
                differences.add((schema, place))
    assert differences == set(KNOWN_DIFFERENCES), "a known difference is none any more"
    assert judged >= {
        "AzureOpenAIFile",
        "AzureListFilesResponse",
        "OpenAI.FineTuningJob",
        "OpenAI.ListFineTuningJobEventsResponse",
        "OpenAI.ListFineTuningJobCheckpointsResponse",
        "OpenAI.ListModelsResponse",
        "OpenAI.Model",
        "OpenAI.DeleteFileResponse",
        "OpenAI.ListPaginatedFineTuningJobsResponse",
        "AzureCreateChatCompletionResponse",
        "AzureErrorResponse",
    }


def test_every_request_of_ours_is_as_the_document_says(document: Document, loop):
    bodies = [(path, asked) for _, path, asked, _ in loop if asked is not None]
    schemas = {
        "/fine_tuning/jobs": "OpenAI.CreateFineTuningJobRequest",
        "/chat/completions": "AzureCreateChatCompletionRequest",
    }
    for path, asked in bodies:
        known = {key: value for key, value in asked.items() if key != "trainingType"}
        assert document.faults(schemas[path], known) == []
    assert {path for path, _ in bodies} == set(schemas)


GRADER = {
    "type": "string_check",
    "name": "same",
    "input": "{{sample.output_text}}",
    "operation": "eq",
    "reference": "a",
}
SCHEMA = {"type": "json_schema", "json_schema": {"name": "answer", "schema": {"type": "object"}}}
METHODS = [
    Method("dpo", {"beta": 0.1, "n_epochs": 2}),
    Method("supervised", {"batch_size": 4, "learning_rate_multiplier": 0.5, "n_epochs": 1}),
    Method("reinforcement", {"eval_interval": 2, "reasoning_effort": "low"}, GRADER),
    Method("reinforcement", {}, GRADER, SCHEMA),
]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.type)
def test_each_methods_request_is_as_the_document_says(document: Document, service, traffic, progress, method: Method):
    request = JobRequest("gpt-4.1-2025-04-14", "file-1", "file-2", method, "x", 1, {"a": "b"}, "GlobalStandard")
    with pytest.raises(ServiceFailure):
        service.create_job(request, progress)
    ((_, path, asked, _),) = traffic
    assert path == "/fine_tuning/jobs" and asked.pop("trainingType") == "GlobalStandard"
    assert asked["method"]["type"] == method.type and (
        method.grader is None or "grader" in asked["method"][method.type]
    )
    assert document.faults("OpenAI.CreateFineTuningJobRequest", asked) == []


def test_stream_chunks_are_as_the_document_says(document: Document, connection, loop):
    chunks: list[Any] = []
    with connection.http().stream(
        "POST",
        f"{connection.profile.endpoint}/openai/v1/chat/completions",
        headers={"api-key": connection.key().reveal()},
        json={
            "model": "clerk",
            "messages": [{"role": "user", "content": "Where is article 3?"}],
            "stream": True,
            "stream_options": {"include_usage": True},
        },
    ) as answer:
        lines = [line.removeprefix("data: ") for line in answer.iter_lines() if line]
    assert lines[-1] == "[DONE]"
    chunks = [json.loads(line) for line in lines[:-1]]
    assert chunks[0]["choices"] == [] and chunks[0]["prompt_filter_results"]
    assert chunks[-1]["choices"] == [] and chunks[-1]["usage"]["total_tokens"] > 0
    # The document has no schema of its own for the chunk's frame in some versions; the first chunk's frame is empty.
    faults = [
        fault for chunk in chunks[1:] for fault in document.faults("AzureCreateChatCompletionStreamResponse", chunk)
    ]
    assert faults == []


def test_the_differences_are_really_looked_at(document: Document):
    """A validator that finds nothing would let everything pass."""
    check: Callable[[object], list[tuple[str, str]]] = lambda value: document.faults("AzureOpenAIFile", value)  # noqa: E731
    assert check({"id": 1}) != []
