"""How fast curator is, and how much memory it takes: prints, never asserts.

    python tests/bench/measure.py [--megabytes 300] [--sample 100] [--folder DIR] [--rows 1000000]

CPU seconds are those of the whole process tree; memory is the tree's proportional set size (PSS), sampled.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from by_hand import measure_by_hand
from generate import generate

SAMPLE_SECONDS = 0.05
BYTECODE = Path(tempfile.gettempdir()) / "curator-bench-bytecode"
FIRST_FAMILIES = "encoding,syntax,shape,messages,duplicates,lengths,system,limits"
"""The families that ask what the hand-made way asks; the rest look for more."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took."""

    cpu_seconds: float
    peak_bytes: int
    wall_seconds: float


def tree_of(pid: int) -> list[int]:
    """A process and all below it."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                waiting += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found


def pss_of(pid: int) -> int:
    """Proportional set size of one process in bytes; 0 where it is gone."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return 0
    return 0


def cost_of(command: Sequence[str]) -> Cost:
    """Run a command and measure its process tree."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    # As an installed package runs, with its bytecode kept.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(BYTECODE)}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(SAMPLE_SECONDS):
            peak = max(peak, sum(pss_of(pid) for pid in tree_of(process.pid)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    done.set()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    return Cost(cpu, peak, time.monotonic() - began)


def say(name: str, text: str) -> None:
    print(f"{name:<46} {text}", flush=True)


def check_command(path: Path, workers: int, *more: str) -> list[str]:
    """The whole of `curator check`, its report to a file."""
    output = path.with_suffix(f".report{workers}.jsonl")
    fixed = ["--format", "jsonl", "--output", str(output), "--fail-on", "never", "--workers", str(workers), "--as-is"]
    return [sys.executable, "-m", "curator", "check", str(path), *fixed, *more]


def measure_index(path: Path) -> None:
    """Finding all lines."""
    from curator.dataset.lines import Lines
    from curator.progress import Progress

    rates = []
    for _ in range(3):
        began = time.process_time()
        with Lines.open(path) as lines:
            lines.index(Progress())
        rates.append(path.stat().st_size / 1e9 / (time.process_time() - began))
    say("index", f"{sorted(rates)[1]:.2f} GB per cpu-second (middle of 3)")


def measure_check(path: Path, tiny: Path) -> Cost:
    """The whole check, with one process and with two."""
    megabytes = path.stat().st_size / 1e6
    cost_of(check_command(tiny, 0))
    start = cost_of(check_command(tiny, 0))
    start_two = cost_of(check_command(tiny, 2))
    say("start-up, no workers", f"{start.cpu_seconds:.2f} cpu-s")
    say("start-up, two workers", f"{start_two.cpu_seconds:.2f} cpu-s")
    one = cost_of(check_command(path, 0))
    two = cost_of(check_command(path, 2))
    for name, cost in (("check, one process", one), ("check, two workers", two)):
        rate = megabytes / (cost.cpu_seconds - start.cpu_seconds)
        memory = f"peak {cost.peak_bytes / 1e6:,.0f} MB"
        say(name, f"{cost.cpu_seconds:.1f} cpu-s, {rate:.2f} MB per cpu-s, {memory}, {cost.wall_seconds:.0f} s")
    say("two workers / one process, CPU", f"{two.cpu_seconds / one.cpu_seconds:.2f}")
    few = cost_of(check_command(path, 0, "--select", FIRST_FAMILIES))
    rate = megabytes / (few.cpu_seconds - start.cpu_seconds)
    say("check, eight families", f"{few.cpu_seconds:.1f} cpu-s, {rate:.2f} MB per cpu-s, start-up apart")
    return one


def measure_second_opening(path: Path) -> None:
    """What opening costs when the table was kept."""
    program = (
        "import sys; from curator.workbench import Workbench; from curator.progress import Progress\n"
        "bench = Workbench.open(sys.argv[1], read_only=True)\n"
        "kept = bench.kept(Progress())\n"
        "if kept is None:\n"
        "    bench.measure_all(workers=2); print(bench.keep())\n"
        "else:\n"
        "    bench.take_complete(kept)\n"
        "bench.close()\n"
    )
    command = [sys.executable, "-c", program, str(path)]
    first, second = cost_of(command), cost_of(command)
    say("first opening, measured", f"{first.cpu_seconds:.1f} cpu-s")
    say("second opening, kept table", f"{second.cpu_seconds:.2f} cpu-s, peak {second.peak_bytes / 1e6:,.0f} MB")


def measure_by_hand_ratio(sample: Path) -> None:
    """Today's hand-made way on the same sample."""
    stages = measure_by_hand(sample)
    total = sum(stages.values())
    for name, seconds in stages.items():
        say(f"  by hand: {name}", f"{seconds:.1f} cpu-s")
    say("by hand, whole (part of it extrapolated)", f"{total:.1f} cpu-s")
    for name, more in (("eight families", ("--select", FIRST_FAMILIES)), ("all families", ())):
        ours = cost_of(check_command(sample, 0, *more)).cpu_seconds
        say(
            f"curator check, {name}, same sample", f"{ours:.1f} cpu-s, start-up included: {total / ours:.1f} times less"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--sample", type=int, default=100, help="megabytes for the comparison with the hand-made way")
    parser.add_argument("--folder", type=Path, default=None, help="where generated files are kept between runs")
    parser.add_argument("--skip-by-hand", action="store_true")
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="curator-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        paths = {}
        for name, megabytes in (("tiny", 0.02), ("sample", asked.sample), ("whole", asked.megabytes)):
            paths[name] = folder / f"{name}-{megabytes}.jsonl"
            if not paths[name].exists():
                with paths[name].open("wb") as file:
                    generate(file, int(megabytes * 1e6), None, 0, False)
        # A table kept by an earlier run would make all of this look free.
        shutil.rmtree(folder / ".curator", ignore_errors=True)
        say("machine", f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        say("file", f"{paths['whole'].stat().st_size / 1e6:.0f} MB")
        measure_index(paths["whole"])
        whole = measure_check(paths["whole"], paths["tiny"])
        smaller = cost_of(check_command(paths["sample"], 0))
        growth = (whole.peak_bytes - smaller.peak_bytes) / ((asked.megabytes - asked.sample) * 1e6)
        say("peak memory grows by", f"{growth:.2f} bytes for each byte of file")
        measure_second_opening(paths["whole"])
        if not asked.skip_by_hand:
            measure_by_hand_ratio(paths["sample"])
    finally:
        if asked.folder is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
