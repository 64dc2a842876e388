"""curator pause: let a fine-tuning job stand still."""

from __future__ import annotations

import click

from curator.cli.missing import naming_jobs
from curator.cli.tuning_options import PROFILE, opened_loop, stoppable


@click.command("pause")
@click.argument("job_id", metavar="ID")
@PROFILE
def command(job_id: str, profile: str | None) -> int:
    """Let a running job stand still; it is not charged meanwhile, and goes on with `curator resume`."""
    from curator.cli.job_report import tell_state

    with opened_loop(profile) as loop:
        with (
            naming_jobs(loop, job_id),
            stoppable(lambda: "Whether the job was paused shows when it is next asked about.") as progress,
        ):
            view = loop.follower.pause(job_id, progress)
        tell_state(view, loop.profile)
    return 0
