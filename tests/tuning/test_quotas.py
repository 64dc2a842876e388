"""What the resource itself says against a job."""

from __future__ import annotations

import dataclasses

import pytest

from curator.progress import Progress
from curator.records.target import load_target
from curator.tuning.order import Order
from curator.tuning.preflight import Preflight, examine
from curator.tuning.quotas import about_jobs, about_model, about_room, ask_resource
from curator.tuning.service import Job, RemoteFile, RemoteModel


@pytest.fixture
def preflight(connection, write_data) -> Preflight:
    order = Order(write_data(), None, load_target("azure/gpt-4.1"))
    return examine(order, connection.profile, connection.identity(), Progress())


def test_an_empty_resource_says_nothing(service, preflight, progress):
    assert ask_resource(service, preflight, progress) == []


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (RemoteModel("other"), "does not list gpt"),
        (RemoteModel("gpt", fine_tuning_ends=5), "can no longer be trained"),
        (RemoteModel("gpt", fine_tunable=False), "does not mark gpt"),
        (RemoteModel("gpt", fine_tunable=True, fine_tuning_ends=50), ""),
        (RemoteModel("gpt"), ""),
    ],
)
def test_models(model, words):
    found = about_model("gpt", [model], now=10)
    assert words in "".join(one.text for one in found) and bool(found) is bool(words)


def test_a_model_that_neither_a_table_nor_the_resource_has_does_not_exist():
    listed = [RemoteModel("gpt-4.1-2025-04-14", fine_tunable=True), RemoteModel("gpt-4.1.ft-0", fine_tunable=True)]
    (found,) = about_model("gpt-9-ultra", listed, known=False)
    assert found.severity == "error" and "There is no model gpt-9-ultra" in found.text
    assert "gpt-4.1-2025-04-14" in found.hint and ".ft-" not in found.hint
    assert about_model("gpt-9-ultra", [], known=False)[0].severity == "warning"


def test_room(preflight):
    full = [RemoteFile(str(n), purpose="fine-tune", bytes=20 * 2**20) for n in range(100)]
    texts = [one.text for one in about_room(preflight, full)]
    assert "holds 100 files" in texts[0] and "2000 MB; it may hold 1024" in texts[1]
    results = [dataclasses.replace(file, purpose="fine-tune-results") for file in full]
    assert about_room(preflight, results) == []


def test_jobs_that_are_in_the_way():
    running = [Job(str(n), status="running") for n in range(3)]
    assert "will wait" in about_jobs("GlobalStandard", running)[0].text
    assert about_jobs("developerTier", running) == []
    assert about_jobs("GlobalStandard", [Job("a", status="succeeded")] * 4) == []
    assert "may have 100" in about_jobs("GlobalStandard", [Job("a", status="failed")] * 100)[0].text
