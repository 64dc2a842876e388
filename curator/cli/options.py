"""Options that several commands share, declared once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from curator.settings import DEFAULT_TARGET, Settings

Command = Callable[..., Any]

TARGET = click.option(
    "--target", default=None, metavar="NAME", help=f"Service and model the data is for (default {DEFAULT_TARGET})."
)
AS_IS = click.option("--as-is", is_flag=True, help="Read the bytes alone, without edits made to the file earlier.")
WHERE = click.option("--where", default="", metavar="QUERY", help="Only records this filter matches.")
SELECT = click.option(
    "--select", default="", metavar="CODES", help="Only these rules: codes, prefixes, names or families, with commas."
)
IGNORE = click.option("--ignore", default="", metavar="CODES", help="Not these rules.")
WORKERS = click.option("--workers", type=click.IntRange(min=0), default=None, help="Measuring processes; 0 uses none.")
TEMPERATURE = click.option(
    "--temperature",
    type=click.FloatRange(0, 2),
    default=None,
    help="How freely words are chosen, 0 to 2 (default: the service's).",
)
OUTPUT_FILE = click.Path(dir_okay=False, path_type=str)


def words(text: str) -> tuple[str, ...]:
    """The parts of a list written with commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def settings_from(name: str | None, target: str | None = None, select: str = "", ignore: str = "") -> Settings:
    """The settings for a file: as its curator.toml has them, and what the command line says wins.

    Args:
        name: The file as the command names it; None or "-" takes the curator.toml of the current folder.
        target, select, ignore: Options as typed.

    Raises:
        CuratorError: The curator.toml is wrong.
    """
    from curator.configuration import settings_for

    path = None if name in (None, "-") else name
    return settings_for(path, target, words(select), words(ignore))
