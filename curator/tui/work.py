"""Work that goes on behind the screen: threads call verbs, what they find out comes back as messages.

Only the main thread applies anything. At most ten messages a second say how far the work is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.app import App
from textual.message import Message

from curator.errors import Cancelled
from curator.progress import Progress
from curator.tui.widgets.status_line import Work

_SECONDS_BETWEEN_MESSAGES = 0.1
_SECONDS_BEFORE_SHOWN = 0.15
"""Work that ends within this is not announced."""


@dataclass(frozen=True, slots=True)
class Running:
    """One piece of work."""

    group: str
    label: str
    progress: Progress
    started: float
    done: Callable[[Any], None]
    failed: Callable[[Exception], None] | None
    stops: bool
    lets_go: bool
    keys_wait: bool


class WorkMoved(Message):
    """Work is further than it was."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, WorkMoved)


class WorkYielded(Message):
    """Work has something to apply before it ends."""

    def __init__(self, running: Running, values: list[Any], apply: Callable[[list[Any]], None]) -> None:
        super().__init__()
        self.running = running
        self.values = values
        self.apply = apply


class WorkEnded(Message):
    """Work ended, with a result or an error."""

    def __init__(self, running: Running, result: Any, error: Exception | None) -> None:
        super().__init__()
        self.running = running
        self.result = result
        self.error = error


class Gathering:
    """Values on their way to the main thread, a few at a time so that messages never flood it."""

    def __init__(self, app: App[Any], running: Running, apply: Callable[[list[Any]], None]) -> None:
        self._app = app
        self._running = running
        self._apply = apply
        self._values: list[Any] = []
        self._sent = 0.0

    def add(self, value: Any) -> None:
        """Take a value; it is sent when enough time has passed."""
        self._values.append(value)
        if time.monotonic() - self._sent >= _SECONDS_BETWEEN_MESSAGES:
            self.send()

    def send(self) -> None:
        """Send what there is."""
        if self._values:
            self._app.post_message(WorkYielded(self._running, self._values, self._apply))
            self._values = []
            self._sent = time.monotonic()


class Works:
    """All work behind one app, at most one of each group."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._running: dict[str, Running] = {}

    def start(
        self,
        group: str,
        label: str,
        job: Callable[[Progress], Any],
        done: Callable[[Any], None],
        *,
        failed: Callable[[Exception], None] | None = None,
        stops: bool = True,
        lets_go: bool = False,
        keys_wait: bool = False,
    ) -> Running:
        """Run a job on a thread; the earlier one of its group is stopped.

        Args:
            group: What it replaces.
            label: What the status line says while it runs; "" for work nobody waits for.
            job: Called on the thread.
            done: Called on the main thread with the job's result.
            failed: Called on the main thread with its error; where None, the error is shown.
            stops: Whether esc stops it.
            lets_go: Whether it counts as stopped as soon as somebody asks: all it finds comes at its end.
            keys_wait: Whether keys wait for its end: they are meant for what it opens, or the rows as it leaves them.
        """
        self.stop(group)
        last = 0.0

        def listen(_progress: Progress) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= _SECONDS_BETWEEN_MESSAGES:
                last = now
                self._app.post_message(WorkMoved())

        running = Running(group, label, Progress(listen), time.monotonic(), done, failed, stops, lets_go, keys_wait)
        self._running[group] = running
        self._app.run_worker(lambda: self._run(running, job), name=group, group=group, thread=True, exit_on_error=False)
        return running

    def _run(self, running: Running, job: Callable[[Progress], Any]) -> None:
        try:
            result = job(running.progress)
        except Exception as error:  # whatever it is, the main thread shows it
            self._app.post_message(WorkEnded(running, None, error))
        else:
            self._app.post_message(WorkEnded(running, result, None))

    def gathering(self, running: Running, apply: Callable[[list[Any]], None]) -> Gathering:
        """A way for a job to hand over values while it runs."""
        return Gathering(self._app, running, apply)

    def is_current(self, running: Running) -> bool:
        """Whether nothing else has taken its place."""
        return self._running.get(running.group) is running

    def ended(self, message: WorkEnded) -> Exception | None:
        """Apply what ended work found; what it raised comes back where nobody wanted it."""
        running = message.running
        current = self.is_current(running)
        if current:
            del self._running[running.group]
        if message.error is None:
            if current:
                running.done(message.result)
            return None
        if running.failed is not None and current:
            running.failed(message.error)
            return None
        return None if isinstance(message.error, Cancelled) or not current else message.error

    def runs(self, group: str) -> bool:
        """Whether work of this group goes on."""
        return group in self._running

    @property
    def keys_wait(self) -> bool:
        """Whether work goes on that keys wait for."""
        return any(running.keys_wait for running in self._running.values())

    def stop(self, group: str) -> None:
        """Stop the work of a group; what it finds from now on is not applied."""
        running = self._running.pop(group, None)
        if running is not None:
            running.progress.cancel()

    @property
    def stoppable(self) -> bool:
        """Whether work goes on that esc would stop."""
        return any(one.stops and not one.progress.cancelled for one in self._running.values())

    def ask_to_stop(self) -> str:
        """Ask the work begun last to stop; it keeps what it has found. "" where there is none."""
        for running in reversed(list(self._running.values())):
            if running.stops and not running.progress.cancelled:
                running.progress.cancel()
                if running.lets_go:
                    del self._running[running.group]
                    if running.failed is not None:
                        running.failed(Cancelled())
                return running.label
        return ""

    def stop_all(self) -> None:
        """Stop everything."""
        for group in list(self._running):
            self.stop(group)

    def now(self) -> Work | None:
        """The work to show: what can be stopped first, then what was begun last."""
        now = time.monotonic()
        shown = [one for one in self._running.values() if one.label and now - one.started >= _SECONDS_BEFORE_SHOWN]
        if not shown:
            return None
        running = max(shown, key=lambda one: (one.stops, one.started))
        progress = running.progress
        share = progress.share if progress.total else None
        seconds = time.monotonic() - running.started
        left = seconds * (1 - share) / share if share and seconds > 1 else None
        return Work(progress.label or running.label, share, left, running.stops and not progress.cancelled)
