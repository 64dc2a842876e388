"""The edits of a file: every step kept, undone and done again without end, safe against a crash at any moment.

Undo appends a step and moves rows back to the edit they had before; nothing is ever taken out. A step after an undo
ends redo: what was undone stays in the history.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from curator.dataset import store, tables
from curator.dataset.lines import Stamp
from curator.dataset.step import (
    NO_DECISIONS,
    SOURCE_STATE,
    Decisions,
    Kept,
    KeptEdit,
    PastStep,
    RowEdit,
    RowState,
    SourceMark,
    Standing,
    Step,
    StepKind,
    storable,
)
from curator.errors import CuratorError


class Journal:
    """The journal of one file, open. Safe to call from several threads; one process writes (see `Lock`).

    `states` (rows that differ from the source), `accepted` and `tags` are what holds now, in memory; they change only
    once a step is on the disk. `source` is the file the journal was begun for.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, source: SourceMark, read_only: bool) -> None:
        self.path = path
        self.source = source
        self.read_only = read_only
        self.states: dict[int, RowState] = {}
        self.accepted = tables.accepted_findings(connection)
        self.tags: dict[int, set[str]] = {}
        self._connection = connection
        self._guard = threading.RLock()
        self._edit_of: dict[int, int] = {}
        self._copied = tables.copied_rows(connection)
        self._done: list[tuple[int, str]] = []
        self._undone: list[tuple[int, str]] = []
        for row, edit, state in tables.current_edits(connection):
            self._edit_of[row] = edit
            self._show(row, state)
        for row, tag in tables.given_tags(connection):
            self.tags.setdefault(row, set()).add(tag)
        for step, kind, name, *_ in tables.steps(connection):
            self._note(kind, step, name)
        last_row, self._last_edit = tables.greatest_ids(connection)
        self._last_row = max(source.lines, last_row)

    @classmethod
    def create(cls, path: Path, source: SourceMark) -> Journal:
        """Begin the journal of a file.

        Raises:
            CuratorError: It cannot be written, or there is one already.
        """
        with store.plain_refusals(path):
            connection = store.connect(path, read_only=False)
        try:
            with store.transaction(connection, path):
                if not tables.is_empty(connection):
                    raise CuratorError(
                        "Another program began a journal for this file.",
                        str(path),
                        "Open the file again to see its edits.",
                    )
                tables.create(connection, source)
            return cls(path, connection, source, read_only=False)
        except BaseException:
            connection.close()
            raise

    @classmethod
    def open(cls, path: Path, read_only: bool = False) -> Journal | None:
        """Open a journal; None where there is none, or where its making was cut off before the first step.

        Raises:
            CuratorError: It is damaged, of a newer format, or may not be read.
        """
        if not path.exists():
            return None
        with store.plain_refusals(path):
            connection = store.connect_as_allowed(path, read_only)
            try:
                source = None if tables.is_empty(connection) else tables.source_mark(connection)
                if isinstance(source, SourceMark):
                    return cls(path, connection, source, read_only)
            except BaseException:
                connection.close()
                raise
        connection.close()
        if source is None:
            return None
        raise CuratorError(
            "The journal of edits has a format this version does not know.",
            f"{path}: {source}",
            "It was written by a newer curator: use that one.",
        )

    def close(self) -> None:
        """Give the file back."""
        with self._guard:
            self._connection.close()

    def _transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        if self.read_only:
            raise CuratorError("The journal is open read-only.", str(self.path))
        return store.transaction(self._connection, self.path)

    def _show(self, row: int, state: RowState) -> None:
        if state == SOURCE_STATE:
            self.states.pop(row, None)
        else:
            self.states[row] = state

    def _show_decisions(self, decisions: Decisions) -> None:
        self.accepted.update(decisions.accept)
        self.accepted.difference_update(decisions.withdraw)
        for row, tag in decisions.tag:
            self.tags.setdefault(row, set()).add(tag)
        for row, tag in decisions.untag:
            self.tags[row].discard(tag)
            if not self.tags[row]:
                del self.tags[row]

    def _note(self, kind: str, step: int, name: str) -> None:
        if kind == StepKind.DO:
            self._done.append((step, name))
            self._undone.clear()
        elif kind == StepKind.UNDO:
            self._undone.append(self._done.pop())
        else:
            self._done.append(self._undone.pop())

    @property
    def next_row(self) -> int:
        """The id the next made row gets: above the last line and above every row ever made."""
        return self._last_row + 1

    @property
    def can_undo(self) -> str | None:
        """Name of the step that undo would take back, None where there is none."""
        return self._done[-1][1] if self._done else None

    @property
    def can_redo(self) -> str | None:
        """Name of the step that redo would do again, None where there is none."""
        return self._undone[-1][1] if self._undone else None

    def history(self) -> list[PastStep]:
        """Every step ever taken, oldest first, the ones that were left behind too."""
        done = {step for step, _ in self._done}
        undone = {step for step, _ in self._undone}
        with self._guard, store.plain_refusals(self.path):
            found = tables.steps(self._connection)
        past: list[PastStep] = []
        for step, kind, name, at, target, row_count in found:
            standing = Standing.DONE if step in done else Standing.UNDONE if step in undone else Standing.LEFT
            shown = standing if kind == StepKind.DO else None
            past.append(PastStep(step, StepKind(kind), name, at, target, row_count, shown))
        return past

    @property
    def stands_on_lines(self) -> bool:
        """Whether any step, also one that was undone, edited, tagged or accepted something on a line."""
        with self._guard, store.plain_refusals(self.path):
            return tables.stand_on_lines(self._connection)

    def standing_steps(self) -> list[PastStep]:
        """The steps that hold now, in the order they were taken."""
        return [step for step in self.history() if step.standing is Standing.DONE]

    def edits_of(self, step: int) -> list[tuple[int, RowState, RowState]]:
        """What a step changed: row, its state before, its state after; by row.

        Before is `SOURCE_STATE` for a line that had no edit, and for a row the step made.
        """
        with self._guard, store.plain_refusals(self.path):
            found = tables.edits_of(self._connection, step)
        return [(row, before, after) for row, _, _, before, after in found]

    def decisions_of(self, step: int) -> Decisions:
        """The findings a step accepted, the tags it gave and the settings it changed."""
        with self._guard, store.plain_refusals(self.path):
            return tables.decisions_of(self._connection, step)

    def kept_edits(self) -> list[KeptEdit]:
        """The rows that differ from the source, each with the copy of its line, in row order."""
        with self._guard, store.plain_refusals(self.path):
            return tables.kept_edits(self._connection)

    def take(
        self,
        name: str,
        edits: Iterable[RowEdit],
        source_of: Callable[[int], bytes],
        decisions: Decisions = NO_DECISIONS,
    ) -> Step | None:
        """Take one step: all of it is on the disk when this returns.

        Args:
            name: What is done, for undo and the history.
            edits: New states of rows, each row once; rows already in that state are left out.
            source_of: The source line of a row, read where the journal keeps a copy.
            decisions: Findings to accept and tags to give; what already holds is left out.

        Returns:
            The step, or None where nothing would change.

        Raises:
            CuratorError: It could not be written; nothing was taken.
        """
        with self._guard:
            news = [edit for edit in edits if edit.state != self.states.get(edit.row, SOURCE_STATE)]
            decided = self._news_in(decisions)
            if not news and decided == NO_DECISIONS:
                return None
            at, kept_name = datetime.now(UTC), storable(name)
            copied = [edit.row for edit in news if edit.copied and edit.row not in self._copied]
            numbered = list(enumerate(news, self._last_edit + 1))
            with self._transaction() as connection:
                step = tables.insert_step(connection, StepKind.DO, kept_name, at, None)
                tables.insert_edits(connection, step, numbered, [self._edit_of.get(edit.row) for edit in news])
                tables.insert_copies(connection, ((row, source_of(row)) for row in copied))
                tables.record_decisions(connection, step, decided)
                tables.apply_decisions(connection, decided)
            made = tuple(edit.row for edit in news if edit.row > self._last_row)
            for number, edit in numbered:
                self._edit_of[edit.row] = number
                self._show(edit.row, edit.state)
            self._copied.update(copied)
            self._last_edit += len(news)
            self._last_row = max((self._last_row, *made))
            self._show_decisions(decided)
            self._note(StepKind.DO, step, kept_name)
            return Step(step, StepKind.DO, kept_name, at, _rows_of((edit.row for edit in news), decided), made)

    def _news_in(self, decisions: Decisions) -> Decisions:
        """Decisions without what holds already, each once, and with text that can be stored."""
        held = self.remembered() if decisions.keep else {}
        tagged = dict.fromkeys((row, storable(tag)) for row, tag in decisions.tag)
        untagged = dict.fromkeys((row, storable(tag)) for row, tag in decisions.untag)
        return Decisions(
            tuple(one for one in dict.fromkeys(decisions.accept) if one not in self.accepted),
            tuple(one for one in dict.fromkeys(decisions.withdraw) if one in self.accepted),
            tuple((row, tag) for row, tag in tagged if tag not in self.tags.get(row, ())),
            tuple((row, tag) for row, tag in untagged if tag in self.tags.get(row, ())),
            tuple(replace(one, before=held.get(one.key)) for one in decisions.keep if one.value != held.get(one.key)),
        )

    def amend(self, step: int, name: str, kept: Kept) -> Step | None:
        """Let the step taken last go on: it keeps another value of the setting it changed, as typing on does.

        Returns:
            The step; None where another one was taken, undone or done since, or it changed no such setting.

        Raises:
            CuratorError: It could not be written; nothing was changed.
        """
        with self._guard:
            is_last = bool(self._done) and self._done[-1][0] == step and not self._undone
            if not is_last or all(one.key != kept.key for one in self.decisions_of(step).keep):
                return None
            at, kept_name = datetime.now(UTC), storable(name)
            with self._transaction() as connection:
                tables.amend_step(connection, step, kept_name, at, kept)
            self._done[-1] = (step, kept_name)
            return Step(step, StepKind.DO, kept_name, at, ())

    def undo(self) -> Step | None:
        """Take the last standing step back; None where there is none.

        Raises:
            CuratorError: It could not be written; nothing was taken back.
        """
        with self._guard:
            return self._move(StepKind.UNDO, self._done[-1]) if self._done else None

    def redo(self) -> Step | None:
        """Do the step again that was undone last; None where there is none.

        Raises:
            CuratorError: It could not be written; nothing was done.
        """
        with self._guard:
            return self._move(StepKind.REDO, self._undone[-1]) if self._undone else None

    def _move(self, kind: StepKind, target: tuple[int, str]) -> Step:
        of, name = target
        at = datetime.now(UTC)
        back = kind is StepKind.UNDO
        with self._transaction() as connection:
            edits = tables.edits_of(connection, of)
            decisions = tables.decisions_of(connection, of)
            if back:
                decisions = _reversed(decisions)
            pointed = [(row, replaced if back else edit) for row, edit, replaced, _, _ in edits]
            step = tables.insert_step(connection, kind, name, at, of)
            tables.point_rows(connection, pointed)
            tables.apply_decisions(connection, decisions)
        for (row, edit), (_, _, _, before, after) in zip(pointed, edits, strict=True):
            if edit is None:
                del self._edit_of[row]
            else:
                self._edit_of[row] = edit
            self._show(row, before if back else after)
        self._show_decisions(decisions)
        self._note(kind, of, name)
        return Step(step, kind, name, at, _rows_of((row for row, _ in pointed), decisions), of=of)

    def remember(self, key: str, value: str | None) -> None:
        """Keep something that is no step and cannot be undone, such as where the cursor was; None forgets it.

        Raises:
            CuratorError: It could not be written.
        """
        with self._guard, self._transaction() as connection:
            tables.write_state(connection, key, value)

    def recall(self, key: str) -> str | None:
        """What was remembered, None where nothing was."""
        return self.remembered().get(key)

    def remembered(self) -> dict[str, str]:
        """All that was remembered, by key."""
        with self._guard, store.plain_refusals(self.path):
            return tables.all_state(self._connection)

    def hold_accepted(self, ids: Collection[str]) -> None:
        """Let these findings be accepted, and no others: decided where the file was written from. No step of this file.

        Raises:
            CuratorError: It could not be written.
        """
        decided = Decisions(tuple(sorted(ids)), tuple(sorted(self.accepted.difference(ids))))
        with self._guard, self._transaction() as connection:
            tables.apply_decisions(connection, decided)
            self._show_decisions(decided)

    def refresh_stamp(self, stamp: Stamp) -> None:
        """Note that the file, with the same bytes, now carries another time of change.

        Raises:
            CuratorError: It could not be written.
        """
        with self._guard:
            if not self.read_only:
                with self._transaction() as connection:
                    tables.write_stamp(connection, stamp)
            self.source = replace(self.source, stamp=stamp)

    @property
    def successor(self) -> str | None:
        """The digest of the file that was about to take the source's place, edits and all; None where none was."""
        with self._guard, store.plain_refusals(self.path):
            return tables.successor(self._connection)

    def announce_successor(self, digest: str) -> None:
        """Note which file is about to take the source's place, so that a crash right after does not look like one
        that another program wrote.

        Raises:
            CuratorError: It could not be written.
        """
        with self._guard, self._transaction() as connection:
            tables.write_successor(connection, digest)

    def belong_to(self, source: SourceMark) -> None:
        """Make a journal whose steps stand on no line that of another file.

        Raises:
            CuratorError: It could not be written.
        """
        with self._guard, self._transaction() as connection:
            tables.write_source(connection, source)
            self.source = source
            self._last_row = source.lines


def _rows_of(edited: Iterable[int], decisions: Decisions) -> tuple[int, ...]:
    tagged = {row for row, _ in (*decisions.tag, *decisions.untag)}
    return tuple(sorted(tagged.union(edited)))


def _reversed(decisions: Decisions) -> Decisions:
    kept = tuple(Kept(one.key, one.before, one.value) for one in decisions.keep)
    return Decisions(decisions.withdraw, decisions.accept, decisions.untag, decisions.tag, kept)
