"""curator apply: earlier decisions on a newer export of the same data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curator.amounts import counted
from curator.cli import FINDINGS, options
from curator.cli.output import progress_line, write_out

if TYPE_CHECKING:
    from curator.workbench.applying import Applied


@click.command("apply")
@click.argument("journal")
@click.argument("file")
@click.option(
    "--baseline", type=options.OUTPUT_FILE, default=None, metavar="PATH", help="Accept the findings of this file too."
)
def command(journal: str, file: str, baseline: str | None) -> int:
    """Put the edits and accepted findings of JOURNAL on FILE, a newer export of the same data.

    JOURNAL is a journal (.curator/NAME.journal) or the earlier file it belongs to. What stands on lines that are
    unchanged is put on FILE as edits, which undo takes back; the rest is listed.
    """
    from curator.dataset.dataset import Dataset
    from curator.reports.baseline import read_baseline
    from curator.workbench.applying import apply_journal

    accepted = read_baseline(Path(baseline)) if baseline is not None else frozenset[str]()
    with Dataset.open(Path(file)) as dataset, progress_line() as progress:
        applied = apply_journal(dataset, Path(journal), accepted, progress)
    write_out(f"{line}\n" for line in _report(file, applied))
    return FINDINGS if applied.carried.left or applied.carried.tags_left else 0


def _report(file: str, applied: Applied) -> Iterator[str]:
    from curator.measures.text import visible

    carried = applied.carried
    yield (
        f"{file}: {counted(carried.steps, 'step')} on {counted(len(carried.rows), 'row')} came over; "
        f"{counted(applied.accepted, 'finding')} newly accepted."
    )
    if carried.left:
        yield f"{counted(len(carried.left), 'edit')} left behind:"
    for kept in carried.left:
        where = "an added record" if kept.made else f"line {kept.row:,}"
        why = "its line has edits here already" if kept.row in carried.edited_here else "its line is no longer there"
        if kept.made:
            why = "the line it was made from is no longer there, or has edits here already"
        yield visible(f"  {where}: {kept.name} ({why})", multiline=False)
    for row in carried.tags_left:
        yield f"  line {row:,}: tags (its line is no longer there)"
