"""The screen under a pseudo-terminal: keys go in, the text it paints comes out, and it can be killed at any time."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

COLUMNS, LINES = 120, 36
WAIT_SECONDS = 60.0
CALM_SECONDS = 0.03
_CONTROL = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[()][0-9A-B]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[=>78]|[\r\n]")
_SCREEN = """
import os, sys
from pathlib import Path
from curator.tui.app import run
os._exit(run(Path(sys.argv[1]), workers=int(sys.argv[2])))
"""


class Killed(Exception):
    """The screen was killed at its moment."""


class NeverCame(Exception):
    """A text that was waited for was not painted."""


class PtyScreen:
    """One process with the screen on a file, in a terminal of its own."""

    def __init__(self, path: Path, state: Path, mark: str, workers: int) -> None:
        """Start it.

        Args:
            path: The file to open.
            state: A folder for what it remembers of this person.
            mark: A value of the environment's SOAK_MARK, by which every process of this screen can be found.
            workers: Processes that measure; 0 measures in the screen's own.
        """
        self._unread = b""
        self.kill_at: float | None = None
        """The moment (time.monotonic) at which it is killed; None for never."""
        self.pid, self._descriptor = pty.fork()
        if self.pid == 0:
            for name in ("COLUMNS", "LINES", "NO_COLOR"):
                os.environ.pop(name, None)
            os.environ.update(TERM="xterm-256color", XDG_STATE_HOME=str(state), SOAK_MARK=mark, LC_ALL="C.UTF-8")
            os.execv(sys.executable, [sys.executable, "-c", _SCREEN, str(path), str(workers)])
        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))

    def press(self, keys: str) -> None:
        """Send keys; what was painted before them no longer counts."""
        self._read(0)
        self._unread = b""
        os.write(self._descriptor, keys.encode())

    def until(self, text: str) -> None:
        """Wait until a text is painted.

        Raises:
            Killed: Its moment came first.
            NeverCame: It was not painted, or the screen ended.
        """
        deadline = time.monotonic() + WAIT_SECONDS
        while text not in self.painted:
            now = time.monotonic()
            if self.kill_at is not None and now >= self.kill_at:
                self.kill()
                raise Killed
            if now > deadline:
                raise NeverCame(f"{text!r} was never painted; the last that was: {self.painted[-600:]}")
            soonest = deadline if self.kill_at is None else min(deadline, self.kill_at)
            self._read(max(0.0, soonest - now))

    @property
    def painted(self) -> str:
        """The text painted since the last keys, without what is meant for the terminal."""
        return _CONTROL.sub(b"", self._unread).decode("utf-8", "replace")

    def calm(self) -> None:
        """Wait until nothing is painted for a moment: the focus has moved where the next keys belong.

        Raises:
            Killed: Its moment came first.
        """
        while self._read(CALM_SECONDS):
            if self.kill_at is not None and time.monotonic() >= self.kill_at:
                self.kill()
                raise Killed

    def _read(self, seconds: float) -> bool:
        """Take in what is painted within so many seconds; whether anything was."""
        if not select.select([self._descriptor], [], [], seconds)[0]:
            return False
        try:
            self._unread += os.read(self._descriptor, 1 << 16)
        except OSError as error:
            raise NeverCame(f"the screen ended; the last that was painted: {self.painted[-600:]}") from error
        return True

    def kill(self) -> None:
        """Kill it; what it started must end by itself."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._descriptor)

    def ended(self) -> int:
        """Wait until it ends by itself; its exit status."""
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            if select.select([self._descriptor], [], [], 0.05)[0]:
                try:
                    if not os.read(self._descriptor, 1 << 16):
                        break
                except OSError:
                    break
        _, status = os.waitpid(self.pid, 0)
        os.close(self._descriptor)
        return os.waitstatus_to_exitcode(status)


def marked_processes(mark: str) -> list[int]:
    """Processes with this mark in their environment."""
    wanted = f"SOAK_MARK={mark}".encode()
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if wanted in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def left_behind(mark: str, seconds: float = 10.0) -> list[int]:
    """Processes with this mark that do not end by themselves within so many seconds."""
    deadline = time.monotonic() + seconds
    while (alive := marked_processes(mark)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return alive
