"""A process that runs the kernel for another one: jobs come in on standard input, parts go out on standard output.

It ends when its input ends, so it never outlives whoever started it. Frames are a length of eight bytes and a pickle;
both sides are this same program, nothing else ever writes to these pipes.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import struct
import sys
from typing import BinaryIO

from curator.engine.job import Job, Order, lines_of
from curator.errors import CuratorError

_LENGTH = struct.Struct("<Q")
YIELDS = "--yields"
"""With this word the process lets others go first."""
NICENESS = 5
"""Enough that a key is drawn while every core measures; a machine with nothing else to do measures as fast."""


def write_frame(stream: BinaryIO, value: object) -> None:
    """Write one value to a pipe."""
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def read_frame(stream: BinaryIO) -> object | None:
    """Read one value from a pipe; None where the other side has closed it."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    return pickle.loads(data) if len(data) == length else None


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer jobs until the input ends. The first frame is an `Order`; a new one may follow at any time."""
    from curator.engine.kernel import Kernel

    kernel: Kernel | None = None
    while (message := read_frame(source)) is not None:
        try:
            if isinstance(message, Order):
                kernel = Kernel(message.settings)
                # What is loaded now stays: the collector need not look at it again for every batch.
                gc.freeze()
                answer: object = None
            elif isinstance(message, Job) and kernel is not None:
                answer = kernel.run(lines_of(message))
            else:
                answer = CuratorError("A worker got a job before its settings.")
        except (CuratorError, OSError, MemoryError) as error:
            answer = error if isinstance(error, CuratorError) else CuratorError("A file could not be read.", str(error))
        write_frame(sink, answer)


def main() -> None:
    """Run as `python -m curator.engine.worker`."""
    if YIELDS in sys.argv:
        os.nice(NICENESS)
    # A batch makes many objects that all go together.
    gc.set_threshold(100_000, 50, 100)
    # Ctrl-C reaches the whole process group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Nothing a library prints may get between the frames.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with contextlib.suppress(BrokenPipeError):
        serve(sys.stdin.buffer, sink)
    # Nothing is left to write, and libraries' threads are slow to end: whoever waits for this process waits in vain.
    os._exit(0)


if __name__ == "__main__":
    main()
