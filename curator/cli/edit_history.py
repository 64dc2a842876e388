"""Verbs of `curator edit` that go back and forth: undo, redo, go-to; and the list of all steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from curator.cli.edit_taking import editable, lines_said, tell
from curator.cli.output import write_out

if TYPE_CHECKING:
    from curator.workbench import Workbench


@click.command("undo")
@click.pass_obj
def undo(file: str) -> int:
    """Undo the last step, whoever took it, and say what it was."""
    with editable(file) as bench:
        step = bench.undo()
        tell(f"{file}: there is nothing to undo." if step is None else f"{file}: undone: {step.name}.")
    return 0


@click.command("redo")
@click.pass_obj
def redo(file: str) -> int:
    """Do again what was undone last."""
    with editable(file) as bench:
        step = bench.redo()
        tell(f"{file}: there is nothing to do again." if step is None else f"{file}: done again: {step.name}.")
    return 0


@click.command("go-to")
@click.argument("step", type=click.IntRange(min=0))
@click.pass_obj
def go_to(file: str, step: int) -> int:
    """Undo, or do again, until the data is as it was after STEP, a number of the history; 0 is the file as it is."""
    with editable(file) as bench:
        taken = bench.go_to(step)
        if not taken:
            tell(f"{file}: the data is as it was after that step already.")
        else:
            way = "undone" if taken[0].kind == "undo" else "done again"
            tell(f"{file}: {len(taken):,} step{'' if len(taken) == 1 else 's'} {way}.")
    return 0


@click.command("history")
@click.pass_obj
def history(file: str) -> int:
    """Print every step taken, oldest first: its number, when, whether it holds, how many lines it changed, its name."""
    with editable(file, rehearse=True) as bench:
        write_out(_lines(bench))
        if not bench.history():
            tell(f"{file}: no step was taken yet.")
    return 0


def _lines(bench: Workbench) -> Iterator[str]:
    from curator.measures.text import visible

    for step in bench.history():
        if step.standing is not None:
            rows = lines_said(step.row_count) if step.row_count else "no line"
            when = step.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
            yield "\t".join([str(step.id), when, step.standing.value, rows, visible(step.name, multiline=False)]) + "\n"


COMMANDS = {one.name or "": one for one in (undo, redo, go_to, history)}
