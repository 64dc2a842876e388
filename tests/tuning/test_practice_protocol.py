"""The practice service as the official client sees it."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from openai import AuthenticationError, AzureOpenAI, BadRequestError, NotFoundError, OpenAI

from curator.errors import CuratorError
from curator.progress import Progress
from curator.tuning.practice.ngram import TrainingPlan, WordModel, train
from curator.tuning.practice.pace import Pace
from curator.tuning.practice.server import PracticeServer, serve
from curator.workbench import Workbench

MODEL = "gpt-4.1-2025-04-14"
GLOBAL = {"trainingType": "GlobalStandard"}
ENDED = ("succeeded", "failed", "cancelled")


@pytest.fixture
def http(server: PracticeServer) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=server.address.endpoint, trust_env=False, verify=False) as client:
        yield client


@pytest.fixture
def v1(server: PracticeServer, key: str) -> Iterator[OpenAI]:
    base = f"{server.address.endpoint}/openai/v1/"
    with httpx2.Client(trust_env=False, verify=False) as client:
        yield OpenAI(base_url=base, api_key=key, max_retries=0, http_client=client)


@pytest.fixture
def dated(server: PracticeServer, key: str) -> Iterator[AzureOpenAI]:
    with httpx2.Client(trust_env=False, verify=False) as client:
        yield AzureOpenAI(
            azure_endpoint=server.address.endpoint,
            api_key=key,
            api_version="2025-04-01-preview",
            max_retries=0,
            http_client=client,
        )


def processed(client: OpenAI, path: Path) -> str:
    """Send a file and wait until it is read."""
    with path.open("rb") as file:
        sent = client.files.create(file=file, purpose="fine-tune")
    assert client.files.wait_for_processing(sent.id, poll_interval=0.005).status == "processed"
    return sent.id


def ended(client: OpenAI, job_id: str, server: PracticeServer) -> Any:
    """Wait until a job has ended; woken by the service's own changes."""
    with server.state.changed:
        assert server.state.changed.wait_for(lambda: server.state.jobs[job_id].status in ENDED, 20)
    return client.fine_tuning.jobs.retrieve(job_id)


def trained(client: OpenAI, server: PracticeServer, path: Path, **more: Any) -> Any:
    job = client.fine_tuning.jobs.create(model=MODEL, training_file=processed(client, path), extra_body=GLOBAL, **more)
    return ended(client, job.id, server)


def test_a_job_goes_from_pending_to_succeeded_with_azures_ids_and_nulls(v1, server, write_data):
    held = processed(v1, write_data(6, "held.jsonl", 50))
    job = v1.fine_tuning.jobs.create(
        model=MODEL,
        training_file=processed(v1, write_data()),
        validation_file=held,
        suffix="clerk",
        seed=7,
        metadata={"a": "b"},
        extra_body=GLOBAL,
    )
    assert job.status in ("pending", "running")
    assert job.id.startswith("ftjob-") and len(job.id) == len("ftjob-") + 32
    assert (job.hyperparameters.batch_size, job.hyperparameters.n_epochs) == (-1, -1)
    assert job.organization_id is None and job.fine_tuned_model is None
    assert job.model_extra == {"suffix": "clerk", "trainingType": "globalStandard"}
    done = ended(v1, job.id, server)
    assert done.status == "succeeded"
    assert done.fine_tuned_model == f"{MODEL}.ft-{job.id.removeprefix('ftjob-')}-clerk"
    assert done.hyperparameters.n_epochs == 3 and done.trained_tokens > 0
    messages = [event.message for event in v1.fine_tuning.jobs.list_events(job.id)]
    assert messages[0] == f"Training tokens billed: {done.trained_tokens}"
    assert messages[-1] == "Job enqueued. Waiting for jobs ahead to complete."
    steps = [point.step_number for point in v1.fine_tuning.jobs.checkpoints.list(job.id)]
    assert steps == [36, 24, 12]


def test_the_reported_losses_are_those_of_the_model(v1, server, write_data):
    job = trained(v1, server, write_data(), seed=3)
    rows = v1.files.content(job.result_files[0]).text.splitlines()
    assert rows[0].startswith("step,train_loss,train_mean_token_accuracy,valid_loss,validation_mean_token_accuracy")
    answers = [f"Article {number} stands on shelf {number % 5}, second row." for number in range(12)]
    again = list(train(answers, [], TrainingPlan(3, 1, 1.0, 3)))
    assert [float(row.split(",")[1]) for row in rows[1:]] == [result.train_loss for result in again]
    assert again[-1].train_loss < again[0].train_loss


def test_a_word_model_measures_what_can_be_counted_by_hand():
    model = WordModel({"a", "b"})
    size = 4  # a, b, the end, and unknown words
    loss, accuracy = model.measure([["a"]])
    import math

    assert loss == pytest.approx(math.log(size))
    assert accuracy == pytest.approx(0.5)  # it hopes for the end, and the end comes
    for _ in range(50):
        model.learn(["a", "b"], 1.0)
    better, hits = model.measure([["a", "b"]])
    assert better < 0.3 and hits == 1.0


def test_the_dated_route_answers_201_with_a_location_and_leaves_nulls_out(http, server, key, write_data):
    with write_data().open("rb") as file:
        answer = http.post(
            "/openai/files?api-version=2025-04-01-preview",
            headers={"api-key": key},
            files={"file": ("a.jsonl", file)},
            data={"purpose": "fine-tune"},
        )
    assert answer.status_code == 201
    file_id = answer.json()["id"]
    assert answer.headers["location"].endswith(f"/openai/files/{file_id}")
    assert answer.headers["apim-request-id"]
    listed = http.get("/openai/files?api-version=2025-04-01-preview", headers={"api-key": key}).json()
    assert "has_more" not in listed and listed["data"][0]["id"] == file_id


def test_the_dated_client_does_the_whole_loop(dated, server, write_data):
    job = dated.fine_tuning.jobs.create(
        model=MODEL, training_file=processed(dated, write_data()), extra_body={"trainingType": "developerTier"}
    )
    assert "result_files" not in job.to_dict()
    assert ended(dated, job.id, server).status == "succeeded"
    assert [listed.id for listed in dated.fine_tuning.jobs.list()] == [job.id]


def test_uploads_in_parts_are_only_on_the_dated_route(v1, dated, write_data):
    data = write_data(40).read_bytes()
    upload = dated.uploads.create(bytes=len(data), filename="big.jsonl", mime_type="text/plain", purpose="fine-tune")
    half = len(data) // 2
    parts = [dated.uploads.parts.create(upload.id, data=io.BytesIO(part)).id for part in (data[:half], data[half:])]
    done = dated.uploads.complete(upload.id, part_ids=parts)
    assert done.status == "completed" and done.file is not None
    assert v1.files.content(done.file.id).read() == data
    with pytest.raises(NotFoundError):
        v1.uploads.create(bytes=1, filename="a.jsonl", mime_type="text/plain", purpose="fine-tune")


@pytest.mark.parametrize("header", [{"api-key": "{}"}, {"Authorization": "Bearer {}"}])
def test_the_key_is_taken_in_either_header_and_a_wrong_one_in_neither(http, key, header):
    (name, form), *_ = header.items()
    assert http.get("/openai/v1/files", headers={name: form.format(key)}).status_code == 200
    wrong = http.get("/openai/v1/files", headers={name: form.format("wrong")})
    assert wrong.status_code == 401
    assert "Access denied due to invalid subscription key" in wrong.json()["error"]["message"]


def test_the_client_sees_a_wrong_key_as_what_it_is(server):
    with httpx2.Client(trust_env=False, verify=False) as client:
        wrong = OpenAI(base_url=f"{server.address.endpoint}/openai/v1/", api_key="no", http_client=client)
        with pytest.raises(AuthenticationError):
            wrong.models.list()


def test_api_versions_belong_to_the_dated_route(http, key):
    headers = {"api-key": key}
    assert http.get("/openai/v1/models?api-version=preview", headers=headers).status_code == 200
    refused = http.get("/openai/v1/models?api-version=2024-10-21", headers=headers)
    assert refused.status_code == 400 and "not allowed" in refused.json()["error"]["message"]
    missing = http.get("/openai/models", headers=headers)
    assert missing.status_code == 404
    assert missing.json() == {"error": {"code": "404", "message": "Resource not found"}}


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(BadRequestError) as caught:
        call()
    return caught.value.message


def test_wrong_jobs_are_refused_in_the_services_words(v1, server, write_data):
    file = processed(v1, write_data())

    def create(model: str = MODEL, training_file: str = file, **body: str) -> object:
        return v1.fine_tuning.jobs.create(model=model, training_file=training_file, extra_body=body)

    assert "fineTuningJob field is required" in refusal(lambda: create(trainingType="Developer"))
    assert "does not support fine-tuning" in refusal(lambda: create(model="gpt-4", **GLOBAL))
    assert "does not support fine-tuning" in refusal(lambda: create(model="gpt-oss-20b-11"))
    server.pace = Pace()
    with write_data(11, "slow.jsonl").open("rb") as slow:
        pending = v1.files.create(file=slow, purpose="fine-tune")
    words = refusal(lambda: create(training_file=pending.id, **GLOBAL))
    assert words.endswith("The specified file reference must point to a completed file import.")


def test_reinforcement_is_refused_by_what_practice_is_and_nothing_is_started(v1, server, write_data):
    file = processed(v1, write_data())

    def create(grader: dict[str, object] | None, held: str | None) -> object:
        inside = {} if grader is None else {"grader": grader}
        method: Any = {"type": "reinforcement", "reinforcement": inside}
        extra = {} if held is None else {"validation_file": held}
        return v1.fine_tuning.jobs.create(
            model="o4-mini-2025-04-16", training_file=file, method=method, extra_body={**extra, **GLOBAL}
        )

    grader: dict[str, object] = {"type": "string_check", "name": "same", "operation": "eq", "input": "a"}
    assert "needs a grader" in refusal(lambda: create(None, file))
    assert "needs a grader" in refusal(lambda: create({"type": "magic"}, file))
    assert "needs a validation file" in refusal(lambda: create(grader, None))
    assert "PRACTICE does not train by reinforcement" in refusal(lambda: create(grader, file))
    assert not server.state.jobs


def test_wrong_files_are_refused_in_the_services_words(v1):
    line = b"{}\n"
    assert "wrong suffix" in refusal(lambda: v1.files.create(file=("a.txt", line), purpose="fine-tune"))
    assert "Invalid value for purpose" in refusal(lambda: v1.files.create(file=("a.jsonl", line), purpose="vision"))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"messages": [', "line 3 is not valid: Expecting value"),
        ('{"prompt": "a"}', "line 3 is not valid: the key 'messages' is missing."),
        ('{"messages": [{"role": "gpt", "content": "a"}]}', "line 3 is not valid: the role 'gpt' is not known."),
        ("[1]", "line 3 is not valid: it is not a JSON object."),
        ("[" * 100_000, "line 3 is not valid"),
    ],
)
def test_a_file_with_a_bad_line_ends_in_error_with_the_reason(v1, write_data, line, words):
    path = write_data(2)
    path.write_text(path.read_text() + line + "\n")
    with path.open("rb") as file:
        sent = v1.files.create(file=file, purpose="fine-tune")
    read = v1.files.wait_for_processing(sent.id, poll_interval=0.005)
    assert read.status == "error"
    assert read.status_details.startswith(f"Validation of jsonl file failed: {words}")


def test_fewer_than_ten_examples_fail_the_job(v1, server, write_data):
    job = trained(v1, server, write_data(9))
    assert job.status == "failed"
    assert job.error.message == "Training file has 9 example(s), but must have at least 10 examples"


def test_jobs_are_paused_resumed_and_cancelled(v1, server, write_data):
    server.pace = Pace().at(20)
    job = v1.fine_tuning.jobs.create(model=MODEL, training_file=processed(v1, write_data()), extra_body=GLOBAL)

    def until(status: str) -> None:
        with server.state.changed:
            assert server.state.changed.wait_for(lambda: server.state.jobs[job.id].status == status, 20)

    until("running")
    assert v1.fine_tuning.jobs.pause(job.id).status == "pausing"
    until("paused")
    assert "paused" in refusal(lambda: v1.fine_tuning.jobs.pause(job.id))
    assert v1.fine_tuning.jobs.resume(job.id).status == "resuming"
    until("running")
    v1.fine_tuning.jobs.cancel(job.id)
    until("cancelled")
    assert v1.fine_tuning.jobs.retrieve(job.id).fine_tuned_model is None


def test_lists_heed_after_and_limit(v1, server, write_data):
    job = trained(v1, server, write_data())
    page = v1.fine_tuning.jobs.list_events(job.id, limit=2)
    assert len(page.data) == 2 and page.has_more
    everything = list(v1.fine_tuning.jobs.list_events(job.id, limit=3))
    assert len({event.id for event in everything}) == len(everything) == len(server.state.jobs[job.id].events)


def test_a_restarted_server_goes_on_with_its_jobs(tmp_path, key, write_data):
    http = httpx2.Client(trust_env=False, verify=False)
    with PracticeServer(tmp_path / "state", Pace().at(100), key) as first, http:
        client = OpenAI(base_url=f"{first.address.endpoint}/openai/v1/", api_key=key, http_client=http)
        file = processed(client, write_data())
        first.pace = Pace(file_pending=0, file_running=0, job_pending=0.01, job_stage=0.01, training=3600)
        job = client.fine_tuning.jobs.create(model=MODEL, training_file=file, extra_body=GLOBAL)
        with first.state.changed:
            assert first.state.changed.wait_for(lambda: first.state.jobs[job.id].stage > 9, 20)
    http = httpx2.Client(trust_env=False, verify=False)
    with PracticeServer(tmp_path / "state", Pace().at(200), key) as second, http:
        client = OpenAI(base_url=f"{second.address.endpoint}/openai/v1/", api_key=key, http_client=http)
        assert ended(client, job.id, second).status == "succeeded"
        messages = [event.message for event in client.fine_tuning.jobs.list_events(job.id, limit=100)]
        assert messages.count("Training started.") == 1
        assert client.files.retrieve(file).status == "processed"


def test_preferences_are_learnt_by_their_preferred_answers(v1, server, tmp_path):
    path = tmp_path / "preferences.jsonl"
    record = {
        "input": {"messages": [{"role": "user", "content": "Hello"}]},
        "preferred_output": [{"role": "assistant", "content": "Good day"}],
        "non_preferred_output": [{"role": "assistant", "content": "What"}],
    }
    path.write_text("".join(json.dumps(record) + "\n" for _ in range(10)))
    job = trained(v1, server, path, method={"type": "dpo"})
    assert job.status == "succeeded"
    bench = Workbench.open(path, as_is=True, read_only=True)
    bench.measure_all(Progress(), workers=0)
    assert job.trained_tokens == bench.complete.measured.table["tokens"].sum() * 3
    bench.close()


def test_a_file_for_another_method_fails_the_job(v1, server, write_data):
    job = trained(v1, server, write_data(), method={"type": "dpo"})
    assert job.status == "failed"
    assert job.error.message == "Training file has an invalid schema for method dpo in line 1."


def test_a_file_that_is_not_utf8_is_refused_by_line(v1, write_data):
    path = write_data(3)
    path.write_bytes(path.read_bytes() + b'{"messages": "\xff"}\n')
    with path.open("rb") as file:
        sent = v1.files.create(file=file, purpose="fine-tune")
    read = v1.files.wait_for_processing(sent.id, poll_interval=0.005)
    assert read.status_details == "Validation of jsonl file failed: line 4 is not valid: it is not UTF-8."


def test_the_practice_service_stays_on_this_machine():
    for host in ("0.0.0.0", "192.168.1.5", "example.com", "::"):
        with pytest.raises(CuratorError, match="stays on this machine"):
            serve(host=host, port=0)


def test_a_taken_port_is_told(server):
    port = int(server.address.endpoint.rpartition(":")[2])
    with pytest.raises(CuratorError, match="cannot use this port"):
        PracticeServer(port=port).start()


def test_stopping_ends_all_its_threads(key):
    before = set(threading.enumerate())
    with PracticeServer(key=key):
        pass
    assert not set(threading.enumerate()) - before
