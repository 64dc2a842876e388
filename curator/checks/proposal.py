"""From what a rule would write to the fix a person is offered."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import orjson

from curator.checks.rule import Finding, Fix, FixContext, MakeFix, Mend, RowChange
from curator.records.record import Message, Record
from curator.records.spans import writes_ascii


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mend of one line: what it does and the line it makes."""

    title: str
    content: bytes
    mend: Mend


Propose = Callable[[Record, str], Proposal | None]
"""From a record and the JSON Pointer of a finding to its mend, None where there is none."""


def proven(title: str, content: bytes) -> Proposal:
    """A mend that this record proves."""
    return Proposal(title, content, Mend.SAFE)


def guess(title: str, content: bytes) -> Proposal:
    """A mend that a person should look at first."""
    return Proposal(title, content, Mend.UNSAFE)


def proven_if(sure: bool, title: str, content: bytes) -> Proposal:
    """A mend that is proven, or a guess."""
    return proven(title, content) if sure else guess(title, content)


def proposal_of(propose: Propose | None, record: Record, pointer: str | None) -> Proposal | None:
    """The mend of a place; None where there is none or the line has no such place."""
    if propose is None:
        return None
    try:
        return propose(record, pointer or "")
    except LookupError:
        return None


def mend_of(propose: Propose | None, record: Record, pointer: str | None) -> Mend:
    """How well a place can be mended."""
    proposal = proposal_of(propose, record, pointer)
    return Mend.NONE if proposal is None else proposal.mend


def fixing(propose: Propose) -> MakeFix:
    """The fix function of a rule that proposes a new line."""

    def fix(record: Record, finding: Finding, _context: FixContext) -> Fix | None:
        proposal = proposal_of(propose, record, finding.pointer)
        if proposal is None or proposal.content == record.raw:
            return None
        return Fix(proposal.title, (RowChange(record.row, content=proposal.content),), proposal.mend)

    return fix


def written(value: Any, raw: bytes) -> bytes:
    """A JSON value written as a line writes: with or without spaces, letters or escapes."""
    separators = (", ", ": ") if b'": ' in raw else (",", ":")
    text = json.dumps(value, ensure_ascii=writes_ascii(raw), separators=separators)
    return text.encode("utf-8", "surrogatepass")


def parsed(text: str | bytes) -> Any:
    """The JSON value of a text; None where it is no JSON (or null)."""
    try:
        return orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return None


def value_at(record: Record, pointer: str) -> Any:
    """What stands at a JSON Pointer of the record.

    Raises:
        LookupError: Nothing does.
    """
    value = record.value
    for step in pointer.split("/")[1:]:
        if isinstance(value, list):
            items = cast("list[Any]", value)
            if not step.isdigit():
                raise LookupError(pointer)
            value = items[int(step)]
        elif isinstance(value, dict):
            value = cast("dict[str, Any]", value)[step.replace("~1", "/").replace("~0", "~")]
        else:
            raise LookupError(pointer)
    return value


def parent(pointer: str, levels: int = 1) -> str:
    """The pointer some levels up."""
    return "/".join(pointer.split("/")[:-levels])


def message_at(record: Record, pointer: str) -> Message:
    """The message a pointer points at or into.

    Raises:
        LookupError: There is none.
    """
    for message in record.messages:
        if pointer == message.pointer or pointer.startswith(message.pointer + "/"):
            return message
    raise LookupError(pointer)


def excerpt(value: Any, longest: int = 40) -> str:
    """A value of the data set as a message of curator quotes it: its text or JSON, shortened."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= longest else text[: longest - 1] + "…"
