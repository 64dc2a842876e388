"""Lines for the examples of rules about texts."""

from __future__ import annotations

import json


def asked_and_answered(question: str, answer: str) -> bytes:
    """A conversation of one turn."""
    messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return json.dumps({"messages": messages}, ensure_ascii=False).encode()


def answered(answer: str) -> bytes:
    """A conversation of one turn with a question that asks for nothing special."""
    return asked_and_answered("What can you tell me about it?", answer)
