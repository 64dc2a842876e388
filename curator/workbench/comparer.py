"""A process that compares the records of one data set for another one, and ends.

The question comes in on standard input, how far it is and the answer go out on standard output; large things are in
files that are lent to it. It ends at once when nobody listens any longer.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from typing import BinaryIO, cast

from curator.engine.worker import NICENESS, read_frame, write_frame
from curator.errors import CuratorError
from curator.progress import Progress
from curator.workbench.comparing import found_by
from curator.workbench.crate import Answered, Sent, packed_answer
from curator.workbench.resting import fetched

_SECONDS_BETWEEN_WORDS = 0.1


def telling(sink: BinaryIO) -> Progress:
    """A progress that says on a pipe how far the work is: (done, total, label)."""
    last = 0.0

    def tell(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _SECONDS_BETWEEN_WORDS:
            last = now
            write_frame(sink, (progress.done, progress.total, progress.label))

    return Progress(tell)


def answer(sent: Sent, progress: Progress) -> Answered:
    """Compare what was sent."""
    asked = sent.comparison()
    known = fetched(asked.known)
    measured = asked.now(known)
    found = found_by(asked, known, measured, progress)
    return packed_answer(found, measured, sent.into)


def main() -> None:
    """Run as `python -m curator.workbench.comparer`."""
    os.nice(NICENESS)
    gc.set_threshold(100_000, 50, 100)
    # Ctrl-C reaches the whole process group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Nothing a library prints may get between the frames.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sent = cast("Sent | None", read_frame(sys.stdin.buffer))
    if sent is None:
        os._exit(0)
    try:
        said: object = answer(sent, telling(sink))
    except BrokenPipeError:
        os._exit(0)
    except (CuratorError, OSError, MemoryError) as error:
        said = error
    write_frame(sink, said)
    os._exit(0)


if __name__ == "__main__":
    main()
