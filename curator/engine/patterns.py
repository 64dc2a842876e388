"""Patterns that people type, searched with a limit on time.

A backtracking pattern such as (a|aa)+$ can take longer than anybody lives, and Python's `re` can neither be stopped nor
shares the interpreter meanwhile: the screen would stand still with it. The `regex` module takes a time limit and lets
other threads run while it searches. It reads what `re` reads, look-around and references back included.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curator.errors import CuratorError

if TYPE_CHECKING:
    import regex

_SECONDS = 0.15
_SECONDS_FOR_A_MILLION_LETTERS = 0.1
"""A search of plain texts goes a hundred times faster; so a limit reached is the pattern's fault."""


class PatternError(ValueError):
    """A pattern that cannot be read. `place` is the offset of the fault in it, from 0, None where it has none."""

    def __init__(self, message: str, place: int | None) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern ready to search with."""

    typed: str
    """As messages show it."""
    compiled: regex.Pattern[str]

    def found_in(self, text: str, line: int) -> bool:
        """Whether the pattern is found in a text.

        Args:
            text: Any text.
            line: The line it stands on, for messages.

        Raises:
            CuratorError: The time limit was reached.
        """
        try:
            return self.compiled.search(text, timeout=_limit(text)) is not None
        except TimeoutError:
            raise self._takes_too_long(text, line) from None

    def places_in(self, text: str, line: int) -> Iterator[regex.Match[str]]:
        """Every place where the pattern is found, one after the other.

        Raises:
            CuratorError: The time limit was reached.
        """
        try:
            yield from self.compiled.finditer(text, timeout=_limit(text))
        except TimeoutError:
            raise self._takes_too_long(text, line) from None

    def _takes_too_long(self, text: str, line: int) -> CuratorError:
        return CuratorError(
            f"The pattern {self.typed} takes too long on line {line:,}.",
            f"It was stopped after {_limit(text):.2g} seconds on a text of {len(text):,} characters.",
            "Repeats of what can match in several ways do that, such as (a|aa)+.",
        )


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words, whatever their case: found at once in any text, so without a limit."""

    compiled: re.Pattern[str]

    def found_in(self, text: str, line: int) -> bool:
        """Whether the words are found in a text."""
        return self.compiled.search(text) is not None


def words_of(words: str) -> Words:
    """Plain words ready to search with."""
    return Words(re.compile(re.escape(words), re.IGNORECASE))


def pattern_of(body: str, typed: str, *, ignore_case: bool = False) -> Pattern:
    """A regular expression ready to search with.

    Args:
        body: The expression.
        typed: As messages show it.
        ignore_case: Whether capital letters are like small ones.

    Raises:
        PatternError: It cannot be read.
    """
    import regex

    try:
        return Pattern(typed, regex.compile(body, regex.IGNORECASE if ignore_case else 0))
    except regex.error as error:
        raise _fault_in(body, str(error)) from None
    except (OverflowError, RecursionError, MemoryError):
        raise PatternError("too large", None) from None


def _fault_in(body: str, said: str) -> PatternError:
    """What is wrong with an expression: as `re` says it, which points at a sign that was not closed, not at the end."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(body)
    except re.error as error:
        return PatternError(error.msg, error.pos)
    except (OverflowError, RecursionError):
        return PatternError("too large", None)
    message, _, place = said.rpartition(" at position ")
    return PatternError(message or said, int(place) if message and place.isdigit() else None)


def _limit(text: str) -> float:
    """The most seconds of this process a search of one text may take."""
    return _SECONDS + len(text) / 1e6 * _SECONDS_FOR_A_MILLION_LETTERS
