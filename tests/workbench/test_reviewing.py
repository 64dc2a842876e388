"""Reviewing without a screen: counts, pairs, system messages, bounds."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from curator.checks.rule import Mend
from curator.dataset.step import Step
from curator.errors import CuratorError
from curator.progress import Progress
from curator.records.record import Record
from curator.workbench import Workbench
from curator.workbench.bounding import histogram, measure_of_rule, moved
from curator.workbench.outlying import outlying, query_of
from curator.workbench.pairing import decided_by
from curator.workbench.unifying import place_of, with_system, without_system

MAIN = "You help the guests of a small hotel. Answer politely and in one sentence."
PIRATE = "You are Captain Redbeard, a pirate who answers only in rhyme."
WORDS = [
    "amber", "birch", "cedar", "dune", "ember", "fjord", "grove", "heath", "islet", "jetty", "knoll", "lagoon",
    "meadow", "nectar", "orchard", "pebble", "quarry", "river", "summit", "tundra", "upland", "valley", "willow",
    "yonder", "zephyr", "anchor", "beacon", "cabin", "drawer", "engine", "feather", "garden", "hammer", "island",
    "jacket", "kettle", "ladder", "mirror", "needle", "oyster", "pillow", "quiver", "ribbon", "saddle", "teapot",
    "umbrella", "violin", "window",
]  # fmt: skip


def line(number: int, *systems: str, question: str = "", answer: str = "") -> str:
    """A conversation of one turn, of words that no other one has in this order."""
    chance = random.Random(number)
    asked = question or " ".join(chance.choices(WORDS, k=14)).capitalize() + "?"
    said = answer or " ".join(chance.choices(WORDS, k=18 + number % 9)).capitalize() + "."
    messages = [{"role": "system", "content": text} for text in systems]
    messages += [{"role": "user", "content": asked}, {"role": "assistant", "content": said}]
    return json.dumps({"messages": messages}, ensure_ascii=False)


KETTLE = (
    "The kettle on the stove whistles for a while before anybody in the house gets up to see to it. What should the "
    "family do about that?"
)
TURNS = "They could take turns: whoever sat down last gets up, and the others pour the tea when it is ready."
OPEN = "Is the museum beside the hotel open on Mondays too?"

LINES = [
    *(line(number, MAIN) for number in range(120)),
    line(120, MAIN.lower()),  # 121
    line(121, MAIN + " "),  # 122
    line(122, MAIN.replace("guests", "gusets")),  # 123
    line(123, PIRATE),  # 124
    line(124),  # 125
    line(125, MAIN, MAIN),  # 126
    line(126, MAIN, question=KETTLE, answer=TURNS),  # 127
    line(127, MAIN, question=KETTLE.replace("a while", "a good while"), answer=TURNS),  # 128
    line(128, MAIN, question=OPEN, answer="Yes, from ten to six, as on all other days of the week."),  # 129
    line(129, MAIN, question=OPEN, answer="No. They shut that place whenever a new month begins."),  # 130
    line(130, MAIN, answer="k"),  # 131
    '{"messages": [{“role”: "user", "content": "Hi there"}, {"role": "assistant", "content": "Hello."}]}',  # 132
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "hotel.jsonl"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def bench(path: Path) -> Iterator[Workbench]:
    opened = Workbench.open(path)
    opened.measure_all(workers=0)
    yield opened
    opened.close()


def look_again(bench: Workbench, step: Step | None) -> Step:
    assert step is not None
    if step.rows:
        bench.take(bench.remeasure(step.rows, in_process=True), step.rows)
    bench.take_complete(bench.relate(Progress()))
    return step


def lines_of(bench: Workbench) -> dict[str, tuple[int, int]]:
    return {count.rule.name: (count.lines, count.safe) for group in bench.rule_counts() for count in group.rules}


def systems(bench: Workbench, row: int) -> list[str]:
    messages: list[dict[str, Any]] = json.loads(bench.raw(row))["messages"]
    return [message["content"] for message in messages if message["role"] == "system"]


# ---- counts


def test_groups_stand_in_the_order_of_mending(bench: Workbench) -> None:
    groups = bench.rule_counts()
    titles = [group.title for group in groups]
    wanted = ["Broken JSON", "Length", "System messages", "Near-duplicates", "Conflicting answers"]
    assert [title for title in titles if title in wanted] == wanted
    for group in groups:
        assert group.lines == sum(count.lines for count in group.rules)
        assert group.severity == max(count.severity for count in group.rules)
    assert lines_of(bench)["quote-typographic"] == (1, 1)
    assert bench.rows_of("quote-typographic") == [132]


def test_counts_follow_a_fix_and_leave_dropped_rows_out(bench: Workbench) -> None:
    look_again(bench, bench.fix_all(("quote-typographic",)))
    assert "quote-typographic" not in lines_of(bench)
    assert lines_of(bench)["near-duplicate"] == (1, 0)
    look_again(bench, bench.drop([128]))
    assert "near-duplicate" not in lines_of(bench)


def test_counts_over_some_rows_only(bench: Workbench) -> None:
    groups = bench.rule_counts(rows=[121, 122])
    assert [(count.rule.name, count.lines) for group in groups for count in group.rules] == [("system-variant", 2)]


def test_a_row_that_undo_took_away_is_passed_over_before_all_is_compared_again(tmp_path: Path) -> None:
    path = tmp_path / "two-on-a-line.jsonl"
    wrong = line(2, MAIN).replace('"user"', '"human"')
    path.write_text("\n".join([line(0, MAIN), line(1, MAIN) * 2, wrong * 2]) + "\n", encoding="utf-8")
    bench = Workbench.open(path)
    bench.measure_all(workers=0)
    made = look_again(bench, bench.fix_all(("json-two-on-line",))).rows[-2:]
    assert made == (4, 5) and bench.rows_of("duplicate") == [4] and bench.rows_of("role-unknown") == [3, 5]
    undone = bench.undo()
    assert bench.rows_of("duplicate") == [] and bench.rows_of("role-unknown") == [3]
    assert bench.pairs_of("duplicate") == [] and bench.decide_all("duplicate", "longest") is None
    assert all(row <= 3 for one in bench.system_variants() for row in one.rows)
    assert bench.fix_all() is None, "nothing is known yet of the lines as they stand again"
    look_again(bench, undone)
    assert bench.fix_all() is not None
    bench.close()


def test_accepting_lines_of_a_rule_is_one_step(bench: Workbench) -> None:
    rows = bench.rows_of("system-variant")
    look_again(bench, bench.accept_rule("system-variant", rows[:2]))
    assert bench.rows_of("system-variant") == rows[2:]
    look_again(bench, bench.undo())
    assert bench.rows_of("system-variant") == rows


# ---- pairs


def test_pairs_name_both_records_and_what_differs(bench: Workbench) -> None:
    (pair,) = bench.pairs_of("near-duplicate")
    assert (pair.left, pair.right, pair.decision) == (127, 128, "")
    compared = bench.compare_pair(pair)
    assert [one.same for one in compared.messages] == [True, False, True]
    assert compared.words == 1
    (conflict,) = bench.pairs_of("conflict")
    assert (conflict.left, conflict.right) == (129, 130)
    assert not bench.compare_pair(conflict).messages[-1].marked
    with pytest.raises(CuratorError):
        bench.pairs_of("system-variant")


@pytest.mark.parametrize(("keep", "decision", "gone"), [("left", "left", 128), ("right", "right", 127)])
def test_keeping_one_drops_the_other_and_undo_makes_the_pair_undecided(
    bench: Workbench, keep: str, decision: str, gone: int
) -> None:
    (pair,) = bench.pairs_of("near-duplicate")
    step = look_again(bench, bench.decide(pair, keep))
    assert bench.dataset.dropped_rows() == [gone]
    assert [one.decision for one in bench.pairs_of("near-duplicate")] == [decision]
    undone = look_again(bench, bench.undo())
    assert bench.dataset.dropped_rows() == []
    assert [one.decision for one in bench.pairs_of("near-duplicate")] == [""]
    assert undone.of == step.id
    found = decided_by(bench, step.id)
    assert found is not None and (found.left, found.right) == (127, 128)
    look_again(bench, bench.redo())
    assert [one.decision for one in bench.pairs_of("near-duplicate")] == [decision]


def test_keeping_both_silences_the_finding_and_survives_closing(bench: Workbench, path: Path) -> None:
    (pair,) = bench.pairs_of("near-duplicate")
    look_again(bench, bench.decide(pair, "both"))
    assert "near-duplicate" not in lines_of(bench)
    bench.close()
    again = Workbench.open(path)
    again.measure_all(workers=0)
    assert [one.decision for one in again.pairs_of("near-duplicate")] == ["both"]
    assert "near-duplicate" not in lines_of(again)
    again.close()


def test_the_longest_is_kept(bench: Workbench) -> None:
    (pair,) = bench.pairs_of("near-duplicate")
    look_again(bench, bench.decide(pair, "longest"))
    assert bench.dataset.dropped_rows() == [127]


def test_a_record_brought_back_elsewhere_is_to_be_decided_again(bench: Workbench) -> None:
    (pair,) = bench.pairs_of("near-duplicate")
    look_again(bench, bench.decide(pair, "left"))
    look_again(bench, bench.restore([128]))
    assert [one.decision for one in bench.pairs_of("near-duplicate")] == [""]


# ---- system messages


def test_variants_are_grouped_by_how_they_differ(bench: Workbench) -> None:
    found = {one.how: one for one in bench.system_variants()}
    assert found["main"].text == MAIN and found["main"].mend is Mend.NONE
    assert found["case"].rows == (121,) and found["case"].mend is Mend.SAFE
    assert found["space"].rows == (122,)
    assert found["typo"].rows == (123,) and found["typo"].mend is Mend.UNSAFE
    assert found["other"].rows == (124,) and found["other"].text == PIRATE
    assert found["missing"].rows == (125,)
    assert found["twice"].rows == (126,)
    assert sum(len(one.rows) for one in bench.system_variants()) == 131


def test_the_numbers_about_the_main_text_agree(bench: Workbench) -> None:
    main = bench.system_variants()[0]
    said = bench.systems.note_for(bench.record(1))
    assert (main.how, len(main.rows), main.elsewhere) == ("main", 125, 1), "line 126 has it twice"
    assert said == "the main one, as in 126 records"
    step = bench.unify(list(bench.dataset.rows()), MAIN)
    assert step is not None and step.name == "system message: 5 lines, 126 more had it already"
    look_again(bench, step)
    look_again(bench, bench.drop([1, 2]))
    assert bench.systems.note_for(bench.record(3)) == "the main one, as in 129 records"


def test_the_cursor_stays_on_its_variant_or_goes_on_within_the_rule(bench: Workbench) -> None:
    before = bench.system_variants()
    places = {one.how: place for place, one in enumerate(before)}
    assert place_of(before, before[places["typo"]], 0) == places["typo"]
    left = [one for one in before if one.how != "case"]
    assert left[place_of(left, before[places["case"]], places["case"])].how == "space"
    left = [one for one in before if one.rule != "system-variant"]
    assert left[place_of(left, before[places["case"]], places["case"])].how == "main"


def test_unifying_all_that_is_safe_is_one_step(bench: Workbench) -> None:
    step = look_again(bench, bench.unify_safe())
    assert step.rows == (121, 122, 126)
    assert [systems(bench, row) for row in step.rows] == [[MAIN]] * 3
    assert systems(bench, 123) != [MAIN]
    look_again(bench, bench.undo())
    assert systems(bench, 121) == [MAIN.lower()]


def test_a_variant_is_unified_with_its_own_verb(bench: Workbench) -> None:
    found = {one.how: one for one in bench.system_variants()}
    look_again(bench, bench.unify_variant(found["missing"]))
    assert systems(bench, 125) == [MAIN]
    assert bench.unify_variant(found["main"]) is None


def test_another_main_text_turns_everything_around(bench: Workbench, path: Path) -> None:
    bench.choose_main_system(PIRATE)
    found = {one.how: one for one in bench.system_variants()}
    assert found["main"].rows == (124,)
    assert any(one.text == MAIN and one.how == "other" for one in bench.system_variants())
    bench.close()
    again = Workbench.open(path)
    again.measure_all(workers=0)
    assert again.systems.chosen == PIRATE
    again.choose_main_system(None)
    assert {one.how: one for one in again.system_variants()}["main"].text == MAIN
    again.close()


def test_setting_inserting_and_removing(bench: Workbench) -> None:
    step = bench.unify([1, 125, 132], "Be brief.")
    assert step is not None and step.rows == (1, 125), "a line that cannot be read is left as it is"
    assert systems(bench, 1) == systems(bench, 125) == ["Be brief."]
    assert bench.insert_system([1, 2], "Be kind.") is None, "both have one"
    removed = bench.remove_system([1, 126])
    assert removed is not None and systems(bench, 1) == [] and systems(bench, 126) == []
    inserted = bench.insert_system([1, 2], "Be kind.")
    assert inserted is not None and inserted.rows == (1,)
    assert systems(bench, 1) == ["Be kind."]


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        (
            b'{"messages": [{"role": "user", "content": "Hi"}], "x": 1.50}',
            b'{"messages": [{"role": "system", "content": "Be \\"brief\\""}, {"role": "user", "content": "Hi"}], '
            b'"x": 1.50}',
        ),
        (b'{"prompt": "Hi", "completion": "Hello"}', None),
        (b'{"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello"}]}', None),
    ],
)
def test_a_system_message_is_written_as_the_line_is_written(raw: bytes, wanted: bytes | None) -> None:
    from curator.engine.judge import read_line

    record: Record = read_line(1, raw)
    put = with_system(record, 'Be "brief"')
    assert put == wanted
    if put is not None:
        assert without_system(read_line(1, put)) == raw


# ---- bounds


def test_a_moved_bound_marks_lines_at_once_and_is_kept(bench: Workbench, path: Path) -> None:
    before = lines_of(bench)
    assert before.get("length-outlier", (0, 0))[0] < 20
    lengths = bench.lengths("record")
    assert lengths.bounds is not None
    tokens = int(sorted(lengths.values.tolist())[-40])
    table = bench.complete.measured.table
    bench.set_bounds("record", high=tokens)
    marked = bench.rows_of("length-outlier")
    assert set(marked) >= set(bench.lengths("record").above().tolist())
    assert len(marked) > 20, "a person who set the bound gets the lines, not a note"
    assert bench.complete.measured.table is table, "nothing was measured again"
    bench.close()
    again = Workbench.open(path)
    again.measure_all(workers=0)
    assert again.settings.thresholds.record_high == tokens
    assert again.rows_of("length-outlier") == marked
    again.undo()
    again.take_complete(again.relate(Progress()))
    assert lines_of(again) == before and again.settings.thresholds.record_high == 0
    again.redo()
    again.set_bounds("record", low=0, high=0)
    assert lines_of(again) == before
    again.close()
    third = Workbench.open(path)
    assert third.settings.thresholds.record_high == 0
    third.close()


def test_each_rule_about_lengths_lists_what_it_marks_and_names_the_rule_that_has_the_rest(bench: Workbench) -> None:
    answers = bench.lengths("answers")
    bench.set_bounds("answers", low=30, high=int(sorted(answers.values.tolist())[-12]))
    bench.set_bounds("record", low=1, high=int(sorted(bench.lengths("record").values.tolist())[-6]))
    for rule, name in (("answer-short", "answers"), ("answer-long", "answers"), ("length-outlier", "record")):
        lengths = bench.lengths(name)
        found = outlying(lengths, rule, bench.lengths)
        assert set(found.rows) == set(bench.rows_of(rule)), rule
        sides = {"answer-short": found.below, "answer-long": found.above, "length-outlier": found.above + found.below}
        assert len(found.rows) + found.elsewhere == sides[rule]
        everything = outlying(lengths, "", bench.lengths)
        assert len(everything.rows) == found.above + found.below
        assert set(bench.view(query_of(lengths, ""))) == set(everything.rows)
    assert outlying(bench.lengths("answers"), "answer-long", bench.lengths).told_by == "length-outlier"


def test_relating_lengths_equals_comparing_everything(bench: Workbench) -> None:
    bench.set_bounds("answers", low=20, high=25)
    shown = bench.complete.shown
    bench.take_complete(bench.relate(Progress()))
    assert bench.complete.shown.equals(shown)


def test_bounds_move_by_columns_and_always_to_another_number(bench: Workbench) -> None:
    lengths = bench.lengths("record")
    drawing = histogram(lengths, 60)
    assert int(drawing.counts.sum()) == len(lengths.values)
    value = 3
    for _ in range(80):
        further = moved(drawing, value, 1)
        assert further > value
        assert moved(drawing, further, -1) < further
        value = further
    assert moved(drawing, 1, -1) == 1


def test_each_rule_about_lengths_has_its_measure() -> None:
    names = {"length-outlier": "record", "answer-short": "answers", "answer-long": "answers", "many-messages": "turns"}
    for rule, name in names.items():
        measure = measure_of_rule(rule)
        assert measure is not None and measure.name == name
    assert measure_of_rule("conflict") is None
