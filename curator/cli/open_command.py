"""curator FILE: the screen."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from curator.cli import options
from curator.errors import CuratorError

IN_BROWSER = "CURATOR_IN_BROWSER"
"""Set by `curator serve` for the screens it starts: their standard input and output lead to a page."""


def _missing(path: Path) -> CuratorError:
    """A name that is no file; perhaps a command was meant."""
    from curator.cli.commands import COMMAND_NAMES

    near = difflib.get_close_matches(str(path), COMMAND_NAMES, 3, 0.5)
    if near and len(path.parts) == 1 and not path.suffix:
        return CuratorError(f"There is no command and no file {path}.", hint=f"Near: {', '.join(near)}.")
    return CuratorError(f"There is no file {path}.", hint="`curator` alone lists recent files and samples.")


def one_or_two(files: Sequence[str]) -> list[Path]:
    """The files a screen is to show: none, one, or two that differ.

    Raises:
        UsageError: They are more, or one file twice.
    """
    if len(files) > 2:
        raise click.UsageError("The screen opens one file, or a training and a validation file.")
    paths = [Path(name) for name in files]
    if len(paths) == 2 and paths[0].resolve() == paths[1].resolve():
        raise click.UsageError("Both names are of one file; a training and a validation file are two.")
    return paths


def _known_profile(name: str | None, paths: list[Path]) -> str | None:
    """The name, where there is such a profile."""
    if name is not None:
        from curator.tuning.choosing import choose_profile

        choose_profile(name, paths[-1] if paths else None)
    return name


@click.command("open")
@click.argument("files", nargs=-1, metavar="[FILE [VALIDATION]]")
@options.TARGET
@click.option("--profile", default=None, metavar="NAME", help='What 4 speaks to: a [profile.NAME], or "practice".')
@options.AS_IS
@click.option("--read-only", is_flag=True, help="Take no edits.")
@click.option("--ascii", "plain", is_flag=True, help="Draw with plain ASCII signs.")
def command(
    files: tuple[str, ...], target: str | None, profile: str | None, as_is: bool, read_only: bool, plain: bool
) -> int:
    """Open FILE; with two, the first, training, and V goes to the second, validation, with what they share."""
    if "-" in files:
        raise CuratorError(
            "The screen does not read standard input.",
            "It needs the keyboard there.",
            "Save it to a file first; `curator check -` reads standard input.",
        )
    paths = one_or_two(files)
    for path in paths:
        if not path.exists():
            raise _missing(path)
    in_browser = IN_BROWSER in os.environ
    if not in_browser and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CuratorError(
            "The screen needs a terminal.",
            "Standard input or output is not one.",
            "`curator check FILE` says what is wrong with a file without one.",
        )
    from curator.configuration import configuration_for
    from curator.tui.app import run
    from curator.tui.asked import own_keys

    configuration = configuration_for(paths[0] if paths else None)
    return run(
        paths[0] if paths else None,
        settings=configuration.settings(target),
        target=target,
        keymap=own_keys(configuration),
        validation=paths[1] if len(paths) > 1 else None,
        profile=_known_profile(profile, paths),
        as_is=as_is,
        read_only=read_only,
        ascii=False if in_browser else plain or None,
        in_browser=in_browser,
    )
