"""Where private things stand in a record, how they are shown masked, and how they are taken out."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from curator.checks.rule import Arguments, Check, Finding, Fix, FixContext, Found, MakeFix, Mend, RowChange
from curator.checks.text.places import content_places, edited_string
from curator.records.record import Message, Record
from curator.settings import Settings

Spans = list[tuple[int, int]]
Search = Callable[[str], Spans]
"""Start and end (exclusive) of everything sought in a text, in order."""
Likely = Callable[[bytes], bool]
"""Whether a line can hold what is sought; cheap, and never wrong in saying no."""

_SHORT = 12
_SHAPE = bytes(
    ord("0") if chr(byte).isdigit() else ord("A") if 65 <= byte <= 90 else ord("a") if 97 <= byte <= 122 else byte
    for byte in range(128)
) + bytes(range(128, 256))


@functools.lru_cache(maxsize=2)
def shape_of(raw: bytes) -> bytes:
    """The line with every digit as 0, every capital letter as A and every small one as a.

    All rules about numbers look for their form in it before they look at any text: one pass instead of ten.
    """
    return raw.translate(_SHAPE)


def has_shape(*shapes: bytes) -> Likely:
    """Whether one of some forms (0 for a digit, A for a capital letter) occurs in a line."""

    def likely(raw: bytes) -> bool:
        line = shape_of(raw)
        return any([shape in line for shape in shapes])

    return likely


def masked(secret: str) -> str:
    """The first characters of a secret: two of a short one, four of a long one."""
    return secret[: 2 if len(secret) < _SHORT else 4] + "…"


def texts_of(record: Record) -> Iterator[tuple[str, str, str]]:
    """Pointer of the message (or string), pointer of the string and the string itself, for all that can be private.

    Contents and the arguments of calls; in a record without messages every string.
    """
    if not record.messages:
        for pointer, text in _strings(record.value, "", 0):
            yield pointer, pointer, text
        return
    for message in record.messages:
        for pointer, text in _texts_of_message(message):
            yield message.pointer, pointer, text


def _texts_of_message(message: Message) -> Iterator[tuple[str, str]]:
    if message.text:
        yield from content_places(message)
    for call in message.calls:
        if isinstance(call.arguments, str):
            yield f"{call.pointer}/function/arguments", call.arguments


def _strings(value: Any, pointer: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict) and depth < 20:
        for key, inner in cast("dict[str, Any]", value).items():
            yield from _strings(inner, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}", depth + 1)
    elif isinstance(value, list) and depth < 20:
        for index, inner in enumerate(cast("list[Any]", value)):
            yield from _strings(inner, f"{pointer}/{index}", depth + 1)


Said = Callable[[str], bool]
"""Whether what a role says is looked at."""


def checking(search: Search, likely: Likely | None = None, said: Said | None = None) -> Check:
    """A check that reports what a search finds: once for each message, masked, with the count."""

    def check(record: Record, _settings: Settings) -> Iterable[Found]:
        return () if likely is not None and not likely(record.raw) else _found(record, search, said)

    return check


def _found(record: Record, search: Search, said: Said | None) -> list[Found]:
    owners: dict[str, list[str]] = {}
    roles = {message.pointer: message.role for message in record.messages}
    for owner, _pointer, text in texts_of(record):
        if said is not None and not said(roles.get(owner, "user")):
            continue
        for start, end in search(text):
            owners.setdefault(owner, []).append(text[start:end])
    return [
        Found(
            owner,
            arguments={"shown": masked(secrets[0]), "length": len(secrets[0]), "count": len(secrets)},
            mend=Mend.UNSAFE,
        )
        for owner, secrets in owners.items()
    ]


def masking(search: Search, word: str, title: str) -> MakeFix:
    """A fix that writes `word` over everything a search finds in the message the finding points to."""

    def fix(record: Record, finding: Finding, _context: FixContext) -> Fix | None:
        raw = record.raw
        for owner, pointer, text in texts_of(record):
            spans = search(text) if owner == finding.pointer else []
            if spans:
                raw = edited_string(raw, pointer, [(start, end, word) for start, end in spans])
        return None if raw == record.raw else Fix(title, (RowChange(record.row, raw),), Mend.UNSAFE)

    return fix


def told(what: str) -> Callable[[Arguments], str]:
    """A message that names what was found, masked."""

    def message(arguments: Arguments) -> str:
        count = arguments["count"]
        times = "" if count == 1 else f", {count:,} times"
        return f"The text holds {what}{times}: {arguments['shown']} ({arguments['length']} characters)."

    return message
