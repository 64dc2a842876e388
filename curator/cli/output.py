"""Standard output holds data only; everything else goes to standard error."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from curator.errors import CuratorError
from curator.progress import Progress

_REDRAW_SECONDS = 0.1


def say(text: str) -> None:
    """Tell the person something, on standard error."""
    print(text, file=sys.stderr)  # noqa: T201


def say_error(error: CuratorError) -> None:
    """Say what went wrong: what, where, what to do. Texts of others are shown made visible."""
    from curator.measures.text import visible

    lines = [f"curator: {error.title}"]
    lines += [f"  {line}" for part in (error.detail, error.hint) if part for line in part.splitlines()]
    say("\n".join(visible(line) for line in lines))


def write_out(pieces: Iterable[str], output: Path | None = None) -> None:
    """Write text as UTF-8 to standard output, or to a file (beside it first, then renamed)."""
    if output is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode())
        sys.stdout.buffer.flush()
        return
    from curator.dataset.replacing import is_special, mode_of_new_files

    if is_special(output):
        # As /dev/null or a pipe: they take bytes, and stay what they are.
        with output.open("wb") as special:
            special.writelines(piece.encode() for piece in pieces)
        return
    # A link stays one, as /dev/stdout is: what it leads to is written.
    output = output.resolve()
    if not output.absolute().parent.is_dir():
        raise CuratorError(f"There is no folder {output.absolute().parent}.", hint="Make it first.")
    with tempfile.NamedTemporaryFile("wb", dir=output.parent, prefix=f".{output.name}.", delete=False) as beside:
        try:
            os.fchmod(beside.fileno(), mode_of_new_files())
            for piece in pieces:
                beside.write(piece.encode())
        except BaseException:
            Path(beside.name).unlink()
            raise
    Path(beside.name).replace(output)


class _Line:
    """One line on a terminal that says how far the work is; it is gone when the work is done."""

    def __init__(self) -> None:
        self._drawn = 0.0

    def draw(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._drawn < _REDRAW_SECONDS:
            return
        self._drawn = now
        from curator.measures.text import visible

        share = f" {progress.share:.0%}" if progress.total else ""
        sys.stderr.write(f"\r\x1b[K{visible(progress.label, multiline=False)}{share}")
        sys.stderr.flush()

    def clear(self) -> None:
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


@contextlib.contextmanager
def progress_line() -> Iterator[Progress]:
    """A Progress that is drawn on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield Progress()
        return
    line = _Line()
    try:
        yield Progress(line.draw)
    finally:
        line.clear()
