"""curator deploy: put a tuned model where it can be talked to."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import click

from curator.cli.missing import naming_jobs
from curator.cli.output import write_out
from curator.cli.tuning_options import PROFILE, YES, confirm, opened_loop, stoppable, tell
from curator.errors import CuratorError

if TYPE_CHECKING:
    from curator.chat.loop import TuningLoop
    from curator.progress import Progress
    from curator.tuning.service import Deployment


@click.command("deploy")
@click.argument("model", metavar="MODEL_OR_JOB")
@click.option("--name", required=True, metavar="NAME", help="What the deployment is to be called.")
@PROFILE
@click.option("--sku", default=None, metavar="SKU", help="In place of the profile's: DeveloperTier, Standard, ...")
@click.option(
    "--capacity", type=click.IntRange(min=1), default=None, help="Thousand tokens a minute, in place of the profile's."
)
@YES
def command(model: str, name: str, profile: str | None, sku: str | None, capacity: int | None, yes: bool) -> int:
    """Deploy a tuned model, a checkpoint (its id), or the model of a job, and wait until it answers.

    Says what it costs an hour and asks once. A deployment of that name with another model is never changed. The
    deployment's name goes to standard output when it answers.
    """
    from curator.cli.hosting import hourly_text
    from curator.tuning.deploy import wanted_deployment

    with opened_loop(profile, sku=sku, capacity=capacity) as loop:
        with stoppable(lambda: "Nothing was deployed.") as progress:
            with naming_jobs(loop, model):
                tuned = _model_of(loop, model, progress)
            wanted = wanted_deployment(name, tuned, loop.profile)
            present = loop.deployer.look(name, wanted.model, progress)
        tell(f"deploy   {wanted.model}")
        tell(f"as       {name} · {wanted.sku} · {wanted.capacity}k tokens/min · {loop.profile.label}")
        tell(f"costs    {hourly_text(wanted, loop.profile)}")
        if present is not None and (present.sku, present.capacity) == (wanted.sku, wanted.capacity):
            tell(f"{name} is there already: {present.state}.")
        else:
            change = "" if present is None else f"Change {present.sku}, {present.capacity}k tokens/min to this? "
            confirm(f"{change}Deploy it?", yes, "Nothing was deployed.")
        _deploy(loop, wanted)
    write_out([f"{name}\n"])
    return 0


def _model_of(loop: TuningLoop, word: str, progress: Progress) -> str:
    """The model a person means: the word itself, or what a job of that id has made."""
    if not word.startswith("ftjob"):
        return _dated(loop, word, progress)
    view = loop.follower.refresh(word, progress)
    if view.silence is not None:
        raise view.silence
    if view.failure is not None:
        raise view.failure
    if not view.job.fine_tuned_model:
        hint = f"Wait for it: curator job {word} --follow --profile {loop.profile.name}. Or deploy a checkpoint's id."
        raise CuratorError("This job has no model yet.", f"{word} is {view.job.status}.", hint)
    return view.job.fine_tuned_model


def _dated(loop: TuningLoop, word: str, progress: Progress) -> str:
    """A base model with its version, where it was named without one."""
    from curator.tuning.deploy import base_model_of, dated_model
    from curator.tuning.failures import ServiceFailure

    if base_model_of(word) is not None or ".ft-" in word or word.startswith("ftchkpt"):
        return word
    try:
        return dated_model(word, loop.service.list_models(progress))
    except ServiceFailure as failure:
        # Who may deploy may not always list; the service then judges the name as it is.
        if failure.kind != "refused":
            raise
        return word


def _deploy(loop: TuningLoop, wanted: Deployment) -> None:
    practice = loop.profile.practice
    remove = f"curator undeploy {wanted.name} --profile {loop.profile.name}"
    money = "" if practice else " and costs from when it exists"
    with stoppable(lambda: f"The making goes on at the service{money}. Take it away with: {remove}") as progress:
        made = loop.deployer.deploy(wanted, progress)
    from curator.cli.hosting import hourly_text

    # The service may have chosen otherwise than it was asked.
    made = dataclasses.replace(made, model=made.model or wanted.model, sku=made.sku or wanted.sku)
    tell(f"{wanted.name} answers. It costs {hourly_text(made, loop.profile)}.")
    tell(f"Talk to it: curator chat {wanted.name} --profile {loop.profile.name}. Take it away: {remove}")
