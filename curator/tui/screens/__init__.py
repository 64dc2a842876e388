"""The screens. A digit opens each of those listed here; one that joins them needs a file and a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from curator.tui.screens.mode import ModeScreen


@dataclass(frozen=True, slots=True)
class ModeEntry:
    """A screen and the digit that opens it."""

    key: str
    name: str
    title: str
    short: str
    factory: Callable[[], ModeScreen]


def _data() -> ModeScreen:
    from curator.tui.screens.data import DataScreen

    return DataScreen()


def _review() -> ModeScreen:
    from curator.tui.screens.review import ReviewScreen

    return ReviewScreen()


def _split() -> ModeScreen:
    from curator.tui.screens.split import SplitScreen

    return SplitScreen()


def _train() -> ModeScreen:
    from curator.tui.screens.train import TrainScreen

    return TrainScreen()


MODES: tuple[ModeEntry, ...] = (
    ModeEntry("1", "data", "Data", "", _data),
    ModeEntry("2", "review", "Review", "", _review),
    ModeEntry("3", "split", "Split", "", _split),
    ModeEntry("4", "train", "Train & try", "Train", _train),
)
