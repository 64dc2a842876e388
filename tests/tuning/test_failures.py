"""What a person reads when the service refuses, fails or falls silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from curator.errors import Cancelled
from curator.progress import Progress
from curator.tuning.arm import AzureDeployments
from curator.tuning.azure import AzureService
from curator.tuning.connection import Connection
from curator.tuning.failures import Said, ServiceFailure, Situation, failure_of, filter_categories, read_refusal
from curator.tuning.practice.faults import Fault
from curator.tuning.profiles import practice_profile
from curator.tuning.secret import Secret
from curator.tuning.sending import file_digest
from curator.tuning.service import Deployment, JobRequest, Method

RATE_LIMIT = (
    "Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-10-21 have exceeded token "
    "rate limit of your current OpenAI S0 pricing tier. Please retry after 22 seconds."
)
RAI = (
    "The provided training data failed RAI checks for harm types: [hate_fairness, self_harm, violence]. Please fix the "
    "data and try again."
)
EVALUATION = (
    "This model is unable to be deployed. Model evaluation identified that this fine tuned model scores above "
    "acceptable thresholds for [Violence, Self Harm]. Please review your training data set and resubmit the job."
)
NOT_THERE = "The API deployment for this resource does not exist."


@dataclass(frozen=True)
class Case:
    """One refusal: where it came, with what, and words that the person must be told."""

    operation: str
    status: int | None
    code: str | None
    words: str
    title: str
    explanation: str
    hint: str
    consequence: str


CASES = [
    Case("create-job", 400, "invalidPayload", "The specified file reference must point to a completed file import.",
         "The job was not started.", "has not finished reading", "Wait until both files are processed",
         "Both files are uploaded and will be used again"),
    Case("create-job", 400, "invalidPayload", "The fineTuningJob field is required.",
         "The job was not started.", 'does not know the training type "Developer"', 'training_type = "developerTier"',
         "Nothing was charged"),
    Case("create-job", 400, "invalidPayload", "The specified base model does not support fine-tuning.",
         "The job was not started.", 'cannot train gpt-4.1 with the training type "Developer"', "region",
         "Nothing was charged"),
    Case("upload", 400, "invalidPayload", "Invalid value for purpose.",
         "The file was not uploaded.", "does not take files for this purpose", "endpoint of profile prod",
         "No job was started"),
    Case("upload", 400, "invalidPayload", "fileName contains an invalid filename: wrong suffix.",
         "The file was not uploaded.", "names that end in .jsonl", "Rename", "No job was started"),
    Case("wait-file", None, "error", "Validation of jsonl file failed: No valid json line found in file.",
         "The file was not accepted.", "not what this model and method take", "lines the service names",
         "Nothing was charged"),
    Case("job", None, "invalidPayload", RAI,
         "The job has failed.", "found harmful content", "records", "Nothing was charged"),
    Case("job", None, "modelEvaluationFailed", EVALUATION,
         "The job has failed.", "checked for harm", "named kinds of harm", "training was done"),
    Case("chat", 404, "DeploymentNotFound", NOT_THERE,
         "There is no answer.", "clerk does not exist, or is not ready", "five minutes", "conversation is kept"),
    Case("chat", 503, "DeploymentNotReady", "The deployment is not ready.",
         "There is no answer.", "is there and does not work", "remove it and deploy again", "conversation is kept"),
    Case("chat", 429, "429", RATE_LIMIT,
         "There is no answer.", "asks to wait 22 seconds", "higher limit", "conversation is kept"),
    Case("chat", 429, "RateLimitReached", RATE_LIMIT,
         "There is no answer.", "asks to wait 22 seconds", "higher limit", "conversation is kept"),
    Case("chat", 400, "content_filter", "The response was filtered due to the prompt triggering",
         "There is no answer.", "did not let the prompt through", "other words", "stays in the conversation"),
    Case("chat", 400, "OperationNotSupported", "The chatCompletion operation does not work with the specified model",
         "There is no answer.", "does not do this kind of conversation", "chat model", "conversation is kept"),
    Case("chat", 400, "BadRequest", "api-version query parameter is not allowed when using /v1 path",
         "There is no answer.", "do not fit together", "endpoint of profile prod", "conversation is kept"),
    Case("follow", 401, "401", "Access denied due to invalid subscription key or wrong API endpoint.",
         "The job could not be asked about.", "does not fit this address", "token_scope", "is kept"),
    Case("follow", 404, "404", "Resource not found",
         "The job could not be asked about.", "does not know this path", "another resource", "is kept"),
    Case("follow", 403, "403", "This resource has been temporarily blocked because we detected behavior",
         "The job could not be asked about.", "has blocked the resource", "network rules", "is kept"),
    Case("create-job", 403, "PermissionDenied", "The principal lacks the required data action",
         "The job was not started.", "may not do this", "Foundry User", "Nothing was charged"),
    Case("follow", 431, None, "Request Header Fields Too Large",
         "The job could not be asked about.", "so many headers", "more than ten", "is kept"),
    Case("deploy", 400, "DeploymentModelNotSupported",
         "The model 'Format:OpenAI,Name:gpt-4.1-mini,Version:1' is not supported",
         "The model was not deployed.", "cannot deploy this model here", "region", "Nothing was deployed"),
    Case("deploy", 400, "InsufficientQuota", "This operation requires 600 new capacity in quota",
         "The model was not deployed.", "quota for this model is used up", "less capacity", "costs nothing until"),
    Case("deploy", 429, "QuotaExceeded", "Quota exceeded",
         "The model was not deployed.", "quota for this model is used up", "15 to 20 seconds", "costs nothing until"),
    Case("deploy", 400, "ModelCapacityExceeded", "No capacity",
         "The model was not deployed.", "no room for this model", "another SKU", "costs nothing until"),
    Case("deploy", 409, "RequestConflict", "Another operation is being performed",
         "The model was not deployed.", "Something else is being done", "15 to 20 seconds", "costs nothing until"),
    Case("deploy", 401, "ExpiredAuthenticationToken", "The access token expiry UTC time is earlier",
         "The model was not deployed.", "sign-in does not hold", "az login", "costs nothing until"),
    Case("deploy", 403, "AuthorizationFailed", "does not have authorization to perform action",
         "The model was not deployed.", "may not deploy here", "deployments/write", "costs nothing until"),
    Case("deployments", 404, "ResourceNotFound", "The Resource was not found",
         "The deployments could not be listed.", "does not find the resource", "subscription, resource_group", ""),
    Case("deploy", 500, "InternalServerError", "Internal server error",
         "The model was not deployed.", "The control plane failed", "model's format", "deployments are next listed"),
    Case("create-job", 500, "InternalServerError", "The server had an error",
         "The job was not started.", "fault of its own (500)", "request id", "looked for before"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.operation} {case.status} {case.code}")
def test_every_known_refusal_is_told_in_four_parts(case: Case):
    situation = Situation(case.operation, "prod", "https://a.example", "Developer", "gpt-4.1", "clerk", "the scope")
    said = Said(case.status, case.code, case.words, "9f1c7a44", 22.0 if case.status == 429 else None)
    kind = None if case.status else "refused"
    failure = failure_of(said, situation, kind)
    assert failure.title == case.title
    assert case.explanation in failure.explanation
    assert case.hint in failure.hint
    assert case.consequence in failure.consequence
    shown = str(failure)
    assert case.words in shown and "Request: 9f1c7a44" in shown
    assert "{" not in failure.title + failure.explanation + failure.hint + failure.consequence


def test_an_unknown_refusal_still_has_the_services_words():
    failure = failure_of(Said(418, "teapot", "I am a teapot.", "abc"), Situation("follow", "prod"))
    assert failure.official == "418 teapot"
    assert "I am a teapot." in failure.detail and "request id" in failure.hint


def test_the_request_id_is_found_under_each_of_its_names():
    for name in ("apim-request-id", "x-request-id", "x-ms-request-id"):
        assert read_refusal(500, {name: "abc"}, b"").request_id == "abc"


@pytest.mark.parametrize("name", ["innererror", "inner_error"])
@pytest.mark.parametrize("results", ["content_filter_result", "content_filter_results"])
def test_filter_categories_are_read_under_either_name(name, results):
    inner = {results: {"hate": {"filtered": True}, "violence": {"filtered": False}, "jailbreak": {"filtered": True}}}
    said = Said(400, "content_filter", inner=inner)
    assert filter_categories(said) == ("hate", "jailbreak")
    body = f'{{"error": {{"code": "content_filter", "{name}": {{"a": 1}}}}}}'
    assert read_refusal(400, {}, body.encode()).inner == {"a": 1}


@pytest.mark.parametrize("body", [b"", b"<html>Bad Gateway</html>", b"[]", b'"x"', b'{"error": "words"}', b"\xff\xfe"])
def test_a_body_in_no_envelope_is_read_too(body):
    said = read_refusal(502, {}, body)
    assert said.status == 502
    failure_of(said, Situation("follow", "prod"))


def test_retry_after_is_read_in_both_units_and_dates_are_passed_over():
    assert read_refusal(429, {"retry-after-ms": "1500", "retry-after": "9"}, b"").retry_after == 1.5
    assert read_refusal(429, {"retry-after": "22"}, b"").retry_after == 22
    assert read_refusal(429, {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, b"").retry_after is None


def test_secrets_do_not_show_even_where_the_service_repeats_them(connection, service, server, key, progress):
    server.faults.arm(Fault("refuse", "get-job", status=400, code="x", message=f"wrong key {key} given"))
    with pytest.raises(ServiceFailure) as caught:
        service.get_job("ftjob-1", progress)
    assert key not in str(caught.value) and "(key not shown)" in caught.value.said.words


def request() -> JobRequest:
    return JobRequest("gpt-4.1-2025-04-14", "file-1", None, Method(), "x", 1, {}, "GlobalStandard")


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (Fault("drop", "create-job"), "unreachable", "The connection broke before the answer was complete."),
        (Fault("lose-answer", "create-job"), "unreachable", "The connection broke before the answer was complete."),
        (Fault("refuse", "create-job", status=503), "broken", "The service has a fault of its own (503)."),
        (Fault("refuse", "create-job", status=429, seconds=30), "limited", "asks to wait 30 seconds"),
    ],
)
def test_a_job_is_asked_for_exactly_once_whatever_goes_wrong(service, server, progress, fault, kind, words):
    server.faults.arm(fault)
    server.faults.arm(Fault("refuse", "create-job", status=500, message="asked twice"))
    with pytest.raises(ServiceFailure) as caught:
        service.create_job(request(), progress)
    assert caught.value.kind == kind and words in caught.value.explanation
    assert [waiting.message for waiting in server.faults.waiting()] == ["asked twice"]


def test_reading_is_tried_again_after_a_fault(service, server, progress):
    server.faults.arm(Fault("refuse", "list-jobs", status=500))
    server.faults.arm(Fault("drop", "list-jobs"))
    assert list(service.list_jobs(progress)) == []


def test_429_waits_as_long_as_it_is_asked_to_and_says_so(service, server):
    labels: list[str] = []
    watching = Progress(lambda now: labels.append(now.label))
    server.faults.arm(Fault("refuse", "list-jobs", status=429, seconds=0.2))
    assert list(service.list_jobs(watching)) == []
    assert "the service asks to wait 0 s" in labels and labels[-1] == ""


def test_a_wait_of_hours_is_not_waited_for(service, server, progress):
    server.faults.arm(Fault("refuse", "list-jobs", status=429, seconds=7200))
    with pytest.raises(ServiceFailure, match="could not be listed") as caught:
        service.list_jobs(progress)
    assert caught.value.said.retry_after == 7200


def test_a_call_under_way_is_left_at_once_when_a_person_stops(service, server):
    server.faults.arm(Fault("delay", "list-jobs", seconds=30))
    progress = Progress()
    taken: list[Fault | None] = []
    original = server.faults.take

    def take(operation: str, *kinds: str) -> Fault | None:
        fault = original(operation, *kinds)
        if fault is not None:
            taken.append(fault)
            progress.cancel()
        return fault

    server.faults.take = take
    try:
        with pytest.raises(Cancelled):
            service.list_jobs(progress)
    finally:
        del server.faults.take
    assert taken


def test_a_slow_service_is_a_failure_after_the_timeout(server, key, progress):
    profile = practice_profile(server.address.endpoint)
    from dataclasses import replace

    connection = Connection(replace(profile, timeout=0.2), key=Secret(key))
    server.faults.arm(Fault("delay", "create-job", seconds=5))
    with pytest.raises(ServiceFailure) as caught:
        AzureService(connection).create_job(request(), progress)
    assert caught.value.explanation == "No answer came in time."
    connection.close()


def test_nothing_at_the_address_is_told(progress):
    connection = Connection(practice_profile("http://127.0.0.1:9"), key=Secret("k"))
    with pytest.raises(ServiceFailure) as caught:
        AzureService(connection).create_job(request(), progress)
    assert caught.value.explanation == "Nothing answers at http://127.0.0.1:9."
    connection.close()


def test_a_wrong_key_is_told(server, progress):
    connection = Connection(practice_profile(server.address.endpoint), key=Secret("wrong"))
    with pytest.raises(ServiceFailure) as caught:
        AzureService(connection).list_models(progress)
    assert caught.value.kind == "unsigned" and "started anew and has another key" in caught.value.explanation
    connection.close()


def test_an_upload_breaks_in_the_middle_and_is_told(service, server, write_data: Callable[..., Path], progress):
    path = write_data(3000)
    server.faults.arm(Fault("drop", "upload", after=70_000))
    with pytest.raises(ServiceFailure) as caught:
        service.upload_file(path, "a.jsonl", file_digest(path), progress)
    assert caught.value.kind == "unreachable" and not caught.value.undone
    assert not server.state.files


def test_an_upload_is_stopped_by_a_person(service, server, write_data: Callable[..., Path]):
    path = write_data(3000)
    progress = Progress(lambda now: now.cancel() if now.done > 100_000 else None)
    with pytest.raises(Cancelled):
        service.upload_file(path, "a.jsonl", file_digest(path), progress)
    assert not server.state.files


def test_a_large_file_goes_up_in_parts(connection, server, write_data: Callable[..., Path], progress):
    path = write_data(3000)
    service = AzureService(connection, large_file=100_000, part_size=100_000)
    server.faults.arm(Fault("refuse", "upload-part", status=500))
    sent = service.upload_file(path, "a.jsonl", file_digest(path), progress)
    assert server.state.contents.get(sent.id) == path.read_bytes()
    assert progress.done == path.stat().st_size


@pytest.mark.parametrize("large_file", [1, 1 << 30])
def test_a_file_that_changed_since_it_was_checked_is_not_used(
    connection, server, write_data: Callable[..., Path], progress, large_file
):
    path = write_data()
    service = AzureService(connection, large_file=large_file)
    with pytest.raises(Exception, match="has changed"):
        service.upload_file(path, "a.jsonl", "0" * 64, progress)
    assert not server.state.files
    assert all(upload.status == "cancelled" for upload in server.state.uploads.values())


def test_the_control_plane_is_told_apart(connection, server, progress):
    deployments = AzureDeployments(connection)
    wanted = Deployment("clerk", "gpt-none", "OpenAI", "1", "Standard", 10)
    with pytest.raises(ServiceFailure) as caught:
        deployments.put(wanted, progress)
    assert caught.value.said.code == "DeploymentModelNotSupported"
    many = Deployment("clerk", "gpt-4.1", "OpenAI", "2025-04-14", "Standard", 501)
    with pytest.raises(ServiceFailure) as caught:
        deployments.put(many, progress)
    assert caught.value.said.code == "InsufficientQuota"


def test_a_wrong_account_is_not_taken_for_a_missing_deployment(server, key, progress):
    from dataclasses import replace

    profile = replace(practice_profile(server.address.endpoint), account="other")
    connection = Connection(profile, key=Secret(key))
    with pytest.raises(ServiceFailure) as caught:
        AzureDeployments(connection).get("clerk", progress)
    assert "subscription, resource_group and account" in caught.value.hint
    connection.close()
