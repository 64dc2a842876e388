"""curator jobs: the fine-tuning jobs of a resource."""

from __future__ import annotations

import dataclasses
import json
import shlex
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from curator.cli.output import write_out
from curator.cli.tuning_options import FORMAT, PROFILE, opened_loop, stoppable, tell
from curator.measures.text import visible

if TYPE_CHECKING:
    from curator.chat.loop import TuningLoop
    from curator.tuning.jobs import JobView
    from curator.tuning.store import Submission


@click.command("jobs")
@PROFILE
@FORMAT
def command(profile: str | None, form: str) -> int:
    """List the jobs of a resource, newest first, those made elsewhere too; what is known where it does not answer."""
    with opened_loop(profile) as loop:
        views = _asked(loop)
        if form == "json":
            rows = [dataclasses.asdict(view.job) for view in views]
            text = {"format": "curator.jobs/1", "profile": loop.profile.name, "practice": loop.profile.practice}
            write_out([json.dumps({**text, "jobs": rows}, indent=2, ensure_ascii=False) + "\n"])
        else:
            write_out(f"{visible(line, multiline=False)}\n" for line in _lines(views))
        for submission in loop.submitter.unfinished():
            tell(_unfinished_text(submission))
    return 0


def _unfinished_text(submission: Submission) -> str:
    """What was cut off while it was sent, and how to go on with it."""
    plan = submission.plan
    made = time.strftime("%Y-%m-%d %H:%M", time.localtime(submission.made_at))
    words = ["curator", "submit", plan.training.path, *([plan.validation.path] if plan.validation else [])]
    words += ["--profile", submission.profile, "--model", plan.model, "--method", plan.method]
    words += ["--suffix", plan.suffix] if plan.suffix else []
    known = {"n_epochs": "--epochs", "batch_size": "--batch-size"}
    for name, value in plan.hyperparameters.items():
        words += [known[name], str(value)] if name in known else ["--hyperparameter", f"{name}={value}"]
    if submission.state == "creating":
        happened = "and its job may have been started: this looks for it before anything is sent"
    else:
        happened = "before its job was started. Nothing was charged; it goes from here once its files are sent or gone"
    return f"A submission of {made} was cut off, {happened}. Go on with it:\n  {shlex.join(words)}"


def _asked(loop: TuningLoop) -> Sequence[JobView]:
    from curator.tuning.failures import ServiceFailure

    with stoppable(lambda: "Jobs go on at the service.") as progress:
        try:
            return loop.follower.find(progress)
        except ServiceFailure as failure:
            known = loop.follower.jobs()
            if not known or failure.kind not in ("unreachable", "broken", "limited"):
                raise
            tell(f"The service does not answer; this is what was known. {failure.explanation}")
            return known


def _lines(views: Sequence[JobView]) -> Iterator[str]:
    if not views:
        tell("There are no jobs.")
        return
    yield f"{'job':<39} {'status':<11} {'made':<16} {'name':<18} model"
    for view in views:
        job = view.job
        made = "–" if job.created_at is None else time.strftime("%Y-%m-%d %H:%M", time.localtime(job.created_at))
        yield f"{job.id:<39} {job.status:<11} {made:<16} {job.suffix or '–':<18} {job.fine_tuned_model or job.model}"
