"""Write a clean base to plant faults in: ``python tests/accuracy/make_base.py code OUT.jsonl --records 300``.

Kinds: ``code`` (answers that are programs, markup and shell sessions), ``roleplay`` (long invented scenes) and
``documents`` (one long text and its summary). They are full of what looks like a fault and is none: tags, TODO marks,
addresses of this machine, speakers' names, refusals in character, sighs without a full stop.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))

from prose import Prose
from vocabulary import TOPICS

Exchange = list[tuple[str, str]]


def read_snippets() -> list[tuple[str, str]]:
    """What is asked for and the program, from the file; «n1» and the like stand for words of a topic."""
    blocks = SNIPPETS_FILE.read_text(encoding="utf-8").split("=== ")[1:]
    return [(what, program.strip()) for what, _, program in (block.partition("\n") for block in blocks)]


def filled(text: str, names: dict[str, str]) -> str:
    """The text with its «names» replaced."""
    for name, word in names.items():
        text = text.replace(f"«{name}»", word)
    return text


def words_of(prose: Prose, topic: str = "") -> dict[str, str]:
    """Names to fill a snippet with, from one topic."""
    chosen = TOPICS[topic or prose.pick(prose.names)]
    names = {f"n{number}": prose.pick(chosen.nouns) for number in range(1, 6)}
    names |= {f"v{number}": prose.pick(chosen.verbs) for number in range(1, 4)}
    names |= {f"a{number}": prose.pick(chosen.adjectives).lower() for number in range(1, 3)}
    names |= {f"d{number}": str(prose.number(2, 9_000)) for number in range(1, 5)}
    return names | {"N1": names["n1"].capitalize(), "N2": names["n2"].capitalize()}


SNIPPETS_FILE = Path(__file__).parent / "bases" / "snippets.txt"
ASKS = (
    "Write {what}.",
    "Show me {what}, please.",
    "Can you give me {what}?",
    "I need {what} and a word of explanation.",
)


SNIPPETS = read_snippets()


def code(prose: Prose) -> Exchange:
    """A request for a program and an answer that is mostly code, with a sentence or two around it."""
    names = words_of(prose)
    turns: Exchange = []
    for _ in range(prose.pick((1, 1, 1, 2))):
        what, snippet = prose.pick(SNIPPETS)
        question = prose.pick(ASKS).format(what=filled(what, names))
        if prose.number(0, 3) == 0:
            question += " " + prose.sentence("software")
        before = prose.sentence("software") + "\n\n" if prose.number(0, 2) else ""
        after = "\n\n" + prose.paragraphs("software", prose.number(60, 400)) if prose.number(0, 4) else ""
        turns += [("user", question), ("assistant", before + filled(snippet, names) + after)]
        names = words_of(prose)
    return turns


GESTURES = (
    "sighs",
    "looks out of the window",
    "laughs",
    "draws the sword",
    "shrugs",
    "lights the lamp",
    "bows",
    "winks",
)
CRIES = ("No, no, no!", "Ha ha ha ha!", "Wait... what?!", "AAAAH!", "Hmm.", "Shh!", "Never!", "By the seven moons!")
IN_CHARACTER = (
    "I can't do that, captain. The engines won't take it.",
    "I'm sorry, but I cannot leave my post before dawn.",
    "As a dragon, I do not give refunds.",
    "I won't tell you. Not even for gold.",
)


def roleplay(prose: Prose) -> Exchange:
    """A scene of many turns, with gestures, cries and speakers' names."""
    topic = prose.pick(prose.names)
    name, other = prose.person().split()[0], prose.person().split()[0]
    turns: Exchange = []
    for _ in range(prose.number(3, 9)):
        told = f"*{prose.pick(GESTURES)}* {prose.pick(CRIES)} {prose.question(topic)}"
        turns.append(("user", told if prose.number(0, 3) else prose.question(topic)))
        said = [prose.paragraphs(topic, prose.number(60, 500))]
        if prose.number(0, 3) == 0:
            said.insert(0, prose.pick(IN_CHARACTER))
        if prose.number(0, 3) == 0:
            said.append(f"\n\n{name}: {prose.sentence(topic)}\n{other}: {prose.pick(CRIES)}")
        if prose.number(0, 2) == 0:
            said.append(f"*{prose.pick(GESTURES)}*")
        turns.append(("assistant", " ".join(said)))
    return turns


def documents(prose: Prose) -> Exchange:
    """A text of several pages, and its summary."""
    topics = [prose.pick(prose.names) for _ in range(prose.number(2, 6))]
    parts = [
        f"{number}. {topic.capitalize()}\n\n{prose.paragraphs(topic, prose.number(900, 3_500))}"
        for number, topic in enumerate(topics, 1)
    ]
    question = prose.pick(("Summarise this:", "What are the main points?", "Shorten the following to a paragraph."))
    return [
        ("user", question + "\n\n" + "\n\n".join(parts)),
        ("assistant", prose.paragraphs(topics[0], prose.number(250, 700))),
    ]


KINDS: dict[str, tuple[str, Callable[[Prose], Exchange]]] = {
    "code": ("You are a programmer who answers with working code.", code),
    "roleplay": ("Stay in character whatever happens. The story is set on a ship between the stars.", roleplay),
    "documents": ("You summarise long texts faithfully.", documents),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("out", type=Path)
    parser.add_argument("--records", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    system, make = KINDS[asked.kind]
    prose = Prose(random.Random(asked.seed))
    with asked.out.open("w", encoding="utf-8") as file:
        for _ in range(asked.records):
            turns = [("system", system), *make(prose)]
            messages = [{"role": role, "content": content} for role, content in turns]
            file.write(json.dumps({"messages": messages}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
