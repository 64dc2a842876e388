"""Near-duplicate pairs: what is planted is found, whatever the order, and again after an edit."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.engine.pairs import Sketched, affected_rows, empty_pairs, find_cross_pairs, find_pairs, touch_pairs
from curator.errors import Cancelled
from curator.measures import candidates
from curator.measures.hashes import hash_of
from curator.measures.shingles import jaccard, shingle_set
from curator.measures.sketches import sketch_columns
from curator.measures.template import same_template
from curator.measures.text import folded
from curator.progress import Progress

Pairs = dict[tuple[int, int], tuple[float, bool]]


@dataclass(frozen=True)
class Texts:
    """A file as pairs are looked for in: row -> text."""

    by_row: dict[int, str]
    seed: int = 0

    def sketched(self) -> Sketched:
        told = [folded(text) for text in self.by_row.values()]
        hashes = np.array([hash_of(text) if text else 0 for text in told], dtype=np.uint64)
        return Sketched(np.array(list(self.by_row), dtype=np.int64), sketch_columns(told, self.seed).bands, hashes)

    def read(self, rows: Sequence[int]) -> list[str]:
        assert list(rows) == sorted(rows)
        return [self.by_row[row] for row in rows]

    def pairs(self, threshold: float = 0.8) -> Pairs:
        looked = self.sketched()
        return as_dict(find_pairs(looked.rows, looked.bands, looked.text_hashes, self.read, threshold))

    def touched(self, rows: set[int], threshold: float = 0.8) -> Pairs:
        looked = self.sketched()
        return as_dict(touch_pairs(looked.rows, looked.bands, looked.text_hashes, self.read, threshold, rows))


def as_dict(frame: object) -> Pairs:
    assert frame.schema == empty_pairs().schema
    assert frame.equals(frame.sort("first", "second"))
    return {(first, second): (similarity, template) for first, second, similarity, template in frame.iter_rows()}


def story(seed: int, length: int = 50) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices("abcdefghijklmnoprstuvwy", k=chance.randint(2, 9))) for _ in range(length)]


def edited(words: list[str], edits: int, chance: random.Random) -> str:
    words = list(words)
    for place in chance.sample(range(len(words)), edits):
        words[place] = "".join(chance.choices("abcdefghij", k=5))
    return " ".join(words)


def planted(stories: int, copies: int, seed: int = 0) -> Texts:
    """Stories, each followed by copies with one to three words replaced, in random order of rows."""
    chance = random.Random(seed)
    texts = [
        edited(story(number), chance.randint(0, 3) if copy else 0, chance)
        for number in range(stories)
        for copy in range(copies + 1)
    ]
    chance.shuffle(texts)
    return Texts(dict(enumerate(texts, 1)))


def exact(texts: Texts, threshold: float) -> Pairs:
    """All pairs by comparing everybody with everybody; the first row stands for rows with the same text."""
    first_rows: dict[str, int] = {}
    for row in sorted(texts.by_row):
        first_rows.setdefault(folded(texts.by_row[row]), row)
    sets = {row: shingle_set(text) for text, row in first_rows.items()}
    found: Pairs = {}
    for first, second in itertools.combinations(sorted(sets), 2):
        similarity = jaccard(sets[first], sets[second])
        if similarity >= threshold:
            template = same_template(texts.by_row[first], texts.by_row[second])
            found[first, second] = (float(np.float32(similarity)), template)
    return found


def test_what_is_planted_is_found() -> None:
    texts = planted(40, 3)
    found = texts.pairs()
    expected = exact(texts, 0.8)
    assert len(expected) > 100
    assert set(found.items()) <= set(expected.items())
    assert len(found) >= 0.99 * len(expected)


def test_equal_texts_are_represented_once() -> None:
    words = story(1)
    text, other = " ".join(words), edited(words, 1, random.Random(1))
    texts = Texts({1: text, 2: text.upper(), 3: other, 4: text, 5: other})
    assert list(texts.pairs()) == [(1, 3)]


def test_templates_are_marked() -> None:
    words = story(2)
    made = {
        row: " ".join([*words[:40], "that", name, "paid", days, *words[40:]])
        for row, name, days in [(1, "Robert", "3"), (2, "Ann", "12")]
    }
    changed = made[1].replace(words[10], "altogether")
    found = Texts({**made, 3: changed}).pairs()
    assert found[1, 2][1] is True
    assert found[1, 3][1] is False


def test_nothing_to_compare() -> None:
    assert Texts({}).pairs() == {}
    assert Texts({1: "yes", 2: "yes!", 3: ""}).pairs() == {}
    assert Texts({1: " ".join(story(3))}).pairs() == {}


ORDERS = st.permutations(range(60))
CROWD = planted(3, 19, seed=9)


@settings(max_examples=8, deadline=None)
@given(ORDERS, st.sampled_from([2, 5, 40]))
def test_the_order_of_the_file_does_not_matter(order: list[int], full: int) -> None:
    """Rows get other numbers; texts that are alike are the same, also where buckets are too large to pair everyone."""
    rows = sorted(CROWD.by_row)
    moved = Texts({rows[place]: CROWD.by_row[row] for row, place in zip(rows, order, strict=True)})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "FULL_BUCKET", full)
        assert by_text(moved) == by_text(CROWD)


def by_text(texts: Texts) -> set[tuple[frozenset[str], float, bool]]:
    return {
        (frozenset((texts.by_row[first], texts.by_row[second])), *told)
        for (first, second), told in texts.pairs().items()
    }


EDITS = st.lists(
    st.tuples(st.integers(1, 70), st.sampled_from(["drop", "same", "copy", "new", "short"]), st.integers(1, 60)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=20, deadline=None)
@given(EDITS, st.sampled_from([2, 5, 40]))
def test_touching_is_doing_it_all_again(edits: list[tuple[int, str, int]], full: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "FULL_BUCKET", full)
        patch.setattr("curator.engine.pairs.FULL_BUCKET", full)
        before = CROWD
        after = replace(before, by_row=dict(before.by_row))
        for row, kind, other in edits:
            apply(after.by_row, row, kind, before.by_row[other])
        edited_rows = {row for row, _, _ in edits}
        affected = affected_rows(before.sketched(), after.sketched(), edited_rows)
        whole = after.pairs()
        some = {ends: told for ends, told in whole.items() if affected & set(ends)}
        assert after.touched(affected) == some
        kept = {ends: told for ends, told in before.pairs().items() if not affected & set(ends)}
        assert kept | some == whole


def apply(by_row: dict[int, str], row: int, kind: str, other: str) -> None:
    if kind == "drop":
        by_row.pop(row, None)
    else:
        by_row[row] = {"same": other, "copy": other + " indeed", "new": " ".join(story(row)), "short": "no"}[kind]


def test_touched_rows_choose_from_all_pairs() -> None:
    texts = planted(20, 3)
    whole = texts.pairs()
    for rows in ({1}, {5, 6, 7}, set(range(1, 81)), set(), {999}):
        assert texts.touched(rows) == {ends: told for ends, told in whole.items() if rows & set(ends)}


def test_pairs_between_two_files() -> None:
    chance = random.Random(4)
    stories = [story(number) for number in range(30)]
    here = Texts({row: edited(words, 2, chance) for row, words in enumerate(stories, 1)}, seed=7)
    there = Texts({row: " ".join(words) for row, words in enumerate(stories[10:], 101)}, seed=7)
    looked, other = here.sketched(), there.sketched()
    frame = find_cross_pairs(looked.rows, looked.bands, here.read, other.rows, other.bands, there.read, 0.75)
    assert set(as_dict(frame)) == {(row, row + 90) for row in range(11, 31)}
    none = Texts({}, seed=7).sketched()
    assert find_cross_pairs(looked.rows, looked.bands, here.read, none.rows, none.bands, here.read, 0.75).is_empty()
    assert find_cross_pairs(none.rows, none.bands, here.read, looked.rows, looked.bands, here.read, 0.75).is_empty()


def test_a_copy_among_many_copies_is_found_across() -> None:
    words = story(5)
    chance = random.Random(6)
    there = Texts({row: edited(words, 1, chance) for row in range(100)})
    here = Texts({1: " ".join(words)})
    looked, other = here.sketched(), there.sketched()
    frame = find_cross_pairs(looked.rows, looked.bands, here.read, other.rows, other.bands, there.read, 0.75)
    assert frame.height >= 20


def test_progress_is_told_and_can_stop() -> None:
    texts = planted(5, 2)
    looked = texts.sketched()
    progress = Progress()
    find_pairs(looked.rows, looked.bands, looked.text_hashes, texts.read, 0.8, progress)
    assert progress.total > 0
    progress.cancel()
    with pytest.raises(Cancelled):
        find_pairs(looked.rows, looked.bands, looked.text_hashes, texts.read, 0.8, progress)
