"""curator cancel: end a fine-tuning job."""

from __future__ import annotations

import click

from curator.cli.missing import naming_jobs
from curator.cli.tuning_options import PROFILE, opened_loop, stoppable


@click.command("cancel")
@click.argument("job_id", metavar="ID")
@PROFILE
def command(job_id: str, profile: str | None) -> int:
    """End a job for good. What it has done until then may be charged; its checkpoints stay."""
    from curator.cli.job_report import tell_state

    with opened_loop(profile) as loop:
        with (
            naming_jobs(loop, job_id),
            stoppable(lambda: "Whether the job was cancelled shows when it is next asked about.") as progress,
        ):
            view = loop.follower.cancel(job_id, progress)
        tell_state(view, loop.profile)
    return 0
