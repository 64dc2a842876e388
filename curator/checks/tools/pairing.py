"""Which reply answers which call."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from curator.records.messages import members
from curator.records.record import Message, Record, ToolCall

UNMATCHED = "unmatched"
UNANSWERED = "unanswered"
ORPHAN = "orphan"


@dataclass(frozen=True, slots=True)
class Unpaired:
    """A call without its reply, or a reply without its call."""

    kind: str
    pointer: str
    id: str
    """The id that fits nothing, "" where there is none."""
    waiting: tuple[str, ...] = ()
    """The ids that still waited for a reply."""
    only: str = ""
    """The one id it can be, where one call has one reply."""


@dataclass(slots=True)
class _Block:
    """One message that calls, and the replies behind it."""

    calls: list[ToolCall]
    loose: bool = False
    """Whether the calls cannot be read, so that nothing can be said about the replies."""
    waiting: list[ToolCall] = field(default_factory=list[ToolCall])
    stray: int = 0
    """Replies whose id fits no call: each stands for one that waits."""
    replies: list[Message] = field(default_factory=list[Message])


def _block(message: Message) -> _Block | None:
    """What a message opens: None where it calls nothing."""
    if message.role in ("user", "system", "developer"):
        return None
    if message.calls:
        return _Block(message.calls, waiting=list(message.calls))
    value = members(message.value)
    loose: Any = value.get("tool_calls") or value.get("function_call")
    return _Block([], loose=True) if loose else None


def _match(block: _Block, reply: Message) -> bool:
    """Takes the call a reply answers from those that wait; False where none fits."""
    for call in block.waiting:
        if not reply.call_id or call.id in (reply.call_id, ""):
            block.waiting.remove(call)
            return True
    return not reply.call_id


def _strays(block: _Block, found: list[Unpaired]) -> None:
    """The replies of a block that fit no call, and the calls that got none."""
    alone = block.calls[0].id if len(block.calls) == 1 and len(block.replies) == 1 else ""
    unmatched = [reply for reply in block.replies if not _match(block, reply)]
    block.stray = len(unmatched)
    waiting = tuple(call.id for call in block.waiting)
    for reply in unmatched:
        found.append(Unpaired(UNMATCHED, f"{reply.pointer}/tool_call_id", reply.call_id, waiting, alone))


def _close(block: _Block | None, found: list[Unpaired], last: bool) -> None:
    if block is None or block.loose:
        return
    _strays(block, found)
    if not last:
        for call in block.waiting[block.stray :]:
            found.append(Unpaired(UNANSWERED, call.pointer, call.id))


def pair(record: Record) -> list[Unpaired]:
    """Calls and replies of a conversation (or of a preference record's input) that have no counterpart.

    Calls of the last message wait for nothing: there the record rightly ends.
    """
    found: list[Unpaired] = []
    block: _Block | None = None
    for message in record.messages:
        if message.part not in ("messages", "input"):
            break
        if message.value is None:
            continue
        if message.role == "tool":
            if block is None:
                found.append(Unpaired(ORPHAN, message.pointer, message.call_id))
            else:
                block.replies.append(message)
        elif message.role != "function":
            _close(block, found, last=False)
            block = _block(message)
    _close(block, found, last=True)
    return found
