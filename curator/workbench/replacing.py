"""Find and replace in the texts of messages: every hit is found first, and all of them are one step."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from curator.dataset.change import Change
from curator.dataset.step import Step
from curator.engine.patterns import Pattern, PatternError, pattern_of
from curator.errors import CuratorError
from curator.progress import Progress
from curator.records.messages import members
from curator.records.record import Message, Record
from curator.records.spans import replace_string

if TYPE_CHECKING:
    import regex

    from curator.workbench.bench import Workbench

MOST_SHOWN = 5_000
"""Hits that are kept for looking at; the others are counted and replaced like them."""
_AROUND = 40
"""Characters kept before and after a hit."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, and what is put there."""

    pattern: str
    put: str
    is_regex: bool = False
    """Whether the pattern is a regular expression as Python reads it; `put` may then name groups: \\1, \\g<name>."""
    role: str = ""
    """Only messages of this role; "" means all."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where the pattern was found."""

    row: int
    role: str
    before: str
    """A little of the text before it."""
    found: str
    put: str
    after: str


@dataclass(frozen=True, slots=True)
class Found:
    """All that would be replaced."""

    wanted: Wanted
    count: int
    rows: tuple[int, ...]
    hits: tuple[Hit, ...]
    """The first ones (`MOST_SHOWN`)."""
    changes: tuple[Change, ...]
    version: int
    """The data set's when it was looked through."""


def compiled(wanted: Wanted) -> Pattern:
    """The pattern, ready to search with.

    Raises:
        CuratorError: It is no regular expression, or what is put names a group it does not have.
    """
    import regex

    if not wanted.is_regex:
        return pattern_of(regex.escape(wanted.pattern), f'"{wanted.pattern}"')
    try:
        pattern = pattern_of(wanted.pattern, f"/{wanted.pattern}/")
    except PatternError as error:
        place = f" at {error.place + 1}" if error.place is not None else ""
        raise CuratorError(f"Not a regular expression{place}: {error}.") from None
    try:
        # A template is read only where something matches: an empty alternative makes every group optional.
        regex.compile(f"{wanted.pattern}|").sub(wanted.put, "")
    except (regex.error, IndexError, KeyError) as error:
        raise CuratorError(f"What is put there is not understood: {error}.") from None
    return pattern


def find(bench: Workbench, wanted: Wanted, rows: Collection[int], progress: Progress | None = None) -> Found:
    """Find a text in the messages of some rows; dropped rows and lines that cannot be read are left out.

    Args:
        bench: Any data set.
        wanted: What to look for.
        rows: Where.
        progress: Counts rows.

    Raises:
        CuratorError: The pattern cannot be understood, or takes too long on a record.
        Cancelled: The progress was cancelled.
    """
    progress = progress or Progress()
    version = bench.dataset.version
    pattern = compiled(wanted)
    plain = _plain_bytes(wanted)
    hits: list[Hit] = []
    changes: list[Change] = []
    count = 0
    for done, row in enumerate(rows if wanted.pattern else ()):
        progress.stop_if_cancelled()
        if done % 64 == 0:
            progress.update(done, len(rows), "looking")
        if bench.dataset.is_dropped(row) or (plain and _is_not_in(bench.raw(row), plain)):
            continue
        record = bench.record(row)
        content, found = _replaced(record, pattern, wanted, MOST_SHOWN - len(hits), hits)
        count += found
        if content != record.raw:
            changes.append(Change(row, content=content))
    return Found(wanted, count, tuple(change.row for change in changes), tuple(hits), tuple(changes), version)


def _plain_bytes(wanted: Wanted) -> bytes:
    """The text as a line without \\u escapes writes it; b"" where it may be written in several ways."""
    text = wanted.pattern
    if wanted.is_regex or not text.isascii() or not text.isprintable() or set(text) & set('"\\/'):
        return b""
    return text.encode()


def _is_not_in(raw: bytes, plain: bytes) -> bool:
    """Whether a line certainly does not hold a text: most lines need not be read for that."""
    return plain not in raw and b"\\u" not in raw


def _replaced(record: Record, pattern: Pattern, wanted: Wanted, room: int, hits: list[Hit]) -> tuple[bytes, int]:
    raw, count = record.raw, 0
    for message in record.messages:
        if wanted.role and message.role != wanted.role:
            continue
        for pointer, text in _texts(message):
            places = [found for found in pattern.places_in(text, record.row) if found.group()]
            if not places:
                continue
            count += len(places)
            hits += [_hit(record.row, message.role, text, found, wanted) for found in places[: max(0, room)]]
            room -= len(places)
            raw = replace_string(raw, pointer, _put_in(text, places, wanted))
    return raw, count


def _texts(message: Message) -> Iterator[tuple[str, str]]:
    """Pointers to the texts of a message's content, and the texts."""
    content = members(message.value).get("content")
    if isinstance(content, str):
        yield f"{message.pointer}/content", content
    elif isinstance(content, list):
        for number, part in enumerate(cast("list[Any]", content)):
            text = members(part).get("text")
            if isinstance(text, str):
                yield f"{message.pointer}/content/{number}/text", text


def _put(found: regex.Match[str], wanted: Wanted) -> str:
    return found.expand(wanted.put) if wanted.is_regex else wanted.put


def _put_in(text: str, places: list[regex.Match[str]], wanted: Wanted) -> str:
    pieces: list[str] = []
    at = 0
    for found in places:
        pieces += [text[at : found.start()], _put(found, wanted)]
        at = found.end()
    return "".join([*pieces, text[at:]])


def _hit(row: int, role: str, text: str, found: regex.Match[str], wanted: Wanted) -> Hit:
    before, after = text[max(0, found.start() - _AROUND) : found.start()], text[found.end() : found.end() + _AROUND]
    return Hit(row, role, before, found.group(), _put(found, wanted), after)


def replace(bench: Workbench, found: Found) -> Step | None:
    """Replace all that was found, as one step; None where nothing would change.

    Raises:
        CuratorError: The data has changed since; nothing was replaced.
    """
    if not found.changes:
        return None
    if found.version != bench.dataset.version:
        raise CuratorError("The data has changed since the hits were shown.", hint="Look for them again.")
    wanted = found.wanted
    lines = f"{len(found.rows):,} lines" if len(found.rows) != 1 else f"line {found.rows[0]:,}"
    return bench.dataset.apply(found.changes, f'replace "{wanted.pattern}" with "{wanted.put}": {lines}')
