"""What a person can set: the target, which rules speak, and every threshold.

The values are frozen: the same settings always give the same findings, in whatever process.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field

DEFAULT_TARGET = "azure/gpt-4.1-mini"
OFF = "off"
"""In place of a severity: the rule does not speak."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where a finding begins. Shares are parts of 1; spreads are in robust deviations (MAD x 1.4826) of logarithms."""

    habit_share: float = 0.03
    """A rule of style that would mark more than this share of the records becomes one note for the file."""
    habit_least: int = 10
    """... and at least this many records."""
    record_spread: float = 4.0
    """Tokens of a record: bound on both sides."""
    record_spread_floor: float = 0.15
    """The spread of a record's tokens is never taken to be smaller than this."""
    answer_spread: float = 4.5
    answer_spread_floor: float = 0.25
    record_low: float = 0.0
    """Bounds in tokens that a person has set in place of the measured ones; 0 is not set."""
    record_high: float = 0.0
    answer_low: float = 0.0
    answer_high: float = 0.0
    outlier_least_records: int = 30
    """Below this many measured records no outlier is named."""
    turn_spread: float = 4.0
    turn_spread_floor: float = 0.35
    turn_high: float = 0.0
    """Turns of a conversation that a person has set as the bound; 0 is not set."""
    near_similarity: float = 0.80
    """Exact Jaccard of five-letter shingles from which two records are near-duplicates."""
    leak_similarity: float = 0.75
    """The same, when the written files of a split are measured."""
    conflict_similarity: float = 0.5
    """Answers to one prompt that are less alike than this are in conflict."""
    prompt_repeats: int = 20
    """One prompt in more records than this is named."""
    system_main_share: float = 0.60
    system_typo_share: float = 0.05
    system_persona_share: float = 0.01
    system_persona_records: int = 5
    system_missing_share: float = 0.20
    language_letters: int = 40
    language_words: int = 8
    language_probability: float = 0.9
    language_rare_share: float = 0.02
    language_house_share: float = 0.05
    script_letters: int = 5
    """Letters of another script from which it counts without statistics."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that settings were read from, so that an error can name the line."""

    path: str
    text: str
    table: tuple[str, ...] = ()
    """Where in the file curator's settings are: () or ("tool", "curator")."""
    given: tuple[str, ...] = ()
    """Settings that do not come from the file: they were given on the command line."""

    def place(self, *keys: str) -> str:
        """File and line of a setting: "curator.toml, line 4"."""
        line = line_of(self.text, (*self.table, *keys))
        return self.path if line is None else f"{self.path}, line {line}"

    def place_of(self, name: str, word: str = "") -> str:
        """File and line of a setting, or of one word in a table; "" where it was given elsewhere."""
        if name in self.given:
            return ""
        return self.place(name, word) if word else self.place(name)


def line_of(text: str, keys: tuple[str, ...]) -> int | None:
    """The line a key of a TOML text is written on; None where it has no such key.

    The TOML reader tells no lines. So it is given ever more of the text: the key stands behind the last beginning that
    can be read and has not got it.

    Args:
        text: TOML that can be read.
        keys: The key with the tables it is in, outermost first.
    """
    import tomllib

    lines = text.split("\n")
    last_without = 0
    for count in range(1, len(lines) + 1):
        try:
            value: object = tomllib.loads("\n".join(lines[:count]))
        except tomllib.TOMLDecodeError:
            continue
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        if value is not None:
            return last_without + 1
        last_without = count
    return None


@dataclass(frozen=True, slots=True)
class Settings:
    """All that decides which findings a file gets."""

    target: str = DEFAULT_TARGET
    select: tuple[str, ...] = ()
    """Codes, code prefixes, names or families that speak; empty means all."""
    ignore: tuple[str, ...] = ()
    severities: tuple[tuple[str, str], ...] = ()
    """(code or name, severity or OFF) pairs that a person changed; of several for one rule the last counts."""
    thresholds: Thresholds = field(default_factory=Thresholds)
    targets: str = ""
    """Path of a person's own table of targets, "" where there is none."""
    origin: Origin | None = field(default=None, compare=False, repr=False)
    """Where the settings were read; decides nothing."""

    def place_of(self, name: str, word: str = "") -> str:
        """Where a setting was written, for messages; "" where that was no file."""
        return "" if self.origin is None else self.origin.place_of(name, word)

    def with_target(self, target: str) -> Settings:
        """The same settings for another service and model."""
        return dataclasses.replace(self, target=target)

    def with_thresholds(self, changes: Mapping[str, float]) -> Settings:
        """The same settings with some thresholds changed, by field name."""
        return dataclasses.replace(self, thresholds=dataclasses.replace(self.thresholds, **changes))
