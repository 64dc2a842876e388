"""Deploying: never over another model, followed until it answers, removed only by name."""

from __future__ import annotations

import dataclasses
import time

import pytest

from curator.errors import Cancelled, CuratorError
from curator.progress import Progress
from curator.records.target import load_target
from curator.tuning.arm import AzureDeployments
from curator.tuning.cost import DEVELOPER_LIFE, clock, still_costing
from curator.tuning.deploy import Deployer, wanted_deployment
from curator.tuning.failures import ServiceFailure
from curator.tuning.practice.faults import Fault
from curator.tuning.practice.pace import Pace
from curator.tuning.profiles import Profile
from curator.tuning.service import Deployment


@pytest.fixture
def deployer(connection, service) -> Deployer:
    return Deployer(AzureDeployments(connection), service, connection.situation, poll=0.01, ready_within=20)


@pytest.fixture
def model(submitter, follower, plan, progress) -> str:
    """A tuned model."""
    job = submitter.send(submitter.plan(plan).tag, progress)
    view = follower.follow(job.id, progress, lambda view: None, interval=0.01)
    assert view.job.fine_tuned_model
    return view.job.fine_tuned_model


def test_succeeded_is_not_ready_and_the_waiting_is_shown(deployer, server, model, connection):
    server.pace = dataclasses.replace(Pace().at(100), lag=3600)
    labels: list[str] = []

    def listen(now: Progress) -> None:
        labels.append(now.label)
        if "not ready" in now.label:
            server.pace = Pace().at(100)

    progress = Progress(listen)
    made = deployer.deploy(wanted_deployment("clerk", model, connection.profile), progress)
    assert made.state == "Succeeded" and made.tuned and made.developer
    assert any(label.startswith("clerk is not ready yet, 0 of up to 20 s") for label in labels)
    assert [one.name for one in deployer.list(progress)] == ["clerk"]


def test_another_models_deployment_is_never_overwritten(deployer, server, model, connection, progress):
    deployer.deploy(wanted_deployment("clerk", model, connection.profile), progress)
    other = Deployment("clerk", "gpt-4.1", "OpenAI", "2025-04-14", "Standard", 10)
    with pytest.raises(CuratorError, match="There is a deployment clerk already") as caught:
        deployer.deploy(other, progress)
    assert model in caught.value.detail and "Nothing was changed" in caught.value.detail
    assert server.state.deployments["clerk"].model == model


def test_deploying_again_makes_nothing_new(deployer, server, model, connection, progress):
    wanted = wanted_deployment("clerk", model, connection.profile)
    deployer.deploy(wanted, progress)
    server.faults.arm(Fault("refuse", "put-deployment", status=500, times=0))
    deployer.deploy(wanted, progress)
    server.faults.clear()
    deployer.deploy(dataclasses.replace(wanted, capacity=80), progress)
    assert server.state.deployments["clerk"].capacity == 80


def test_a_checkpoint_can_be_deployed(deployer, server, model, connection, progress):
    checkpoint = next(one.deployable_as for one in server.state.models.values() if one.deployable_as)
    assert deployer.deploy(wanted_deployment("early", checkpoint, connection.profile), progress).tuned


def test_a_deployment_that_never_answers_is_told_in_time(connection, service, server, model, progress):
    impatient = Deployer(AzureDeployments(connection), service, connection.situation, poll=0.01, ready_within=0.1)
    server.faults.arm(Fault("never-ready", "put-deployment"))
    with pytest.raises(ServiceFailure) as caught:
        impatient.deploy(wanted_deployment("clerk", model, connection.profile), progress)
    assert caught.value.said.code == "DeploymentNotFound" and "five minutes" in caught.value.hint


def test_a_failed_deployment_is_told(deployer, server, model, connection, progress):
    server.faults.arm(Fault("fail-deployment", "put-deployment"))
    with pytest.raises(CuratorError, match="The deployment failed") as caught:
        deployer.deploy(wanted_deployment("clerk", model, connection.profile), progress)
    assert "The model is kept" in caught.value.hint


def test_a_person_stops_the_waiting(deployer, server, model, connection):
    server.pace = dataclasses.replace(Pace().at(100), provisioning=3600)
    progress = Progress(lambda now: now.cancel() if now.label == "clerk: Creating" else None)
    with pytest.raises(Cancelled):
        deployer.deploy(wanted_deployment("clerk", model, connection.profile), progress)
    assert "clerk" in server.state.deployments


def test_removing_needs_the_name_typed(deployer, server, model, connection, progress):
    deployer.deploy(wanted_deployment("clerk", model, connection.profile), progress)
    with pytest.raises(CuratorError, match="was not removed"):
        deployer.undeploy("clerk", "Clerk", progress)
    assert [one.name for one in deployer.list(progress)] == ["clerk"]
    deployer.undeploy("clerk", "clerk", progress)
    assert server.state.deployments["clerk"].deleted_at is not None
    deployer.undeploy("none", "none", progress)


@pytest.mark.parametrize("name", ["", "-a", "a b", "a" * 65, "ä", "a/../b"])
def test_impossible_names_are_refused_before_anything_is_asked(deployer, progress, name):
    with pytest.raises(CuratorError, match="cannot have this name"):
        deployer.look(name, "gpt-4.1", progress)


def test_sizes_and_skus(connection, deployer, server, model, progress):
    deployments = AzureDeployments(connection)
    deployer.deploy(wanted_deployment("clerk", model, connection.profile), progress)
    assert deployments.resize("clerk", 20, "DeveloperTier", progress).capacity == 20
    assert "GlobalStandard" in deployments.skus("clerk", progress)
    assert any(one["model"]["name"] == "gpt-4.1" for one in deployments.region_models(progress))


def test_a_profile_without_names_cannot_deploy(connection, progress):
    bare = dataclasses.replace(connection.profile, subscription="", account="")
    connection.profile = bare
    with pytest.raises(CuratorError, match="does not say where the resource is") as caught:
        AzureDeployments(connection).list(progress)
    assert "lacks subscription, account" in caught.value.detail


def test_a_developer_deployment_ends_after_its_life(deployer, server, model, connection, progress):
    deployer.deploy(wanted_deployment("clerk", model, connection.profile), progress)
    server.pace = dataclasses.replace(server.pace, developer_life=0.0)
    assert list(deployer.list(progress)) == []


PROFILE = Profile("prod", "https://a.example")


def test_the_cost_clock_runs_by_the_hour():
    now = time.time()
    tuned = Deployment("clerk", "gpt-4.1.ft-1", sku="Standard", capacity=50, state="Succeeded", created_at=now - 7200)
    running = clock(tuned, PROFILE, load_target("azure/gpt-4.1"), now)
    assert (running.hours, running.per_hour, running.so_far) == (2.0, 1.7, 3.4)
    assert running.costs and running.ends_at is None and "15 days" in running.idle_rule
    own = clock(tuned, dataclasses.replace(PROFILE, hosting_price=3.0), load_target("azure/gpt-4.1"), now)
    assert own.so_far == 6.0
    assert clock(tuned, PROFILE, None, now).costs


def test_a_developer_deployment_costs_nothing_by_the_hour_and_says_when_it_goes():
    made = Deployment("clerk", "gpt-4.1.ft-1", sku="DeveloperTier", state="Succeeded", created_at=1000.0)
    running = clock(made, PROFILE, now=4600.0)
    assert (running.per_hour, running.so_far, running.ends_at) == (0.0, 0.0, 1000.0 + DEVELOPER_LIFE)


def test_only_tuned_deployments_that_cost_are_named_before_leaving():
    tuned = Deployment("clerk", "gpt-4.1.ft-1", sku="GlobalStandard", created_at=0.0)
    base = Deployment("base", "gpt-4.1", sku="GlobalStandard", created_at=0.0)
    free = Deployment("free", "gpt-4.1.ft-2", sku="developertier", created_at=0.0)
    assert [one.deployment for one in still_costing([tuned, base, free], PROFILE)] == ["clerk"]
