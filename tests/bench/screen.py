"""What the screen costs on a million rows while they are being measured, and after. Prints, never asserts.

    python tests/bench/screen.py [--rows 1000000] [--short] [--file BIG.jsonl] [--folder DIR]

Each row of the generated file has a fault, so that a million rows have more than a million findings. CPU is that of the
thread that draws (what a key costs); beside it stands the wall time, which others on the machine lengthen.
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
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from generate import generate
from measure import pss_of, say

from curator.settings import Settings
from curator.tui.app import CuratorApp, make_app

COLUMNS, LINES = 160, 45
PRESSES = 60
WAIT_SECONDS = 60.0
REST_SECONDS = 15.0
FILTERS = ("tokens>300", "tokens>300 and messages>2", "has:near-duplicate", "lang:de tokens<200")
BARE = (
    "from textual.app import App\nfrom textual.widgets import Static\n"
    "class Bare(App):\n    def compose(self):\n        yield Static('the bare screen')\nBare().run()"
)


def make_file(path: Path, rows: int, short: bool) -> None:
    """A file of so many rows, each with a wrong weight."""
    plain = path.with_suffix(".plain")
    with plain.open("wb") as file:
        generate(file, None, rows, 0, short)
    with plain.open("rb") as lines, path.open("wb") as file:
        for line in lines:
            file.write(line.replace(b'"role": "assistant", ', b'"role": "assistant", "weight": 2, ', 1))
    plain.unlink()


def cpu_until(command: list[str], words: bytes) -> tuple[float, float]:
    """CPU and wall seconds of a program in a terminal of its own until these words are on it."""
    begun = time.monotonic()
    pid, descriptor = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color")
        os.execvp(command[0], command)
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    seen, end = b"", begun + WAIT_SECONDS
    while words not in seen and time.monotonic() < end:
        if select.select([descriptor], [], [], 0.05)[0]:
            seen += os.read(descriptor, 1 << 16)
    wall = time.monotonic() - begun
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(descriptor)
    return seconds, wall


def first_rows(path: Path) -> None:
    """First rows, beyond a bare Textual app."""
    bare = [cpu_until([sys.executable, "-c", BARE], b"the bare screen") for _ in range(5)]
    ours = [cpu_until([sys.executable, "-m", "curator", "--read-only", str(path)], b"file order") for _ in range(5)]
    (bare_cpu, bare_wall), (cpu, wall) = (
        tuple(statistics.median(values) for values in zip(*runs, strict=True)) for runs in (bare, ours)
    )
    say("bare Textual app, first frame", f"{bare_cpu:.2f} cpu-s, {bare_wall:.2f} s")
    beyond = f"{cpu - bare_cpu:.2f} cpu-s, {wall - bare_wall:.2f} s beyond the bare one"
    say(f"first rows of {path.stat().st_size / 1e6:,.0f} MB", f"{cpu:.2f} cpu-s, {wall:.2f} s: {beyond}")


class Session:
    """The app on a file, in this process, and what it costs."""

    def __init__(self, app: CuratorApp, pilot: Any) -> None:
        self.app = app
        self.pilot = pilot

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait until something is so."""
        while not happened():
            await asyncio.sleep(0.005)

    async def cost(self, doing: Callable[[], Awaitable[Any]]) -> tuple[float, float]:
        """CPU milliseconds of this thread, and wall milliseconds."""
        cpu, wall = time.thread_time(), time.monotonic()
        await doing()
        return (time.thread_time() - cpu) * 1000, (time.monotonic() - wall) * 1000

    async def painted(self) -> None:
        """Wait until everything asked for so far is done and painted: each in turn looks at its messages in order."""
        for one in (self.app, self.app.focused or self.app.screen, self.app.screen):
            passed = asyncio.Event()
            one.call_later(passed.set)
            await passed.wait()
        done = asyncio.Event()
        self.app.screen.call_after_refresh(done.set)
        await done.wait()

    async def press(self, key: str) -> None:
        """Press a key and wait for what it paints."""
        self.app.simulate_key(key)
        await self.painted()

    async def rest(self) -> None:
        """Wait until no work goes on, and the memory it used has been given back."""
        await self.until(lambda: not self.app.works._running)
        await asyncio.sleep(REST_SECONDS)

    async def key_costs(self, when: str, keys: tuple[str, ...]) -> None:
        """What each press costs, repaint included."""
        for key in keys:
            costs = [await self.cost(lambda one=one: self.press(one)) for one in (key.split() * PRESSES)[:PRESSES]]
            cpu, wall = (sorted(values) for values in zip(*costs, strict=True))
            late = int(PRESSES * 0.95)
            said = f"{cpu[PRESSES // 2]:.1f} ms CPU at the median, {cpu[late]:.1f} at p95"
            say(f"{key}, {when}", f"{said} (wall {wall[PRESSES // 2]:.0f} and {wall[late]:.0f} ms)")

    async def stops_by_escape(self) -> None:
        """From the arrival of ESC until no measuring goes on, and what was found by then; five times."""
        works, bench, spans = self.app.works, self.app.bench, []
        assert bench is not None

        async def escape() -> None:
            self.app.simulate_key("escape")
            await self.until(lambda: not works.runs("measure") and self.app.measuring.state == "stopped")

        for _ in range(5):
            found = sum(numbers_of(bench.counts))
            spans.append((await self.cost(escape))[1])
            if sum(numbers_of(bench.counts)) < found:
                say("esc until measuring has stopped", "findings were lost")
            self.app.measuring.start()
            await self.until(lambda: works.runs("measure"))
            await self.until(lambda found=found: sum(numbers_of(bench.counts)) > found)
        spans.sort()
        said = f"{spans[2]:.0f} ms at the median, {spans[-1]:.0f} at most, of five; all findings kept"
        say("esc until measuring has stopped", said)

    async def edit(self) -> None:
        """An edit, until the findings of its row are painted again; and until all is compared again."""
        app, bench = self.app, self.app.bench
        assert bench is not None
        table = app.screen.query_one("RecordTable")
        costs, related = [], []
        for _ in range(7):
            await self.press("down")
            row: int = table.row  # pyright: ignore

            async def change(row: int = row) -> None:
                step = bench.edit(row, bench.raw(row).replace(b'"content": "', b'"content": "Now ', 1))
                app.screen.took(step)  # pyright: ignore
                await self.until(lambda: not app.measuring.is_waiting(row))
                await self.painted()

            async def compare() -> None:
                await self.until(lambda: app.measuring.final and not app.works.runs("relate"))
                await self.painted()

            costs.append(await self.cost(change))
            related.append(await self.cost(compare))
        for said, measured in (("findings painted again", costs), ("all compared again", related)):
            cpu, wall = (statistics.median(values) for values in zip(*measured, strict=True))
            say(f"an edit: {said}", f"{wall:.0f} ms (CPU of the drawing thread {cpu:.0f} ms)")

    def filters(self) -> None:
        """Filters over measured columns."""
        bench = self.app.bench
        assert bench is not None
        for query in FILTERS:
            cpu, wall = time.process_time(), time.monotonic()
            rows = len(bench.view(query))
            seconds, passed = time.process_time() - cpu, time.monotonic() - wall
            say(f"filter {query}", f"{seconds:.2f} cpu-s, {passed:.2f} s, {rows:,} rows")


def numbers_of(counts: Any) -> tuple[int, int, int]:
    """Errors, warnings, notes."""
    return counts.error, counts.warning, counts.info


async def session(path: Path) -> None:
    """One session: keys while measuring, ESC, then everything that needs the measured state."""
    app = make_app(path, settings=Settings(), workers=2)
    async with app.run_test(size=(COLUMNS, LINES)) as pilot:
        one = Session(app, pilot)
        await one.until(lambda: app.works.runs("measure"))
        await one.until(lambda: app.bench is not None and app.bench.counts.error > 0)
        await one.key_costs("while measuring", ("down", "pagedown", "G g"))
        await one.stops_by_escape()
        begun = time.monotonic()
        await one.until(lambda: app.works.runs("relate") or app.measuring.state == "done")
        say("measured, by two processes", f"{time.monotonic() - begun:,.0f} s more")
        await one.key_costs("while comparing", ("down", "pagedown"))
        await one.until(lambda: app.measuring.state == "done")
        bench = app.bench
        assert bench is not None
        say(
            "all measured and compared",
            f"{time.monotonic() - begun:,.0f} s more, {sum(numbers_of(bench.counts)):,} findings",
        )
        say("memory of the screen's process (PSS), at once", f"{pss_of(os.getpid()) / 1e6:,.0f} MB")
        await one.rest()
        say("memory of the screen's process (PSS), at rest", f"{pss_of(os.getpid()) / 1e6:,.0f} MB")
        await one.key_costs("when measured", ("down", "pagedown", "n"))
        one.filters()
        await one.edit()
        say("memory after the edits (PSS), at once", f"{pss_of(os.getpid()) / 1e6:,.0f} MB")
        await one.rest()
        say("memory after the edits (PSS), at rest", f"{pss_of(os.getpid()) / 1e6:,.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--short", action="store_true", help="rows of about 200 bytes in place of 1.4 kB")
    parser.add_argument("--file", type=Path, default=None, help="a file to measure in place of a generated one")
    parser.add_argument("--folder", type=Path, default=None, help="where the generated file is kept between runs")
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="curator-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        path = asked.file or folder / f"faulty-{'short-' if asked.short else ''}{asked.rows}.jsonl"
        if not path.exists():
            make_file(path, asked.rows, asked.short)
        # What is kept of an earlier run would leave nothing to measure.
        shutil.rmtree(path.parent / ".curator", ignore_errors=True)
        first_rows(path)
        asyncio.run(session(path))
    finally:
        if asked.folder is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
