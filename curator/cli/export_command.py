"""curator export: what the screen would write."""

from __future__ import annotations

from pathlib import Path

import click

from curator.cli import options
from curator.cli.output import say
from curator.cli.source import measure, opened


@click.command("export")
@click.argument("file")
@click.option("--output", type=options.OUTPUT_FILE, required=True, metavar="OUT", help="The file to write.")
@options.WHERE
@click.option("--bom/--no-bom", default=None, help="With or without a byte-order mark (default: as FILE has it).")
@click.option("--overwrite", is_flag=True, help="Replace OUT where it exists.")
@options.AS_IS
def command(file: str, output: str, where: str, bom: bool | None, overwrite: bool, as_is: bool) -> int:
    """Write FILE with the edits made to it; lines without edits are written byte for byte."""
    from curator.reports.account_text import account_sentence

    settings = options.settings_from(file)
    with opened(file, settings, as_is=as_is) as bench:
        rows = None
        if where:
            measure(bench)
            rows = bench.query(where)
        account = bench.export(Path(output), rows=rows, bom=bom, overwrite=overwrite)
        say(account_sentence(account))
    return 0
