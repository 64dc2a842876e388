"""How every long verb says how far it is, and learns that it should stop."""

from __future__ import annotations

import threading
from collections.abc import Callable

from curator.errors import Cancelled


class Progress:
    """Counts work that is done and carries the wish to stop.

    One thread works and calls `update`; any thread may call `cancel`.

    Args:
        listener: Called after each update with this object, on the thread that works. It must be quick.
    """

    def __init__(self, listener: Callable[[Progress], None] | None = None) -> None:
        self.done = 0
        self.total = 0
        self.label = ""
        self._listener = listener
        self._cancelled = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked for the work to stop."""
        return self._cancelled.is_set()

    @property
    def share(self) -> float:
        """How much of the work is done, from 0.0 to 1.0; 0.0 while the total is unknown."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    def cancel(self) -> None:
        """Ask for the work to stop at its next step."""
        self._cancelled.set()

    def update(self, done: int, total: int | None = None, label: str | None = None) -> None:
        """Say how far the work is, in whatever unit the worker counts (bytes, rows, requests)."""
        self.done = done
        if total is not None:
            self.total = total
        if label is not None:
            self.label = label
        if self._listener is not None:
            self._listener(self)

    def stop_if_cancelled(self) -> None:
        """Raise `Cancelled` when somebody asked for the work to stop."""
        if self.cancelled:
            raise Cancelled
