"""A data set whose steps are seen and not taken: what a verb would do, before anybody decides to do it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from curator.dataset.change import Change
from curator.dataset.dataset import Dataset
from curator.dataset.rows import Rows
from curator.dataset.step import NO_DECISIONS, Decisions, Step, StepKind
from curator.errors import CuratorError


class Rehearsal(Dataset):
    """Opened read only, it needs no lock; nothing is written, and all that was tried is gone on closing."""

    @classmethod
    def of(cls, dataset: Dataset) -> Rehearsal:
        """The same lines in the same state, for steps to be tried on; never closed, as all it has is the other's."""
        tried = cls(dataset.lines, read_only=True)
        tried.journal = dataset.journal
        tried.show(dict(dataset.states))
        return tried

    def apply(self, changes: Iterable[Change], name: str, decisions: Decisions = NO_DECISIONS) -> Step | None:
        """See what a step would do. Decisions change no bytes: only that there are some is known.

        Raises:
            CuratorError: A change cannot be done, or the file is no longer the one that was edited.
        """
        if self.source_change is not None:
            raise CuratorError("The file was written since it was edited.", hint="Say first what becomes of the edits.")
        asked = list(changes)
        before = dict(self.states)
        touched = self.try_changes(asked) if asked else ()
        rows = tuple(row for row in touched if before.get(row) != self.states[row])
        if not rows and decisions == NO_DECISIONS:
            return None
        return Step(0, StepKind.DO, name, datetime.now(UTC), rows)

    def take_over(self, tried: Rows, name: str) -> Step | None:
        """See what was tried elsewhere."""
        rows = tuple(self.rows_that_differ(tried))
        self.show(dict(tried.states))
        self.version += 1
        return Step(0, StepKind.DO, name, datetime.now(UTC), rows) if rows else None

    def remember(self, key: str, value: str | None) -> None:
        """Keep nothing."""
