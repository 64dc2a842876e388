"""What the messages around one prove about who speaks it."""

from __future__ import annotations

from dataclasses import dataclass

from curator.records.record import Message, Record

ALIASES = {
    "human": "user",
    "customer": "user",
    "client": "user",
    "person": "user",
    "visitor": "user",
    "usr": "user",
    "prompter": "user",
    "question": "user",
    "gpt": "assistant",
    "chatgpt": "assistant",
    "bot": "assistant",
    "chatbot": "assistant",
    "ai": "assistant",
    "model": "assistant",
    "agent": "assistant",
    "assistent": "assistant",
    "asistant": "assistant",
    "assitant": "assistant",
    "answer": "assistant",
    "support": "assistant",
    "sys": "system",
    "instruction": "system",
    "observation": "tool",
    "ipython": "tool",
    "function_response": "tool",
}
"""What other trainers, and people, call the roles."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Who speaks a message, and why."""

    role: str
    proven: bool
    """Whether the order of the conversation proves it; else its name suggests it."""
    reason: str


def _neighbours(record: Record, message: Message) -> tuple[str, str]:
    """The roles before and after a message in its part; "" where there is none, "?" where it is not known."""
    before = after = ""
    for other in record.messages:
        if other.part != message.part:
            continue
        role = other.role if other.role in ("system", "developer", "user", "assistant", "tool", "function") else "?"
        if other.index == message.index - 1:
            before = role
        elif other.index == message.index + 1:
            after = role
    return before, after


def who_speaks(record: Record, message: Message) -> Evidence | None:
    """Who speaks a message whose role is missing or unknown; None where nothing tells.

    Proven is the user where the assistant speaks next and no user before, and the assistant where the user spoke before
    and not next. Elsewhere the role's name may suggest one, which is a guess.
    """
    if message.part not in ("messages", "input"):
        return Evidence("assistant", True, "an output holds the assistant's answer")
    before, after = _neighbours(record, message)
    calls = bool(message.calls)
    if after == "assistant" and before in ("", "system", "developer", "assistant") and not calls:
        return Evidence("user", True, "Assistant speaks next, so here it is the user")
    if before == "user" and after in ("", "user", "tool"):
        return Evidence("assistant", True, "The user speaks before, so here it is the assistant")
    named = ALIASES.get(message.role.strip().lower())
    if named is None:
        return None
    return Evidence(named, False, f"Elsewhere that is a name for the {named}")
