"""What is being edited: a message's text, the arguments of a call, a message that is not there yet, or a whole line."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum

from curator.engine.judge import read_line
from curator.errors import CuratorError
from curator.measures.text import visible
from curator.records.record import ROLES, Record
from curator.records.spans import NoSuchPlace, place_of, replace_string
from curator.tui.pretty import folded, pretty
from curator.workbench import messages

_OFFERED_ROLES = tuple(role for role in ROLES if role != "function")
"""`function` is an older spelling of `tool`; nobody wants it anew."""


class Kind(StrEnum):
    """What the text in the editor is."""

    LINE = "line"
    TEXT = "text"
    ARGUMENTS = "arguments"
    AFTER = "after"
    """A new message after the one at the cursor."""
    BEFORE = "before"


_STEP_NAMES = {
    Kind.LINE: "edit the record of",
    Kind.TEXT: "edit a message of",
    Kind.ARGUMENTS: "edit the arguments of a call of",
    Kind.AFTER: "insert a message into",
    Kind.BEFORE: "insert a message into",
}
"""What a step is called; the line follows."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What is being edited."""

    row: int
    raw: bytes
    kind: Kind
    text: str
    """As it stands in the data."""
    label: str
    message: int | None = None
    """Which message it belongs to, or stands next to."""
    pointer: str | None = None
    """Place of the text in the record, None where it has none yet or the whole line is edited."""
    role: str = ""
    """The role the message will have."""
    role_before: str = ""
    call: int = 0

    @property
    def key(self) -> str:
        """What its draft is kept under."""
        if self.kind in (Kind.AFTER, Kind.BEFORE):
            return f"draft:{self.row}:{self.kind}:{self.message}"
        return f"draft:{self.row}:{'' if self.pointer is None else self.pointer}"

    @property
    def said(self) -> str:
        """What is being edited, in words."""
        if self.kind in (Kind.AFTER, Kind.BEFORE):
            return f"{self.label}: {self.role}"
        if self.kind is Kind.TEXT:
            before = visible(self.role_before, multiline=False) or "no role"
            return f"{self.label}: {before}" + (f" becomes {self.role}" if self.role != self.role_before else "")
        return self.label

    @property
    def step_name(self) -> str:
        """What the step is called; the line follows."""
        return _STEP_NAMES[self.kind]

    @property
    def is_json(self) -> bool:
        """Whether the text is JSON."""
        return self.kind in (Kind.LINE, Kind.ARGUMENTS)


KEY_OF_KIND = {Kind.ARGUMENTS: "edit-arguments", Kind.AFTER: "insert-after", Kind.BEFORE: "insert-before"}
"""The key that opens such a text, where it is not the one for editing (names of curator.tui.keys)."""


def as_text(raw: bytes) -> str:
    """A line's bytes as text that can be brought back exactly, whatever they are."""
    return raw.decode("utf-8", "surrogateescape")


def what_to_edit(record: Record, message: int | None, whole: bool) -> Edited:
    """The text of a message where there is one, else the line, laid out where it is JSON."""
    if record.readable and not whole and message is not None and message < len(record.messages):
        chosen = record.messages[message]
        content = chosen.value.get("content") if isinstance(chosen.value, dict) else None
        if isinstance(content, str):
            pointer = f"{chosen.pointer}/content"
            label = f"editing message {message + 1}"
            role = chosen.role
            return Edited(record.row, record.raw, Kind.TEXT, content, label, message, pointer, role, role)
    text = as_text(record.raw)
    if record.readable:
        return Edited(record.row, record.raw, Kind.LINE, pretty(text), "editing the record as JSON")
    return Edited(record.row, record.raw, Kind.LINE, text, "editing the line as text")


def place_in(edited: Edited, pointer: str) -> int | None:
    """Where a place of the record stands in the text that is edited, in characters; None where it is not in it."""
    start = edited.pointer or ""
    if pointer != start and not pointer.startswith(f"{start}/"):
        return None
    text = edited.text.encode("utf-8", "surrogateescape")
    try:
        found = place_of(text, pointer.removeprefix(start))
    except (NoSuchPlace, ValueError):
        return 0
    return len(as_text(text[: found.head]))


def new_message(record: Record, message: int | None, *, before: bool) -> Edited:
    """A message that is not there yet.

    Raises:
        CuratorError: The record takes no such message.
    """
    role = messages.next_role(record, message, before=before)
    messages.insert_message(record, message, role, "", before=before)
    number = 1 if message is None else message + (1 if before else 2)
    kind = Kind.BEFORE if before else Kind.AFTER
    return Edited(record.row, record.raw, kind, "", f"new message {number}", message, role=role)


def arguments_of(record: Record, message: int, call: int) -> Edited:
    """The arguments of a call, laid out where they are JSON.

    Raises:
        CuratorError: There is no such call.
    """
    calls = messages.message_at(record, message).calls
    if not 0 <= call < len(calls):
        raise CuratorError("This message calls no tool.")
    one = calls[call]
    held = one.arguments
    text = held if isinstance(held, str) else json.dumps(held if held is not None else {}, ensure_ascii=False)
    name = visible(one.name, multiline=False) or "no name"
    pointer = f"{one.pointer}/function/arguments"
    laid_out = pretty(text) if _is_json(text) else text
    label = f"editing the arguments of {name}, as JSON"
    return Edited(record.row, record.raw, Kind.ARGUMENTS, laid_out, label, message, pointer, call=call)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def content_of(edited: Edited, text: str) -> bytes:
    """The line with the edited text in it.

    Raises:
        json.JSONDecodeError: The text of a whole line, or of a call's arguments, is not JSON; it says where.
        CuratorError: The message cannot have that role.
    """
    if edited.kind is Kind.LINE:
        if text == edited.text:
            return edited.raw
        json.loads(text)
        return folded(text, like=as_text(edited.raw)).encode("utf-8", "surrogateescape")
    record = read_line(edited.row, edited.raw)
    if edited.kind is Kind.ARGUMENTS:
        if text == edited.text:
            return edited.raw
        messages.checked_arguments(text)
        before = record.messages[edited.message or 0].calls[edited.call].arguments
        folded_text = folded(text, like=before if isinstance(before, str) else edited.text)
        return messages.set_arguments(record, edited.message or 0, edited.call, folded_text)
    if edited.kind is Kind.TEXT:
        return _with_text(edited, text)
    if not text:
        return edited.raw
    return messages.insert_message(record, edited.message, edited.role, text, before=edited.kind is Kind.BEFORE)


def _with_text(edited: Edited, text: str) -> bytes:
    raw = edited.raw
    if edited.pointer is not None and text != edited.text:
        raw = replace_string(raw, edited.pointer, text)
    if edited.role == edited.role_before:
        return raw
    return messages.change_role(read_line(edited.row, raw), edited.message or 0, edited.role)


def next_role_of(edited: Edited) -> str | None:
    """The next role the edited message can have; None where it can have no other."""
    if edited.kind in (Kind.LINE, Kind.ARGUMENTS):
        return None
    here = _OFFERED_ROLES.index(edited.role) if edited.role in _OFFERED_ROLES else -1
    for step in range(1, len(_OFFERED_ROLES) + 1):
        role = _OFFERED_ROLES[(here + step) % len(_OFFERED_ROLES)]
        try:
            content_of(replace(edited, role=role), edited.text or "-")
        except CuratorError:
            continue
        return None if role == edited.role else role
    return None


def split_at(edited: Edited, text: str, at: int) -> bytes:
    """The line with the edited message as two.

    Raises:
        CuratorError: What is edited is no message's text, or one half would be empty.
    """
    if edited.kind is not Kind.TEXT or edited.message is None:
        raise CuratorError("Only the text of a message can be split.")
    return messages.split_message(read_line(edited.row, content_of(edited, text)), edited.message, at)
