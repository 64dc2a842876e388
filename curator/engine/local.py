"""The kernel over a file on this machine: own worker processes, progress, and a stop that keeps what is finished."""

from __future__ import annotations

import contextlib
import gc
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from curator.engine.batch import Part
from curator.engine.job import Job, Order, lines_of
from curator.engine.memory import as_it_was
from curator.engine.worker import YIELDS, read_frame, write_frame
from curator.errors import CuratorError
from curator.progress import Progress
from curator.settings import Settings

SMALL_BYTES = 20_000_000
"""Below this a second process costs more (about one CPU second to start) than it saves."""
SECONDS_TO_NOTICE = 0.03
"""A wish to stop is noticed within this, however long the batches in hand take."""


def environment_of_own() -> dict[str, str]:
    """The environment of a process of ours: it finds this very program, wherever that was started from."""
    environment = as_it_was(os.environ)
    root = str(Path(__file__).resolve().parents[2])
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (root, environment.get("PYTHONPATH", ""))))
    return environment


class Worker:
    """One process with a warm kernel."""

    def __init__(self, settings: Settings, *, yields: bool = False) -> None:
        """Start it.

        Args:
            settings: Frozen settings.
            yields: Whether it lets whoever waits for a key go first (as `nice` does).
        """
        environment = environment_of_own()
        # Workers are as many as there are cores: libraries must not start threads of their own in each.
        environment.update(POLARS_MAX_THREADS="1", OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
        self._process = subprocess.Popen(
            # -P: a file of the user's folder must not stand in for a module of Python's own.
            [sys.executable, "-P", "-m", "curator.engine.worker", *([YIELDS] if yields else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self._lock = threading.Lock()
        self._order = Order(settings)
        self._ordered = False

    @property
    def id(self) -> int:
        """The process id."""
        return self._process.pid

    def order(self, settings: Settings) -> None:
        """Use other settings from the next job on."""
        with self._lock:
            self._order = Order(settings)
            self._ordered = False

    def warm(self) -> None:
        """Send the settings, so that the kernel loads while nobody waits for it."""
        with self._lock:
            self._send_order()

    def _send_order(self) -> None:
        if not self._ordered:
            self._exchange(self._order)
            self._ordered = True

    def _exchange(self, message: object) -> object:
        try:
            write_frame(cast(BinaryIO, self._process.stdin), message)
            answer = read_frame(cast(BinaryIO, self._process.stdout))
        except (BrokenPipeError, OSError, ValueError) as error:
            raise self._stopped() from error
        if answer is None and not isinstance(message, Order):
            raise self._stopped()
        if isinstance(answer, CuratorError):
            raise answer
        return answer

    def _stopped(self) -> CuratorError:
        status = self._process.poll()
        return CuratorError(
            "A measuring process stopped before it had finished.",
            f"Its exit status is {status}." if status is not None else "",
            "Most often memory ran out. Nothing was lost; measure again, with fewer workers if it happens once more.",
        )

    def run(self, job: Job) -> Part:
        """Do one job.

        Raises:
            CuratorError: The file could not be read, or the process stopped.
        """
        with self._lock:
            self._send_order()
            return cast(Part, self._exchange(job))

    def close(self) -> None:
        """Let the process end."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                # A process that is already gone has closed its end.
                with contextlib.suppress(OSError):
                    stream.close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def usual_workers(byte_count: int) -> int:
    """How many processes a file of this size is worth: 0 means in this process."""
    return 0 if byte_count < SMALL_BYTES else max(1, min(8, os.cpu_count() or 1))


def run_jobs(
    jobs: Sequence[Job], settings: Settings, progress: Progress, workers: Sequence[Worker] = ()
) -> Iterator[Part]:
    """Do all jobs and yield their parts as they are finished, in no certain order.

    Args:
        jobs: What to do.
        settings: Frozen settings; ignored where workers are given, which have their own.
        progress: Counts bytes; when it is cancelled no further job is begun and the iterator ends.
        workers: Processes to use; with none the kernel runs here.

    Raises:
        CuratorError: The file could not be read, or a process stopped.
    """
    progress.update(0, sum(job.size for job in jobs), "measuring")
    parts = _run_with(jobs, workers, progress) if workers else _run_here(jobs, settings, progress)
    done = 0
    for part in parts:
        done += part.bytes_read
        progress.update(done)
        yield part


def _run_here(jobs: Sequence[Job], settings: Settings, progress: Progress) -> Iterator[Part]:
    from curator.engine.kernel import Kernel

    kernel = Kernel(settings)
    usual = gc.get_threshold()
    # A batch makes many objects that all go together: looking for circles among them is half the cost of some stages.
    gc.set_threshold(100_000, 50, 100)
    try:
        for job in jobs:
            if progress.cancelled:
                return
            yield kernel.run(lines_of(job))
    finally:
        gc.set_threshold(*usual)


def _run_with(jobs: Sequence[Job], workers: Sequence[Worker], progress: Progress) -> Iterator[Part]:
    waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
    for job in jobs:
        waiting.put(job)
    finished: queue.Queue[Part | BaseException | None] = queue.Queue(maxsize=2 * len(workers) + 2)
    given_up = threading.Event()

    def feed(worker: Worker) -> None:
        try:
            while not progress.cancelled and not given_up.is_set():
                try:
                    job = waiting.get_nowait()
                except queue.Empty:
                    break
                finished.put(worker.run(job))
        except BaseException as error:
            finished.put(error)
        finished.put(None)

    threads = [threading.Thread(target=feed, args=(worker,), daemon=True) for worker in workers]
    for thread in threads:
        thread.start()
    running = len(threads)
    failure: BaseException | None = None
    try:
        while running:
            try:
                answer = finished.get(timeout=SECONDS_TO_NOTICE)
            except queue.Empty:
                if progress.cancelled:
                    break
                continue
            if answer is None:
                running -= 1
            elif isinstance(answer, Part):
                yield answer
            elif failure is None:
                failure = answer
                given_up.set()
    finally:
        given_up.set()
        # Who asked to stop does not wait for the batches in hand: each process ends its own and is free again then.
        # Once the queue is drained it has room for them.
        while running and not (progress.cancelled and finished.empty()):
            running -= finished.get() is None
    if failure is not None:
        raise failure
