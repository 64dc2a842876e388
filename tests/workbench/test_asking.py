"""What a filter reaches: every row of the data set, also those that hold no record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.dataset.change import Change
from curator.engine.query import QueryError
from curator.progress import Progress
from curator.workbench import Workbench
from curator.workbench.asking import sample
from curator.workbench.counting import PROPERTIES

LONG = "The ferry to the island leaves at seven in the morning from the pier behind the fish market, in summer only."


def chat(question: str, answer: str, system: str | None = None) -> str:
    talk = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    rules = [] if system is None else [{"role": "system", "content": system}]
    return json.dumps({"messages": [*rules, *talk]})


LINES = [
    chat("When does the ferry leave?", LONG),
    "",
    chat("Who rows the boat?", "Nobody does."),
    chat("When does the ferry leave?", LONG.replace("summer", "winter")),
    '{"messages": [{"role": "user", "content": "Is it far?"},',
    '{"role": "assistant", "content": "No, it is near."}]}',
    chat("When does the ferry leave?", LONG),
    "   ",
]


def measured(path: Path) -> Workbench:
    opened = Workbench.open(path)
    opened.measure_all(workers=0)
    return opened


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    path = tmp_path / "ferry.jsonl"
    path.write_text("\n".join(LINES) + "\n")
    opened = measured(path)
    yield opened
    opened.close()


@pytest.fixture
def talks(tmp_path: Path) -> Iterator[Workbench]:
    """System messages that hold or begin like one another, tags, two dropped lines and a blank one."""
    path = tmp_path / "talks.jsonl"
    rules = "Answer (briefly) in 1/2 sentences. " * 3
    systems = ["Be kind.", "be kind.", "Be kind. Be brief.", rules, rules + "Never lie.", "", "Be kind."]
    lines = [
        json.dumps(
            {"messages": [{"role": "system", "content": text}, *json.loads(chat(f"Why {text}?", LONG))["messages"]]}
        )
        for text in systems
    ]
    path.write_text("\n".join([*lines, "", ""]))
    opened = measured(path)
    opened.drop([6, 7])
    opened.tag([6, 7], "hopeless")
    opened.tag([3], "on hold")
    compare_again(opened, (6, 7))
    yield opened
    opened.close()


def compare_again(bench: Workbench, rows: tuple[int, ...]) -> None:
    bench.take(bench.remeasure(rows, in_process=True), rows)
    bench.take_complete(bench.relate(Progress()))


def test_a_filter_reaches_blank_and_joined_lines(bench: Workbench) -> None:
    step = bench.dataset.apply([Change(5, content=(LINES[4] + LINES[5]).encode(), join=6)], "join")
    assert step is not None and bench.dataset.dropped_rows() == [6]
    bench.tag([2], "empty")
    compare_again(bench, step.rows)
    assert bench.query("has:line-blank") == bench.query("-role:user -is:dropped") == [2, 8]
    assert bench.query("line=2") == bench.query("tag:empty") == [2]
    assert bench.query("is:dropped") == [6]
    assert bench.query("tokens>=0") == [1, 3, 4, 5, 7] and bench.query("text:near -is:dropped") == [5]
    for asked in ("is:dropped", "is:clean", "tokens>=0", "has:*", "user:ferry", "lang:none"):
        assert sorted(bench.query(asked) + bench.query(f"-({asked})")) == list(range(1, 9))


def test_rows_an_edit_made_stand_in_their_place_among_those_found(bench: Workbench) -> None:
    bench.insert(chat("Is there a bridge?", "No.").encode(), 2)
    assert bench.query("-user:ferry") == [2, 9, 3, 5, 6, 8] and bench.query("is:new") == [9]


@pytest.mark.parametrize("again", [False, True])
def test_what_is_like_a_line_is_found_from_either_side_of_a_drop(bench: Workbench, again: bool) -> None:
    assert bench.query("similar:1") == bench.query("similar:4") == [1, 4, 7]
    bench.drop([4, 7])
    if again:
        # Dropped lines were never compared where the data is opened anew.
        bench.close()
        bench = measured(bench.path)
    else:
        compare_again(bench, (4, 7))
    found = [bench.query(f"similar:{row}") for row in (1, 4, 7, 2)]
    bench.close()
    assert found == [[1, 4, 7], [1, 4, 7], [1, 4, 7], [2]]


def test_a_line_that_is_not_there_is_like_none(bench: Workbench) -> None:
    for ask in (bench.query, bench.check_query):
        with pytest.raises(QueryError, match=r"There is no line 99,999\.") as raised:
            ask("tokens>1 similar:99999")
        assert raised.value.place == 17


@pytest.mark.parametrize("query", ["", "line<7", "is:dropped", "tag:hopeless", "is:dropped or line=1"])
@pytest.mark.parametrize("what", PROPERTIES)
def test_a_count_says_how_many_rows_it_opens(talks: Workbench, query: str, what: str) -> None:
    tally = talks.count_by(query, what)
    assert tally.left_out == {"": 2, "line<7": 1}.get(query, 0)
    for value, count, chosen in tally.values:
        terms = [f"({query})" if query else "", chosen, "-is:dropped" if tally.left_out else ""]
        assert len(talks.query(" ".join(terms))) == count, (value, chosen)
    if what == "tag":
        assert [value for value, *_ in tally.values] == (["on hold"] if tally.left_out else ["hopeless"])


def test_a_sample_is_of_what_can_be_read_and_stands(talks: Workbench) -> None:
    def rows(query: str) -> set[int]:
        return set(sample(talks, query, 20, seed=1).tolist())

    assert rows("") == {1, 2, 3, 4, 5}
    assert rows("is:dropped") == rows("tag:hopeless") == {6, 7}
    assert rows("has:line-blank") == {8}
    assert len(sample(talks, "", 3, seed=1)) == 3
