"""The bounds of usual lengths that a person has set: each setting is a step, and holds for every later look.

Knows no measured table, so that a script can set a bound, and a file be opened, without loading one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from curator.dataset.step import Decisions, Kept, Step
from curator.errors import CuratorError
from curator.settings import Settings
from curator.workbench.calls import Call

if TYPE_CHECKING:
    from curator.dataset.dataset import Dataset
    from curator.workbench.measured_data import MeasuredData

_KEY = "bounds"
_LOW_AND_HIGH: Mapping[str, tuple[str, str]] = {
    "record": ("record_low", "record_high"),
    "answers": ("answer_low", "answer_high"),
    "turns": ("", "turn_high"),
}
"""The thresholds a person sets, by measure; "" where there is no such bound."""
_SAID = {"record": "the tokens of a record", "answers": "the tokens of answers", "turns": "the turns of a record"}


def thresholds_of(measure: str) -> tuple[str, str]:
    """The names of the thresholds that hold the bounds of a measure.

    Raises:
        CuratorError: That is not measured.
    """
    if measure not in _LOW_AND_HIGH:
        raise CuratorError(f'"{measure}" is not measured.', hint=f"Known: {', '.join(_LOW_AND_HIGH)}.")
    return _LOW_AND_HIGH[measure]


def _kept(dataset: Dataset) -> dict[str, float]:
    """The bounds that are kept, by threshold; anything odd about them is left out."""
    names = {name for pair in _LOW_AND_HIGH.values() for name in pair if name}
    try:
        kept = json.loads(dataset.recall(_KEY) or "{}")
        return {name: float(value) for name, value in kept.items() if name in names and float(value) >= 0}
    except (ValueError, TypeError, AttributeError):
        return {}


def with_kept_bounds(settings: Settings, dataset: Dataset) -> Settings:
    """The settings with the bounds that were kept for this data set."""
    kept = _kept(dataset)
    return settings.with_thresholds(kept) if kept else settings


def is_set(bench: MeasuredData, measure: str) -> bool:
    """Whether a person has set a bound of a measure."""
    return any(getattr(bench.settings.thresholds, name) for name in thresholds_of(measure) if name)


def look_again(bench: MeasuredData) -> None:
    """Take the bounds as they are kept now: a step that set one was undone, or done again."""
    bench.use_settings(with_kept_bounds(bench.given, bench.dataset))


def set_bounds(
    bench: MeasuredData, measure: str, low: float | None = None, high: float | None = None, onto: Step | None = None
) -> Step | None:
    """Set where the usual ends, as one step; 0 takes the measured bound again, None leaves it as it is.

    What the rules say changes with `relate_lengths`.

    Args:
        bench: Any data set; where it is read only no step is taken, and the bounds hold until it is closed.
        measure: record, answers or turns.
        low: In tokens, or turns.
        high: The same.
        onto: The step that set the same bound just before: it goes on, where nothing was done since.

    Returns:
        The step; None where the bounds are so already, or the data is read only.

    Raises:
        CuratorError: That is not measured, or the journal cannot be written.
    """
    wanted = {
        name: float(value)
        for name, value in zip(thresholds_of(measure), (low, high), strict=True)
        if name and value is not None
    }
    if bench.read_only:
        bench.use_settings(bench.settings.with_thresholds(wanted))
        return None
    # A bound of the settings file is set aside by a kept 0; without one there is nothing to set aside.
    kept = {
        name: value
        for name, value in {**_kept(bench.dataset), **wanted}.items()
        if value or getattr(bench.given.thresholds, name)
    }
    value = json.dumps(kept, sort_keys=True) if kept else None
    step = bench.dataset.amend(onto.id, _name(measure, kept), Kept(_KEY, value)) if onto is not None else None
    step = step or bench.dataset.apply([], _name(measure, kept), Decisions(keep=(Kept(_KEY, value),)))
    look_again(bench)
    if step is not None:
        bench.last_call = Call("set_bounds", {"measure": measure, "low": low, "high": high})
    return step


def _name(measure: str, kept: Mapping[str, float]) -> str:
    """What the step is called: "bounds of the tokens of a record: at least 30, at most 2,000"."""
    words = zip(("at least", "at most"), thresholds_of(measure), strict=True)
    said = [f"{word} {kept[name]:,.10g}" for word, name in words if kept.get(name)]
    return f"bounds of {_SAID[measure]}: {', '.join(said) or 'as measured'}"
