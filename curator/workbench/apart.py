"""Comparing the records of a large file in a process of its own: this one stays small, and a wish to stop is heard."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import threading
from typing import BinaryIO, cast

import numpy as np
import polars as pl

from curator.engine.frames import Measured
from curator.engine.local import SECONDS_TO_NOTICE, environment_of_own
from curator.engine.memory import give_back
from curator.engine.worker import read_frame as next_word
from curator.engine.worker import write_frame as say
from curator.errors import CuratorError
from curator.progress import Progress
from curator.workbench.comparing import Comparison, Complete, complete_of, completed
from curator.workbench.crate import Answered, Answers, Lent, Sent, lent_files, received, received_pieces, sent_file
from curator.workbench.resting import Resting, SketchFile, with_texts_shared

_FEW_ROWS = 1_000
"""Up to so many rows are put into the table by cutting it, without a copy of the rest."""
_MOST_PIECES = 2_000


def completed_apart(asked: Comparison, progress: Progress) -> Complete:
    """Compare in a process of its own; in this one where there is no room for what it would have to be lent.

    Raises:
        Cancelled: The progress was cancelled; the old state stays.
        CuratorError: The file was written meanwhile, or the process stopped.
    """
    known, other = asked.known, None if asked.other is None else asked.other.measured
    if not isinstance(known, Resting) or not (other is None or isinstance(other, Resting)):
        return completed(asked, progress)
    lent = Lent()
    try:
        sent = _sent(asked, known, other, lent, progress)
        answered = _asked_of_another(sent, progress)
        # What was sent went through as large pieces.
        give_back()
        shown = with_texts_shared(received(sent.into.shown))
        findings = received_pieces(sent.into.findings)
        sketches = SketchFile(lent.keep(sent.into.sketches))
    except OSError:
        return completed(asked, progress)
    finally:
        lent.give_back()
    table = known.table
    for again, touched in asked.fresh:
        table = _with_rows(table, again.table, touched)
    measured = Resting(table, answered.blank, findings, sketches, [answered.block])
    return complete_of(asked, answered.found, measured, shown)


def _sent(asked: Comparison, known: Resting, other: Resting | None, lent: Lent, progress: Progress) -> Sent:
    beside = None if asked.other is None or other is None else sent_file(asked.other.rows, other, lent, progress)
    return Sent(
        file=sent_file(asked.rows, known, lent, progress),
        other=beside,
        other_dropped=frozenset() if asked.other is None else asked.other.dropped,
        fresh=tuple((_plain(measured), touched) for measured, touched in asked.fresh),
        before=asked.before,
        of_dropped=asked.of_dropped,
        dropped=asked.dropped,
        acceptances=asked.acceptances,
        settings=asked.settings,
        role=asked.role,
        into=Answers(lent.new(), lent.new(), lent.new()),
    )


def _plain(measured: Measured) -> Measured:
    return Measured(measured.table, measured.findings, measured.bands, measured.blank)


def _asked_of_another(sent: Sent, progress: Progress) -> Answered:
    process = subprocess.Popen(
        # -P: a file of the user's folder must not stand in for a module of Python's own.
        [sys.executable, "-P", "-m", "curator.workbench.comparer"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment_of_own(),
        pass_fds=lent_files(sent),
    )
    said: queue.SimpleQueue[object] = queue.SimpleQueue()
    # Pipes are slow to take much and to give it: who asked to stop does not wait for them.
    threading.Thread(target=_exchange, args=(process, sent, said), daemon=True).start()
    try:
        return _listened(said, process, progress)
    finally:
        # Whatever it still does is of no use to anybody.
        process.kill()
        process.wait()


def _exchange(process: subprocess.Popen[bytes], sent: Sent, said: queue.SimpleQueue[object]) -> None:
    """Say what is asked, and pass on whatever is answered; None where no more comes."""
    source, sink = cast(BinaryIO, process.stdout), cast(BinaryIO, process.stdin)
    # A process that is gone says nothing: that is told by the end of its words.
    with contextlib.suppress(OSError):
        say(sink, sent)
    word: object = True
    while word is not None and not isinstance(word, Answered):
        word = next_word(source)
        said.put(word)
    for stream in (source, sink):
        with contextlib.suppress(OSError):
            stream.close()


def _listened(said: queue.SimpleQueue[object], process: subprocess.Popen[bytes], progress: Progress) -> Answered:
    while True:
        progress.stop_if_cancelled()
        try:
            word = said.get(timeout=SECONDS_TO_NOTICE)
        except queue.Empty:
            continue
        if isinstance(word, Answered):
            return word
        if isinstance(word, tuple):
            progress.update(*cast("tuple[int, int, str]", word))
        elif isinstance(word, Exception):
            raise word
        else:
            raise CuratorError(
                "The process that compares records stopped before it had finished.",
                f"Its exit status is {process.wait()}.",
                "Most often memory ran out. Nothing was lost; measure again.",
            )


def _with_rows(table: pl.DataFrame, again: pl.DataFrame, touched: tuple[int, ...]) -> pl.DataFrame:
    """The table with some rows measured again, in row order; of few, the rest is not copied."""
    if len(touched) > _FEW_ROWS or table.n_chunks() > _MOST_PIECES:
        rest = table.filter(~pl.col("row").is_in(sorted(touched)))
        return pl.concat([rest, again]).sort("row").rechunk()
    rows = table["row"].to_numpy()
    pieces: list[pl.DataFrame] = []
    start = 0
    for row in sorted(touched):
        place = int(np.searchsorted(rows, row))
        pieces += [table[start:place], again.filter(pl.col("row") == row)]
        start = place + int(place < len(rows) and rows[place] == row)
    return pl.concat([*pieces, table[start:]], rechunk=False)
