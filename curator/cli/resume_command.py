"""curator resume: let a paused fine-tuning job go on."""

from __future__ import annotations

import click

from curator.cli.missing import naming_jobs
from curator.cli.tuning_options import PROFILE, opened_loop, stoppable


@click.command("resume")
@click.argument("job_id", metavar="ID")
@PROFILE
def command(job_id: str, profile: str | None) -> int:
    """Let a paused job go on."""
    from curator.cli.job_report import tell_state

    with opened_loop(profile) as loop:
        with (
            naming_jobs(loop, job_id),
            stoppable(lambda: "Whether the job goes on shows when it is next asked about.") as progress,
        ):
            view = loop.follower.resume(job_id, progress)
        tell_state(view, loop.profile)
    return 0
