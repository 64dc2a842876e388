"""Faults between two records: copies, near copies, conflicting answers, and leaks into the validation file."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Callable

from .house import text_of
from .registry import Ground, Record, encode, plants

NEAR = 0.82
"""Planted near copies stay above the 0.80 that makes a near duplicate, so that each is one by definition."""

ATTEMPTS = 12

FILLERS = ("perhaps", "quite", "certainly", "mostly", "of course", "surely", "also", "rather")
PAIRS = {
    "is": "was",
    "are": "were",
    "can": "could",
    "will": "would",
    "a": "one",
    "and": "plus",
    "you": "one",
    "very": "most",
}


def shingles(record: Record) -> set[str]:
    """Five-letter shingles over the folded words of all messages but the system message."""
    texts = [text_of(message) for message in record["messages"] if message["role"] != "system"]
    folded = " ".join(re.findall(r"\w+", " ".join(texts).lower()))
    return {folded[at : at + 5] for at in range(len(folded) - 4)}


def alike(one: Record, two: Record) -> float:
    """Jaccard similarity of two records' shingles."""
    first, second = shingles(one), shingles(two)
    return len(first & second) / max(1, len(first | second))


def _every_text(ground: Ground, change: Callable[[str], str]) -> list[bytes] | None:
    before = encode(ground.record)
    for message in ground.messages:
        if message["role"] != "system" and text_of(message):
            message["content"] = change(message["content"])
    after = encode(ground.record)
    return None if after == before else [after]


def _loosened(text: str) -> str:
    return text.replace(". ", ".  ").replace(", ", ",\t") + " "


@plants("dup_exact", "dup", "warning", pair=True)
def dup_exact(ground: Ground) -> list[bytes]:
    return ground.dump()


@plants("dup_case", "dup", "warning", pair=True)
def dup_case(ground: Ground) -> list[bytes] | None:
    return _every_text(ground, ground.choose(str.lower, str.title))


@plants("dup_whitespace", "dup", "warning", pair=True)
def dup_whitespace(ground: Ground) -> list[bytes] | None:
    return _every_text(ground, ground.choose(_loosened, lambda text: " " + text.replace(" ", "  ")))


@plants("dup_punct", "dup", "warning", pair=True)
def dup_punct(ground: Ground) -> list[bytes] | None:
    return _every_text(
        ground, ground.choose(lambda t: t.replace(",", ";"), lambda t: re.sub(r"[.!?]+(?=\s|$)", "!", t))
    )


@plants("dup_unicode_norm", "dup", "warning", pair=True)
def dup_unicode_norm(ground: Ground) -> list[bytes] | None:
    decomposed = unicodedata.normalize("NFD", json.dumps(ground.record, ensure_ascii=False))
    if decomposed != unicodedata.normalize("NFC", decomposed):
        return [decomposed.encode("utf-8")]
    return _every_text(ground, lambda text: text.replace("fi", "\ufb01").replace(" ", "\u00a0", 3))


@plants("dup_json_escape", "dup", "warning", pair=True)
def dup_json_escape(ground: Ground) -> list[bytes]:
    line = json.dumps(ground.record, separators=ground.choose((",", ":"), (" , ", " : ")))
    return [line.replace("the", "\\u0074he").replace("/", "\\/").encode()]


@plants("dup_key_order", "dup", "warning", pair=True)
def dup_key_order(ground: Ground) -> list[bytes]:
    turned = [dict(reversed(message.items())) for message in ground.messages]
    return [encode({**dict(reversed(ground.record.items())), "messages": turned})]


def _edit_words(record: Record, count: int, chance: random.Random) -> None:
    """Insert, remove, misspell or exchange ``count`` ordinary words, spread over the record."""
    places = [
        (message, at)
        for message in record["messages"]
        if message["role"] in ("user", "assistant")
        for at, word in enumerate(text_of(message).split(" "))
        if word.isalpha() and word.islower()
    ]
    chosen = chance.sample(places, count)
    for message, at in sorted(chosen, key=lambda place: -place[1]):
        words = message["content"].split(" ")
        word = words[at]
        middle = len(word) // 2
        swapped = (
            word[: middle - 1] + word[middle : middle + 1] + word[middle - 1] + word[middle + 1 :] if middle else word
        )
        options = [[word, chance.choice(FILLERS)], [PAIRS.get(word, chance.choice(FILLERS))], [swapped + "e"]]
        words[at : at + 1] = chance.choice(options)
        message["content"] = " ".join(words)


def _near(ground: Ground, count: int) -> list[bytes] | None:
    before = ground.record
    words = sum(len(text_of(message).split()) for message in before["messages"] if message["role"] != "system")
    if words < 12 * count + 12:
        return None
    for _ in range(ATTEMPTS):
        edited = json.loads(json.dumps(before))
        _edit_words(edited, count, ground.random)
        similarity = alike(before, edited)
        if NEAR <= similarity < 1:
            ground.detail = f"alike {similarity:.2f}"
            return [encode(edited)]
    return None


@plants("dup_near_1w", "near", "warning", pair=True)
def dup_near_1w(ground: Ground) -> list[bytes] | None:
    return _near(ground, 1)


@plants("dup_near_2w", "near", "warning", pair=True)
def dup_near_2w(ground: Ground) -> list[bytes] | None:
    return _near(ground, 2)


@plants("dup_near_3w", "near", "warning", pair=True)
def dup_near_3w(ground: Ground) -> list[bytes] | None:
    return _near(ground, 3)


@plants("dup_near_5w", "near", "warning", pair=True)
def dup_near_5w(ground: Ground) -> list[bytes] | None:
    return _near(ground, 5)


@plants("dup_near_prefix", "near", "warning", pair=True)
def dup_near_prefix(ground: Ground) -> list[bytes] | None:
    before = json.loads(json.dumps(ground.record))
    user, answer = ground.first("user"), ground.answer()
    user["content"] = ground.choose("Hello! ", "Quick one: ", "Hi there, ") + user["content"]
    answer["content"] += ground.choose(" Hope that helps!", " Anything else?", " Glad to help.")
    similarity = alike(before, ground.record)
    ground.detail = f"alike {similarity:.2f}"
    return ground.dump() if similarity >= NEAR else None


@plants("dup_near_reordered", "near", "warning", pair=True)
def dup_near_reordered(ground: Ground) -> list[bytes] | None:
    before = json.loads(json.dumps(ground.record))
    sentences = ground.answer()["content"].split(". ")
    if len(sentences) < 3:
        return None
    sentences[0], sentences[1] = sentences[1], sentences[0]
    ground.answer()["content"] = ". ".join(sentences)
    return ground.dump() if alike(before, ground.record) >= NEAR else None


def _single_exchange(ground: Ground) -> bool:
    return [message["role"] for message in ground.messages if message["role"] != "system"] == ["user", "assistant"]


@plants("conflict_same_prompt", "conflict", "warning", pair=True)
def conflict_same_prompt(ground: Ground) -> list[bytes] | None:
    other = text_of(ground.another()["messages"][-1])
    if not _single_exchange(ground) or not other or other == text_of(ground.answer()):
        return None
    ground.answer()["content"] = other
    return ground.dump()


@plants("conflict_negated", "conflict", "warning", pair=True)
def conflict_negated(ground: Ground) -> list[bytes] | None:
    if not _single_exchange(ground):
        return None
    denial = ground.choose("That is not the case at all. ", "Quite the opposite. ", "This is a common mistake. ")
    other = text_of(ground.another()["messages"][-1])
    ground.answer()["content"] = denial + (other.split(". ")[0] or "It never was") + "."
    return ground.dump()


@plants("leak_exact", "leak", "error", pair=True)
def leak_exact(ground: Ground) -> list[bytes]:
    return ground.dump()


@plants("leak_case", "leak", "error", pair=True)
def leak_case(ground: Ground) -> list[bytes] | None:
    return _every_text(ground, ground.choose(str.upper, str.lower))


@plants("leak_whitespace", "leak", "error", pair=True)
def leak_whitespace(ground: Ground) -> list[bytes] | None:
    return _every_text(ground, _loosened)


@plants("leak_near", "leak", "error", pair=True)
def leak_near(ground: Ground) -> list[bytes] | None:
    return _near(ground, ground.choose(1, 2))


@plants("leak_prompt_only", "leak", "error", pair=True)
def leak_prompt_only(ground: Ground) -> list[bytes] | None:
    before = json.loads(json.dumps(ground.record))
    lines = conflict_same_prompt(ground)
    return lines if lines and alike(before, ground.record) < 0.7 else None
