"""curator split: training_set.jsonl, validation_set.jsonl and the account of every line."""

from __future__ import annotations

from pathlib import Path

import click

from curator.cli import FINDINGS, options
from curator.cli.output import progress_line, say
from curator.cli.source import measure, opened


@click.command("split")
@click.argument("file")
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=str), required=True, metavar="DIR", help="Where to."
)
@click.option("--validation", default="0.2", metavar="AMOUNT", help="A share (0.2) or a count (500) of the records.")
@click.option("--test", "test_amount", default=None, metavar="AMOUNT", help="A third file, test_set.jsonl.")
@click.option("--seed", type=int, default=0, help="Another seed gives another division.")
@click.option(
    "--stratify",
    default="system,language,length,shape",
    metavar="COLUMNS",
    help="What both sides have alike shares of.",
)
@click.option("--group", default="", metavar="NAME", help="A column or top-level key whose values stay together.")
@click.option("--bom/--no-bom", default=None, help="With or without a byte-order mark (default: as FILE has it).")
@click.option("--keep-errors", is_flag=True, help="Write records with errors too.")
@click.option("--overwrite", is_flag=True, help="Replace files that exist in DIR.")
@options.WHERE
@options.TARGET
@options.AS_IS
@options.WORKERS
def command(
    file: str,
    output: str,
    validation: str,
    test_amount: str | None,
    seed: int,
    stratify: str,
    group: str,
    bom: bool | None,
    keep_errors: bool,
    overwrite: bool,
    where: str,
    target: str | None,
    as_is: bool,
    workers: int | None,
) -> int:
    """Divide FILE so that no record, near-duplicate or prompt stands on both sides."""
    from curator.split.options import SplitOptions, parse_amount
    from curator.split.report import split_report

    asked = SplitOptions(
        validation=parse_amount(validation, "--validation"),
        test=None if test_amount is None else parse_amount(test_amount, "--test"),
        seed=seed,
        stratify=options.words(stratify),
        group=group,
        keep_errors=keep_errors,
        bom=bom,
        where=where,
    )
    with opened(file, options.settings_from(file, target), as_is=as_is) as bench:
        measure(bench, workers)
        with progress_line() as progress:
            plan = bench.split_plan(asked, progress)
            written = bench.split(plan, Path(output), progress, overwrite=overwrite)
    for line in split_report(written):
        say(line)
    return FINDINGS if written.left_out else 0
