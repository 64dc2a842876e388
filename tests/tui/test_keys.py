"""The one table of keys: every key has an action, every action a key, and the footer offers only what is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from curator.tui.app import CuratorApp
from curator.tui.keys import FOOTERS, KEYS, PAIRED, bindings_of, key_of, keys_of, remapped
from curator.tui.screens.changed import ChangedScreen
from curator.tui.screens.data import DataScreen
from curator.tui.screens.panel import PanelScreen
from curator.tui.screens.split import SplitScreen
from curator.tui.screens.start import StartScreen
from curator.tui.screens.writing import WritingScreen
from curator.tui.widgets.choices import Choices
from curator.tui.widgets.conversation import Conversation
from curator.tui.widgets.counts import Counts
from curator.tui.widgets.editor import Editor
from curator.tui.widgets.filter_bar import FilterField
from curator.tui.widgets.proposal_panel import ProposalPanel
from curator.tui.widgets.record_table import RecordTable

OWNERS = {
    "everywhere": CuratorApp,
    "table": RecordTable,
    "record": Conversation,
    "data": DataScreen,
    "filter": FilterField,
    "editor": Editor,
    "proposal": ProposalPanel,
    "choices": Choices,
    "counts": Counts,
    "split": SplitScreen,
    "writing": WritingScreen,
    "start": StartScreen,
    "changed": ChangedScreen,
    "panel": PanelScreen,
}


def test_every_name_is_used_once() -> None:
    names = [key.id for key in KEYS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_every_key_has_an_action_and_words(key) -> None:
    owner = OWNERS[key.place]
    assert callable(getattr(owner, f"action_{key.action}", None)), f"{owner.__name__} has no action {key.action}"
    assert key.sentence and key.label and key.short and key.shown
    assert not key.sentence.endswith((".", "!"))


@pytest.mark.parametrize("place", OWNERS)
def test_no_key_means_two_things_in_one_place(place: str) -> None:
    keys = [one for key in keys_of(place) for one in key.keys.split(",")]
    assert len(keys) == len(set(keys))
    assert {binding.id for binding in bindings_of(place)} == {key.id for key in keys_of(place)}


def test_the_footer_offers_what_is_in_the_table() -> None:
    for names in FOOTERS.values():
        assert [key_of(name).id for name in names] == list(names)
    assert all(key_of(name) for name in PAIRED)


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
