"""Lines for the examples of rules about languages."""

from __future__ import annotations

import json

GERMAN = (
    "Das Museum ist an den Tagen um Ostern von zehn bis sechs Uhr geöffnet, nur am Montag bleibt es wie immer "
    "geschlossen, und die Karten bekommen Sie auch noch an der Kasse."
)


def line(question: str, answer: str) -> bytes:
    """A conversation of one turn."""
    messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return json.dumps({"messages": messages}, ensure_ascii=False).encode()


def english(number: int) -> bytes:
    """A conversation in English."""
    return line(
        f"I would like to know when the museum is open on the days before the holiday number {number}.",
        f"It is open from ten to six on all of these days, and you can buy a ticket for room {number} at the door.",
    )


def german(number: int) -> bytes:
    """The same in German."""
    return line(f"Ich möchte gern wissen, wann das Museum an den Tagen vor dem Feiertag {number} geöffnet ist.", GERMAN)
