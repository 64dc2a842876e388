"""curator submit: look, ask once, and start exactly one fine-tuning job."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curator.cli import FINDINGS, options
from curator.cli.outgoing import checked_data
from curator.cli.output import write_out
from curator.cli.tuning_options import PROFILE, YES, clear_line, confirm, opened_loop, stoppable, tell
from curator.errors import CuratorError
from curator.progress import Progress

if TYPE_CHECKING:
    from curator.chat.loop import TuningLoop
    from curator.tuning.order import Order
    from curator.tuning.preflight import Preflight
    from curator.tuning.store import SubmissionPlan

_JSON_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("submit")
@click.argument("training")
@click.argument("validation", required=False)
@PROFILE
@click.option("--model", default=None, metavar="MODEL", help="The model to train, also one that was tuned before.")
@click.option(
    "--method",
    type=click.Choice(["supervised", "dpo", "reinforcement"]),
    default=None,
    help="Default: as the shape of the records asks for.",
)
@click.option("--epochs", type=int, default=None, help="How often all records are seen (default: the service chooses).")
@click.option("--batch-size", type=int, default=None)
@click.option("--learning-rate-multiplier", type=float, default=None)
@click.option("--beta", type=float, default=None, help="For dpo.")
@click.option(
    "--hyperparameter", "others", multiple=True, metavar="NAME=VALUE", help="Any other, by the service's name."
)
@click.option("--seed", type=int, default=None, help="Default: drawn, shown and sent.")
@click.option("--suffix", default="", metavar="NAME", help="Part of the tuned model's name.")
@click.option("--grader", type=_JSON_FILE, default=None, metavar="FILE", help="For reinforcement: the grader, as JSON.")
@click.option(
    "--response-format", type=_JSON_FILE, default=None, metavar="FILE", help="For reinforcement: a JSON schema."
)
@click.option("--training-type", default=None, metavar="TYPE", help="In place of the profile's: developerTier, ...")
@click.option("--force", default="", metavar="REASON", help="Send in spite of errors in the data, for this reason.")
@YES
@click.option("--follow", "following", is_flag=True, help="Stay until the job has ended.")
@options.AS_IS
@options.WORKERS
def command(
    training: str,
    validation: str | None,
    profile: str | None,
    model: str | None,
    method: str | None,
    epochs: int | None,
    batch_size: int | None,
    learning_rate_multiplier: float | None,
    beta: float | None,
    others: tuple[str, ...],
    seed: int | None,
    suffix: str,
    grader: Path | None,
    response_format: Path | None,
    training_type: str | None,
    force: str,
    yes: bool,
    following: bool,
    as_is: bool,
    workers: int | None,
) -> int:
    """Check TRAINING and VALIDATION, say what leaves, where to and at what cost, ask once, and start one job.

    Errors in the data block. The job's id goes to standard output; everything else is said on standard error. Where
    an answer is lost, the same command again looks for the job first, so that there are never two.
    """
    from curator.records.target import target_of, target_or_unknown
    from curator.tuning.methods import method_of
    from curator.tuning.order import Order
    from curator.workbench.training import service_name

    given = {
        "n_epochs": epochs,
        "batch_size": batch_size,
        "learning_rate_multiplier": learning_rate_multiplier,
        "beta": beta,
    }
    hyperparameters = {name: value for name, value in given.items() if value is not None} | _others(others)
    with opened_loop(profile, training, training_type=training_type) as loop:
        settings = options.settings_from(training)
        target = target_of(settings)
        if model:
            target = target_or_unknown(model, target, Path(settings.targets) if settings.targets else None)
        # A model that no table has is checked as the target that the settings name.
        settings = options.settings_from(training, target.name if target.known else None)
        data = checked_data(training, validation, settings, as_is, workers)
        order = Order(
            training=data.training,
            validation=data.validation,
            target=target,
            model=service_name(model or "", target),
            method=method or method_of(data.checked.shapes),
            hyperparameters=hyperparameters,
            grader=_json_object(grader),
            response_format=_json_object(response_format),
            suffix=suffix,
            seed=seed,
            tokens=data.tokens,
            checked=data.checked,
            force_reason=force,
        )
        return _send(loop, order, method is None, yes, following)


def _send(loop: TuningLoop, order: Order, chosen: bool, yes: bool, following: bool) -> int:
    """Say what a person must know, ask, and start the job; `chosen` is whether the records chose the method."""
    from curator.cli.preflight_report import preflight_lines

    with stoppable(lambda: "Nothing was sent.") as progress:
        preflight = _look(loop, order, progress)
    for line in preflight_lines(preflight, chosen):
        tell(line)
    if preflight.forcible:
        tell('Nothing was sent. "curator check" names the errors; --force REASON sends them all the same.')
        return FINDINGS
    plan = preflight.plan()
    job_id = _earlier_job(loop, plan)
    if job_id is None:
        confirm(f"Send this to {loop.profile.label} and start the job?", yes, "Nothing was sent.")
    _start(loop, plan, job_id, following)
    return 0


def _look(loop: TuningLoop, order: Order, progress: Progress) -> Preflight:
    """What a person must know, from this machine and from the resource."""
    from curator.tuning.failures import ServiceFailure
    from curator.tuning.order import Objection
    from curator.tuning.preflight import examine
    from curator.tuning.quotas import ask_resource
    from curator.workbench.training import divided_digest

    preflight = examine(order, loop.profile, loop.connection.identity(), progress)
    digest = divided_digest(order.training, preflight.training.digest)
    preflight = dataclasses.replace(preflight, order=dataclasses.replace(order, data_digest=digest))
    try:
        more = ask_resource(loop.service, preflight, progress)
    except ServiceFailure as failure:
        # Who may start jobs may not always list; who is not let in, or gets no answer, is told so now.
        if failure.kind != "refused":
            tell("Nothing was sent, and nothing was charged.")
            raise
        more = [Objection("warning", "The resource did not say what it has room for.", failure.explanation)]
    return preflight.with_more(more)


def _start(loop: TuningLoop, plan: SubmissionPlan, job_id: str | None, following: bool) -> None:
    """Send a plan, once, unless its job exists; print the job's id; stay until it has ended where that was asked for.

    Raises:
        CuratorError: Nothing was started, or the job that was followed ended without a model.
    """
    from curator.cli.job_report import follow, job_lines, tell_end

    tag = loop.submitter.plan(plan).tag if job_id is None else ""
    again = f"--follow --profile {loop.profile.name}"
    with stoppable(lambda: _remark(loop, job_id, tag, again)) as progress:
        job_id = job_id or _send_plan(loop, tag, progress)
        clear_line()
        write_out([f"{job_id}\n"])
        view = follow(loop, job_id, progress) if following else None
    if view is None:
        tell(f"Follow it: curator job {job_id} {again}")
        return
    for line in job_lines(dataclasses.replace(view, events=()), loop.profile.label):
        tell(line)
    tell_end(view, loop.profile.name)


def _send_plan(loop: TuningLoop, tag: str, progress: Progress) -> str:
    """Send, and say which lines a refused file is refused for; the job's id."""
    from curator.cli.job_report import tell_causes
    from curator.tuning.failures import ServiceFailure

    try:
        return loop.submitter.send(tag, progress).id
    except ServiceFailure as failure:
        if failure.file:
            tell_causes(Path(failure.file), failure.said.words)
        raise


def _remark(loop: TuningLoop, job_id: str | None, tag: str, again: str) -> str:
    """What to say to whoever stopped a submission on its way, or the following of its job."""
    known = job_id or loop.store.submission(tag).job
    if known:
        return f"The job goes on: curator job {known} {again}"
    if loop.store.submission(tag).state == "creating":
        return (
            "The job may have been started: its answer was not waited for. The same command again looks for it "
            'before anything is sent, and "curator jobs" lists what the service has.'
        )
    return (
        "No job was started and nothing was charged. What was uploaded stays at the service and is used again "
        "when the same command is given again."
    )


def _earlier_job(loop: TuningLoop, plan: SubmissionPlan) -> str | None:
    """The job of an earlier submission of the same whose answer was lost; None where there is none.

    Whatever was asked for and never became a job is given up: the plan at hand takes its place.
    """
    twins = [one.tag for one in loop.submitter.unfinished() if _essence(one.plan) == _essence(plan)]
    if not twins:
        return None
    with stoppable(
        lambda: "Nothing was sent. An earlier submission of the same is still to be looked for."
    ) as progress:
        loop.submitter.reconcile(progress)
    for tag in twins:
        earlier = loop.store.submission(tag)
        if earlier.job:
            tell(f"An earlier submission of the same had become {earlier.job}, its answer was lost. Nothing is sent.")
            return earlier.job
        loop.submitter.drop(tag)
    return None


def _essence(plan: SubmissionPlan) -> tuple[object, ...]:
    """What makes two plans the same to a person; the seed is drawn anew each time."""
    held = plan.validation.digest if plan.validation else None
    asked = json.dumps([dict(plan.hyperparameters), plan.grader, plan.response_format], sort_keys=True, default=dict)
    return plan.training.digest, held, plan.model, plan.suffix, plan.training_type, plan.method, asked


def _others(entries: tuple[str, ...]) -> dict[str, float | int | str]:
    values: dict[str, float | int | str] = {}
    for entry in entries:
        name, sign, value = entry.partition("=")
        if not sign or not name:
            raise click.BadParameter(f"{entry!r} is not NAME=VALUE", param_hint="--hyperparameter")
        try:
            number = float(value)
            values[name] = int(number) if number.is_integer() else number
        except ValueError:
            values[name] = value
    return values


def _json_object(path: Path | None) -> Mapping[str, object] | None:
    if path is None:
        return None
    try:
        value = json.loads(path.read_bytes())
    except ValueError as error:
        raise CuratorError(f"{path.name} is not JSON.", f"{path}: {error}") from error
    if not isinstance(value, dict):
        raise CuratorError(f"{path.name} must hold one JSON object.", str(path))
    return value
