"""curator convert: any readable shape or table as chat JSONL, with an account of what was lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curator.cli import FINDINGS, options
from curator.cli.output import progress_line, say, write_out
from curator.cli.source import measure, opened, real_path
from curator.errors import CuratorError

if TYPE_CHECKING:
    from curator.converting import Account, ConvertOptions


@click.command("convert")
@click.argument("file")
@click.option("--output", type=options.OUTPUT_FILE, required=True, metavar="OUT", help="The file to write.")
@click.option("--from", "shape", default="", metavar="SHAPE", help="The shape of all records (default: see each).")
@click.option("--system", default="", metavar="TEXT", help="A system message for records that have none.")
@click.option(
    "--drop-unreadable",
    is_flag=True,
    help="Leave out what cannot be converted; without this it is written as it stands.",
)
@options.WHERE
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the account.")
@click.option("--overwrite", is_flag=True, help="Replace OUT where it exists.")
@options.AS_IS
def command(
    file: str,
    output: str,
    shape: str,
    system: str,
    drop_unreadable: bool,
    where: str,
    form: str,
    overwrite: bool,
    as_is: bool,
) -> int:
    """Make chat JSONL of FILE, which may be of any known shape, a JSON array, a table, compressed or UTF-16."""
    from curator.converting import ConvertOptions
    from curator.converting.report import convert_json, convert_report
    from curator.records.shapes import shape_named

    if shape:
        shape_named(shape)
    asked = ConvertOptions(shape, system, drop_unreadable)
    with real_path(file) as path:
        account = _convert(path, file, Path(output), asked, where, overwrite=overwrite, as_is=as_is)
    account.source = file
    if form == "json":
        write_out([json.dumps(convert_json(account), indent=2, ensure_ascii=False) + "\n"])
    else:
        for line in convert_report(account):
            say(line)
    return FINDINGS if account.refused else 0


def _convert(
    path: Path, name: str, output: Path, asked: ConvertOptions, where: str, *, overwrite: bool, as_is: bool
) -> Account:
    from curator.converting import convert_dataset, convert_file, readable_kind

    kind = readable_kind(path)
    if not kind.is_lines:
        if where:
            raise CuratorError(
                "--where needs a file of JSON lines.", kind.what, "Convert it first, and then export what you want."
            )
        with progress_line() as progress:
            return convert_file(path, output, asked, overwrite=overwrite, progress=progress)
    with opened(str(path), options.settings_from(name), as_is=as_is) as bench:
        rows = None
        if where:
            measure(bench)
            rows = bench.query(where)
        with progress_line() as progress:
            return convert_dataset(bench.dataset, output, asked, rows=rows, overwrite=overwrite, progress=progress)
