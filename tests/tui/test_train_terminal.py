"""The whole loop by keys in a real terminal: `curator demo`, clean, divide, send to the practice service, watch the
loss, deploy, talk, keep the answer, and find it in the data."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from curator.resources import samples_folder
from curator.tuning.practice.pace import Pace
from curator.tuning.practice.server import PracticeServer
from tests.tui.terminal import Terminal

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

PACE = "8"
QUESTION = "How do I clean the kettle?"
MOST_KEYS = 60
"""More than this nobody wants to press for one round, the question's letters among them."""


class Rehearsal:
    """Somebody who goes round the loop, and waits for each answer."""

    def __init__(self, window: Terminal, captures: Path) -> None:
        self.window = window
        self._captures = captures
        self._kept = 0
        self.keys = 0

    def press(self, *keys: str) -> None:
        """Press keys, and count them."""
        self.keys += len(keys)
        self.window.press(*keys)

    def until(self, name: str, *texts: str) -> str:
        """Wait for texts, and keep what stands there then under a name."""
        screen = "\n".join(self.window.until(*texts))
        self._kept += 1
        (self._captures / f"{self._kept:02}-{name}.txt").write_text(screen, encoding="utf-8")
        return screen

    def clean(self) -> None:
        """Mend all that is safe."""
        self.window.until_it(lambda screen: "✗ 70" in screen and "so far" not in screen, "the measured rows")
        self.press("*")
        self.until("marked", "246 rows marked")
        self.press("f")
        self.until("cleaned", "safe fixes: ")

    def divide(self) -> None:
        """Write both sides."""
        self.press("3")
        self.until("split", "w write", "left out")
        self.press("w")
        self.until("written", "Written", "same record 0")
        self.press("Escape")
        self.window.until("seed 0 · written to ")

    def send(self) -> None:
        """Look, say yes, and watch the job to its end."""
        self.press("4")
        self.until("files", "split/validation_set.jsonl   40 records", "PRACTICE")
        self.press("Enter")
        asked = self.until("send", "Send to the practice service", "[ Cancel ]")
        assert "nothing has left this machine" in asked and "0 errors" in asked
        self.press("Right", "Enter")
        self.until("job", "Step 1", "training ")
        # While it goes on it is said, and once it has ended the curve is whole.
        done = self.until("loss", "Completed results file", "The job has succeeded", "epoch 1")
        assert "◆ validation" in done
        assert sum("⠀" < letter <= "⣿" for letter in done) > 40, "a curve of braille dots"

    def deploy(self) -> None:
        """Deploy the model, and wait until it answers."""
        self.press("Down", "Enter")
        self.until("deploy", "Deploy the model", "[ Cancel ]")
        self.press("Right", "Enter")
        self.until("ready", "answers: go on with ⏎", "the same as in training")

    def talk(self) -> None:
        """Ask something, and keep the answer."""
        self.press("Enter")
        self.window.until("⏎ send")
        self.keys += len(QUESTION)
        self.window.type(QUESTION)
        self.window.until(QUESTION)
        self.press("Enter")
        self.until("answer", "assistant ", " tokens · ")
        self.press("Escape")
        self.window.until("a add")
        self.press("a")
        self.until("kept", "+ kept as a record", "kept as new line 248")

    def find(self) -> None:
        """Find the kept answer in the data."""
        self.press("1", "G")
        self.until("back", "248/248", "+ 248", QUESTION)

    def leave(self) -> None:
        """Leave; what the deployment costs is nothing, so nothing is asked."""
        self.press("q")
        self.window.until("ended with 0")


@pytest.fixture
def rehearse(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[..., tuple[Rehearsal, Path]]]:
    """Starts `curator demo` in a terminal of this size, in a world of its own."""
    opened: list[Terminal] = []
    chosen = os.environ.get("CURATOR_CAPTURES", "")
    captures = (Path(chosen) if chosen else tmp_path / "captures") / request.node.name
    captures.mkdir(parents=True, exist_ok=True)

    def start(width: int, height: int) -> tuple[Rehearsal, Path]:
        demos = tmp_path / "demos"
        demos.mkdir()
        world = {
            "XDG_STATE_HOME": str(tmp_path / "state"),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "TMPDIR": str(demos),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
        }
        opened.append(Terminal(width, height, [sys.executable, "-m", "curator", "demo", "--pace", PACE], world))
        return Rehearsal(opened[0], captures), demos

    yield start
    for window in opened:
        window.close()


@pytest.mark.parametrize("size", [(160, 45), (80, 24)], ids=lambda size: "x".join(map(str, size)))
def test_once_round_the_loop_by_keys(rehearse, size: tuple[int, int]) -> None:
    rehearsal, demos = rehearse(*size)
    rehearsal.clean()
    rehearsal.divide()
    rehearsal.send()
    rehearsal.deploy()
    rehearsal.talk()
    rehearsal.find()
    rehearsal.leave()
    assert rehearsal.keys <= MOST_KEYS, rehearsal.keys
    (folder,) = demos.glob("curator-demo-*")
    account = json.loads((folder / "split" / "split.json").read_text("utf-8"))
    assert account["outputs"]["training_set.jsonl"]["records"] > 100


KEY = "terminal-key-71b2d09c55"


def test_killed_while_a_job_runs_it_is_followed_on_by_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "clerk.jsonl"
    shutil.copyfile(samples_folder() / "clerk-clean.jsonl", path)
    number, screens = tmp_path / "process", []
    with PracticeServer(tmp_path / "service", Pace(training=4.0).at(2), KEY) as server:
        world = {
            "XDG_STATE_HOME": str(tmp_path / "state"),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "CURATOR_PRACTICE_URL": server.address.endpoint,
            "CURATOR_PRACTICE_KEY": KEY,
        }
        program = ["sh", "-c", 'echo $$ >"$0"; exec "$@"', str(number), sys.executable, "-m", "curator", str(path)]
        first = Terminal(120, 36, program, world)
        try:
            first.until("measured 120 lines")
            first.press("4")
            first.until("PRACTICE", "look and send")
            first.press("Enter")
            first.until("[ Cancel ]")
            first.press("Right", "Enter")
            screens.append("\n".join(first.until("Step 1:")))
            os.kill(int(number.read_text()), signal.SIGKILL)
            screens.append("\n".join(first.until("ended with 137")))
        finally:
            first.close()
        second = Terminal(120, 36, program, world)
        try:
            second.until("measured 120 lines")
            second.press("4")
            screens.append("\n".join(second.until("Job succeeded.", "its model can be deployed")))
            second.press("q")
            second.until("ended with 0")
        finally:
            second.close()
        assert len(server.state.jobs) == 1
    ours = [one for one in tmp_path.rglob("*") if one.is_file() and "service" not in one.parts]
    assert ours and not any(KEY.encode() in one.read_bytes() for one in ours)
    assert not any(KEY in screen for screen in screens)
