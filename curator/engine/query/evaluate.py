"""Which rows a filter matches: columns first, texts only on the rows that are left."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from curator.checks.registry import all_rules, matches
from curator.checks.rule import Severity
from curator.engine.judge import read_line
from curator.engine.query.parse import Join, Node, Not, Number, QueryError, Text, Word
from curator.engine.query.words import FLAGS, NUMBERS
from curator.progress import Progress
from curator.records.record import OTHER_ROLE_BIT, ROLES, UNREADABLE

Mask = npt.NDArray[np.bool_]
_REPORT_EACH = 2_000


@dataclass(frozen=True, slots=True)
class Rows:
    """What a filter is asked of: the rows there are and what is known about them."""

    ids: npt.NDArray[np.int64]
    """Every row, ascending: blank lines too, and rows made a moment ago, which have no measurements and no texts."""
    table: pl.DataFrame
    """Feature table, sorted by row."""
    findings: pl.DataFrame
    raw: Callable[[int], bytes]
    alike: Callable[[int, Progress], Collection[int]]
    """The rows that are like one, itself among them."""
    states: Mapping[str, Collection[int]] = field(default_factory=dict[str, Collection[int]])
    """Rows by state: edited, dropped, new, marked, tagged, seen."""
    tags: Mapping[str, Collection[int]] = field(default_factory=dict[str, Collection[int]])
    sides: Mapping[str, Collection[int]] = field(default_factory=dict[str, Collection[int]])
    """Rows by side: training, validation."""
    main_systems: Collection[int] = ()
    """Hashes (column system) of the main system messages."""


class _Evaluator:
    def __init__(self, rows: Rows, progress: Progress) -> None:
        self._rows = rows
        self._progress = progress
        self._ids = rows.ids
        self._places = _places(rows.table["row"].to_numpy(), rows.ids)

    def of(self, node: Node, candidates: Mask) -> Mask:
        """The candidates a node matches."""
        match node:
            case Not(inner):
                return candidates & ~self.of(inner, candidates)
            case Join(True, inner):
                for term in sorted(inner, key=_searches_text):
                    candidates = self.of(term, candidates)
                return candidates
            case Join(_, inner):
                found = np.zeros_like(candidates)
                for term in sorted(inner, key=_searches_text):
                    found |= self.of(term, candidates & ~found)
                return found
            case Number():
                return candidates & self._number(node)
            case Word():
                return candidates & self._word(node)
            case Text():
                return self._text(node, candidates)

    def _column(self, condition: pl.Expr) -> Mask:
        """The rows whose measurements are such; rows without measurements are not."""
        return self._spread(self._rows.table.select(condition.fill_null(False)).to_series().to_numpy())

    def _spread(self, measured: Mask) -> Mask:
        """Of all rows those that are chosen in the feature table."""
        if self._places is None:
            return measured
        mask = np.zeros(len(self._ids), np.bool_)
        mask[self._places[measured & (self._places >= 0)]] = True
        return mask

    def _among(self, ids: Collection[int]) -> Mask:
        return np.isin(self._ids, np.fromiter(ids, np.int64, len(ids)))

    def _number(self, node: Number) -> Mask:
        if node.field == "line":
            low = self._ids >= (-np.inf if node.low is None else node.low)
            return low & (self._ids <= (np.inf if node.high is None else node.high))
        column = pl.col(NUMBERS[node.field])
        condition = column.is_not_null()
        if node.low is not None:
            condition &= column >= node.low
        if node.high is not None:
            condition &= column <= node.high
        return self._column(condition)

    def _word(self, node: Word) -> Mask:
        match node.field:
            case "has":
                return self._has(node)
            case "is":
                return self._is(node.value)
            case "role":
                bit = OTHER_ROLE_BIT if node.value == "other" else 1 << ROLES.index(node.value)
                return self._column((pl.col("roles").cast(pl.Int64) & bit) > 0)
            case "lang":
                column = pl.col("language")
                return self._column(column.is_null() if node.value == "none" else column == node.value.lower())
            case "system":
                return self._system(node.value)
            case "shape":
                return self._column(pl.col("shape") == node.value.lower())
            case "tag":
                return self._among(self._rows.tags.get(node.value, ()))
            case "in":
                return self._side(node)
            case _:
                return self._similar(node)

    def _has(self, node: Word) -> Mask:
        numbers = _rule_numbers(node)
        found = self._rows.findings.filter(pl.col("rule").is_in(numbers))["row"].drop_nulls().unique()
        return np.isin(self._ids, found.to_numpy())

    def _with_severity(self, *severities: Severity) -> Mask:
        levels = [int(severity) for severity in severities]
        found = self._rows.findings.filter(pl.col("severity").is_in(levels))["row"].drop_nulls().unique()
        return np.isin(self._ids, found.to_numpy())

    def _is(self, flag: str) -> Mask:
        match flag:
            case "broken":
                return self._column(pl.col("shape") == UNREADABLE)
            case "tools":
                return self._column(pl.col("has_tools"))
            case "clean":
                return ~self._with_severity(Severity.ERROR, Severity.WARNING)
            case "error":
                return self._with_severity(Severity.ERROR)
            case "warning":
                return self._with_severity(Severity.WARNING)
            case "note":
                return self._with_severity(Severity.INFO)
            case _:
                return self._among(self._rows.states.get(flag, ()))

    def _system(self, value: str) -> Mask:
        main = pl.col("system").is_in(list(self._rows.main_systems))
        match value:
            case "none":
                return self._column(pl.col("system").is_null() & (pl.col("messages") > 0))
            case "main":
                return self._column(main)
            case _:
                return self._column(pl.col("system").is_not_null() & ~main)

    def _side(self, node: Word) -> Mask:
        return self._among(self._rows.sides[_side_name(node, self._rows.sides)])

    def _similar(self, node: Word) -> Mask:
        return self._among(self._rows.alike(_line_number(node), self._progress))

    def _text(self, node: Text, candidates: Mask) -> Mask:
        found = np.zeros_like(candidates)
        positions = np.flatnonzero(candidates & self._spread(np.ones(self._rows.table.height, np.bool_)))
        quick = node.plain.encode() if node.plain.isascii() and node.plain.isalnum() else None
        for done, position in enumerate(positions):
            # Asked at every row: a pattern may need a tenth of a second on each.
            self._progress.stop_if_cancelled()
            if done % _REPORT_EACH == 0:
                self._progress.update(done, len(positions), "searching")
            row = int(self._ids[position])
            raw = self._rows.raw(row)
            if quick is not None and quick not in raw.lower():
                continue
            record = read_line(row, raw)
            if not record.messages and not node.role:
                found[position] = node.pattern.found_in(raw.decode("utf-8", "replace"), row)
            else:
                texts = (message for message in record.messages if not node.role or message.role == node.role)
                found[position] = any(node.pattern.found_in(text, row) for message in texts for text in _texts(message))
        return found


def _places(measured: npt.NDArray[np.int64], ids: npt.NDArray[np.int64]) -> npt.NDArray[np.int64] | None:
    """Where each measured row stands among all, -1 for one that is gone; None where they are the same rows."""
    if np.array_equal(measured, ids):
        return None
    places = np.searchsorted(ids, measured)
    there = np.isin(measured, ids, assume_unique=True)
    return np.where(there, places, -1)


def _rule_numbers(node: Word) -> list[int]:
    """Places of the rules that has: names."""
    rules = all_rules()
    word = node.value if node.value != "*" else "ALL"
    numbers = [number for number, rule in enumerate(rules) if matches(rule, (word,))]
    if not numbers:
        raise QueryError(f'There is no rule "{node.value}".', node.place, _rule_hint(node.value.lower()))
    return numbers


def _rule_hint(word: str) -> str:
    """What was meant by a word that names no rule: a state, or a rule that is spelt like it."""
    flag = next((flag for flag in FLAGS if word in (flag, f"{flag}s")), "")
    if flag:
        return f"Write is:{flag}."
    names = [rule.name for rule in all_rules()]
    near = [name for name in names if word in name][:4] or difflib.get_close_matches(word, names, 3, 0.6)
    return f"Near: {', '.join(near)}." if near else "`curator rule` lists them."


def _side_name(node: Word, sides: Collection[str]) -> str:
    side = {"train": "training", "valid": "validation"}.get(node.value.lower(), node.value.lower())
    if side not in sides:
        known = ", ".join(sides) or "none yet: split first"
        raise QueryError(f'There is no side "{node.value}".', node.place, f"Known: {known}.")
    return side


def _line_number(node: Word) -> int:
    if not node.value.isdigit():
        raise QueryError(f'"{node.value}" is not a line number.', node.place, "For example: similar:187")
    return int(node.value)


def check_words(
    query: Node | None, sides: Collection[str] = (), exists: Callable[[int], bool] = lambda _row: True
) -> None:
    """Look whether every word of a filter names something, without asking any row.

    Args:
        query: The filter.
        sides: Names of the sides there are.
        exists: Whether there is a line of this number.

    Raises:
        QueryError: A word names no rule, no side or no line.
    """
    match query:
        case Not(inner):
            check_words(inner, sides, exists)
        case Join(_, inner):
            for term in inner:
                check_words(term, sides, exists)
        case Word(field="has"):
            _rule_numbers(query)
        case Word(field="in"):
            _side_name(query, sides)
        case Word(field="similar"):
            line = _line_number(query)
            if not exists(line):
                raise QueryError(f"There is no line {line:,}.", query.place)
        case _:
            return


def _texts(message: object) -> list[str]:
    from curator.records.record import Message

    assert isinstance(message, Message)
    calls = [text for call in message.calls for text in (call.name, call.arguments) if isinstance(text, str)]
    return [message.text, *calls]


def _searches_text(node: Node) -> bool:
    match node:
        case Text():
            return True
        case Not(inner):
            return _searches_text(inner)
        case Join(_, inner):
            return any(_searches_text(term) for term in inner)
        case _:
            return False


def matching_rows(query: Node | None, rows: Rows, progress: Progress | None = None) -> npt.NDArray[np.int64]:
    """Ids of the rows a filter matches, ascending.

    Raises:
        QueryError: A word names nothing (a rule, a side).
        CuratorError: A pattern takes too long on a record.
        Cancelled: The progress was cancelled.
    """
    if query is None:
        return rows.ids
    evaluator = _Evaluator(rows, progress or Progress())
    return rows.ids[evaluator.of(query, np.ones(len(rows.ids), np.bool_))]
