"""curator fix: the safe fixes, made in a new file, in place with a backup, or only shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curator.cli import options
from curator.cli.output import progress_line, say, write_out
from curator.cli.source import measure, opened

if TYPE_CHECKING:
    from curator.dataset.account import Account


@click.command("fix")
@click.argument("file")
@click.option("--output", type=options.OUTPUT_FILE, default=None, metavar="OUT", help="The file to write.")
@click.option("--unsafe", is_flag=True, help="Make guesses too: fixes the record does not prove.")
@options.TARGET
@options.SELECT
@click.option("--drop", default="", metavar="CODES", help="Leave out the records these rules name.")
@click.option(
    "--keep",
    type=click.Choice(["first", "longest", "best-formed"]),
    default="first",
    show_default=True,
    help="Of records alike: which one stays. Best-formed has the fewest errors, warnings, notes; then the longest.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the account.")
@click.option("--diff", is_flag=True, help="Print what would change as a unified diff; write nothing.")
@click.option("--in-place", is_flag=True, help="Replace FILE itself; the old one is kept beside it as FILE.bak.")
@click.option("--overwrite", is_flag=True, help="Replace OUT where it exists.")
@options.AS_IS
def command(
    file: str,
    output: str | None,
    unsafe: bool,
    target: str | None,
    select: str,
    drop: str,
    keep: str,
    form: str,
    diff: bool,
    in_place: bool,
    overwrite: bool,
    as_is: bool,
) -> int:
    """Mend what can be mended safely in FILE, drop what is asked, and write the result to OUT."""
    if sum((output is not None, diff, in_place)) != 1:
        raise click.UsageError("Say where to write: --output OUT, --in-place, or --diff to see it only.")
    if diff and form == "json":
        raise click.UsageError("--diff prints a diff, --format json an account: say one of them.")
    from curator.workbench.keeping import keep_named
    from curator.workbench.mended import Mended

    settings = options.settings_from(file, target)
    written: Path | None = None
    with opened(file, settings, as_is=as_is, read_only=not in_place) as bench:
        measure(bench)
        with progress_line() as progress:
            mended = Mended.of(
                bench,
                options.words(select),
                options.words(drop),
                keep=keep_named(keep),
                unsafe=unsafe,
                progress=progress,
            )
        accepted = bench.silent
        if diff:
            from curator.reports.diff import unified_diff

            write_out(unified_diff(file, mended.lines()))
        elif in_place and mended.is_the_source:
            say(f"{file}: nothing had to change, so it was not written again.")
        else:
            written = bench.path if in_place else Path(output or "")
            account = mended.write(written, overwrite=overwrite, in_place=in_place)
            _tell(account, as_json=form == "json")
        for line in mended.summary():
            say(line)
    if written is not None:
        from curator.workbench.accepting import hand_on

        hand_on(written, accepted)
    return 0


def _tell(account: Account, *, as_json: bool) -> None:
    from curator.reports.account_text import account_json, account_sentence, kept_instead

    say(account_sentence(account))
    for line in kept_instead(account):
        say(line)
    if as_json:
        write_out([json.dumps(account_json(account), indent=2, ensure_ascii=False) + "\n"])
