"""curator job: one fine-tuning job, how far it is, and what the service says."""

from __future__ import annotations

import json

import click

from curator.cli.missing import naming_jobs
from curator.cli.output import write_out
from curator.cli.tuning_options import FORMAT, PROFILE, opened_loop, stoppable, tell
from curator.measures.text import visible


@click.command("job")
@click.argument("job_id", metavar="ID")
@PROFILE
@click.option("--follow", "following", is_flag=True, help="Stay until the job has ended, telling its events.")
@FORMAT
def command(job_id: str, profile: str | None, following: bool, form: str) -> int:
    """Show a job: status, cost, loss in block characters, events. Fails where the job was followed to a bad end."""
    from curator.cli.job_report import follow, job_json, job_lines, tell_end, tell_silence

    with opened_loop(profile) as loop:
        goes_on = f"The job goes on at the service: curator job {job_id} --follow --profile {loop.profile.name}"
        with naming_jobs(loop, job_id), stoppable(lambda: goes_on) as progress:
            view = follow(loop, job_id, progress) if following else loop.follower.refresh(job_id, progress)
        if view.silence is not None and view.silence.undone:
            raise view.silence
        tell_silence(view)
        if form == "json":
            report = job_json(view, loop.profile.name, loop.profile.practice)
            write_out([json.dumps(report, indent=2, ensure_ascii=False) + "\n"])
        else:
            write_out(f"{visible(line, multiline=False)}\n" for line in job_lines(view, loop.profile.label))
        if following:
            tell_end(view, loop.profile.name)
        elif view.failure is not None:
            tell(str(view.failure))
    return 0
