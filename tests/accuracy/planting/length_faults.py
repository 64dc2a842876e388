"""Records far longer or shorter than the rest of the set."""

from __future__ import annotations

import random

from .house import text_of
from .registry import Ground, plants

OVER_CONTEXT_LETTERS = 560_000
"""More than 131,072 tokens of o200k_base for English prose, at a little over four letters a token."""


def _sentences(ground: Ground, letters: int) -> str:
    """At least so many letters, sentence by sentence from all over the pool."""
    parts: list[str] = []
    have = 0
    while have < letters:
        spoken = [message for message in ground.another()["messages"] if message["role"] != "system"]
        texts = [text for message in spoken if (text := text_of(message)).strip()]
        sentence = ground.random.choice(texts).strip().split(". ")[-1]
        parts.append(sentence)
        have += len(sentence) + 1
    return " ".join(parts)


@plants("length_very_long", "length", "warning")
def length_very_long(ground: Ground) -> list[bytes] | None:
    letters = max(ground.house.answer_letters.above(6.5), ground.house.record_letters.above(6))
    if letters > 300_000:
        return None
    ground.answer()["content"] += " " + _sentences(ground, letters)
    return ground.dump()


@plants("length_long_user", "length", "warning")
def length_long_user(ground: Ground) -> list[bytes] | None:
    letters = ground.house.record_letters.above(6)
    if letters > 300_000:
        return None
    user = ground.first("user")
    user["content"] = _sentences(ground, letters) + " " + user["content"]
    return ground.dump()


@plants("length_very_short", "length", "warning")
def length_very_short(ground: Ground) -> list[bytes] | None:
    if ground.house.answer_letters.below(5) < 4:
        return None
    ground.first("user")["content"] = ground.choose("hm", "hey", "??")
    del ground.messages[ground.messages.index(ground.first("user")) + 1 :]
    ground.messages.append({"role": "assistant", "content": ground.choose("k", "!", "Ok")})
    return ground.dump()


@plants("length_over_context", "length", "error")
def length_over_context(ground: Ground) -> list[bytes]:
    ground.first("user")["content"] += "\n\n" + paste(ground, OVER_CONTEXT_LETTERS)
    return ground.dump()


def paste(ground: Ground, letters: int) -> str:
    """A very long paste; its words are shuffled so that it is no loop."""
    words = _sentences(ground, min(letters, 40_000)).split()
    chance = random.Random(ground.random.random())
    parts: list[str] = []
    have = 0
    while have < letters:
        count = chance.randrange(6, 18)
        sentence = " ".join(chance.choices(words, k=count))
        parts.append(sentence)
        have += len(sentence) + 2
    return ". ".join(parts)


def paste_dump(chance: random.Random, rows: int = 3_500) -> str:
    """A memory dump in hexadecimal: some 38 tokens a row, so little text is more than 131,072 tokens."""
    dump = (f"{row * 16:06x}: {chance.randbytes(16).hex(' ')}" for row in range(rows))
    return "\n".join(dump)


@plants("many_turns", "length", "warning")
def many_turns(ground: Ground) -> list[bytes]:
    wanted = max(45, 6 * ground.house.most_messages)
    while len(ground.messages) < wanted:
        other = ground.another()["messages"]
        question = next((text_of(m) for m in other if m["role"] == "user" and text_of(m)), "")
        reply = next((text_of(m) for m in other if m["role"] == "assistant" and text_of(m)), "")
        if question and reply:
            ground.messages.append({"role": "user", "content": "Next: " + question[:60].rsplit(" ", 1)[0] + "?"})
            ground.messages.append({"role": "assistant", "content": reply[:160].rsplit(" ", 1)[0] + "."})
    return ground.dump()
