"""Asking a service so that nobody has to wait for it against their will.

Each call runs beside the thread that asks, so that a person's wish to stop is heeded at once, whatever the network
does; the call itself ends by its own timeout and its answer is thrown away.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from curator.progress import Progress
from curator.tuning.failures import ServiceFailure, Situation, explain

_LOOK = 0.05
_LONGEST_WAIT = 600.0
_FIRST_PAUSE = 0.5

Answer = TypeVar("Answer")


def ask(call: Callable[[], Answer], situation: Situation, progress: Progress, attempts: int = 3) -> Answer:
    """Make a call, wait where the service asks to wait, and explain what goes wrong.

    Args:
        call: What to do. It must have a timeout of its own.
        situation: What is being done, for messages.
        progress: Shows waits in its label, and carries the wish to stop.
        attempts: How often to ask in all. A call that must not happen twice is asked once.

    Returns:
        What the call returns.

    Raises:
        ServiceFailure: The service refused, failed or did not answer.
        Cancelled: Somebody asked to stop.
    """
    for attempt in range(1, attempts + 1):
        try:
            return ask_once(call, situation, progress)
        except ServiceFailure as failure:
            pause = _pause_after(failure, attempt)
            if attempt == attempts or pause is None:
                raise
            wait(pause, progress, _label_of(failure, pause))
    raise ValueError("attempts must be at least 1")


def ask_once(call: Callable[[], Answer], situation: Situation, progress: Progress) -> Answer:
    """Make a call exactly once. Raises as `ask` does."""
    progress.stop_if_cancelled()
    outcome: list[Answer] = []
    problem: list[BaseException] = []
    done = threading.Event()

    def work() -> None:
        try:
            outcome.append(call())
        except BaseException as error:
            problem.append(error)
        finally:
            done.set()

    threading.Thread(target=work, name=f"asking: {situation.operation}", daemon=True).start()
    while not done.wait(_LOOK):
        progress.stop_if_cancelled()
    if problem:
        progress.stop_if_cancelled()
        if isinstance(problem[0], Exception):
            raise explain(problem[0], situation) from None
        raise problem[0]
    return outcome[0]


def wait(seconds: float, progress: Progress, label: str = "") -> None:
    """Stand still for so many seconds, showing the label meanwhile. Raises Cancelled when somebody asks to stop."""
    before = progress.label
    if label:
        progress.update(progress.done, label=label)
    end = time.monotonic() + seconds
    stopped = threading.Event()
    while (left := end - time.monotonic()) > 0:
        progress.stop_if_cancelled()
        stopped.wait(min(_LOOK, left))
    progress.stop_if_cancelled()
    if label:
        progress.update(progress.done, label=before)


def _pause_after(failure: ServiceFailure, attempt: int) -> float | None:
    """Seconds until it makes sense to ask again; None where it makes none."""
    asked = failure.said.retry_after
    if failure.kind == "limited":
        pause = asked if asked is not None else _FIRST_PAUSE * 2**attempt
        return pause if pause <= _LONGEST_WAIT else None
    if failure.kind in ("broken", "unreachable"):
        return asked if asked is not None and asked <= _LONGEST_WAIT else _FIRST_PAUSE * 2 ** (attempt - 1)
    return None


def _label_of(failure: ServiceFailure, pause: float) -> str:
    if failure.kind == "limited":
        return f"the service asks to wait {pause:.0f} s"
    return f"no answer, asking again in {pause:.0f} s" if pause >= 1 else "no answer, asking again"
