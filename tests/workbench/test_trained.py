"""What the training data begins with: the main system message, and the tools offered with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from curator.errors import CuratorError
from curator.progress import Progress
from curator.workbench import Workbench
from curator.workbench.questions import questions_of
from curator.workbench.trained import Trained, tool_name, trained_in, trained_with

CLERK, PIRATE = "Answer as a clerk.", "Answer as a pirate."


def tool(name: str, note: str = "") -> dict[str, object]:
    return {"type": "function", "function": {"name": name, "description": note, "parameters": {"type": "object"}}}


def record(number: int, system: str, tools: list[dict[str, object]]) -> str:
    messages = [
        {"role": "system", "content": system},
        {"role": "user", "content": f"Where is lamp number {number * 37}, the one of room {number}?"},
        {"role": "assistant", "content": f"On shelf {number * 13}, near window {number}."},
    ]
    return json.dumps({"messages": messages, **({"tools": tools} if tools else {})}) + "\n"


@pytest.fixture
def bench(tmp_path: Path):
    """Thirty records of a clerk, six with tools; ten of a pirate, all with tools but one."""
    lines = [record(number, CLERK, [tool("find")] if number < 6 else []) for number in range(30)]
    for number in range(30, 40):
        other = [tool("dig", "old" if number == 31 else "new"), tool("sail")]
        other += [tool("create.return")] if number == 35 else []
        lines.append(record(number, PIRATE, other if number > 30 else []))
    path = tmp_path / "lamps.jsonl"
    path.write_text("".join(lines))
    opened = Workbench.open(path)
    opened.measure_all(workers=0)
    yield opened
    opened.close()


def test_the_tools_of_a_system_message_are_usual_where_most_records_have_them(bench: Workbench) -> None:
    clerk = trained_with(bench)
    assert (clerk.system, clerk.records, clerk.with_tools) == (CLERK, 30, 6)
    assert [tool_name(one) for one in clerk.tools] == ["find"] and clerk.usual_tools == ()
    pirate = trained_with(bench, PIRATE)
    assert (pirate.records, pirate.with_tools) == (9, 8), "what has an error is not sent, and teaches nothing"
    assert pirate.usual_tools == (tool("dig", "new"), tool("sail")), "of one name what most declare"
    assert trained_with(bench, "Nobody said so.") == Trained("Nobody said so.") and trained_with(bench, "").records == 0


def test_a_training_file_says_exactly_what_it_teaches(tmp_path: Path) -> None:
    path = tmp_path / "training_set.jsonl"
    lines = [record(number, CLERK, []) for number in range(3)] + [record(4, PIRATE, [tool("dig")])]
    path.write_text("".join([*lines, "\n", "no record\n"]))
    found = trained_in(path, Progress())
    assert found.of(PIRATE) == Trained(PIRATE, 1, 1, (tool("dig"),)) and found.of("x") == Trained("x")
    assert found.main(PIRATE).system == PIRATE and found.main("").records == 0
    assert found.main("In no record of it.") == Trained(CLERK, 3)
    with pytest.raises(CuratorError, match="cannot be read"):
        trained_in(tmp_path / "gone.jsonl", Progress())


def test_dropped_records_teach_nothing(bench: Workbench) -> None:
    bench.drop(list(range(32, 41)))
    bench.measure_all(workers=0)
    assert (trained_with(bench, PIRATE).records, trained_with(bench, PIRATE).tools) == (1, ())


def test_questions_are_drawn_by_lot_and_stand_in_the_files_order(bench: Workbench, tmp_path: Path) -> None:
    few = questions_of(bench, 5, seed=1)
    rows = [one.row or 0 for one in few]
    assert len(few) == 5 and rows == sorted(rows) and rows != [one.row for one in questions_of(bench, 5, seed=2)]
    assert rows == [one.row for one in questions_of(bench, 5, seed=1)]
    path = tmp_path / "silent.jsonl"
    path.write_text('{"messages": [{"role": "user", "content": "Is anybody there?"}]}\n')
    silent = Workbench.open(path)
    silent.index(Progress())
    with pytest.raises(CuratorError, match="asks nothing"):
        questions_of(silent, 5)
    silent.close()
