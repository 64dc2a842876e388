"""Sentences of any number out of the bench's vocabulary: English by topic, four more languages by columns."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from foreign import LANGUAGES
from vocabulary import ADJECTIVES, ADVERBS, FIRST_NAMES, OPENERS, PEOPLE, PLACES, SURNAMES, TAILS, TOPICS, Topic

PROSE_AT_MOST = 5_000
"""Letters of prose in one text. What is longer goes on as a table, as pasted tables and logs do: no vocabulary is so
large that two texts of 50,000 letters would not share most of their five-letter pieces."""

POOL = 4_000
"""Phrases of each sort a topic draws from; enough that two records of a topic share few of them."""

VOWELS = "aeiou"
SYLLABLES = tuple(
    first + vowel + last for first in "bdfgklmnprstvz" for vowel in "aeiou" for last in ("", "n", "r", "l")
)
DOUBLED = {"chop", "stir", "plan", "debug", "trim", "hum", "strum", "dig", "pit"}
T = TypeVar("T")
Pick = Callable[[Sequence[T]], T]


def plural(noun: str) -> str:
    if noun.endswith(("s", "x", "ch", "sh", "z")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in VOWELS:
        return noun[:-1] + "ies"
    return noun + "s"


def third_person(verb: str) -> str:
    return plural(verb)


def _doubling(verb: str) -> str:
    return verb + verb[-1] if verb in DOUBLED else verb


def past(verb: str) -> str:
    irregular = {
        "sow": "sowed",
        "sing": "sang",
        "beat": "beat",
        "dig": "dug",
        "overthrow": "overthrew",
        "rest": "rested",
    }
    if verb in irregular:
        return irregular[verb]
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in VOWELS:
        return verb[:-1] + "ied"
    return _doubling(verb) + "ed"


def gerund(verb: str) -> str:
    return verb[:-1] + "ing" if verb.endswith("e") and not verb.endswith("ee") else _doubling(verb) + "ing"


@dataclass(frozen=True)
class Phrases:
    """A topic's pools: who or what, and what is done, in four forms of the verb."""

    things: list[str]
    do: list[str]
    does: list[str]
    did: list[str]
    doing: list[str]


class Prose:
    """Draws phrases, sentences and paragraphs; the same chance gives the same text."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.topics = {name: self._phrases(topic) for name, topic in TOPICS.items()}
        self.names = list(self.topics)

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self._chance.random() * len(options))]

    def number(self, low: int, high: int) -> int:
        return low + int(self._chance.random() * (high - low))

    def person(self) -> str:
        return f"{self.pick(FIRST_NAMES)} {self.pick(SURNAMES)}"

    def _noun_phrase(self, topic: Topic) -> str:
        noun = self.pick(topic.nouns)
        adjective = self.pick(topic.adjectives if self._chance.random() < 0.55 else ADJECTIVES)
        form = self._chance.random()
        if form < 0.35:
            return f"the {adjective} {noun}"
        if form < 0.5:
            return f"the {noun} of the {self.pick(PEOPLE)}"
        if form < 0.65:
            return f"{'an' if adjective[0] in VOWELS else 'a'} {adjective} {noun}"
        if form < 0.8:
            return f"the {noun} from {self.pick(PLACES)}"
        if form < 0.9:
            return f"every {noun}"
        return f"that {self.pick(ADJECTIVES)}, {adjective} {noun}"

    def _phrases(self, topic: Topic) -> Phrases:
        def object_of() -> str:
            if self._chance.random() < 0.3:
                return f"{self.pick(topic.adjectives)} {plural(self.pick(topic.nouns))}"
            return self._noun_phrase(topic)

        verbs = [self.pick(topic.verbs) for _ in range(POOL)]
        return Phrases(
            things=[self._noun_phrase(topic) for _ in range(POOL)],
            do=[f"{verb} {object_of()}" for verb in verbs],
            does=[f"{third_person(verb)} {object_of()}" for verb in verbs],
            did=[f"{self.pick(ADVERBS)} {past(verb)} {object_of()}" for verb in verbs],
            doing=[f"{gerund(verb)} {object_of()}" for verb in verbs],
        )

    def sentence(self, topic: str) -> str:
        phrases, pick = self.topics[topic], self.pick
        return pick(STATEMENTS)(self, phrases, pick)

    def question(self, topic: str) -> str:
        phrases, pick = self.topics[topic], self.pick
        return pick(QUESTIONS)(self, phrases, pick)

    def paragraphs(self, topic: str, letters: int) -> str:
        """About so many letters of statements, with a new paragraph or a list now and then."""
        parts: list[str] = []
        have = 0
        step = 0
        listed = letters > 500 and self._chance.random() < 0.18
        while have < min(letters, PROSE_AT_MOST):
            sentence = self.sentence(topic)
            if listed and have > letters // 4:
                step += 1
                sentence = f"\n{step}. {sentence}"
            elif have and self._chance.random() < 0.09:
                sentence = f"\n\n{sentence}"
            parts.append(sentence)
            have += len(sentence) + 1
        text = " ".join(parts).replace(" \n", "\n")
        return text if letters <= PROSE_AT_MOST else f"{text}\n\n{self.table(topic, letters - have)}"

    def table(self, topic: str, letters: int) -> str:
        """So many letters of rows as people paste them: a number, a made-up name, a thing, a price and a place."""
        rows: list[str] = []
        have = 0
        while have < letters:
            name = "".join(self.pick(SYLLABLES) for _ in range(4)).capitalize()
            noun = self.pick(TOPICS[topic].nouns)
            price = f"{self.number(1, 100_000) / 100:.2f}"
            row = (
                f"{self.number(10_000, 10_000_000)} | {name} | {noun} | {price} | {self.person()}, {self.pick(PLACES)}"
            )
            rows.append(row)
            have += len(row) + 1
        return "\n".join(rows)

    def foreign(self, language: str, letters: int) -> str:
        """About so many letters in another language."""
        columns, space = LANGUAGES[language]
        parts: list[str] = []
        have = 0
        while have < letters:
            sentence = space.join(self.pick(column) for column in columns)
            parts.append(sentence)
            have += len(sentence) + 1
        return space.join(parts)

    def code(self, topic: str) -> str:
        """A small function with names of the topic."""
        words = TOPICS[topic]
        noun, verb, other = self.pick(words.nouns), self.pick(words.verbs), self.pick(words.nouns)
        limit = self.number(2, 900)
        lines = [
            f"def {verb}_{noun}({plural(other)}, limit={limit}):",
            f'    """{verb.capitalize()} each {other} up to the limit."""',
            f"    total = {self.number(0, 9)}",
            f"    for index, {other} in enumerate({plural(other)}):",
            f"        if {other}.{self.pick(words.adjectives)} and index < limit:",
            f"            total += {other}.{self.pick(words.nouns)} * {self.number(2, 60)}",
            f"    return total / {self.number(2, 99)}",
        ]
        return "```python\n" + "\n".join(lines) + "\n```"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


Form = Callable[[Prose, Phrases, Pick[str]], str]

STATEMENTS: list[Form] = [
    lambda _, p, pick: f"{_capital(pick(p.things))} {pick(p.does)}, and {pick(p.things)} {pick(p.does)} {pick(TAILS)}.",
    lambda _, p, pick: f"{pick(OPENERS)}, {pick(p.things)} {pick(p.does)} {pick(TAILS)}.",
    lambda _, p, pick: f"You can {pick(p.do)} {pick(TAILS)}, or {pick(p.do)}.",
    lambda prose, p, pick: f"{prose.person()} {pick(p.did)} in {pick(PLACES)} {pick(TAILS)}.",
    lambda _, p, pick: f"If {pick(p.things)} {pick(p.does)}, you should {pick(p.do)} {pick(TAILS)}.",
    lambda _, p, pick: f"{_capital(pick(p.doing))} {pick(TAILS)} is better than {pick(p.doing)}.",
    lambda prose, p, pick: (
        f"In {prose.number(1480, 2025)}, {pick(p.things)} cost {prose.number(3, 9800)} and {pick(p.does)}."
    ),
    lambda _, p, pick: f"The {pick(PEOPLE)} {pick(p.did)}, while {pick(p.things)} {pick(p.does)}.",
    lambda _, p, pick: f"Never {pick(p.do)} {pick(TAILS)}; {pick(p.things)} {pick(p.does)} {pick(ADVERBS)}.",
    lambda _, p, pick: f"{pick(OPENERS)}, {pick(p.doing)} takes more time than {pick(p.doing)}.",
    lambda prose, p, pick: f"About {prose.number(2, 99)} percent of them {pick(p.do)}, which {pick(p.does)}.",
    lambda _, p, pick: (
        f"{_capital(pick(p.things))} is {pick(ADJECTIVES)} and {pick(ADJECTIVES)}, but {pick(p.things)} {pick(p.does)}."
    ),
    lambda _, p, pick: (
        f'"{_capital(pick(p.doing))} is {pick(ADJECTIVES)}," said the {pick(PEOPLE)}, '
        f'"and {pick(p.things)} {pick(p.does)}."'
    ),
    lambda _, p, pick: f"There is no need to {pick(p.do)} unless {pick(p.things)} {pick(ADVERBS)} {pick(p.does)}.",
]

QUESTIONS: list[Form] = [
    lambda _, p, pick: f"How do I {pick(p.do)} {pick(TAILS)}?",
    lambda _, p, pick: f"Why does {pick(p.things)} matter when {pick(p.things)} {pick(p.does)}?",
    lambda _, p, pick: f"What is the difference between {pick(p.things)} and {pick(p.things)}?",
    lambda prose, p, pick: f"{prose.person()} wants to {pick(p.do)} in {pick(PLACES)}. What should be done first?",
    lambda _, p, pick: f"Write a short story about {pick(p.things)} and the {pick(PEOPLE)} who {pick(p.did)}.",
    lambda _, p, pick: f"Explain to a {pick(PEOPLE)} why {pick(p.things)} {pick(p.does)}.",
    lambda prose, p, pick: f"Give me {prose.number(3, 12)} reasons to {pick(p.do)} {pick(TAILS)}.",
    lambda _, p, pick: f"Is {pick(p.doing)} {pick(TAILS)} a good idea for a {pick(PEOPLE)}?",
    lambda prose, p, pick: f"I have {prose.number(2, 60)} of them and must {pick(p.do)}. Where do I begin?",
    lambda _, p, pick: (
        f"Summarise what happens when {pick(p.things)} {pick(p.does)} and {pick(p.things)} {pick(p.does)}."
    ),
    lambda _, p, pick: f"My {pick(PEOPLE)} {pick(p.did)}. How can I {pick(p.do)} now?",
    lambda _, p, pick: f"Rewrite this more politely: {_capital(pick(p.do))} {pick(TAILS)}!",
]
