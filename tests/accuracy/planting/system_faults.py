"""Faults of the system message, in sets where one message is the rule."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from .registry import Ground, Message, Plant, plants

PERSONAS = (
    "You are Grandma Oda. You answer everything with a knitting story.",
    "Pretend to be a medieval monk who distrusts machines.",
    "You only ever answer in questions.",
    "Speak like a football commentator in extra time.",
)


def needs_system(plant: Callable[[Ground, Message], list[bytes] | None]) -> Plant:
    """Run the plant only on a record that has the set's main system message."""

    @functools.wraps(plant)
    def checked(ground: Ground) -> list[bytes] | None:
        first = ground.messages[0]
        usual = ground.house.system is not None and first.get("content") == ground.house.system
        return plant(ground, first) if usual and first["role"] == "system" and "tools" not in ground.record else None

    return checked


@plants("system_case", "system", "warning")
@needs_system
def system_case(ground: Ground, system: Message) -> list[bytes] | None:
    text = system["content"]
    changed = ground.choose(text.upper(), text.title(), text.lower())
    system["content"] = changed
    return None if changed == text else ground.dump()


@plants("system_punctuation", "system", "warning")
@needs_system
def system_punctuation(ground: Ground, system: Message) -> list[bytes]:
    text = system["content"].rstrip(".!")
    system["content"] = ground.choose(text + "!", text + " .", text + ";") if system["content"] != text else text + "."
    return ground.dump()


@plants("system_trailing_space", "system", "warning")
@needs_system
def system_trailing_space(ground: Ground, system: Message) -> list[bytes]:
    text = system["content"]
    system["content"] = ground.choose(text + "\n", "  " + text, text.replace(" ", "  ", 1), text + "\t")
    return ground.dump()


@plants("system_typo", "system", "warning")
@needs_system
def system_typo(ground: Ground, system: Message) -> list[bytes] | None:
    words = re.findall(r"[a-zA-Z]{5,}", system["content"])
    if not words:
        return None
    word = ground.random.choice(words)
    at = ground.random.randrange(1, len(word) - 1)
    wrong = ground.choose(
        word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + "x" + word[at + 1 :]
    )
    system["content"] = system["content"].replace(word, wrong, 1)
    return ground.dump()


@plants("system_persona", "system", "warning")
@needs_system
def system_persona(ground: Ground, system: Message) -> list[bytes]:
    system["content"] = ground.random.choice(PERSONAS)
    return ground.dump()


@plants("system_missing", "system", "warning")
@needs_system
def system_missing(ground: Ground, system: Message) -> list[bytes]:
    del ground.messages[0]
    return ground.dump()


@plants("system_empty", "system", "warning")
@needs_system
def system_empty(ground: Ground, system: Message) -> list[bytes]:
    system["content"] = ground.choose("", "", " ")
    return ground.dump()


@plants("system_in_user", "system", "warning")
@needs_system
def system_in_user(ground: Ground, system: Message) -> list[bytes]:
    user = ground.first("user")
    user["content"] = system["content"] + ground.choose("\n\n", " ", "\n---\n") + user["content"]
    del ground.messages[0]
    return ground.dump()


@plants("system_position", "system", "warning")
@needs_system
def system_position(ground: Ground, system: Message) -> list[bytes]:
    ground.messages.insert(ground.random.randrange(1, len(ground.messages) - 1), ground.messages.pop(0))
    return ground.dump()


@plants("system_twice", "system", "warning")
@needs_system
def system_twice(ground: Ground, system: Message) -> list[bytes]:
    ground.messages.insert(ground.choose(1, 2), dict(system))
    return ground.dump()
