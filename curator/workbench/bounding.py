"""Lengths as a histogram, and the bounds of the usual that a person moves.

Moving one asks the rules about lengths again and nothing else; no record is measured anew. `kept_bounds` sets them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from curator.checks.lengths.bounds import Bounds, answer_bounds, record_bounds, turn_bounds
from curator.checks.registry import all_rules, rule_number, selected_rules
from curator.checks.relation import Relation
from curator.checks.rule import Rule
from curator.engine.frames import empty_findings, sort_findings
from curator.engine.identity import accepted_among
from curator.engine.relate import apply_habits, relate
from curator.errors import CuratorError
from curator.settings import Settings, Thresholds
from curator.workbench.kept_bounds import thresholds_of
from curator.workbench.resting import broken_rows, sharing_texts, spelled
from curator.workbench.slices import count_findings, worst_of

if TYPE_CHECKING:
    from curator.workbench.comparing import Complete
    from curator.workbench.measured_data import MeasuredData


@dataclass(frozen=True, slots=True)
class Measure:
    """One length that records have."""

    name: str
    title: str
    unit: str
    column: str
    """Of the feature table."""
    low: str
    """Name of the threshold a person sets, "" where there is no such bound."""
    high: str
    spread: str
    """Name of the threshold that says how many robust deviations are usual."""
    rules: tuple[str, ...]
    usual: Callable[[Sequence[int], Thresholds], Bounds | None]


MEASURES: tuple[Measure, ...] = (
    Measure(
        "record",
        "Tokens in a record",
        "tokens",
        "tokens",
        *thresholds_of("record"),
        "record_spread",
        ("length-outlier",),
        record_bounds,
    ),
    Measure(
        "answers",
        "Tokens in the answers of a record",
        "tokens",
        "tokens_assistant",
        *thresholds_of("answers"),
        "answer_spread",
        ("answer-short", "answer-long"),
        answer_bounds,
    ),
    Measure(
        "turns",
        "Turns of a conversation",
        "turns",
        "turns",
        *thresholds_of("turns"),
        "turn_spread",
        ("many-messages",),
        turn_bounds,
    ),
)


@dataclass(frozen=True, slots=True)
class Lengths:
    """One measure over a data set, small enough to be looked at again at every key."""

    measure: Measure
    rows: npt.NDArray[np.int64]
    values: npt.NDArray[np.int64]
    """[n] lengths of these rows, all above 0."""
    usual: Bounds | None
    """What is measured, without what a person has set; None where too few records say so."""
    bounds: Bounds | None
    spread: float
    """How many robust deviations from the middle the measured bounds are."""

    @property
    def middle(self) -> int:
        """The middle length."""
        return round(float(np.median(self.values))) if len(self.values) else 0

    @property
    def shortest_usual(self) -> int:
        """Whatever is below this is too short: the bound as a whole number, so that what is said of it is true."""
        return 0 if self.bounds is None else math.ceil(self.bounds.low)

    @property
    def longest_usual(self) -> int:
        """Whatever is above this is too long."""
        return 0 if self.bounds is None else math.floor(self.bounds.high)

    def below(self) -> npt.NDArray[np.int64]:
        """Rows that are shorter than usual, shortest first."""
        if self.bounds is None:
            return self.rows[:0]
        chosen = np.flatnonzero(self.values < self.bounds.low)
        return self.rows[chosen[np.argsort(self.values[chosen], kind="stable")]]

    def above(self) -> npt.NDArray[np.int64]:
        """Rows that are longer than usual, longest first."""
        if self.bounds is None:
            return self.rows[:0]
        chosen = np.flatnonzero(self.values > self.bounds.high)
        return self.rows[chosen[np.argsort(-self.values[chosen], kind="stable")]]


@dataclass(frozen=True, slots=True)
class Histogram:
    """Lengths in columns of equal width on the logarithm."""

    edges: npt.NDArray[np.float64]
    """[columns + 1] where the columns begin and end."""
    counts: npt.NDArray[np.int64]
    """[columns] records in each."""

    def column_of(self, value: float) -> int:
        """The column a length falls into; the first or the last for one outside."""
        place = int(np.searchsorted(self.edges, value, side="right")) - 1
        return max(0, min(place, len(self.counts) - 1))


def measure_named(name: str) -> Measure:
    """A measure by its name.

    Raises:
        CuratorError: There is none.
    """
    for measure in MEASURES:
        if measure.name == name:
            return measure
    raise CuratorError(f'"{name}" is not measured.', hint=f"Known: {', '.join(one.name for one in MEASURES)}.")


def measure_of_rule(rule: str) -> Measure | None:
    """The measure a rule has its bounds on; None where it has none."""
    return next((measure for measure in MEASURES if rule in measure.rules), None)


def _person_bounds(usual: Bounds | None, measure: Measure, thresholds: Thresholds) -> Bounds | None:
    if usual is None:
        return None
    low = getattr(thresholds, measure.low) if measure.low else 0.0
    return Bounds(low or usual.low, usual.middle, getattr(thresholds, measure.high) or usual.high)


# ---- looking


def lengths_of(bench: MeasuredData, name: str) -> Lengths:
    """One measure over all records that say something about it: those with an error are no evidence."""
    measure = measure_named(name)
    measured = bench.complete.measured
    left_out = {*broken_rows(measured), *bench.dataset.dropped_rows()}
    table = measured.table.filter((pl.col(measure.column) > 0) & ~pl.col("row").is_in(sorted(left_out)))
    values = table[measure.column].cast(pl.Int64).to_numpy()
    thresholds = bench.settings.thresholds
    usual = measure.usual(values.tolist(), thresholds)
    bounds = _person_bounds(usual, measure, thresholds)
    return Lengths(measure, table["row"].to_numpy(), values, usual, bounds, getattr(thresholds, measure.spread))


def with_bounds(lengths: Lengths, thresholds: Thresholds) -> Lengths:
    """The same lengths under other thresholds; costs nothing."""
    return replace(lengths, bounds=_person_bounds(lengths.usual, lengths.measure, thresholds))


def histogram(lengths: Lengths, columns: int) -> Histogram:
    """The lengths in columns, from a round number below the least to the greatest."""
    values = lengths.values
    if not len(values):
        return Histogram(np.geomspace(1, 10, columns + 1), np.zeros(columns, np.int64))
    least = 10.0 ** math.floor(math.log10(float(values.min())))
    most = max(float(values.max()) * 1.02, least * 10)
    edges = np.geomspace(least, most, columns + 1)
    counts, _ = np.histogram(values, edges)
    return Histogram(edges, counts)


def moved(histogram: Histogram, value: float, columns: int) -> int:
    """A bound moved by so many columns, as a whole number that is another one than before; at least 1."""
    step = 1 if columns > 0 else -1
    place = int(np.searchsorted(histogram.edges, value + 0.5 if step > 0 else value - 0.5))
    place = place + columns - 1 if step > 0 else place + columns
    while 0 <= place < len(histogram.edges):
        found = max(1, round(float(histogram.edges[place])))
        if (found - round(value)) * step > 0:
            return found
        place += step
    return max(1, round(value) + step)


# ---- what the rules say then


def relate_lengths(bench: MeasuredData) -> Complete:
    """The complete state with the rules about lengths asked again; give it to `take_complete`."""
    complete = bench.complete
    numbers = [rule_number(rule.code) for rule in _length_rules(bench.settings)]
    if not numbers:
        return complete
    dropped = complete.dropped
    table = complete.measured.table.filter(~pl.col("row").is_in(sorted(dropped)))
    found = _found_among(bench, table, bench.settings)
    of_others = ~pl.col("rule").is_in(numbers)
    of_dropped = pl.col("row").is_in(sorted(dropped))
    shown = sharing_texts(sort_findings(pl.concat([spelled(complete.shown.filter(of_others | of_dropped)), found])))
    counted = shown.filter(~pl.col("row").is_in(sorted(dropped)) | pl.col("row").is_null())
    return replace(complete, shown=shown, worst=worst_of(shown), counts=count_findings(counted), consumed=0)


def _length_rules(settings: Settings) -> list[Rule]:
    names = {rule for measure in MEASURES for rule in measure.rules}
    return [rule for rule in selected_rules(settings) if rule.name in names]


def _found_among(bench: MeasuredData, table: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """What the rules about lengths find where these records are all there are; accepted findings left out."""
    rules, rows = _length_rules(settings), set(table["row"].to_list())
    if not rules:
        return empty_findings()
    asked = Relation(
        table=table,
        pairs=bench.complete.pairs,
        settings=replace(settings, select=tuple(rule.code for rule in rules)),
        record=bench.record,
        broken=broken_rows(bench.complete.measured) & rows,
    )
    found = apply_habits(relate(asked), table.height, settings)
    return found.filter(~accepted_among(found, table, bench.dataset.acceptances, bench.measuring.role).mask)


def stand_out_alone(bench: MeasuredData, rows: Collection[int]) -> dict[str, int]:
    """How many of some records would be of an unusual length in a file of their own and are not in this one, by rule.

    A length is judged by the records of its file: of fewer records other ones stand out. The bounds a person moved here
    do not go with them.
    """
    table = bench.complete.measured.table.filter(pl.col("row").is_in(list(rows)))
    found = _found_among(bench, table, bench.given)
    known = bench.complete.shown.select("row", "rule")
    new = found.filter(pl.col("row").is_not_null()).join(known, on=["row", "rule"], how="anti")
    counts = new.group_by("rule").len().sort("len", "rule", descending=[True, False])
    return {all_rules()[rule].name: number for rule, number in counts.iter_rows()}
