"""Lines for the examples of rules about system messages."""

from __future__ import annotations

import json

MAIN = "You help the guests of a small hotel. Answer politely and in one sentence."


def line(number: int, *systems: str, question: str = "", first: bool = True) -> bytes:
    """A conversation of one turn.

    Args:
        number: Makes it differ from the others.
        systems: The texts of its system messages, if any.
        question: Stands at the head of what the user says.
        first: Whether the system messages come before the question, or after it.
    """
    told = [{"role": "system", "content": text} for text in systems]
    asked = {"role": "user", "content": f"{question}Is room {number} free on the weekend?"}
    answer = {"role": "assistant", "content": f"Yes, room {number} is free; shall I book it for you?"}
    messages = [*told, asked, answer] if first else [asked, *told, answer]
    return json.dumps({"messages": messages}).encode()


def lines(count: int = 40) -> list[bytes]:
    """Conversations with the main system message."""
    return [line(number, MAIN) for number in range(count)]
