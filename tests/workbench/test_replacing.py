"""Find and replace, and going through the history: what is shown is what is done, as one step."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.errors import CuratorError
from curator.progress import Progress
from curator.workbench import Workbench
from curator.workbench.replacing import MOST_SHOWN, Wanted

LINES = [
    '{"messages": [{"role":"user","content":"Colour \\u00e9, colour."}, {"role":"assistant","content":"No colour."}]}',
    json.dumps({"messages": [{"role": "user", "content": [{"type": "text", "text": "A colour"}]}]}),
    '{"messages": [{"role": "user", "content": "colour',
    '{ "messages":[{"role":"user","content":"none"}] }',
]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    path = tmp_path / "colours.jsonl"
    path.write_text("\n".join(LINES) + "\n", "utf-8")
    opened = Workbench.open(path)
    opened.index(Progress())
    yield opened
    opened.close()


def test_every_hit_is_shown_and_all_are_one_step(bench: Workbench) -> None:
    found = bench.find(Wanted("colour", "color"), range(1, 5))
    assert found.count == 3 and found.rows == (1, 2)
    assert [(hit.row, hit.role, hit.found, hit.put) for hit in found.hits] == [
        (1, "user", "colour", "color"),
        (1, "assistant", "colour", "color"),
        (2, "user", "colour", "color"),
    ]
    step = bench.replace(found)
    assert step is not None and step.rows == (1, 2)
    assert bench.raw(1) == LINES[0].replace("colour", "color").encode(), "escapes and spaces stay"
    assert bench.undo() is not None
    assert [bench.raw(row).decode() for row in range(1, 5)] == LINES


def test_a_regular_expression_may_name_its_groups(bench: Workbench) -> None:
    found = bench.find(Wanted(r"(?i)col(ou)r", r"<\1>", is_regex=True, role="user"), range(1, 5))
    assert [hit.put for hit in found.hits] == ["<ou>"] * 3
    bench.replace(found)
    assert json.loads(bench.raw(1))["messages"][0]["content"] == "<ou> é, <ou>."
    assert bench.find(Wanted(r"x*", "y", is_regex=True), range(1, 5)).count == 0, "nothing is put where nothing stands"


def test_plain_text_is_no_pattern(bench: Workbench) -> None:
    assert bench.find(Wanted("colour.", r"\1"), range(1, 5)).hits[0].put == r"\1"
    assert bench.find(Wanted("col.ur", ""), range(1, 5)).count == 0


@pytest.mark.parametrize("wanted", [Wanted("(", "", is_regex=True), Wanted("a", r"\2", is_regex=True)])
def test_what_is_no_pattern_is_said(bench: Workbench, wanted: Wanted) -> None:
    with pytest.raises(CuratorError):
        bench.find(wanted, range(1, 5))


def test_hits_of_before_another_step_are_not_replaced(bench: Workbench) -> None:
    found = bench.find(Wanted("colour", "color"), range(1, 5))
    bench.drop([1])
    with pytest.raises(CuratorError, match="changed since"):
        bench.replace(found)
    assert bench.find(Wanted("colour", "color"), range(1, 5)).rows == (2,), "dropped rows are left out"


def test_hits_beyond_those_shown_are_replaced_too(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text(json.dumps({"messages": [{"role": "user", "content": "a" * (MOST_SHOWN + 5)}]}) + "\n", "utf-8")
    bench = Workbench.open(path)
    found = bench.find(Wanted("a", "b"), [1])
    assert len(found.hits) == MOST_SHOWN and found.count == MOST_SHOWN + 5
    bench.replace(found)
    assert b"a" * 3 not in bench.raw(1)
    bench.close()


def test_the_history_is_gone_through_to_any_step_that_can_be_reached(bench: Workbench) -> None:
    steps = [bench.drop([row]) for row in (1, 2, 3)]
    ids = [step.id for step in steps if step is not None]

    def dropped() -> list[int]:
        return sorted(bench.dataset.dropped_rows())

    assert len(bench.go_to(ids[0])) == 2 and dropped() == [1]
    assert len(bench.go_to(ids[2])) == 2 and dropped() == [1, 2, 3]
    assert bench.go_to(ids[2]) == []
    assert len(bench.go_to(0)) == 3 and dropped() == []
    assert len(bench.go_to(ids[1])) == 2 and dropped() == [1, 2]
    bench.drop([4])
    with pytest.raises(CuratorError, match="cannot be reached"):
        bench.go_to(ids[2])


@pytest.mark.parametrize("text", ["colour", "co/our", 'co"our', "co\\our", "co\nour", "coläur"])
def test_a_text_is_found_however_the_line_writes_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "written.jsonl"
    plain = json.dumps({"messages": [{"role": "user", "content": text}]}, ensure_ascii=False)
    escaped = json.dumps({"messages": [{"role": "user", "content": "@"}]}).replace(
        "@", "".join(f"\\u{ord(letter):04x}" for letter in text)
    )
    path.write_text("\n".join([plain, escaped, plain.replace("/", "\\/")]) + "\n", "utf-8")
    bench = Workbench.open(path)
    assert bench.find(Wanted(text, "x"), range(1, 4)).count == 3
    bench.close()
