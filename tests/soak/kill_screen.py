"""Kills the screen at random moments of a cleaning, opens the data again, and counts what is wrong: it must be nothing.

    python tests/soak/kill_screen.py [--rounds 200] [--seed 1]

First the script is played once without a kill: its steps, their states and the files it wrote are what every later
round is measured by. Then, in each round, the screen works on a fresh copy of the file and is killed with SIGKILL: in
one round of two at any moment, in the other right after a key. Every step that the screen had shown as taken must be in
the journal, at most the one in hand beside them, each with its rows as they were in the first run; the journal must be
whole, the source untouched, each written file whole or absent, what is kept of measuring as good as measuring again,
and every process must end by itself. One round of five opens the screen once more, too. Exits with 1 when anything was
wrong.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from pty_screen import Killed, NeverCame, PtyScreen, left_behind
from screen_script import MOVES, make_file, opened

from curator.dataset.journal import Journal
from curator.dataset.place import journal_path
from curator.dataset.step import SOURCE_STATE, RowState
from curator.workbench import Workbench

NAME = "cleaning.jsonl"
WRITTEN = ("cleaning.clean.jsonl", "split/training_set.jsonl", "split/validation_set.jsonl")
"""Files the script writes, each the same in every run."""
MOST_AFTER_A_KEY = 0.04
"""Seconds: the kill of every second round falls within this after a key."""
Event = tuple[str, str]
States = dict[int, RowState]


@dataclass
class Played:
    """What one run of the script came to."""

    acknowledged: int = 0
    """Steps that the screen had shown as taken."""
    pressed: int = 0
    """Moves that were begun."""
    seconds: float = 0.0
    killed: bool = False


@dataclass
class Expected:
    """What the run without a kill left."""

    events: list[Event]
    states: list[States]
    """Rows that differ from the source: before the first event, after it, after the second ..."""
    written: dict[str, str]
    source: str
    seconds: float


@dataclass
class Account:
    """What the rounds came to."""

    wrong: list[str] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)


def play(screen: PtyScreen, kill_in: float | None = None, kill_after: tuple[int, float] | None = None) -> Played:
    """Play the script until its end, or until the kill.

    Args:
        screen: Just started.
        kill_in: Kill it after so many seconds.
        kill_after: Kill it so many seconds after the keys of the move with this number.
    """
    played, begun = Played(), time.monotonic()
    if kill_in is not None:
        screen.kill_at = begun + kill_in
    try:
        opened(screen)
        for number, move in enumerate(MOVES):
            screen.calm()
            screen.press(move.keys)
            played.pressed += 1
            if kill_after is not None and kill_after[0] == number:
                screen.kill_at = time.monotonic() + kill_after[1]
            screen.until(move.answer)
            played.acknowledged += move.is_step
    except Killed:
        played.killed = True
    played.seconds = time.monotonic() - begun
    return played


def events_of(journal: Journal) -> list[Event]:
    """What was done, in order."""
    return [(str(step.kind), step.name) for step in journal.history()]


def states_after_each(journal: Journal) -> list[States]:
    """The rows that differ from the source before the first event and after each, from what each step changed."""
    states: list[States] = [{}]
    for step in journal.history():
        now = dict(states[-1])
        for row, before, after in journal.edits_of(step.of or step.id):
            state = before if step.kind == "undo" else after
            now[row] = state
            if state == SOURCE_STATE or (step.kind == "undo" and row > journal.source.lines):
                del now[row]
        states.append(now)
    return states


def digest(path: Path) -> str:
    """Of a file's bytes, "" where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def first_run(folder: Path) -> Expected:
    """The script without a kill."""
    path = folder / NAME
    make_file(path)
    source = digest(path)
    screen = PtyScreen(path, folder / "state", "first", 0)
    played = play(screen)
    screen.press("q")
    if (status := screen.ended()) != 0:
        raise NeverCame(f"the screen ended with {status}")
    written = {name: digest(folder / name) for name in WRITTEN}
    journal = Journal.open(journal_path(path), read_only=True)
    if journal is None or not all(written.values()):
        raise NeverCame("the run without a kill wrote no journal or no files")
    with closing(journal):
        events, states = events_of(journal), states_after_each(journal)
        if states[-1] != journal.states:
            raise NeverCame("the journal's steps do not add up to its state")
    if len(events) != played.acknowledged:
        raise NeverCame(f"{played.acknowledged} steps were shown as taken, {len(events)} are in the journal")
    return Expected(events, states, written, source, played.seconds)


def faults_of(folder: Path, mark: str, played: Played, expected: Expected, found: Counter[str]) -> list[str]:
    """Everything that is wrong after a round."""
    path = folder / NAME
    faults = [f"process {pid} was left behind" for pid in left_behind(mark)]
    if digest(path) != expected.source:
        faults.append("the source was changed")
    for name in WRITTEN:
        if (made := digest(folder / name)) not in ("", expected.written[name]):
            faults.append(f"{name} is torn")
        found["files written"] += bool(made)
    found["unfinished files beside"] += sum(1 for _ in folder.rglob("*.part"))
    return faults + journal_faults(path, played, expected) + reopening_faults(path)


def journal_faults(path: Path, played: Played, expected: Expected) -> list[str]:
    """What is wrong with the journal: damaged, a step lost, a step too many, another state."""
    place = journal_path(path)
    if not place.exists():
        return [f"{played.acknowledged} steps are lost: there is no journal"] if played.acknowledged else []
    # The first to open it after the crash takes in what the log still holds.
    with closing(sqlite3.connect(place)) as connection:
        if (said := connection.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            return [f"the journal is damaged: {said}"]
    journal = Journal.open(place)
    if journal is None:
        return [f"{played.acknowledged} steps are lost: the journal is empty"] if played.acknowledged else []
    with closing(journal):
        events = events_of(journal)
        if not played.acknowledged <= len(events) <= played.acknowledged + 1:
            return [f"{played.acknowledged} steps were shown as taken, {len(events)} are in the journal"]
        if events != expected.events[: len(events)]:
            return [f"the steps are others: {events[-2:]}"]
        if journal.states != expected.states[len(events)]:
            return [f"after {len(events)} steps the rows are not as they were"]
    return []


def reopening_faults(path: Path) -> list[str]:
    """What is wrong when the data is opened again: not to be changed, or what was kept is not what is measured."""
    with closing(Workbench.open(path)) as bench:
        if bench.read_only:
            return [f"it opens read-only: {bench.read_only}"]
        bench.measure_all(workers=0)
        kept = bench.counts
        if not sorted(path.parent.glob(".curator/*.measured.json")):
            return []
    for place in path.parent.glob(".curator/*.measured.json"):
        place.unlink()
    with closing(Workbench.open(path)) as bench:
        bench.measure_all(workers=0)
        return [] if bench.counts == kept else [f"kept {kept}, measured {bench.counts}"]


def screen_opens(folder: Path, mark: str) -> list[str]:
    """What is wrong when the screen itself is opened once more."""
    screen = PtyScreen(folder / NAME, folder / "state", mark, 0)
    try:
        opened(screen)
        screen.calm()
        screen.press("q")
        status = screen.ended()
    except NeverCame as error:
        return [f"the screen does not open again: {error}"]
    return [] if status == 0 else [f"the screen, opened again, ended with {status}"]


def rounds_of(count: int, seed: int, base: Path) -> Account:
    """All rounds."""
    chance, account = random.Random(seed), Account()
    first = base / "first"
    first.mkdir()
    expected = first_run(first)
    steps = len(expected.events)
    print(f"without a kill: {len(MOVES)} moves, {steps} steps, {expected.seconds:.1f} s", flush=True)
    for number in range(count):
        folder, mark = base / f"round-{number}", f"{base.name}-{number}"
        folder.mkdir()
        shutil.copyfile(first / NAME, folder / NAME)
        # In one round of four two processes measure, which must end with the screen.
        screen = PtyScreen(folder / NAME, folder / "state", mark, 2 if number % 4 == 0 else 0)
        try:
            if number % 2:
                after = (chance.randrange(len(MOVES)), chance.uniform(0, MOST_AFTER_A_KEY))
                played = play(screen, kill_after=after)
            else:
                played = play(screen, kill_in=chance.uniform(0.05, 1.1) * expected.seconds)
        except NeverCame as error:
            account.wrong.append(f"round {number}: {error}")
            screen.kill()
            continue
        if not played.killed:
            screen.kill()
        account.found["killed while the script ran"] += played.killed
        account.found["steps acknowledged"] += played.acknowledged
        account.found["before the first step"] += not played.acknowledged
        faults = faults_of(folder, mark, played, expected, account.found)
        if number % 5 == 0:
            faults += screen_opens(folder, mark)
            account.found["opened again on the screen"] += 1
        account.wrong += [f"round {number}, after {played.acknowledged} steps: {fault}" for fault in faults]
        if not faults:
            shutil.rmtree(folder)
    return account


def main() -> None:
    """Play all rounds and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    begun = time.monotonic()
    base = Path(tempfile.mkdtemp(prefix="curator-kill-screen-"))
    account = rounds_of(asked.rounds, asked.seed, base)
    for fault in account.wrong:
        print(fault)
    if account.wrong:
        print(f"the folders of the rounds at fault are kept in {base}")
    else:
        shutil.rmtree(base)
    said = ", ".join(f"{count:,} {what}" for what, count in account.found.items())
    seconds = time.monotonic() - begun
    print(f"{asked.rounds} rounds in {seconds:,.0f} s: {said}; wrong: {len(account.wrong)}")
    sys.exit(1 if account.wrong else 0)


if __name__ == "__main__":
    main()
