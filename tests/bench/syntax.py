"""What reading and judging a line's JSON costs beside orjson alone: python tests/bench/syntax.py FILE.

Prints CPU microseconds for each line: orjson.loads, parse (the same with an explanation for broken lines),
peculiarities (keys that come twice) and, for the broken lines, reading and mending.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from curator.records.mending import mend
from curator.records.syntax import parse, peculiarities

ROUNDS = 7


def cost(work: Callable[[], Any], lines: int) -> float:
    """CPU microseconds a line, the least of some rounds."""
    times: list[float] = []
    for _round in range(ROUNDS):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times) / max(lines, 1) * 1e6


def main(path: Path) -> None:
    lines = [line for line in path.read_bytes().split(b"\n") if line.strip()]
    pairs = [(line, *parse(line)) for line in lines]
    good = [(line, value) for line, value, problem in pairs if problem is None]
    broken = [line for line, _value, problem in pairs if problem is not None]
    mean = sum(len(line) for line, _value in good) / max(len(good), 1)
    print(f"{path.name}: {len(good):,} lines of JSON, {mean:,.0f} bytes each; {len(broken):,} broken")
    print(f"  orjson.loads   {cost(lambda: [orjson.loads(line) for line, _ in good], len(good)):8.2f} us a line")
    print(f"  parse          {cost(lambda: [parse(line) for line, _ in good], len(good)):8.2f}")
    print(f"  peculiarities  {cost(lambda: [peculiarities(line, value) for line, value in good], len(good)):8.2f}")
    if broken:
        print(f"  parse, broken  {cost(lambda: [parse(line) for line in broken], len(broken)):8.2f}")
        print(f"  mend, broken   {cost(lambda: [mend(line) for line in broken], len(broken)):8.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
