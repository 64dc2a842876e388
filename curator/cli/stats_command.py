"""curator stats: tokens, messages, roles."""

from __future__ import annotations

import json

import click

from curator.cli import options
from curator.cli.output import write_out
from curator.cli.source import measure, opened


@click.command("stats")
@click.argument("file")
@options.TARGET
@options.WHERE
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@options.AS_IS
@options.WORKERS
def command(file: str, target: str | None, where: str, form: str, as_is: bool, workers: int | None) -> int:
    """Count what FILE holds: tokens of records and answers, messages, roles, system messages, languages."""
    from curator.reports.stats import stats_json, stats_text

    with opened(file, options.settings_from(file, target), as_is=as_is) as bench:
        measure(bench, workers)
        stats = bench.stats(where)
        if form == "json":
            write_out([json.dumps(stats_json(stats), indent=2, ensure_ascii=False) + "\n"])
        else:
            write_out(line + "\n" for line in stats_text(stats))
    return 0
