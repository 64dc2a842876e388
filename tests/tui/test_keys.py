"""The one table of keys: every key has an action, every action a key, and the footer offers only what is in it."""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest
from textual.binding import Binding

import curator.tui
from curator.tui.keys import FOOTERS, KEYS, PAIRED, bindings_of, key_of, keys_of, remapped, table_lines

PLACES = tuple(dict.fromkeys(key.place for key in KEYS))


@functools.cache
def owners() -> dict[str, list[type]]:
    """Place -> the classes whose bindings are made from it, found by themselves."""
    names = [module.name for module in pkgutil.walk_packages(curator.tui.__path__, "curator.tui.")]
    found: dict[str, list[type]] = {place: [] for place in PLACES}
    for module in map(importlib.import_module, names):
        for _, owner in inspect.getmembers(module, inspect.isclass):
            ids = {one.id for one in vars(owner).get("BINDINGS", ()) if isinstance(one, Binding)}
            for place in PLACES:
                if ids & {key.id for key in keys_of(place)} and owner not in found[place]:
                    found[place].append(owner)
    return found


def test_every_name_is_used_once() -> None:
    names = [key.id for key in KEYS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_every_key_has_an_action_and_words(key) -> None:
    assert owners()[key.place], f"nothing is bound to the keys of {key.place}"
    for owner in owners()[key.place]:
        assert callable(getattr(owner, f"action_{key.action}", None)), f"{owner.__name__} has no action {key.action}"
    assert key.sentence and key.label and key.short and key.shown
    assert not key.sentence.endswith((".", "!"))


@pytest.mark.parametrize("place", PLACES)
def test_no_key_means_two_things_in_one_place(place: str) -> None:
    keys = [one for key in keys_of(place) for one in key.keys.split(",")]
    assert len(keys) == len(set(keys))
    assert {binding.id for binding in bindings_of(place)} == {key.id for key in keys_of(place)}


def test_the_footer_offers_what_is_in_the_table() -> None:
    for names in FOOTERS.values():
        assert [key_of(name).id for name in names] == list(names)
    assert all(key_of(name) for name in PAIRED)


def test_a_table_for_people_has_every_key_of_a_place() -> None:
    lines = table_lines("data")
    assert len(lines) == 2 + len(keys_of("data"))
    assert all(line.count(" | ") == 3 for line in lines)


def test_a_persons_own_keys_take_the_place_of_ours() -> None:
    table = {key.id: key for key in remapped({"drop": "ctrl+k"})}
    assert table["drop"].shown == "^k"
    assert table["undo"] == key_of("undo")


async def test_a_remapped_key_works_and_is_shown(opened, dirty: Path) -> None:
    async with opened(dirty, keymap={"drop": "D"}) as seen:
        await seen.press("d")
        assert not seen.app.bench.dataset.is_dropped(1)
        assert "D drop" in seen.lines[-1]
        await seen.press("D")
        assert seen.app.bench.dataset.is_dropped(1)
