"""Measuring behind the screen: the whole file once, touched rows after every step, then the records compared."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from curator.errors import Cancelled
from curator.progress import Progress
from curator.tui import recent
from curator.tui.glyphs import counted
from curator.tui.widgets.status_line import duration
from curator.tui.work import Gathering

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp
    from curator.workbench import Workbench
    from curator.workbench.measuring import Complete

READ = "read"
MEASURE = "measure"
REMEASURE = "remeasure"
RELATE = "relate"
WARM = "warm"
KEEP = "keep"
PREPARE = "prepare"
_SECONDS_BEFORE_KEEPING = 10.0
"""So long nothing is changed before what is known now is kept: not after every step of many."""


class Measuring:
    """What is being measured for one app."""

    def __init__(self, app: CuratorApp) -> None:
        self._app = app
        self._began = 0.0
        self._waiting: set[int] = set()
        """Rows to measure again."""
        self._in_hand: frozenset[int] = frozenset()
        """Rows being measured again now."""
        self.state = "cold"
        """cold, measuring, stopped or done."""
        self.done_note = ""
        self._rows_shown = 0

    @property
    def final(self) -> bool:
        """Whether all has been measured and compared as it now stands."""
        comparing = self._app.works.runs(RELATE)
        return self.state == "done" and not (self._waiting or self._in_hand or comparing)

    def is_waiting(self, row: int) -> bool:
        """Whether a step touched the row and it has not been measured again: what was found on it may be gone."""
        return row in self._waiting or row in self._in_hand

    @property
    def _in_process(self) -> bool:
        return self._app.asked.workers == 0

    # ---- the whole file

    def start(self, first_rows: Sequence[int] = ()) -> None:
        """Measure everything; the rows in sight come first."""
        bench = self._app.bench
        if bench is None or self.state in ("measuring", "done"):
            return
        self.state, self._began, self.done_note = "measuring", time.monotonic(), ""

        def job(progress: Progress) -> Complete | None:
            progress.update(0, None, "reading")
            bench.index(progress)
            return bench.kept(progress)

        def read(kept: Complete | None) -> None:
            self._prepare(bench)
            if kept is not None:
                self._complete(kept)
            else:
                self._measure(bench, tuple(first_rows))

        self._app.works.start(READ, "reading", job, read, failed=self._ended_early)

    def _measure(self, bench: Workbench, first_rows: tuple[int, ...]) -> None:
        self._app.known_better()
        gathering: list[Gathering] = []

        def job(progress: Progress) -> None:
            for piece in bench.measure(progress, first_rows, self._app.asked.workers):
                gathering[0].add(piece)
            gathering[0].send()
            progress.stop_if_cancelled()

        def measured(_result: Any) -> None:
            # Only now is every piece taken: comparing looks at what has been taken.
            works = self._app.works
            works.start(RELATE, "comparing", bench.relate, self._complete, failed=self._ended_early)

        running = self._app.works.start(MEASURE, "measuring", job, measured, failed=self._ended_early)
        gathering.append(self._app.works.gathering(running, self._take))

    def moved(self) -> None:
        """Work is further: while the file is being read its rows grow."""
        bench = self._app.bench
        if bench is not None and self._app.works.runs(READ) and bench.row_count != self._rows_shown:
            self._rows_shown = bench.row_count
            self._app.known_better()

    def _take(self, pieces: list[Any]) -> None:
        bench = self._app.bench
        if bench is None:
            return
        for piece in pieces:
            bench.take(piece)
        self._app.known_better()

    def _complete(self, complete: Complete) -> None:
        bench = self._app.bench
        if bench is None:
            return
        bench.take_complete(complete)
        self.state = "done"
        seconds = time.monotonic() - self._began
        lines = bench.dataset.lines.count
        recent.remember(bench.path, lines, bench.counts.error, bench.counts.warning)
        self.done_note = f"measured {counted(lines, 'line')} in {_seconds(seconds)}"
        self._app.known_better()
        if self._waiting:
            self.touched(())
        else:
            self._keep(bench)
            self._warm_up(bench)

    def _keep(self, bench: Workbench) -> None:
        """Keep what was measured for the next opening; where it cannot be kept it is measured again then."""
        self._app.works.start(KEEP, "", bench.keep, lambda _kept: None, stops=False)

    def _prepare(self, bench: Workbench) -> None:
        """Read behind the screen what the first edit needs, so that the edit itself is quick."""
        self._app.works.start(PREPARE, "", bench.dataset.prepare, lambda _: None, stops=False)

    def _warm_up(self, bench: Workbench) -> None:
        """Have the process that measures edits ready before the first one: it takes longer to start than to measure."""
        row = next(iter(bench.dataset.rows()), None)
        if row is not None and not self._in_process:
            self._app.works.start(WARM, "", lambda _progress: bench.remeasure((row,)), lambda _piece: None, stops=False)

    def _ended_early(self, error: Exception) -> None:
        self.state = "stopped"
        self._app.known_better()
        if not isinstance(error, Cancelled):
            self._app.show_failure(error)

    # ---- after a step

    def touched(self, rows: Sequence[int]) -> None:
        """A step touched these rows, or none of them: measure them, then compare again."""
        bench = self._app.bench
        self._waiting.update(rows)
        if bench is None or self._app.works.runs(REMEASURE):
            return
        if not self._waiting:
            # No bytes changed, but a finding may have been accepted.
            if self.state == "done":
                self._relate(bench)
            return
        wanted = tuple(sorted(self._waiting))
        # A row touched once more from now on waits again: what is measured now may be of before that.
        self._in_hand, self._waiting = frozenset(wanted), set()

        def job(_progress: Progress) -> Any:
            return bench.remeasure(wanted, self._in_process)

        def done(piece: Any) -> None:
            self._in_hand = frozenset()
            bench.take(piece, wanted)
            # First what is still to be done, so that nobody takes what is known now for the whole.
            if self._waiting:
                self.touched(())
            elif self.state == "done":
                self._relate(bench)
            self._app.known_better()

        def failed(error: Exception) -> None:
            self._in_hand = frozenset()
            self._app.show_failure(error)

        self._app.works.start(REMEASURE, "measuring what changed", job, done, failed=failed, stops=False)

    def _relate(self, bench: Workbench) -> None:
        def done(complete: Complete) -> None:
            bench.take_complete(complete)
            self._app.known_better()
            version = bench.dataset.version
            self._app.set_timer(_SECONDS_BEFORE_KEEPING, lambda: self._keep_if_still(bench, version))

        self._app.works.start(RELATE, "comparing", bench.relate, done, stops=False)

    def _keep_if_still(self, bench: Workbench, version: int) -> None:
        if bench is self._app.bench and bench.dataset.version == version and self.final:
            self._keep(bench)


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 10 else duration(seconds)
