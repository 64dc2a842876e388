"""Of records alike one stays: groups of copies, pairs that are nearly alike, and the account of what went."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.cli import run
from curator.dataset.dataset import Dataset
from curator.dataset.reason import kept_instead, moved, row_kept, word_of
from curator.errors import CuratorError
from curator.workbench import Workbench

ASKED = (
    "The kettle on the stove whistles for a while before anybody in the house gets up to see to it. What should the "
    "family do about that?"
)
SAID = "They could take turns: whoever sat down last gets up, and the others pour the tea when it is ready."


def line(question: str = ASKED, answer: str = SAID, **more: Any) -> str:
    """One turn."""
    messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return json.dumps({"messages": messages, **more}, ensure_ascii=False)


OTHER = line("Which way is the sea from here?", "North.")


def turned(text: str) -> str:
    """The same record with its keys in another order."""
    value = json.loads(text)
    value["messages"] = [dict(reversed(message.items())) for message in value["messages"]]
    return json.dumps(value)


NEAR = line(ASKED.replace("a while", "a good while"))
LONGER = line(ASKED, SAID + " Nobody minds.")
FAULTY = line(ASKED, SAID + " Nobody minds that.\u200b")
"""Nearly the same and the longest, but with a character nobody sees."""


def fixed(folder: Path, lines: Sequence[str], *arguments: str) -> list[str]:
    """What `curator fix` makes of the lines."""
    source, output = folder / "data.jsonl", folder / "out.jsonl"
    source.write_text("".join(text + "\n" for text in lines))
    assert run(["fix", str(source), "--output", str(output), "--overwrite", "--as-is", *arguments]) == 0
    return output.read_text().splitlines()


ONLY_DROPS = ("--select", "json-comma")


@pytest.mark.parametrize(("keep", "stays"), [((), NEAR), (("--keep", "first"), NEAR), (("--keep", "longest"), FAULTY)])
def test_of_pairs_the_first_or_the_longest_stays(tmp_path: Path, keep: tuple[str, ...], stays: str) -> None:
    lines = [NEAR, OTHER, LONGER, FAULTY]
    assert fixed(tmp_path, lines, "--drop", "near-duplicate", *ONLY_DROPS, *keep) == [
        text for text in lines if text in (stays, OTHER)
    ]


def test_the_best_formed_has_the_fewest_and_mildest_findings_then_is_the_longest(tmp_path: Path) -> None:
    keep = ("--drop", "near-duplicate", *ONLY_DROPS, "--keep", "best-formed")
    assert fixed(tmp_path, [NEAR, OTHER, FAULTY, LONGER], *keep) == [OTHER, LONGER]
    two_notes, one_warning = line(ASKED + "\u200b", SAID + "\u200b"), line(ASKED, SAID.replace("tea", "t\ufffda"))
    assert fixed(tmp_path, [one_warning, two_notes], *keep) == [two_notes]


@pytest.mark.parametrize("keep", ["longest", "best-formed"])
def test_of_a_group_of_copies_the_same_one_stays_in_every_order(tmp_path: Path, keep: str) -> None:
    copies = [line(), turned(line()), line(ASKED.upper(), SAID)]
    left = {
        tuple(fixed(tmp_path, order, "--drop", "duplicate,duplicate-text", "--keep", keep))
        for order in permutations(copies)
    }
    assert len(left) == 1
    assert len(left.pop()) == 1


@settings(max_examples=8, deadline=None)
@given(
    picks=st.lists(st.sampled_from(range(7)), min_size=2, max_size=9),
    keep=st.sampled_from(["first", "longest", "best-formed"]),
    seed=st.integers(0, 10_000),
)
def test_whatever_the_file_one_of_each_group_stays_and_none_twice(
    tmp_path_factory: pytest.TempPathFactory, picks: list[int], keep: str, seed: int
) -> None:
    kinds = [line(), turned(line()), NEAR, LONGER, FAULTY, OTHER, turned(OTHER)]
    lines = [kinds[pick] for pick in picks]
    folder = tmp_path_factory.mktemp("keeping")
    drop = ("--drop", "duplicate,duplicate-text,near-duplicate", *ONLY_DROPS, "--keep", keep)
    left = fixed(folder, lines, *drop)
    assert 1 <= len(left) <= 2
    assert any("sea" in text for text in left) == any("sea" in text for text in lines)
    if keep != "first":
        random.Random(seed).shuffle(lines)
        assert sorted(fixed(folder, lines, *drop)) == sorted(left)


def test_nothing_goes_for_its_neighbours_neighbour(tmp_path: Path) -> None:
    first = line()
    middle = line(ASKED, SAID + " They have done so for many a year by now.")
    last = line(ASKED, SAID + " They have done so for many a year by now. Nobody in the street complained of it.")
    bench = _opened(tmp_path, [first, middle, last])
    pairs = {(pair.left, pair.right) for pair in bench.pairs_of("near-duplicate")}
    alike = {(row, other) for row, other, *_ in bench.complete.pairs.iter_rows()}
    bench.close()
    assert pairs == {(1, 2), (2, 3)} and (1, 3) not in alike
    assert fixed(tmp_path, [first, middle, last], "--drop", "near-duplicate", *ONLY_DROPS) == [first, last]


def test_the_account_names_what_was_kept_for_every_record_that_went(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [NEAR, OTHER, turned(OTHER), LONGER, OTHER]
    drop = ("--drop", "near-duplicate", "--keep", "longest", "--format", "json")
    fixed(tmp_path, lines, *drop)
    out, err = capsys.readouterr()
    account = json.loads(out)
    kept = {entry["line"]: (entry["reason"], entry["kept"]) for entry in account["kept_instead"]}
    assert kept[1] == ("near-duplicate", 4)
    assert len(kept) == 3 and {kept[row] for row in kept if row != 1} == {("duplicate", ({2, 3, 5} - set(kept)).pop())}
    assert account["dropped"] == {"duplicate": 2, "near-duplicate": 1}
    assert account["read"] == account["written"] + sum(account["dropped"].values())
    assert "line 1 dropped, near-duplicate: line 4 is kept" in err


def test_a_record_divided_off_a_line_has_no_line_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fixed(tmp_path, [NEAR + OTHER, OTHER], "--format", "json")
    out, err = capsys.readouterr()
    assert json.loads(out)["kept_instead"] == [{"line": 2, "reason": "duplicate", "kept": None}]
    assert "line 2 dropped, duplicate: a record added or divided off a line is kept" in err


def test_a_record_that_is_dropped_for_itself_takes_no_other_with_it(tmp_path: Path) -> None:
    marked = line(ASKED + " \ufffd", SAID)
    drop = ("--drop", "replacement-char,near-duplicate", *ONLY_DROPS)
    assert fixed(tmp_path, [marked, NEAR], *drop) == [NEAR]


def test_a_diff_and_an_account_are_not_both_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "data.jsonl"
    source.write_text(OTHER + "\n")
    assert run(["fix", str(source), "--diff", "--format", "json"]) == 2
    assert run(["fix", str(source), "--diff", "--keep", "best"]) == 2
    assert "'best' is not one of" in capsys.readouterr().err


# ---- on an open data set


def _opened(folder: Path, lines: Sequence[str]) -> Workbench:
    path = folder / "open.jsonl"
    path.write_text("".join(text + "\n" for text in lines))
    bench = Workbench.open(path)
    bench.measure_all(workers=0)
    return bench


def test_all_pairs_of_a_rule_are_one_step_and_undone_as_one(tmp_path: Path) -> None:
    bench = _opened(tmp_path, [NEAR, LONGER, FAULTY, OTHER])
    step = bench.decide_all("near-duplicate", "best-formed")
    assert step is not None and step.name == "keep the best-formed, drop 2 lines: near-duplicate"
    assert bench.dataset.dropped_rows() == [1, 3]
    assert bench.dataset.drop_reason(1) == "near-duplicate; line 2 is kept"
    decided = {(one.left, one.right): one.decision for one in bench.pairs_of("near-duplicate")}
    assert decided == {(1, 2): "right", (2, 3): "left"}
    assert bench.undo() is not None
    assert bench.dataset.dropped_rows() == []
    bench.close()


def test_a_fix_that_drops_a_copy_names_the_line_that_stays(tmp_path: Path) -> None:
    bench = _opened(tmp_path, [OTHER, NEAR, OTHER])
    assert bench.fix_all(["duplicate"]) is not None
    assert bench.dataset.drop_reason(3) == "duplicate; line 1 is kept"
    bench.close()


def test_a_pair_is_decided_by_the_better_one(tmp_path: Path) -> None:
    bench = _opened(tmp_path, [FAULTY, LONGER])
    (pair,) = bench.pairs_of("near-duplicate")
    bench.decide(pair, "best-formed")
    assert bench.dataset.dropped_rows() == [1]
    bench.undo()
    bench.decide(pair, "longest")
    assert bench.dataset.dropped_rows() == [2]
    with pytest.raises(CuratorError, match="no choice"):
        bench.decide(pair, "prettiest")
    with pytest.raises(CuratorError, match="not about two records"):
        bench.decide_all("role-unknown", "first")
    bench.close()


def test_a_reason_names_a_line_that_moves_with_the_data() -> None:
    reason = kept_instead("near-duplicate", 12)
    assert (word_of(reason), row_kept(reason)) == ("near-duplicate", 12)
    assert (word_of("by hand"), row_kept("by hand")) == ("by hand", None)
    assert moved(reason, {12: 40}) == kept_instead("near-duplicate", 40)
    assert moved(reason, {}) == "near-duplicate"
    assert moved("by hand", {1: 2}) == "by hand"


QUESTIONS = [
    "Where is the nearest well?", "Who mends the town clock?", "Which bread keeps longest?", "How deep is this lake?",
    "What do herons eat in winter?", "Why do bells ring at noon?", "When was the bridge closed?", "Is chalk a stone?",
    "Can goats climb this wall?", "How is linen made soft?", "What grows under old oaks?", "Who wrote on that door?",
    "How far is it to the coast?", "May one fish from the pier?",
]  # fmt: skip


def _town() -> list[str]:
    """Fourteen records of their own, one of them twice over."""
    ordinary = [line(question, f"Ask at the {question.split()[-1][:-1]}.") for question in QUESTIONS]
    return [*ordinary[:3], NEAR, *ordinary[3:9], LONGER, *ordinary[9:]]


def test_the_account_of_a_split_names_the_line_that_was_kept(tmp_path: Path) -> None:
    bench = _opened(tmp_path, _town())
    assert bench.decide_all("near-duplicate", "longest") is not None
    bench.close()
    folder = tmp_path / "split"
    assert run(["split", str(tmp_path / "open.jsonl"), "--output", str(folder), "--keep-errors"]) == 1
    account = json.loads((folder / "split.json").read_text())
    assert account["lines_kept_instead"] == [{"line": 4, "reason": "near-duplicate", "kept": 11}]
    assert account["lines_left_out"] == {"dropped: near-duplicate": [4]}


def test_the_line_that_was_kept_moves_with_a_newer_export(tmp_path: Path) -> None:
    bench = _opened(tmp_path, _town())
    bench.decide_all("near-duplicate", "longest")
    bench.close()
    (journal,) = (tmp_path / ".curator").glob("open.jsonl.journal")
    newer = tmp_path / "newer.jsonl"
    newer.write_text("".join(text + "\n" for text in [OTHER, *reversed(_town())]))
    assert run(["apply", str(journal), str(newer)]) == 0
    with Dataset.open(newer) as dataset:
        assert dataset.dropped_rows() == [14]
        assert dataset.drop_reason(14) == "near-duplicate; line 7 is kept"
