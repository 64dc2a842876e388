"""A real terminal for tests: tmux with one window, keys go in, what stands on the screen comes out."""

from __future__ import annotations

import shlex
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

SECONDS = 25
"""How long to wait for a text before it is said that it never came."""
SECONDS_BETWEEN_LOOKS = 0.03


class Terminal:
    """One tmux server of our own with one window."""

    def __init__(self, width: int, height: int, command: list[str], environment: dict[str, str]) -> None:
        self._socket = f"curator-{uuid.uuid4().hex[:8]}"
        settings = [f"{name}={value}" for name, value in environment.items()]
        # COLUMNS and LINES of whoever runs the tests would hide the window's own size.
        words = shlex.join(settings + command)
        shell = f"env -u COLUMNS -u LINES {words}; echo ended with $?; exec sleep 1000"
        # -u: tmux itself draws all signs, whatever the locale of whoever runs the tests.
        self._tmux("-u", "-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", str(height), shell)
        self._tmux("set-option", "-g", "escape-time", "0")

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(["tmux", "-L", self._socket, *words], capture_output=True, check=True)
        return done.stdout.decode("utf-8", "replace")

    def press(self, *keys: str) -> None:
        """Press keys, as tmux names them."""
        for key in keys:
            self._tmux("send-keys", key)

    def type(self, text: str) -> None:
        """Type a text as it is."""
        self._tmux("send-keys", "-l", text)

    @property
    def lines(self) -> list[str]:
        """What stands on the screen now."""
        return self._tmux("capture-pane", "-p").split("\n")

    def until(self, *texts: str) -> list[str]:
        """Wait until all texts stand on the screen; its lines."""
        return self.until_it(lambda screen: all(text in screen for text in texts), " and ".join(map(repr, texts)))

    def until_it(self, happened: Callable[[str], bool], said: str) -> list[str]:
        """Wait until something is true of the screen's text; its lines.

        Raises:
            AssertionError: It never came; what stood there instead is in it.
        """
        deadline = time.monotonic() + SECONDS
        while True:
            lines = self.lines
            screen = "\n".join(lines)
            if happened(screen):
                return lines
            if time.monotonic() > deadline:
                raise AssertionError(f"{said} never came; the screen is\n{screen}")
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def colours(self) -> str:
        """The screen with its escape sequences."""
        return self._tmux("capture-pane", "-p", "-e")

    def value(self, name: str) -> str:
        """A value tmux knows of the pane."""
        return self._tmux("display-message", "-p", f"#{{{name}}}").strip()

    def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        self._tmux("resize-window", "-x", str(width), "-y", str(height))

    def close(self) -> None:
        """End our own server."""
        subprocess.run(["tmux", "-L", self._socket, "kill-server"], capture_output=True, check=False)


def curator_in(path: Path, state: Path, width: int, height: int, **environment: str) -> Terminal:
    """A terminal with the screen on a file, as a person starts it.

    Args:
        path: The file to open.
        state: A folder for what curator remembers of this person.
        width: In cells.
        height: In lines.
        environment: More variables, or others than the usual ones.
    """
    usual = {"XDG_STATE_HOME": str(state), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "curator", str(path)]
    return Terminal(width, height, command, {**usual, **environment})
