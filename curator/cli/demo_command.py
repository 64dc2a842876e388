"""curator demo: the screen on a fresh copy of a dirty sample."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import click

from curator.cli import options
from curator.cli.output import say

SAMPLE = "support-dirty.jsonl"


@click.command("demo")
@click.option("--ascii", "plain", is_flag=True, help="Draw with plain ASCII signs.")
@click.option("--pace", type=float, default=1.0, metavar="X", help="So many times faster: 1 trains for 15 seconds.")
def command(plain: bool, pace: float) -> int:
    """Open the screen on a fresh copy of a customer-support sample with a fault of every kind in it."""
    from curator.resources import samples_folder

    if pace <= 0:
        raise click.BadParameter("it must be above 0", param_hint="--pace")
    folder = Path(tempfile.mkdtemp(prefix="curator-demo-"))
    copy = folder / SAMPLE
    shutil.copyfile(samples_folder() / SAMPLE, copy)
    from curator.tui.app import run

    run(copy, settings=options.settings_from(None), ascii=plain or None, practice=pace)
    say(f"The copy and your edits are in {folder}.")
    return 0
