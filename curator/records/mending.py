"""Mends a line that is not JSON, by exchanging the offending bytes and no others.

The splices come from the reader (curator.records.reader): one for each flaw. What they make is taken only if it is
JSON, so a mend never leaves a line half mended. It is safe where every splice is: where the meaning is beyond doubt
on this very line. What lines that stand next to each other may have been, one record torn by a raw line break, is
`join`'s matter; a key that comes twice is curator.records.mending_keys'.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import orjson

from curator.records.bad_bytes import bad_bytes
from curator.records.flaws import Flaw, Kind, Problem
from curator.records.reader import MOST_FLAWS, read
from curator.records.syntax import parse

_MOST_ROUNDS = 4
"""Straightening quotes can show what stood behind them; no real line takes more than a second round."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What a line becomes."""

    contents: tuple[bytes, ...]
    """The new line; several where it held several records."""
    safe: bool
    """Whether the meaning is beyond doubt."""
    title: str
    """What the mend does, in the imperative: "straighten 58 quotes"."""

    @property
    def content(self) -> bytes:
        """The new line, the first of them where there are several."""
        return self.contents[0]


def mend(raw: bytes, problem: Problem | None = None) -> Mended | None:
    """What the line becomes when every flaw is mended; None where it is JSON or where that cannot be told.

    Args:
        raw: The line, without its end.
        problem: What `curator.records.syntax.parse` says is wrong; found anew where not given.
    """
    problem = problem or parse(raw)[1]
    if problem is None or problem.kind is Kind.EMPTY:
        return None
    done: list[Flaw] = []
    pieces = [raw]
    if problem.kind in (Kind.UTF8_INVALID, Kind.UTF8_OVERLONG):
        done = list(islice(bad_bytes(raw), MOST_FLAWS))
        if not _mendable(done):
            return None
        pieces = [_spliced(raw, done)[0]]
    for _round in range(_MOST_ROUNDS):
        broken = [piece for piece in pieces if not _is_json(piece)]
        if not broken:
            return _mended(pieces, done)
        flaws = {piece: read(piece) for piece in broken}
        if any(not _mendable(each) for each in flaws.values()):
            return None
        done.extend(flaw for each in flaws.values() for flaw in each)
        pieces = [new for piece in pieces for new in _spliced(piece, flaws.get(piece, []))]
    return None


def _mended(pieces: Sequence[bytes], done: Sequence[Flaw]) -> Mended | None:
    if any(not piece.strip() for piece in pieces):
        return None
    return Mended(tuple(pieces), all(flaw.safe for flaw in done), title_of(done))


def _is_json(raw: bytes) -> bool:
    try:
        orjson.loads(raw)
    except orjson.JSONDecodeError:
        return False
    return True


def _mendable(flaws: Sequence[Flaw]) -> bool:
    return 0 < len(flaws) < MOST_FLAWS and all(flaw.put is not None for flaw in flaws)


def _spliced(raw: bytes, flaws: Sequence[Flaw]) -> list[bytes]:
    """The line with every flaw's bytes exchanged, divided where a flaw divides it."""
    pieces: list[list[bytes]] = [[]]
    position = 0
    for flaw in flaws:
        if flaw.start < position:
            continue  # another flaw has taken these bytes already
        pieces[-1].extend((raw[position : flaw.start], flaw.put or b""))
        if flaw.divides:
            pieces.append([])
        position = flaw.end
    pieces[-1].append(raw[position:])
    return [b"".join(piece) for piece in pieces]


_VERBS: dict[Kind, tuple[str, str]] = {
    Kind.COMMA: ("mend a comma", "mend {} commas"),
    Kind.COLON: ("put a colon", "put {} colons"),
    Kind.BRACKET: ("mend a bracket", "mend {} brackets"),
    Kind.TRUNCATED: ("add the closing brackets", "add the closing brackets"),
    Kind.QUOTE_TYPOGRAPHIC: ("straighten a quote", "straighten {} quotes"),
    Kind.QUOTE_SINGLE: ("make a quote double", "make {} quotes double"),
    Kind.QUOTE_INSIDE: ("put a backslash before a quote", "put a backslash before {} quotes"),
    Kind.KEY_BARE: ("put quotes around a key", "put quotes around {} keys"),
    Kind.LITERAL: ("write a word as JSON does", "write {} words as JSON does"),
    Kind.VALUE: ("put null for a missing value", "put null for {} missing values"),
    Kind.NUMBER: ("write a number as JSON does", "write {} numbers as JSON does"),
    Kind.CONTROL_CHAR: ("escape a control character", "escape {} control characters"),
    Kind.SPACE: ("make white space plain", "make {} pieces of white space plain"),
    Kind.COMMENT: ("take out a comment", "take out {} comments"),
    Kind.ESCAPE: ("mend an escape", "mend {} escapes"),
    Kind.SURROGATE: ("replace half a character", "replace {} half characters"),
    Kind.UTF8_INVALID: ("read a byte as Windows-1252", "read {} bytes as Windows-1252"),
    Kind.UTF8_OVERLONG: ("write a character in UTF-8", "write {} characters in UTF-8"),
    Kind.BOM_INSIDE: ("take out the byte-order mark", "take out {} byte-order marks"),
    Kind.TWO_ON_LINE: ("make two lines of it", "divide the line in {} places"),
    Kind.TRAILING: ("take out what follows the record", "take out what follows the record"),
}

_FORM_VERBS: dict[tuple[Kind, str], tuple[str, str]] = {
    (Kind.COMMA, "trailing"): ("take out the last comma", "take out {} trailing commas"),
    (Kind.COMMA, "doubled"): ("take out the second comma", "take out {} doubled commas"),
    (Kind.COMMA, "leading"): ("take out the first comma", "take out {} leading commas"),
    (Kind.COMMA, "record"): ("take out the comma after the record", "take out {} commas after records"),
    (Kind.COMMA, "missing"): ("put a comma", "put {} commas"),
    (Kind.BRACKET, "extra"): ("take out a bracket", "take out {} brackets"),
    (Kind.BRACKET, "after"): ("take out what follows the record", "take out what follows the record"),
    (Kind.BRACKET, "missing"): ("put the missing bracket", "put {} missing brackets"),
    (Kind.QUOTE_TYPOGRAPHIC, "punctuation"): ("make a full-width sign plain", "make {} full-width signs plain"),
    (Kind.QUOTE_TYPOGRAPHIC, "inside"): ("put a backslash before a quote", "put a backslash before {} quotes"),
    (Kind.QUOTE_SINGLE, "inside"): ("put a backslash before a quote", "put a backslash before {} quotes"),
    (Kind.CONTROL_CHAR, "NUL"): ("take out a NUL", "take out {} NULs"),
    (Kind.SURROGATE, "swapped"): ("swap the halves of a character", "swap the halves of {} characters"),
    (Kind.UTF8_INVALID, "cut"): ("replace a character cut short", "replace {} characters cut short"),
    (Kind.UTF8_INVALID, "surrogate"): ("replace half a character", "replace {} half characters"),
    (Kind.LITERAL, "word"): ("put quotes around a value", "put quotes around {} values"),
}

_MOST_PARTS = 3


def title_of(flaws: Sequence[Flaw]) -> str:
    """What mending these flaws does, in words: "straighten 4 quotes, take out the last comma"."""
    counts = Counter(_FORM_VERBS.get((flaw.kind, flaw.detail), _VERBS.get(flaw.kind, ("", ""))) for flaw in flaws)
    parts = [one if count == 1 else many.format(f"{count:,}") for (one, many), count in counts.items()]
    shown = list(dict.fromkeys(parts))
    if len(shown) > _MOST_PARTS:
        shown = [*shown[:_MOST_PARTS], "and more"]
    return ", ".join(shown)


def join(pieces: Sequence[bytes]) -> bytes | None:
    """The record that raw line breaks tore into these lines; None where they are not one record.

    The lines are one record if together they are a JSON object and the first alone is cut off: nothing but the break
    itself is added, escaped where it stood inside a text, as white space between values.
    """
    joined, problem = pieces[0], parse(pieces[0])[1]
    for piece in pieces[1:]:
        if problem is None or problem.kind is not Kind.TRUNCATED:
            return None
        joined += (b"\\n" if problem.detail == "text" else b" ") + piece
        value, problem = parse(joined)
        if problem is None:
            return joined if isinstance(value, dict) and piece is pieces[-1] else None
    return None
