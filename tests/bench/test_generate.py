"""The bench's files are the same at every run and hold what they say."""

import io
import json

from generate import generate


def made(rows: int, seed: int, short: bool) -> tuple[list[bytes], dict]:
    out = io.BytesIO()
    account = generate(out, None, rows, seed, short)
    return out.getvalue().split(b"\n")[:-1], account


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert made(300, 4, False) == made(300, 4, False)
    assert made(300, 4, False)[0] != made(300, 5, False)[0]


def test_what_was_planted_is_told() -> None:
    lines, account = made(4_000, 1, True)
    assert account["lines"] == len(lines) == 4_000
    assert account["bytes"] == sum(len(line) + 1 for line in lines)
    copies = len(lines) - len(set(lines))
    planted = account["planted"]
    edited_alike = copies - planted["exact duplicates"]
    assert 0 <= edited_alike < 10, "two edits of one short row may by chance be the same"
    assert 120 < planted["near-duplicates"] < 280
    assert sum(count for kind, count in planted.items() if kind.startswith("broken")) > 0


def test_about_half_of_the_lines_are_escaped_and_nearly_all_are_conversations() -> None:
    lines, _ = made(600, 2, False)
    whole = 0
    for line in lines:
        try:
            whole += json.loads(line)["messages"][-1]["role"] == "assistant"
        except ValueError:
            continue
    assert whole > 585


def test_a_size_is_reached_and_not_passed_by_more_than_a_line() -> None:
    out = io.BytesIO()
    account = generate(out, 200_000, None, 3, False)
    assert 200_000 <= account["bytes"] < 270_000
