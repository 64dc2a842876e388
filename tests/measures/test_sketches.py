"""Sketches: what they depend on, and how well they find what is alike."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.measures import shingles, sketches
from curator.measures.features import BANDS, ROWS_OF_A_BAND
from curator.measures.shingles import jaccard, shingle_set
from curator.measures.sketches import NO_BAND, sketch_columns
from curator.measures.text import folded

TEXTS = st.lists(
    st.text("abcde .,\n\u0301é你好\ud800", max_size=40) | st.just("the quick brown fox jumps over"), max_size=8
)


def words(count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return ["".join(rng.choices("abcdefghijklmnop", k=rng.randint(2, 9))) for _ in range(count)]


@given(TEXTS, st.integers(0, 3))
def test_a_sketch_does_not_depend_on_the_batch(texts: list[str], seed: int) -> None:
    together = sketch_columns(texts, seed)
    for place, text in enumerate(texts):
        alone = sketch_columns([text], seed)
        assert (alone.bands[0] == together.bands[place]).all()
        assert alone.shingles[0] == together.shingles[place] == len(shingle_set(text))


def test_groups_and_pieces_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [" ".join(words(count, count)) + ". " * count for count in (0, 1, 3, 200, 40, 900, 7)]
    whole = sketch_columns(texts)
    monkeypatch.setattr(shingles, "GROUP_LETTERS", 100)
    in_groups = sketch_columns(texts)
    for piece in (1, 2, 3, 7, 64, 333):
        monkeypatch.setattr(sketches, "_PIECE_LETTERS", piece)
        in_pieces = sketch_columns(texts)
        assert (in_pieces.bands == whole.bands).all()
        assert (in_pieces.shingles == whole.shingles).all()
    assert (in_groups.bands == whole.bands).all()
    assert (in_groups.shingles == whole.shingles).all()


def test_shingles_are_five_letters_of_the_folded_words() -> None:
    assert len(shingle_set("abcdefg")) == 3
    assert len(shingle_set("abcd")) == 0
    assert (shingle_set("«ab, cd!»") == shingle_set("ab cd")).all()
    assert jaccard(shingle_set("$6.5 a day"), shingle_set("$65 a day")) < 1
    assert (shingle_set("नमस्ते दुनिया") != shingle_set("नमसत दनय")[:1]).any()
    assert len(shingle_set("abcdeabcdeabcde")) == 5


def test_jaccard_counts_sets() -> None:
    first, second = np.array([1, 2, 3], dtype=np.uint64), np.array([2, 3, 4, 5], dtype=np.uint64)
    assert jaccard(first, second) == 2 / 5
    assert jaccard(first, first) == 1
    assert jaccard(first[:0], first[:0]) == 0
    assert jaccard(first, second[3:]) == 0


def test_little_text_has_no_bands() -> None:
    columns = sketch_columns(["yes", "", "...", "ok then!", "a sentence of some length"])
    assert (columns.bands[:4] == NO_BAND).all()
    assert (columns.bands[4] != NO_BAND).all()
    assert sketch_columns([]).bands.shape == (0, BANDS)


@pytest.mark.parametrize("changed", [6, 14, 30])
def test_bands_are_shared_as_often_as_the_formula_says(changed: int) -> None:
    """1 - (1 - J^6)^21 with the exact J of each pair, over 400 pairs; three standard errors allowed, and the scatter
    that one permutation adds."""
    firsts, seconds = [], []
    for seed in range(400):
        first = words(120, seed)
        second = first.copy()
        for place in random.Random(seed).sample(range(120), changed):
            second[place] = "zz" + second[place][::-1]
        firsts.append(folded(" ".join(first)))
        seconds.append(folded(" ".join(second)))
    alike = [jaccard(shingle_set(a), shingle_set(b)) for a, b in zip(firsts, seconds, strict=True)]
    expected = np.mean([1 - (1 - value**ROWS_OF_A_BAND) ** BANDS for value in alike])
    for seed in (0, 1):
        shared = (sketch_columns(firsts, seed).bands == sketch_columns(seconds, seed).bands).any(axis=1)
        assert abs(shared.mean() - expected) < 3 * np.sqrt(expected * (1 - expected) / 400) + 0.03


def test_another_seed_gives_another_sketch() -> None:
    text = [" ".join(words(100, 1))]
    assert not (sketch_columns(text, 0).bands == sketch_columns(text, 1).bands).any()
