"""Reading what services send, whatever they leave out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.tuning import readings
from curator.tuning.answers import read_piece
from curator.tuning.service import JobEvent, MetricPoint, ToolCall, Usage

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_a_job_as_azure_prints_it():
    job = readings.read_job(
        {
            "id": "ftjob-3c27f78ad2c141719573c550300bb791",
            "created_at": 1765377628,
            "hyperparameters": {"batch_size": -1, "learning_rate_multiplier": 0.1, "n_epochs": -1},
            "model": "gpt-4.1-nano-2025-04-14",
            "object": "fine_tuning.job",
            "seed": 1003399446,
            "status": "pending",
            "training_file": "file-8289",
            "validation_file": "file-8d80",
            "estimated_finish": 1765471227,
            "suffix": "sarcasm",
            "trainingType": "developerTier",
        }
    )
    assert job.hyperparameters.epochs is None and job.hyperparameters.batch_size is None
    assert (job.suffix, job.training_type, job.metadata, job.result_files) == ("sarcasm", "developerTier", None, ())
    assert not job.ended


@pytest.mark.parametrize("status", ["pending", "running", "pausing", "paused", "resuming", "queued", "something new"])
def test_only_three_statuses_are_the_end(status):
    assert not readings.read_job({"id": "a", "status": status}).ended


@given(st.sampled_from(["hyperparameters", "method", "error", "metadata", "suffix", "created_at"]), JSON)
def test_no_field_of_a_job_breaks_the_reading(field, value):
    readings.read_job({"id": "a", "status": "running", field: value})


def test_results_are_read_by_their_header_under_any_name():
    header = b"step,train_loss,train_mean_token_accuracy,valid_loss,validation_mean_token_accuracy\n"
    azure = header + b"1,2.0,0.5,,\n2,1.5,0.6,1.8,0.4\n"
    openai = b"\xef\xbb\xbfstep,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy\r\n2,1.5,0.6,1.8,0.4\r\n"
    point = MetricPoint(2, 1.5, 0.6, 1.8, 0.4)
    assert readings.read_results(azure) == [MetricPoint(1, 2.0, 0.5), point]
    assert readings.read_results(openai) == [point]
    assert readings.read_results(b"") == readings.read_results(b"a,b\n1,2\n") == []
    assert readings.read_results(b"step,train_loss\n1,nan\nx,2\n3,4,5\n") == [MetricPoint(1), MetricPoint(3, 4.0)]


@pytest.mark.parametrize(
    ("message", "point"),
    [
        ("Step 1: training loss=0.6786", MetricPoint(1, 0.6786)),
        ("Step 10: training loss=1e-05", MetricPoint(10, 1e-05)),
        ("Step 3/90: training loss=0.5, validation loss=0.7", MetricPoint(3, 0.5, valid_loss=0.7)),
        ("Training started.", None),
        ("Step one", None),
    ],
)
def test_steps_are_read_from_the_words_of_an_event(message, point):
    assert readings.point_of_event(JobEvent("a", 1, message)) == point


def test_the_data_of_an_event_count_before_its_words():
    event = JobEvent("a", 1, "Step 1: training loss=9", data={"step": 1, "train_loss": 0.5, "valid_loss": 0.7})
    assert readings.point_of_event(event) == MetricPoint(1, 0.5, valid_loss=0.7)


def test_points_of_several_sources_become_one_series():
    merged = readings.merge_points(
        [MetricPoint(2, 1.0), MetricPoint(1, 2.0)], [MetricPoint(2, full_valid_loss=0.9)], [MetricPoint(2, 1.1)]
    )
    assert merged == [MetricPoint(1, 2.0), MetricPoint(2, 1.1, full_valid_loss=0.9)]


def test_files_models_and_deployments_with_little_in_them():
    assert readings.read_file({"id": "a", "status": "error", "error": {"message": "bad"}}).reason == "bad"
    assert readings.read_model({"id": "gpt.ft-1"}).tuned
    assert readings.read_deployment({"name": "a"}).state == ""
    assert readings.read_deployment({"name": "a", "systemData": {"createdAt": "no date"}}).created_at is None
    when = readings.read_deployment({"name": "a", "systemData": {"createdAt": "2026-11-22T00:00:00.1234567Z"}})
    assert when.created_at is not None


def test_chunks_with_azures_additions():
    first = {"choices": [], "prompt_filter_results": [{"content_filter_results": {"hate": {"filtered": True}}}]}
    assert read_piece(first).filtered == ("hate",)
    empty = {"choices": [{"delta": {}, "finish_reason": None, "content_filter_results": {}}]}
    assert read_piece(empty).text == ""
    call = {"index": 1, "id": "c", "function": {"name": "find", "arguments": '{"a'}}
    assert read_piece({"choices": [{"delta": {"tool_calls": [call]}}]}).tool_calls == (
        (1, ToolCall("c", "find", '{"a')),
    )
    usage = {"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 4}}
    assert read_piece(usage).usage == Usage(3, 4)
