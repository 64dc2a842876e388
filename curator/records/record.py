"""Typed views of one line: a record, its messages, its tool calls.

The views are lenient: they show what is there, also where it is wrong, so that rules can say what is wrong with it.
`value` always holds the JSON as it was read, unknown keys included.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

UNREADABLE = "unreadable"
"""Shape of a line that could not be decoded or parsed."""
UNKNOWN = "unknown"
"""Shape of a line that is JSON, but no training example of a kind known here."""

ROLES = ("system", "developer", "user", "assistant", "tool", "function")
"""Roles the service knows, in the order of the role mask's bits."""
OTHER_ROLE_BIT = 1 << len(ROLES)


@dataclass(slots=True)
class ToolCall:
    """One call that an assistant message makes."""

    pointer: str
    """JSON Pointer to the call in the record."""
    value: Any
    """The call as it was read."""
    id: str
    """Its id, "" where there is none or it is not a string."""
    name: str
    """The function's name, "" where there is none."""
    arguments: Any
    """The arguments as they were read: a JSON string where all is well, None where absent."""


@dataclass(slots=True)
class Message:
    """One message of a conversation."""

    pointer: str
    """JSON Pointer to the message, such as /messages/0."""
    part: str
    """Where it stands: messages, input, preferred_output or non_preferred_output."""
    index: int
    """Its place in that part, from 0."""
    value: Any
    """The message as it was read; a dict where all is well."""
    role: str
    """Its role exactly as written, "" where there is none or it is not a string."""
    text: str
    """All text of its content, content parts joined by a line break; "" where there is none."""
    weight: Any
    """The value of its weight key, None where absent."""
    calls: list[ToolCall]
    call_id: str
    """tool_call_id of a tool message, "" where there is none."""

    @property
    def learned(self) -> bool:
        """Whether training learns this message: an assistant's, unless its weight is 0."""
        return self.role == "assistant" and self.weight != 0


@dataclass(slots=True)
class Record:
    """One non-blank line, read as far as it can be read."""

    row: int
    """Row id; for a line of the file its 1-based number."""
    raw: bytes
    """The line's bytes, without a leading byte-order mark of the file and without the line's end."""
    shape: str
    """Name of the shape (curator.records.shapes), `UNREADABLE` or `UNKNOWN`."""
    value: Any = None
    """The JSON value; None where the line could not be read."""
    messages: list[Message] = field(default_factory=list[Message])
    """Every message in order; for preference records input, preferred and non-preferred output after one another."""
    tools: list[Any] = field(default_factory=list[Any])
    """The declared tools as read (values of the tools key), empty where there are none."""
    problem: object = None
    """Why the line could not be read (curator.records.syntax.Problem), None where it could."""
    valid: bool = True
    """Whether the record satisfies the JSON Schema of its shape; False where it could not be read."""
    explained: Any = None
    """What curator.checks.explain made of the schema's errors, kept for the rules that ask next; None until asked."""
    canonical: bytes | None = None
    """What curator.records.canonical made of the value, kept likewise."""

    @property
    def readable(self) -> bool:
        """Whether the line is JSON."""
        return self.shape != UNREADABLE
