"""What somebody does on the screen between two kills: keys, and the words by which the screen says it is done."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pty_screen import PtyScreen

from curator.resources import samples_folder

ESCAPE, ENTER, CONTROL_R, CONTROL_S, RIGHT, LEFT, PAGE_UP = "\x1b", "\r", "\x12", "\x13", "\x1b[C", "\x1b[D", "\x1b[5~"
LONG_LETTERS = 2_050_000
"""With a record this long the file is large enough for what was measured of it to be kept."""


@dataclass(frozen=True)
class Move:
    """Keys, and what is painted when they were taken in."""

    keys: str
    answer: str
    is_step: bool = False
    """Whether the answer says that a step was taken, undone or done again."""


def step(keys: str, answer: str) -> Move:
    """A move that takes a step."""
    return Move(keys, answer, True)


def filtered(query: str, count: str) -> tuple[Move, ...]:
    """Show the rows of a query."""
    return Move("/", " take"), Move(query, count), Move(ENTER, " open")


ALL_ROWS = Move(ESCAPE, "file order")
GROUPS_UPWARDS = ("2 rules · 2 lines", "warning · 2 lines", "warning · 7 lines")
"""Heads of the right pane on the way from the last group up to the near-duplicates."""
UNDO, REDO = step("u", "undone: "), step(CONTROL_R, "done again: ")

MOVES: tuple[Move, ...] = (
    step("d", "dropped line 1"),
    step("d", "brought back line 1"),
    *filtered("has:json-comma", "2 of "),
    step("F", "json-comma: 2 lines"),
    ALL_ROWS,
    *filtered("has:duplicate", "3 of "),
    Move("*", "3 rows marked"),
    step("d", "dropped 3 lines"),
    ALL_ROWS,
    *filtered('"cracked lid in KC-20198"', "1 of "),
    Move("e", "editing message"),
    Move(" Thank you", "Thank you"),
    step(CONTROL_S, "taken: edit a message"),
    Move("t", "tag line"),
    Move("seen", "seen"),
    step(ENTER, "tagged line"),
    ALL_ROWS,
    *filtered("has:pii-ssn", "1 of "),
    step("x", "accepted pii-ssn"),
    ALL_ROWS,
    *filtered("has:role-unknown", "1 of "),
    step("f", ": make it "),
    ALL_ROWS,
    UNDO,
    UNDO,
    UNDO,
    REDO,
    REDO,
    REDO,
    Move("w", "Write the mended file"),
    Move(ENTER, "wrote "),
    Move("2", " rules · "),
    step("F", "u undoes it"),
    Move("G", "note · 2 lines"),
    *(Move(PAGE_UP, head) for head in GROUPS_UPWARDS),
    Move(RIGHT, "pair 1 of"),
    step(LEFT, "kept line"),
    step(RIGHT, "kept line"),
    step("b", "kept both"),
    UNDO,
    UNDO,
    REDO,
    Move(ESCAPE, "safe fix"),
    Move("3", "lines go out"),
    Move("w", "split.json"),
    Move(ESCAPE, "validation"),
    Move("1", "file order"),
    *(move for _ in range(3) for move in (Move("J", "/248"), step("d", "dropped line"), UNDO, REDO)),
)


def make_file(path: Path) -> None:
    """The dirty sample, and one long record."""
    words = "The kettle is on the upper shelf, behind the blue tin, where it has been since the move. "
    messages = [
        {"role": "user", "content": "Where is everything?"},
        {"role": "assistant", "content": words * (LONG_LETTERS // len(words))},
    ]
    sample = (samples_folder() / "support-dirty.jsonl").read_bytes()
    path.write_bytes(sample.rstrip(b"\n") + b"\n" + json.dumps({"messages": messages}).encode() + b"\n")


def opened(screen: PtyScreen) -> None:
    """Wait until the screen shows all it has found."""
    screen.until("measured ")
