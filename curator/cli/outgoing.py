"""The files a job is to be made of, checked as they would be sent."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from curator.cli.output import progress_line
from curator.cli.source import STANDARD_INPUT, opened
from curator.errors import CuratorError
from curator.settings import Settings

if TYPE_CHECKING:
    from curator.records.target import Target
    from curator.tuning.order import Checked
    from curator.workbench import Workbench


@dataclass(frozen=True)
class OutgoingFiles:
    """The files as the checks saw them, and the model they were checked for.

    Attributes:
        training, validation: The files.
        target: The service and model of the settings.
        tokens: Tokens of the training file, seen once; None where they cannot be counted.
        checked: What the checks found in both.
    """

    training: Path
    validation: Path | None
    target: Target
    tokens: int | None
    checked: Checked


def checked_data(
    training: str, validation: str | None, settings: Settings, as_is: bool, workers: int | None
) -> OutgoingFiles:
    """Check both files as they would be sent.

    Raises:
        CuratorError: A file cannot be opened, or has edits that its bytes do not hold.
    """
    from curator.workbench.training import Outgoing, examined

    if STANDARD_INPUT in (training, validation):
        raise CuratorError("Standard input cannot be sent.", hint="Write it to a file: it may be needed again.")
    outgoing = Outgoing(Path(training), Path(validation) if validation else None)
    accepted: set[str] = set()
    for name in (training, validation):
        if name is None:
            continue
        with opened(name, settings, as_is=as_is) as bench:
            _refuse_edits(bench, name)
            accepted |= set(bench.accepted)
            target = bench.target
    with progress_line() as progress:
        tokens, checked = examined(outgoing, settings, accepted, progress, workers)
    return OutgoingFiles(outgoing.training, outgoing.validation, target, tokens, checked)


def _refuse_edits(bench: Workbench, name: str) -> None:
    """What is sent are the bytes of a file: edits that only its journal holds would stay behind unseen."""
    if bench.edit_count:
        raise CuratorError(
            f"{name} has edits that are not in its bytes.",
            "What is sent is the file as it stands on the disk.",
            f"Write it with its edits first: curator export {name} --output OUT. Or send it without: --as-is.",
        )
