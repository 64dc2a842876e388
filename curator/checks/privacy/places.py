"""Where private things stand in a record, how they are shown masked, and how they are taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from curator.checks.rule import Arguments, Check, Finding, Fix, FixContext, Found, MakeFix, Mend, RowChange
from curator.checks.text.places import content_places, edited_string
from curator.records.record import Message, Record
from curator.settings import Settings

Spans = list[tuple[int, int]]
Search = Callable[[str], Spans]
"""Start and end (exclusive) of everything sought in a text, in order."""
_SHORT = 12


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


def every_text_of(record: Record) -> Iterator[tuple[str, str, str]]:
    """The same for all strings of a record, wherever they stand: names, ids, declarations of tools, other keys."""
    seen: set[str] = set()
    for owner, pointer, text in texts_of(record):
        seen.add(pointer)
        yield owner, pointer, text
    if not record.messages:
        return
    owners = [message.pointer for message in record.messages]
    for pointer, text in _strings(record.value, "", 0):
        if pointer not in seen:
            yield next((owner for owner in owners if pointer.startswith(owner + "/")), pointer), pointer, text


def _strings(value: Any, pointer: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict) and depth < 20:
        for key, inner in cast("dict[str, Any]", value).items():
            yield from _strings(inner, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}", depth + 1)
    elif isinstance(value, list) and depth < 20:
        for index, inner in enumerate(cast("list[Any]", value)):
            yield from _strings(inner, f"{pointer}/{index}", depth + 1)


Texts = Callable[[Record], Iterable[tuple[str, str, str]]]
"""Lists the strings of a record that are searched: as `texts_of` does."""
Said = Callable[[str], bool]
"""Whether what a role says is looked at."""


def checking(search: Search, said: Said | None = None, texts: Texts = texts_of) -> Check:
    """A check that reports what a search finds: once for each message, masked, with the count."""

    def check(record: Record, _settings: Settings) -> Iterable[Found]:
        return _found(record, search, said, texts)

    return check


def _found(record: Record, search: Search, said: Said | None, texts: Texts) -> list[Found]:
    owners: dict[str, list[str]] = {}
    roles = {message.pointer: message.role for message in record.messages}
    for owner, _pointer, text in texts(record):
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


def masking(search: Search, word: str, title: str, texts: Texts = texts_of) -> MakeFix:
    """A fix that writes `word` over everything a search finds in the message the finding points to."""

    def fix(record: Record, finding: Finding, _context: FixContext) -> Fix | None:
        raw = record.raw
        for owner, pointer, text in texts(record):
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
