"""Putting earlier decisions on a newer export of the same data: what stands on unchanged lines, one step for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from curator.dataset.compare import match_lines
from curator.dataset.journal import Journal
from curator.dataset.lines import Lines
from curator.dataset.reason import moved as reason_now
from curator.dataset.reason import row_kept
from curator.dataset.step import Decisions, KeptEdit, OnRow, RowEdit, RowState
from curator.progress import Progress

StepEdits = list[tuple[int, RowState, RowState]]


@dataclass(frozen=True, slots=True)
class Carried:
    """What came over, and what did not."""

    steps: int
    """Steps taken on the new file."""
    rows: dict[int, int]
    """Earlier row id -> row id now, for every row whose edits came over."""
    left: list[KeptEdit]
    """Edits whose line is no longer there as it was, or whose new row was edited already."""
    edited_here: frozenset[int] = frozenset()
    """Of the rows left, those whose line is there and had edits of its own."""
    tags_left: tuple[int, ...] = ()
    """Earlier rows whose tags found no line."""


@dataclass(slots=True)
class _Passage:
    """Where earlier rows are now, as far as the carrying has come."""

    found: dict[int, int]
    line_count: int
    next_row: int
    taken: frozenset[int]
    """Rows of the new file that had edits of their own before."""
    carried: dict[int, int] = field(default_factory=dict[int, int])
    failed: set[int] = field(default_factory=set[int])

    def comes_over(self, row: int, before: RowState, after: RowState) -> bool:
        """Whether one edit can come over, seen alone."""
        if row in self.failed:
            return False
        newly_made = after.made and not before.made
        return newly_made or (row in self.found and self.found[row] not in self.taken)

    def number(self, row: int) -> int:
        """The row's id now; a made row that is new gets the next one."""
        if row not in self.found:
            self.found[row] = self.next_row
            self.next_row += 1
        return self.found[row]


def carry(earlier: Journal, new: Journal, lines: Lines, progress: Progress | None = None) -> Carried:
    """Put the standing steps of one journal on another file.

    Edits that belong together (a division and its rows, a joining and both its lines) come over together or not at
    all; a row left behind once stays behind. Ids of accepted findings come over always: they are made of content.

    Args:
        earlier: The journal to carry from.
        new: The journal of the file as it is now; steps are added to it.
        lines: That file.
        progress: Asked whether to stop while the file is read.

    Raises:
        Cancelled: Somebody asked for it; nothing was taken.
        CuratorError: The new journal cannot be written.
    """
    steps = [(step, earlier.edits_of(step.id), earlier.decisions_of(step.id)) for step in earlier.standing_steps()]
    tagged = (row for _, _, decisions in steps for row, _ in (*decisions.tag, *decisions.untag))
    told = (OnRow.of(one) for _, _, decisions in steps for one in (*decisions.accept, *decisions.withdraw))
    accepted = (row for one in told if one is not None for row in (one.row, one.other) if row is not None)
    edited = (row for _, edits, _ in steps for row, _, _ in edits)
    # Rows that inserted ones stand after are looked up too.
    anchors = (after.after for _, edits, _ in steps for _, _, after in edits if after.after)
    reasons = (after.dropped for _, edits, _ in steps for _, _, after in edits if after.dropped)
    kept = (row for row in map(row_kept, reasons) if row is not None)
    wanted = {row for row in (*tagged, *accepted, *edited, *anchors, *kept) if row <= earlier.source.lines}
    match = match_lines(earlier.source.hashes, lines.hashes(progress), wanted)
    passage = _Passage(match.found, lines.count, new.next_row, frozenset(new.states))
    # What was set on the new file itself stays; what was set before the first step that did is there before it.
    own = frozenset(new.remembered())
    for one in (one for _, _, decisions in reversed(steps) for one in decisions.keep if one.key not in own):
        new.remember(one.key, one.before)
    count = 0
    for step, edits, decisions in steps:
        over = _coming_over(edits, passage)
        moved = [_moved(row, state, passage) for row, _, state in over]
        count += new.take(step.name, moved, lines.read, _decisions_now(decisions, passage, own)) is not None
    for key, value in earlier.remembered().items():
        if new.recall(key) is None:
            new.remember(key, value)
    left = [kept for kept in earlier.kept_edits() if kept.row in passage.failed]
    edited_here = frozenset(row for row in passage.failed if passage.found.get(row) in passage.taken)
    tags_left = tuple(sorted(row for row in earlier.tags if row not in passage.found))
    return Carried(count, passage.carried, left, edited_here, tags_left)


def _coming_over(edits: StepEdits, passage: _Passage) -> StepEdits:
    """The edits of a step that come over; the others' rows are noted as failed."""
    rows = {row for row, _, _ in edits}
    groups: dict[int, StepEdits] = {}
    for row, before, after in edits:
        head = after.tied if after.tied is not None and after.tied in rows else row
        groups.setdefault(head, []).append((row, before, after))
    over: StepEdits = []
    for group in groups.values():
        if all(passage.comes_over(*edit) for edit in group):
            over.extend(group)
        else:
            passage.failed.update(row for row, _, _ in group)
    return sorted(over, key=lambda edit: edit[0])


def _moved(row: int, state: RowState, passage: _Passage) -> RowEdit:
    number = passage.number(row)
    passage.carried[row] = number
    if state.dropped:
        state = replace(state, dropped=reason_now(state.dropped, passage.found))
    if not state.made:
        tied = None if state.tied is None else passage.found.get(state.tied)
        return RowEdit(number, replace(state, tied=tied), copied=state.splice is not None)
    # An inserted row whose neighbour is gone stands at the end: it has a value of its own.
    after = 0 if state.after == 0 else passage.found.get(state.after or 0, passage.line_count)
    tied = None if state.tied is None else passage.found.get(state.tied)
    return RowEdit(number, replace(state, after=after, tied=tied))


def _decisions_now(decisions: Decisions, passage: _Passage, own: frozenset[str]) -> Decisions:
    def now(pairs: Iterable[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
        return tuple((passage.found[row], tag) for row, tag in pairs if row in passage.found)

    accept, withdraw = (_acceptances_now(texts, passage) for texts in (decisions.accept, decisions.withdraw))
    kept = tuple(one for one in decisions.keep if one.key not in own)
    return Decisions(accept, withdraw, now(decisions.tag), now(decisions.untag), kept)


def _acceptances_now(texts: Iterable[str], passage: _Passage) -> tuple[str, ...]:
    """Ids as they are; what was accepted on a row, on the row it is now."""
    moved: list[str] = []
    for text in texts:
        told = OnRow.of(text)
        if told is None:
            moved.append(text)
        elif told.row in passage.found and (told.other is None or told.other in passage.found):
            other = None if told.other is None else passage.found[told.other]
            moved.append(replace(told, row=passage.found[told.row], other=other).text)
    return tuple(moved)
