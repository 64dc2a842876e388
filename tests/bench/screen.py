"""What the screen costs: first rows beyond a bare Textual app, keys on a million rows. Prints, never asserts.

python tests/bench/screen.py [--rows 1000000] [--file BIG.jsonl] [--folder DIR]
"""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

from generate import generate
from measure import pss_of, say

COLUMNS, LINES = 160, 45
PRESSES = 60
WAIT_SECONDS = 60.0
BARE = (
    "from textual.app import App\nfrom textual.widgets import Static\n"
    "class Bare(App):\n    def compose(self):\n        yield Static('the bare screen')\nBare().run()"
)


def cpu_until(command: list[str], words: bytes) -> float:
    """CPU seconds of a program in a terminal of its own until these words are on it."""
    pid, descriptor = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color")
        os.execvp(command[0], command)
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    seen, end = b"", time.monotonic() + WAIT_SECONDS
    while words not in seen and time.monotonic() < end:
        if select.select([descriptor], [], [], 0.05)[0]:
            seen += os.read(descriptor, 1 << 16)
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(descriptor)
    return seconds


async def key_costs(path: Path, keys: tuple[str, ...]) -> dict[str, list[float]]:
    """CPU milliseconds of each press, repaint included, in this process; nothing is measured behind."""
    from curator.settings import Settings
    from curator.tui.app import make_app

    costs: dict[str, list[float]] = {key: [] for key in keys}
    app = make_app(path, settings=Settings(), read_only=True)
    async with app.run_test(size=(COLUMNS, LINES)) as pilot:
        while app.bench is None or not app.bench.dataset.lines.complete:
            await pilot.pause(0.05)
        await pilot.press("escape")
        app.works.stop_all()
        await pilot.pause(0.5)
        for key in keys:
            for _ in range(PRESSES):
                began = time.process_time()
                await pilot.press(key)
                await pilot.pause()
                costs[key].append((time.process_time() - began) * 1000)
        say("memory of the screen's process (PSS)", f"{pss_of(os.getpid()) / 1e6:,.0f} MB")
    return costs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--file", type=Path, default=None, help="a large file for the first rows")
    parser.add_argument("--folder", type=Path, default=None, help="where generated files are kept between runs")
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="curator-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        rows = folder / f"rows-{asked.rows}.jsonl"
        if not rows.exists():
            with rows.open("wb") as file:
                generate(file, None, asked.rows, 0, True)
        big = asked.file or rows
        bare = statistics.median(cpu_until([sys.executable, "-c", BARE], b"the bare screen") for _ in range(5))
        ours = [sys.executable, "-m", "curator", "--read-only", str(big)]
        first = statistics.median(cpu_until(ours, b"file order") for _ in range(5))
        say("bare Textual app, first frame", f"{bare:.2f} cpu-s")
        say(
            f"first rows of {big.stat().st_size / 1e6:,.0f} MB",
            f"{first:.2f} cpu-s, {first - bare:.2f} beyond the bare one",
        )
        for key, costs in asyncio.run(key_costs(rows, ("down", "pagedown", "G", "g"))).items():
            ordered = sorted(costs)
            middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
            say(f"{key} on {asked.rows:,} rows", f"{middle:.1f} ms CPU at the median, {late:.1f} ms at p95")
    finally:
        if asked.folder is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
