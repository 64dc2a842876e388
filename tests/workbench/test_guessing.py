"""Guesses on many rows: which there are, and that nothing silent is mended along with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.progress import Progress
from curator.workbench import Workbench
from curator.workbench.guessing import guesses_on, propose_all


def line(number: int, answer: str) -> str:
    asked = {"role": "user", "content": f"Who is at home in house number {number} of that street?"}
    return json.dumps({"messages": [asked, {"role": "assistant", "content": answer}]})


MAIL, SSN = "m{}@example-shop.org", "219-09-9999"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    path = tmp_path / "homes.jsonl"
    lines = [line(number, f"Nobody is there before {number} o'clock, as far as anybody knows.") for number in range(60)]
    for number in (10, 20):
        lines[number] = line(number, f"Write to {MAIL.format(number)}; the social security number is {SSN}.")
    lines[30] = line(30, f"Write to {MAIL.format(30)} and ask when they are there.")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    opened = Workbench.open(path)
    opened.measure_all(workers=0)
    yield opened
    opened.close()


def test_all_guesses_of_a_row_are_one_fix(bench: Workbench) -> None:
    guesses = guesses_on(bench)
    assert guesses is not None and guesses.rows == (11, 21, 31)
    assert guesses.said == "On 3 lines: pii-ssn 2, pii-email 3."
    proposal = propose_all(bench, 11, guesses.words)
    assert proposal is not None
    (after,) = proposal.after
    assert b"example-shop" not in after and SSN.encode() not in after
    step = bench.fix_all(guesses.words, guesses.rows, unsafe=True)
    assert step is not None and step.rows == guesses.rows
    assert bench.raw(11) == after


def test_a_rule_named_is_the_only_one(bench: Workbench) -> None:
    guesses = guesses_on(bench, ("pii-email",), (11, 31, 40))
    assert guesses is not None and guesses.rows == (11, 31)
    proposal = propose_all(bench, 11, guesses.words)
    assert proposal is not None and SSN.encode() in proposal.after[0]


def test_what_was_accepted_is_mended_by_nothing(bench: Workbench) -> None:
    accepted = bench.accept_rule("pii-ssn", [11])
    assert accepted is not None
    bench.take_complete(bench.relate(Progress()))
    bench.fix_all((), (11, 21), unsafe=True)
    assert SSN.encode() in bench.raw(11) and SSN.encode() not in bench.raw(21)
    assert b"example-shop" not in bench.raw(11)
