"""System messages: the different ones there are, by how they differ, and verbs that write one text in their place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from curator.checks.proposal import written
from curator.checks.rule import Mend
from curator.checks.system.texts import SYSTEM_ROLES, is_typo, system_messages, variant
from curator.dataset.change import Change
from curator.dataset.step import Step
from curator.measures.text import folded_signs
from curator.records.messages import members
from curator.records.record import Record
from curator.records.spans import insert_item, remove_member, replace_string
from curator.workbench.reviewing import rows_of
from curator.workbench.standing import standing
from curator.workbench.systems import kind_of

if TYPE_CHECKING:
    from curator.workbench.bench import Workbench

TEXTS_LOOKED_AT = 500
"""Different texts that are shown one by one; a file may have one for each record."""
_FOUND_ELSEWHERE = {"system-in-user": "in user", "system-late": "late", "system-twice": "twice"}
"""Rules whose records stand in a line of their own: what is wrong with them is not the text."""
_ORDER = ("main", "none", "case", "sign", "space", "twice", "typo", "missing", "empty", "in user", "late", "other")


@dataclass(frozen=True, slots=True)
class Variant:
    """Records whose system messages differ from the main one in the same way."""

    how: str
    """main, none (taken as meant), case, sign, space (or several of these), twice, typo, missing, empty, in user,
    late or other."""
    text: str
    main: str
    """The text that most records of the kind have, "" where none has enough of them."""
    rows: tuple[int, ...]
    share: float
    """Part of all records with messages."""
    mend: Mend
    """Whether writing the main text there is proven, a guess, or nothing to be done."""
    rule: str
    """Name of the rule that marks these records, "" where none does."""
    elsewhere: int = 0
    """How many more records have the main text, but late or twice: they stand in a line of their own."""

    @property
    def is_finding(self) -> bool:
        """Whether a rule marks these records."""
        return bool(self.rule)


# ---- which there are


def system_variants(bench: Workbench, main: str | None = None) -> list[Variant]:
    """All different system messages: the main ones, those that differ from them by a slip, those of their own.

    Args:
        bench: Measured and compared.
        main: A text taken for the main one in place of the one most records have.
    """
    table = bench.complete.measured.table.filter((pl.col("messages") > 0) & standing(bench.dataset))
    marked = {name: frozenset(rows_of(bench, name)) for name in _rules()}
    apart = frozenset().union(*(marked[name] for name in _FOUND_ELSEWHERE))
    found: list[Variant] = []
    for name, how in _FOUND_ELSEWHERE.items():
        if marked[name]:
            mend = Mend.SAFE if how == "twice" else Mend.UNSAFE
            found.append(Variant(how, "", "", tuple(sorted(marked[name])), 0.0, mend, name))
    columns = ["row", "shape", "has_tools", "system"]
    for rows in table.select(columns).partition_by("shape", "has_tools", maintain_order=True):
        found += _of_kind(bench, rows, apart, marked, main)
    total = max(1, table.height)
    shared = [replace(one, share=len(one.rows) / total) for one in _merged(found)]
    return sorted(shared, key=lambda one: (_rank(one.how), -len(one.rows), one.rows[0] if one.rows else 0))


def _rules() -> tuple[str, ...]:
    return ("system-variant", "system-persona", "system-missing", "system-empty", *_FOUND_ELSEWHERE)


def _rank(how: str) -> int:
    return _ORDER.index(how.split(",")[0])


def _merged(found: Sequence[Variant]) -> Iterator[Variant]:
    """Variants of several kinds of record that say the same are one."""
    together: dict[tuple[str, str, str, str], list[Variant]] = {}
    for one in found:
        # White space differs in ways that cannot be seen: one line for all of them.
        key = (one.how, "" if one.how == "space" else one.text, one.main, one.rule)
        together.setdefault(key, []).append(one)
    for same in together.values():
        rows = tuple(sorted(row for one in same for row in one.rows))
        yield replace(same[0], rows=rows, elsewhere=sum(one.elsewhere for one in same))


def _of_kind(
    bench: Workbench, rows: pl.DataFrame, apart: frozenset[int], marked: dict[str, frozenset[int]], main: str | None
) -> Iterator[Variant]:
    """The variants among the records of one shape, with tools or without."""
    first = bench.record(rows["row"][0])
    chosen = main if main is not None else bench.systems.main_of(kind_of(first))
    without = [row for row in rows.filter(pl.col("system").is_null())["row"].to_list() if row not in apart]
    if without:
        missing = bool(marked["system-missing"] & set(without))
        how, rule, mend = ("missing", "system-missing", Mend.UNSAFE) if missing else ("none", "", Mend.UNSAFE)
        yield Variant(how, "", chosen or "", tuple(without), 0.0, mend if chosen else Mend.NONE, rule)
    said = rows.filter(pl.col("system").is_not_null() & ~pl.col("row").is_in(sorted(apart)))
    groups = said.group_by("system").agg(pl.col("row").sort()).with_columns(pl.col("row").list.len().alias("count"))
    ordered = groups.sort(["count", pl.col("row").list.first()], descending=[True, False])
    for system, members_of_group in ordered.select("system", "row").head(TEXTS_LOOKED_AT).iter_rows():
        one = _variant(bench, tuple(members_of_group), chosen, marked)
        same = rows.filter(pl.col("system") == system).height if one.how == "main" else len(one.rows)
        yield replace(one, elsewhere=same - len(one.rows))
    rest = tuple(sorted(row for group in ordered["row"].to_list()[TEXTS_LOOKED_AT:] for row in group))
    if rest:
        yield Variant("other", "", chosen or "", rest, 0.0, Mend.NONE, "")


def _variant(bench: Workbench, rows: tuple[int, ...], main: str | None, marked: dict[str, frozenset[int]]) -> Variant:
    record = bench.record(rows[0])
    messages = system_messages(record)
    text = messages[0].text if messages else ""
    rule = next((name for name in _rules() if marked[name] & set(rows)), "")
    if main is None:
        return Variant("other" if text.strip() else "empty", text, "", rows, 0.0, Mend.NONE, rule)
    if text == main:
        return Variant("main", text, main, rows, 0.0, Mend.NONE, "")
    if not text.strip():
        return Variant("empty", text, main, rows, 0.0, Mend.UNSAFE, rule)
    if folded_signs(text) == folded_signs(main):
        return Variant(variant(text, main), text, main, rows, 0.0, Mend.SAFE, rule or "system-variant")
    how = "typo" if is_typo(text, main) else "other"
    return Variant(how, text, main, rows, 0.0, Mend.UNSAFE, rule)


def among(variants: Sequence[Variant], rows: Collection[int] | None) -> list[Variant]:
    """The variants as far as they stand on these rows; None means all rows."""
    if rows is None:
        return list(variants)
    wanted = frozenset(rows)
    narrowed = (replace(one, rows=tuple(row for row in one.rows if row in wanted)) for one in variants)
    return [one for one in narrowed if one.rows]


def place_of(variants: Sequence[Variant], sought: Variant, at: int) -> int:
    """Where a variant stands after the data changed; where it is gone one of its rule, else the main text.

    Args:
        variants: As `system_variants` gives them.
        sought: One of those there were before.
        at: Its place then.
    """
    for place, one in enumerate(variants):
        if (one.how, one.text, one.main) == (sought.how, sought.text, sought.main):
            return place
    left = [place for place, one in enumerate(variants) if sought.rule and one.rule == sought.rule]
    return next((place for place in left if place >= at), left[-1] if left else 0)


# ---- one record


def with_system(record: Record, text: str) -> bytes | None:
    """The record's bytes with this text as its system message, written over the first one or put in front.

    None where the record has no messages, or its first one is not written as messages are.
    """
    for message in record.messages:
        if message.role in SYSTEM_ROLES:
            there = "content" in members(message.value)
            return replace_string(record.raw, f"{message.pointer}/content", text) if there else None
    if not record.messages or "role" not in members(record.messages[0].value):
        return None
    item = written({"role": "system", "content": text}, record.raw)
    return insert_item(record.raw, record.messages[0].pointer.rpartition("/")[0], 0, item)


def without_system(record: Record) -> bytes | None:
    """The record's bytes without its system messages; None where it has none, or nothing else."""
    messages = system_messages(record)
    if not messages or len(messages) == len(record.messages):
        return None
    raw = record.raw
    for message in reversed(messages):
        raw = remove_member(raw, message.pointer)
    return raw


# ---- steps


def unify(bench: Workbench, rows: Collection[int], text: str, name: str = "") -> Step | None:
    """Write one text as the system message of these records, as one step; where there is none it is put in front.

    Records that have no place for one are left as they are. None where nothing would change.

    Args:
        bench: Any data set.
        rows: Row ids; dropped ones are left out.
        text: The system message.
        name: For the history.
    """
    already = 0

    def put(record: Record) -> bytes | None:
        nonlocal already
        content = with_system(record, text)
        already += content == record.raw
        return content

    changes = _changes(bench, rows, put)
    return _take(bench, changes, name or "system message", f", {already:,} more had it already" if already else "")


def insert_system(bench: Workbench, rows: Collection[int], text: str) -> Step | None:
    """Put a system message in front of those of these records that have none, as one step."""

    def put(record: Record) -> bytes | None:
        return None if system_messages(record) else with_system(record, text)

    return _rewrite(bench, rows, put, "insert system message")


def remove_system(bench: Workbench, rows: Collection[int]) -> Step | None:
    """Take the system messages out of these records, as one step."""
    return _rewrite(bench, rows, without_system, "remove system message")


def unify_safe(bench: Workbench, variants: Sequence[Variant]) -> Step | None:
    """Write the main text wherever only case, white space or signs differ, and remove what stands there twice, as
    one step."""
    changes: list[Change] = []
    for one in variants:
        if one.mend is not Mend.SAFE:
            continue
        if one.how == "twice":
            changes += _changes_of_rule(bench, one.rule, one.rows)
        else:
            changes += _changes(bench, one.rows, lambda record, main=one.main: with_system(record, main))
    return _take(bench, changes, "unify system messages")


def unify_variant(bench: Workbench, one: Variant) -> Step | None:
    """Mend the records of one variant as its rule would, as one step, guesses too: look at the difference first."""
    if one.how in ("in user", "late", "twice"):
        return _take(bench, _changes_of_rule(bench, one.rule, one.rows), one.rule)
    if not one.main:
        return None
    put_in = one.how in ("none", "missing")
    name = "main system message put in front" if put_in else f"system message ({one.how}) replaced by the main one"
    return unify(bench, one.rows, one.main, name)


def _changes_of_rule(bench: Workbench, rule: str, rows: Collection[int]) -> list[Change]:
    from curator.progress import Progress
    from curator.workbench.bulk import fix_rows

    return fix_rows(bench, (rule,), rows, True, Progress())[0]


def mended_example(bench: Workbench, one: Variant) -> tuple[bytes, bytes] | None:
    """The first record of a variant before and after `unify_variant`; None where it would not change."""
    row = one.rows[0]
    if one.how in ("in user", "late", "twice"):
        changes = _changes_of_rule(bench, one.rule, [row])
    else:
        changes = _changes(bench, [row], lambda record: with_system(record, one.main)) if one.main else []
    content = next((change.content for change in changes if change.content is not None), None)
    return None if content is None else (bench.raw(row), content)


def _changes(bench: Workbench, rows: Collection[int], put: Callable[[Record], bytes | None]) -> list[Change]:
    found: list[Change] = []
    for row in sorted(rows):
        if not bench.dataset.stands(row):
            continue
        record = bench.record(row)
        content = put(record) if record.readable else None
        if content is not None and content != record.raw:
            found.append(Change(row, content=content))
    return found


def _rewrite(bench: Workbench, rows: Collection[int], put: Callable[[Record], bytes | None], name: str) -> Step | None:
    return _take(bench, _changes(bench, rows, put), name)


def _take(bench: Workbench, changes: Sequence[Change], name: str, beside: str = "") -> Step | None:
    if not changes:
        return None
    rows = {change.row for change in changes}
    said = f"line {next(iter(rows)):,}" if len(rows) == 1 else f"{len(rows):,} lines"
    return bench.dataset.apply(changes, f"{name}: {said}{beside}")
