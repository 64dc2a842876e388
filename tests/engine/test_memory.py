"""What is asked of the libraries about memory holds for the screen's process alone."""

from __future__ import annotations

import os

import pytest

from curator.engine.local import environment_of_own
from curator.engine.memory import give_back, give_back_soon

NAME = "_RJEM_MALLOC_CONF"


def test_what_is_set_here_is_not_handed_on_but_a_persons_own_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    give_back_soon()
    give_back()
    assert NAME in os.environ and NAME not in environment_of_own()
    monkeypatch.setenv(NAME, "dirty_decay_ms:5000")
    give_back_soon()
    assert environment_of_own()[NAME] == "dirty_decay_ms:5000"
