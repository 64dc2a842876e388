"""Measuring behind the screen: the whole file once, touched rows after every step, then the records compared."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from curator.amounts import counted
from curator.errors import Cancelled
from curator.progress import Progress
from curator.tui import recent
from curator.tui.widgets.status_line import duration
from curator.tui.work import Gathering, Running

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp
    from curator.workbench import Workbench
    from curator.workbench.comparing import Complete

Job = Callable[[Progress], Any]
Done = Callable[[Any], None]

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
    """What is being measured of one open file.

    Args:
        app: The app.
        bench: The data set; None while it is still to be opened.
        of: Said of the work, and what its groups are named by, where it is not of the file opened first.
    """

    def __init__(self, app: CuratorApp, bench: Workbench | None = None, of: str = "") -> None:
        self._app = app
        self.bench = bench
        self._of = of
        self._training: Measuring | None = None
        self._validation: Measuring | None = None
        self._comparing_with = self._compared_with = 0
        """Which state of the training file the records are being, and were last, compared with."""
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
        comparing = self._app.works.runs(self._group(RELATE))
        settled = self.state == "done" and not (self._waiting or self._in_hand or comparing)
        return settled and (self._training is None or (self._training.final and not self._is_behind()))

    @property
    def measures_again(self) -> bool:
        """Whether rows that a step touched have not been measured again."""
        return bool(self._waiting or self._in_hand)

    @property
    def compares(self) -> bool:
        """Whether what changed is being compared with the rest: findings that were accepted still stand there."""
        return any(self._app.works.runs(self._group(work)) for work in (REMEASURE, RELATE))

    @property
    def is_stopped(self) -> bool:
        """Whether something was stopped that can go on."""
        return self.state == "stopped" or (self._training is not None and self._training.is_stopped)

    def is_waiting(self, row: int) -> bool:
        """Whether a step touched the row and it has not been measured again: what was found on it may be gone."""
        return row in self._waiting or row in self._in_hand

    @property
    def _in_process(self) -> bool:
        return self._app.asked.workers == 0

    def _group(self, name: str) -> str:
        return f"{name} {self._of}" if self._of else name

    def _start(self, group: str, label: str, job: Job, done: Done, **options: Any) -> Running:
        """Run a job in a group of this file's own."""
        said = f"{label} {self._of}" if label and self._of else label
        return self._app.works.start(self._group(group), said, job, done, **options)

    def _known_better(self) -> None:
        """More is known of this file: the screens look again where they show it."""
        if self._app.bench is self.bench:
            self._app.known_better()
        if self._validation is not None:
            self._validation.catch_up()

    # ---- two files

    def compare_with(self, training: Measuring) -> None:
        """Compare with a training file, and again whenever that has changed."""
        self._training, training._validation = training, self

    def _training_state(self) -> int:
        bench = self._training.bench if self._training is not None else None
        return 0 if bench is None or bench.measuring.complete is None else id(bench.measuring.complete)

    def _is_behind(self) -> bool:
        """Whether the training file is another than it was when this one was compared with it."""
        return self._compared_with != self._training_state()

    def catch_up(self) -> None:
        """Compare again where the training file has changed since."""
        training, bench = self._training, self.bench
        idle = self.state == "done" and not self._app.works.runs(self._group(RELATE))
        if bench is not None and training is not None and training.final and idle and self._is_behind():
            self._relate(bench)

    # ---- the whole file

    def start(self, first_rows: Sequence[int] = ()) -> None:
        """Measure everything; the rows in sight come first."""
        bench = self.bench
        if self._training is not None and self._training.state != "done":
            self._training.start()
        if bench is None or self.state in ("measuring", "done"):
            return
        self.state, self._began, self.done_note = "measuring", time.monotonic(), ""
        # Also of what is kept of an earlier time: after the first edit it is compared again.
        bench.measuring.apart, bench.measuring.yields = not self._in_process, True

        def job(progress: Progress) -> Complete | None:
            progress.update(0, None, "reading")
            bench.index(progress)
            kept = bench.kept(progress)
            # Asked at the last moment: what comes next is not begun.
            progress.stop_if_cancelled()
            return kept

        def read(kept: Complete | None) -> None:
            self._prepare(bench)
            if kept is not None:
                self._complete(kept)
            else:
                self._measure(bench, tuple(first_rows))

        self._start(READ, "reading", job, read, failed=self._ended_early, lets_go=True)

    def _measure(self, bench: Workbench, first_rows: tuple[int, ...]) -> None:
        self._known_better()
        gathering: list[Gathering] = []

        def job(progress: Progress) -> None:
            for piece in bench.measure(progress, first_rows, self._app.asked.workers):
                gathering[0].add(piece)
            gathering[0].send()
            progress.stop_if_cancelled()

        def measured(_result: Any) -> None:
            # Only now is every piece taken: comparing looks at what has been taken.
            self._comparing_with = self._training_state()
            self._start(RELATE, "comparing", bench.relate, self._complete, failed=self._ended_early, lets_go=True)

        running = self._start(MEASURE, "measuring", job, measured, failed=self._ended_early)
        gathering.append(self._app.works.gathering(running, self._take))

    def moved(self) -> None:
        """Work is further: while the file is being read its rows grow."""
        bench = self.bench
        if bench is not None and self._app.works.runs(self._group(READ)) and bench.row_count != self._rows_shown:
            self._rows_shown = bench.row_count
            self._known_better()

    def _take(self, pieces: list[Any]) -> None:
        bench = self.bench
        if bench is None:
            return
        for piece in pieces:
            bench.take(piece)
        self._known_better()

    def _complete(self, complete: Complete) -> None:
        bench = self.bench
        if bench is None:
            return
        self._compared_with = self._comparing_with
        bench.take_complete(complete)
        self.state = "done"
        seconds = time.monotonic() - self._began
        lines = bench.dataset.lines.count
        recent.remember(bench.path, lines, bench.counts.error, bench.counts.warning)
        self.done_note = f"measured {counted(lines, 'line')} in {_seconds(seconds)}"
        self._known_better()
        if self._waiting:
            self.touched(())
        else:
            self._keep(bench)
            self._warm_up(bench)
            self.catch_up()

    def _keep(self, bench: Workbench) -> None:
        """Keep what was measured for the next opening; where it cannot be kept it is measured again then."""
        self._start(KEEP, "", bench.keep, lambda _kept: None, stops=False)

    def _prepare(self, bench: Workbench) -> None:
        """Read behind the screen what the first edit needs, so that the edit itself is quick."""
        self._start(PREPARE, "", bench.dataset.prepare, lambda _: None, stops=False)

    def _warm_up(self, bench: Workbench) -> None:
        """Have the process that measures edits ready before the first one: it takes longer to start than to measure."""
        row = next(iter(bench.dataset.rows()), None)
        if row is not None and not self._in_process:
            self._start(WARM, "", lambda _progress: bench.remeasure((row,)), lambda _piece: None, stops=False)

    def _ended_early(self, error: Exception) -> None:
        self.state = "stopped"
        self._known_better()
        if not isinstance(error, Cancelled):
            self._app.show_failure(error)

    # ---- after a step

    def touched(self, rows: Sequence[int]) -> None:
        """A step touched these rows, or none of them: measure them, then compare again."""
        bench = self.bench
        self._waiting.update(rows)
        if bench is None or self._app.works.runs(self._group(REMEASURE)):
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
            self._known_better()

        def failed(error: Exception) -> None:
            self._in_hand = frozenset()
            self._app.show_failure(error)

        self._start(REMEASURE, "measuring what changed", job, done, failed=failed, stops=False)

    def _relate(self, bench: Workbench) -> None:
        settings = bench.settings

        def done(complete: Complete) -> None:
            if bench.settings != settings:
                # A bound was moved meanwhile: what came out here is of before that.
                self._relate(bench)
                return
            self._compared_with = self._comparing_with
            bench.take_complete(complete)
            self._known_better()
            self.catch_up()
            version = bench.dataset.version
            self._app.set_timer(_SECONDS_BEFORE_KEEPING, lambda: self._keep_if_still(bench, version))

        self._comparing_with = self._training_state()
        self._start(RELATE, "comparing", bench.relate, done, stops=False)

    def _keep_if_still(self, bench: Workbench, version: int) -> None:
        if bench.dataset.version == version and self.final:
            self._keep(bench)


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 10 else duration(seconds)
