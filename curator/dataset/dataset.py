"""A data set: the lines of a file, which nobody changes, seen through a journal of edits."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path

from curator.dataset import place, store
from curator.dataset.carry import Carried, carry
from curator.dataset.change import Change, plan
from curator.dataset.compare import SourceChange, compare
from curator.dataset.journal import Journal
from curator.dataset.lines import Lines
from curator.dataset.lock import Holder, Lock
from curator.dataset.rows import Rows
from curator.dataset.step import NO_DECISIONS, Decisions, Kept, OnRow, PastStep, RowEdit, SourceMark, Step
from curator.errors import CuratorError
from curator.progress import Progress


class Dataset(Rows):
    """A file that nobody changes, and the steps that change how it is seen.

    `journal` is None until the first edit. `read_only` says whether edits are refused; `holder` who has the file open
    for changes, where that is the reason; `source_change` what became of the edits, where the file is no longer the
    one that was edited. `version` grows with every step, so that others know when to look again.
    """

    def __init__(self, lines: Lines, read_only: bool) -> None:
        super().__init__(lines)
        self.read_only = read_only
        self._asked_read_only = read_only
        self.journal: Journal | None = None
        self.holder: Holder | None = None
        self.source_change: SourceChange | None = None
        self.version = 0
        self._lock: Lock | None = None
        self._mark: SourceMark | None = None

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        as_is: bool = False,
        read_only: bool = False,
        progress: Progress | None = None,
    ) -> Dataset:
        """Open a file, through its journal where edits live there.

        Only the first block of the file is indexed; `lines.index` does the rest. Where the file was written since it
        was edited, it is read whole to compare, the edits are not shown, and the data set is read-only until
        `set_aside` or `carry_over`.

        Args:
            path: A file of JSON lines.
            as_is: The file's bytes alone: edits are neither looked for nor taken.
            read_only: Take no edits; needs no lock.
            progress: For the comparison of a file that was written since.

        Raises:
            CuratorError: The file or its journal cannot be read.
        """
        dataset = cls(Lines.open(path), read_only or as_is)
        try:
            if not as_is:
                dataset._open_journal(progress)
        except BaseException:
            dataset.close()
            raise
        return dataset

    def _open_journal(self, progress: Progress | None) -> None:
        if not self.read_only and place.folder_for(self.path).is_dir():
            self.claim()
        path = place.journal_path(self.path)
        if path.exists() and path.parent != place.folder_for(self.path):
            # Somebody else's journal, beside the file, in a folder we may not write.
            self.read_only = self._asked_read_only = True
        self.journal = Journal.open(path, self.read_only)
        if self.journal is None:
            return
        if not self.journal.stands_on_lines:
            # Only the cursor, bounds and the like were kept: they hold for the file as it is now.
            if not self.read_only and self.journal.source.stamp != self.lines.stamp:
                self.journal.belong_to(self.mark(progress))
        elif self._is_source(self.journal, progress):
            self.show(self.journal.states)
        elif self.journal.successor == self.lines.digest(progress):
            self._leave_behind()
        else:
            self.source_change = compare(self.journal, self.lines, progress)
            self.read_only = True

    def _leave_behind(self) -> None:
        """The edits are in the file itself: writing in place was cut off before the journal was set aside."""
        if not self.read_only:
            self.set_aside()
        elif self.journal is not None:
            self.journal.close()
            self.journal = None

    def _is_source(self, journal: Journal, progress: Progress | None) -> bool:
        """Whether the file is the one the journal was begun for: by size and time, else by its digest."""
        if journal.source.stamp == self.lines.stamp:
            return True
        if journal.source.stamp.size != self.lines.size or journal.source.digest != self.lines.digest(progress):
            return False
        journal.refresh_stamp(self.lines.stamp)
        return True

    def close(self) -> None:
        """Give file, journal and lock back."""
        if self.journal is not None:
            self.journal.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        self.lines.close()

    def __enter__(self) -> Dataset:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def apply(self, changes: Iterable[Change], name: str, decisions: Decisions = NO_DECISIONS) -> Step | None:
        """Take one step: all its changes, or none. It is on the disk when this returns.

        Args:
            changes: What to do; later changes of a row see earlier ones.
            name: What is done, for undo and the history: "drop 14 exact duplicates".
            decisions: Findings to accept and tags to give, in the same step.

        Returns:
            The step, with the rows it touched; None where nothing would change.

        Raises:
            CuratorError: The data set is read-only, a change cannot be done, the file was written meanwhile, or the
                journal cannot be written. Nothing was taken.
        """
        self._refuse_if_read_only()
        self.lines.index()
        edits = plan(changes, self, self.next_row)
        coming = {edit.row for edit in edits}
        for tagged in (*decisions.tag, *decisions.untag):
            if not self.exists(tagged[0]) and tagged[0] not in coming:
                raise CuratorError(f"There is no row {tagged[0]}.", hint="It may have been undone.")
        if not edits and decisions == NO_DECISIONS:
            return None
        return self._seen(self._writable_journal().take(name, edits, self.lines.read, decisions))

    def amend(self, step: int, name: str, kept: Kept) -> Step | None:
        """Let the step taken last go on with another value of its setting. See `Journal.amend`; raises as `apply`."""
        self._refuse_if_read_only()
        return None if self.journal is None else self._seen(self.journal.amend(step, name, kept))

    def undo(self) -> Step | None:
        """Take the last step back; None where there is none. Raises as `apply` does."""
        self._refuse_if_read_only()
        if self.journal is None:
            return None
        self.lines.verify()
        return self._seen(self.journal.undo())

    def redo(self) -> Step | None:
        """Do the last undone step again; None where there is none. Raises as `apply` does."""
        self._refuse_if_read_only()
        if self.journal is None:
            return None
        self.lines.verify()
        return self._seen(self.journal.redo())

    def _seen(self, step: Step | None) -> Step | None:
        """Look again where a step changed something."""
        if step is not None and self.journal is not None:
            self.version += 1
            made_changed = bool(step.rows) and step.rows[-1] > self.lines.count
            self.show(self.journal.states, made_changed)
        return step

    def try_changes(self, changes: Iterable[Change]) -> tuple[int, ...]:
        """See the rows with some changes, without taking a step: nothing is written, and it is gone on closing.

        Returns:
            The rows that changed, made rows with them.

        Raises:
            CuratorError: A change cannot be done.
        """
        self.lines.index()
        edits = plan(changes, self, max(self.next_row, max(self.states, default=0) + 1))
        self.show({**self.states, **{edit.row: edit.state for edit in edits}})
        self.version += 1
        return tuple(sorted(edit.row for edit in edits))

    def take_over(self, tried: Rows, name: str) -> Step | None:
        """Take what was tried on the same lines, seen from the state that is here, as one step.

        Returns:
            The step, None where nothing differs. Raises as `apply` does.
        """
        self._refuse_if_read_only()
        states = [(row, tried.state(row)) for row in self.rows_that_differ(tried)]
        edits = [RowEdit(row, state, state.splice is not None and not state.made) for row, state in states]
        return self._seen(self._writable_journal().take(name, edits, self.lines.read)) if edits else None

    @property
    def next_row(self) -> int:
        """The id the next made row gets."""
        return self.lines.count + 1 if self.journal is None else self.journal.next_row

    @property
    def can_undo(self) -> str | None:
        """Name of the step that undo would take back, None where there is none."""
        return None if self.journal is None or self.read_only else self.journal.can_undo

    @property
    def can_redo(self) -> str | None:
        """Name of the step that redo would do again, None where there is none."""
        return None if self.journal is None or self.read_only else self.journal.can_redo

    def history(self) -> list[PastStep]:
        """Every step ever taken, oldest first, undone ones and those left behind too."""
        return [] if self.journal is None else self.journal.history()

    @property
    def accepted(self) -> frozenset[str]:
        """Ids of the findings a person accepted."""
        return frozenset(one for one in self.acceptances if OnRow.of(one) is None)

    @property
    def acceptances(self) -> frozenset[str]:
        """Ids of the findings a person accepted, and the rows on which they stay accepted (`OnRow`)."""
        return frozenset() if self.journal is None else frozenset(self.journal.accepted)

    def hold_accepted(self, ids: Collection[str]) -> bool:
        """Let these findings be accepted from the start, in a file that was just written; False where it is not to be.

        A file with decisions of its own, or that somebody else has, is left alone.

        Raises:
            CuratorError: The journal cannot be written.
        """
        if self.read_only or self.history() or (self.journal is None and not ids):
            return False
        self._writable_journal().hold_accepted(ids)
        return True

    def tags_of(self, row: int) -> frozenset[str]:
        """The tags of a row."""
        return frozenset() if self.journal is None else frozenset(self.journal.tags.get(row, ()))

    def remember(self, key: str, value: str | None) -> None:
        """Keep something that is no step and cannot be undone, such as where the cursor was; None forgets it.

        Raises:
            CuratorError: The data set is read-only, or the journal cannot be written.
        """
        self._refuse_if_read_only()
        if self.journal is not None or value is not None:
            self._writable_journal().remember(key, value)

    def recall(self, key: str) -> str | None:
        """What was remembered, None where nothing was."""
        return None if self.journal is None else self.journal.recall(key)

    # The journal's life

    def claim(self) -> Holder | None:
        """Take the right to change, which is otherwise taken with the first edit.

        Returns:
            None, or who has it: then the data set is read-only from now on.

        Raises:
            CuratorError: The folder for edits cannot be made or written.
        """
        if self._lock is None:
            place.make_folder_for(self.path)
            taken = Lock.take(place.lock_path(self.path))
            if isinstance(taken, Holder):
                self.holder = taken
                self.read_only = True
                return taken
            self._lock = taken
        return None

    def _refuse_if_read_only(self) -> None:
        if not self.read_only:
            return
        title = f"{self.path.name} is open read-only."
        if self.holder is not None:
            raise CuratorError(title, self.holder.sentence(), "Close it there, then open it here again.")
        if self.source_change is not None:
            raise CuratorError(
                title, "It is no longer the file that was edited.", "Keep what still fits, or start anew."
            )
        raise CuratorError(title)

    def _writable_journal(self) -> Journal:
        """The journal, begun now where there is none."""
        if self._lock is None:
            self.claim()
            self._refuse_if_read_only()
        if self.journal is None:
            mark = self._mark or self.mark()
            self.lines.verify()
            self.journal = Journal.create(place.journal_path(self.path), mark)
            self._mark = None
        else:
            self.lines.verify()
        return self.journal

    def prepare(self, progress: Progress | None = None) -> None:
        """Read the whole file for what the first edit needs to know of it, so that the edit itself is quick.

        May be called on any thread; does nothing where edits live already, or when it is called again.

        Raises:
            Cancelled: Somebody asked for it; the first edit will do it then.
            CuratorError: The file was written since it was opened.
        """
        if self.journal is None and not self.read_only and self._mark is None:
            self._mark = self.mark(progress)

    def mark(self, progress: Progress | None = None) -> SourceMark:
        """What a journal of this file notes of it; reads the whole file.

        Raises:
            CuratorError: The file was written since it was opened.
        """
        hashes = self.lines.hashes(progress)
        digest = self.lines.digest()
        return SourceMark(self.path.name, digest, self.lines.stamp, self.lines.count, hashes)

    def set_aside(self) -> Path | None:
        """Start anew: the journal gets another name and stays where it is.

        Returns:
            Where it is now, None where there was none.

        Raises:
            CuratorError: The data set was opened read-only, somebody else has it, or the folder cannot be written.
        """
        self.refuse_if_not_ours()
        if self.journal is None:
            return None
        self.journal.close()
        aside = store.set_aside(self.journal.path, datetime.now(UTC))
        self._begin(None)
        return aside

    def carry_over(self, progress: Progress | None = None) -> Carried:
        """Put the edits of a file that was written since on the file as it is now, as far as their lines are there.

        The earlier journal is set aside only when the new one is complete.

        Raises:
            CuratorError: There is nothing to carry over, or it cannot be written.
        """
        self.refuse_if_not_ours()
        if self.journal is None or self.source_change is None:
            raise CuratorError("There are no earlier edits to carry over.", hint="The file is the one that was edited.")
        earlier = self.journal
        unfinished = earlier.path.with_name(f"{earlier.path.name}.new")
        unfinished.unlink(missing_ok=True)
        new = Journal.create(unfinished, self.mark(progress))
        carried = carry(earlier, new, self.lines, progress)
        new.close()
        earlier.close()
        store.set_aside(earlier.path, datetime.now(UTC))
        unfinished.rename(earlier.path)
        self._begin(Journal.open(earlier.path))
        return carried

    def carry_from(self, earlier: Journal, progress: Progress | None = None) -> Carried:
        """Put the edits of another file's journal on this file, on top of its own, as far as their lines are here.

        Raises:
            CuratorError: The data set is read-only, or the journal cannot be written.
        """
        self._refuse_if_read_only()
        carried = carry(earlier, self._writable_journal(), self.lines, progress)
        self._begin(self.journal)
        return carried

    def refuse_if_not_ours(self) -> None:
        """Make sure that the journal may be set aside: it was not opened read-only, and nobody else holds it.

        Raises:
            CuratorError: It may not.
        """
        if self._asked_read_only or self.holder is not None:
            self._refuse_if_read_only()

    def _begin(self, journal: Journal | None) -> None:
        self.journal = journal
        self.source_change = None
        self.read_only = False
        self.version += 1
        self.show({} if journal is None else journal.states)
