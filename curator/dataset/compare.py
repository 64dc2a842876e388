"""What became of edited lines in a file that was written since: still there, changed, or gone."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from curator.dataset.journal import Journal
from curator.dataset.lines import Lines
from curator.progress import Progress

NEIGHBOURS = 3
"""How many lines on either side help to tell a line that was changed from one that is gone."""


@dataclass(slots=True)
class LineMatch:
    """Lines of an earlier file, looked up in a later one."""

    found: dict[int, int] = field(default_factory=dict[int, int])
    """Earlier line number -> number of the same line now."""
    changed: list[int] = field(default_factory=list[int])
    """Earlier numbers of lines in whose place another one stands."""
    gone: list[int] = field(default_factory=list[int])
    """Earlier numbers of lines in whose place nothing stands."""


@dataclass(frozen=True, slots=True)
class SourceChange:
    """What is known of a file that is no longer the one that was edited."""

    written_at: datetime
    """When the file was last written."""
    edited_at: datetime | None
    """When the last step was taken."""
    lines_before: int
    lines_now: int
    unchanged: tuple[int, ...]
    """Edited rows whose line is still there."""
    changed: tuple[int, ...]
    gone: tuple[int, ...]

    @property
    def edits(self) -> int:
        """Number of edited rows."""
        return len(self.unchanged) + len(self.changed) + len(self.gone)


def match_lines(before: array[int], now: array[int], wanted: Iterable[int]) -> LineMatch:
    """Find lines of an earlier file in a later one, by the hashes of all lines of both.

    A line that stands as often as before is found in the same order; one that stands more or less often is found
    where both its neighbours are still the same. It is never guessed which of several copies was meant.

    Args:
        before: Hash of every earlier line.
        now: Hash of every line of the later file.
        wanted: Numbers of the earlier lines to look for.
    """
    rows = sorted(set(wanted))
    near = {
        other for row in rows for other in range(row - NEIGHBOURS, row + NEIGHBOURS + 1) if 1 <= other <= len(before)
    }
    hashes = {before[row - 1] for row in near}
    places_before, places_now = _places(before, hashes), _places(now, hashes)
    match = LineMatch()
    for row in rows:
        line = _found(row, before, now, places_before, places_now)
        if line is not None:
            match.found[row] = line
        elif _replaced(row, before, len(now), places_before, places_now):
            match.changed.append(row)
        else:
            match.gone.append(row)
    return match


def _places(hashes: array[int], wanted: set[int]) -> dict[int, list[int]]:
    places: dict[int, list[int]] = {}
    for number, one in enumerate(hashes, 1):
        if one in wanted:
            places.setdefault(one, []).append(number)
    return places


def _found(
    row: int,
    before: array[int],
    now: array[int],
    places_before: dict[int, list[int]],
    places_now: dict[int, list[int]],
) -> int | None:
    earlier, later = places_before[before[row - 1]], places_now.get(before[row - 1], [])
    if len(earlier) == len(later):
        return later[earlier.index(row)]
    context = _context(before, row)
    alike_before = [line for line in earlier if _context(before, line) == context]
    alike_now = [line for line in later if _context(now, line) == context]
    return alike_now[0] if len(alike_before) == len(alike_now) == 1 else None


def _context(hashes: array[int], row: int) -> tuple[int | None, int | None]:
    above = hashes[row - 2] if row > 1 else None
    below = hashes[row] if row < len(hashes) else None
    return above, below


def _replaced(
    row: int,
    before: array[int],
    count_now: int,
    places_before: dict[int, list[int]],
    places_now: dict[int, list[int]],
) -> bool:
    """Whether another line stands where this one stood, judged by the nearest neighbours that are still there."""

    def still_there(step: int) -> Iterator[tuple[int, int]]:
        for other in range(row + step, row + step * (NEIGHBOURS + 1), step):
            if 1 <= other <= len(before):
                earlier, later = places_before[before[other - 1]], places_now.get(before[other - 1], [])
                if len(earlier) == len(later) == 1:
                    yield other, later[0]

    above, below = next(still_there(-1), None), next(still_there(1), None)
    if above and below and above[1] < below[1]:
        return below[1] - above[1] >= below[0] - above[0]
    if above:
        return above[1] + row - above[0] <= count_now
    if below:
        return below[1] + row - below[0] >= 1
    return row <= count_now


def compare(journal: Journal, lines: Lines, progress: Progress | None = None) -> SourceChange:
    """What became of a journal's edits in the file as it is now; reads the whole file.

    An inserted row stands for itself; a row divided off shares the fate of the line it came from.

    Raises:
        Cancelled: Somebody asked for it through the progress.
        CuratorError: The file is being written at this moment.
    """
    now = lines.hashes(progress)
    origin = {row: _origin(journal, row) for row in journal.states}
    match = match_lines(journal.source.hashes, now, (line for line in origin.values() if line is not None))
    changed, gone = set(match.changed), set(match.gone)
    history = journal.history()
    return SourceChange(
        written_at=datetime.fromtimestamp(lines.stamp.mtime_ns / 1e9, UTC),
        edited_at=history[-1].at if history else None,
        lines_before=journal.source.lines,
        lines_now=lines.count,
        unchanged=tuple(sorted(row for row, line in origin.items() if line not in changed and line not in gone)),
        changed=tuple(sorted(row for row, line in origin.items() if line in changed)),
        gone=tuple(sorted(row for row, line in origin.items() if line in gone)),
    )


def _origin(journal: Journal, row: int) -> int | None:
    """The line a row is, or was divided off; None for an inserted row."""
    state = journal.states[row]
    while state.made:
        if state.tied is None:
            return None
        row = state.tied
        state = journal.states.get(row)
        if state is None:
            break
    return row
