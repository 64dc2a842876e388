"""curator FILE: the screen."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from curator.cli import options
from curator.errors import CuratorError


@click.command("open")
@click.argument("files", nargs=-1, metavar="[FILE [VALIDATION]]")
@options.TARGET
@options.AS_IS
@click.option("--read-only", is_flag=True, help="Take no edits.")
@click.option("--ascii", "plain", is_flag=True, help="Draw with plain ASCII signs.")
def command(files: tuple[str, ...], target: str | None, as_is: bool, read_only: bool, plain: bool) -> int:
    """Open FILE on the screen; with two files the second is the validation data of the first."""
    if "-" in files:
        raise CuratorError(
            "The screen does not read standard input.",
            "It needs the keyboard there.",
            "Save it to a file first; `curator check -` reads standard input.",
        )
    if len(files) > 2:
        raise click.UsageError("The screen opens one file, or a training and a validation file.")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CuratorError(
            "The screen needs a terminal.",
            "Standard input or output is not one.",
            "`curator check FILE` says what is wrong with a file without one.",
        )
    from curator.tui.app import run

    paths = [Path(name) for name in files]
    for path in paths:
        if not path.exists():
            raise CuratorError(f"There is no file {path}.", hint="`curator` alone lists recent files and samples.")
    run(
        paths[0] if paths else None,
        settings=options.settings_from(target),
        against=paths[1] if len(paths) > 1 else None,
        as_is=as_is,
        read_only=read_only,
        ascii=plain or None,
    )
    return 0
