"""What was decided stays decided: earlier edits and accepted findings, put on a newer export of the same data."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from curator.dataset import place
from curator.dataset.carry import Carried
from curator.dataset.dataset import Dataset
from curator.dataset.journal import Journal
from curator.dataset.replacing import same_file
from curator.dataset.step import Decisions
from curator.errors import CuratorError
from curator.progress import Progress

_SQLITE = b"SQLite format 3\x00"
_HINT = "Name the journal (.curator/FILE.journal), or the earlier file that it stands beside."


@dataclass(frozen=True, slots=True)
class Applied:
    """What came over to the newer file, and what did not."""

    carried: Carried
    accepted: int
    """Findings that are accepted now and were not before."""


def apply_journal(
    dataset: Dataset, journal: Path, baseline: Collection[str] = (), progress: Progress | None = None
) -> Applied:
    """Put the standing steps of an earlier journal on a newer export, as far as their lines are there.

    Args:
        dataset: The newer export, open for edits.
        journal: The earlier journal, or the file that was edited.
        baseline: Ids of findings that are to be accepted as well.
        progress: Asked whether to stop.

    Raises:
        Cancelled: Somebody asked for it.
        CuratorError: There is no such journal, it is that of this very file, or the data set takes no edits.
    """
    before = len(dataset.accepted)
    carried = _carried(dataset, journal_of(journal), progress)
    if baseline:
        dataset.apply([], "accept what the baseline accepts", Decisions(accept=tuple(sorted(baseline))))
    return Applied(carried, len(dataset.accepted) - before)


def journal_of(path: Path) -> Path:
    """The journal that is meant by a journal or by the file it belongs to.

    Raises:
        CuratorError: There is none.
    """
    try:
        with path.open("rb") as file:
            if file.read(len(_SQLITE)) == _SQLITE:
                return path
    except FileNotFoundError:
        # The earlier file may be gone, and its journal be there still.
        pass
    except OSError as error:
        raise CuratorError(f"{path} cannot be read.", error.strerror or str(error), _HINT) from error
    journal = place.journal_path(path)
    if not journal.exists():
        raise CuratorError(f"There is no journal of edits for {path}.", hint=_HINT)
    return journal


def _carried(dataset: Dataset, path: Path, progress: Progress | None) -> Carried:
    own = dataset.journal
    if own is not None and same_file(own.path, path):
        if dataset.source_change is None:
            raise CuratorError(
                f"{path} is the journal of {dataset.path.name} itself.", hint="Name the journal of the earlier export."
            )
        # The newer export took the place of the earlier one, under its name.
        return dataset.carry_over(progress)
    earlier = Journal.open(path, read_only=True)
    if earlier is None:
        raise CuratorError(f"{path} holds no edits.", hint=_HINT)
    try:
        return dataset.carry_from(earlier, progress)
    finally:
        earlier.close()
