"""Make samples/support-dirty.jsonl and its validation file: ``python tests/accuracy/make_support_sample.py``.

The conversations are written by hand, in support/; one fault of every kind is planted among them. The result is the
same at every run, so that a change of the sample shows as a change of its sources.
``--score FOLDER`` also writes the two files and their manifest where score_all.py can read them.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import replace
from pathlib import Path

from make_set import Planted, Unit, arranged, plant_one, write_manifest, write_units
from planting.house import House, measure_house
from planting.length_faults import paste_dump
from planting.registry import PLANTS, Ground, Kind, Message, Record, encode

HERE = Path(__file__).parent / "support"
SAMPLES = Path(__file__).parents[2] / "samples"
SYSTEM = "You are the support assistant of Kettle & Crane. Be friendly, exact and brief."
SEED = 23
VALIDATION = 34
SHORT = 0.45
"""Share of the conversations whose answer is cut to a sentence, so that lengths differ as they do in real life."""
LEAKS = ("leak_exact", "leak_whitespace", "leak_case", "leak_near", "leak_near", "leak_prompt_only")
NEEDS_NO_BASE = {
    "blank_line",
    "whitespace_line",
    "messages_empty",
    "messages_null",
    "top_level_null",
    "length_very_short",
    "language_outlier",
}
"""Kinds of which nothing of the base is left to see: it may stay in the set as well."""


ANSWERED_OTHERWISE = {
    "conflict_same_prompt": (
        "How long do I have to send something back?",
        "A fortnight, and only goods in their unopened box. Please add a note with the reason.",
    ),
    "conflict_negated": (
        "Can I wash the dough hook in the dishwasher?",
        "No, neither of the two. Rinse both by hand with warm water and dry them at once.",
    ),
    "leak_prompt_only": (
        "Does the coffee club have a minimum term?",
        "Six parcels. After that you may leave at the end of any month.",
    ),
}
"""Prompts of the set, and what another agent says to them."""


def read_conversations(path: Path) -> list[Record]:
    """Read the plain-text form: U: user, A: assistant; C: calls "name {arguments}" joined by |, T: a tool's reply."""
    tools = json.loads((HERE / "tools.json").read_text(encoding="utf-8"))
    return [_conversation(block, tools) for block in path.read_text(encoding="utf-8").split("\n\n") if block.strip()]


def _conversation(block: str, tools: list[dict]) -> Record:
    messages: list[Message] = [{"role": "system", "content": SYSTEM}]
    open_calls: list[str] = []
    for line in block.strip().split("\n"):
        mark, text = line[:2], line[3:]
        if mark == "C:":
            calls = [_call(part.strip(), len(messages) + number) for number, part in enumerate(text.split(" | "))]
            open_calls = [call["id"] for call in calls]
            messages.append({"role": "assistant", "tool_calls": calls})
        elif mark == "T:":
            messages.append({"role": "tool", "tool_call_id": open_calls.pop(0), "content": text})
        else:
            messages.append({"role": {"U:": "user", "A:": "assistant"}[mark], "content": text})
    used = [tool for tool in tools if f"C: {tool['function']['name']}" in block]
    return {"messages": messages, "tools": used} if used else {"messages": messages}


def cut_short(record: Record) -> Record:
    """The record with only the first sentence of its answer, as an agent in a hurry would leave it."""
    first, stop, _ = record["messages"][-1]["content"].partition(". ")
    if len(record["messages"]) == 3 and stop and len(first) > 24:
        record["messages"][-1]["content"] = first + "."
    return record


def _call(text: str, number: int) -> dict:
    name, _, arguments = text.partition(" ")
    json.loads(arguments)
    return {"id": f"call_{number}", "type": "function", "function": {"name": name, "arguments": arguments}}


def over_context(ground: Ground) -> list[bytes]:
    """A customer who pastes the whole memory of a machine: far more tokens than any model is trained on."""
    ground.first("user")["content"] += "\nThe service menu printed this, does it help?\n" + paste_dump(ground.random)
    return ground.dump()


def answered_otherwise(ground: Ground, reply: str) -> list[bytes]:
    """The same question, and an answer that does not agree with the first one."""
    ground.answer()["content"] = reply
    return ground.dump()


def plant_kind(kind: Kind, train: list[Unit], house: House, chance: random.Random) -> Unit:
    """Plant one fault of the kind, with the sample's own words where it has some."""
    stock = list(train) if kind.name in NEEDS_NO_BASE else train
    if kind.name == "length_over_context":
        kind = replace(kind, plant=over_context)
    if kind.name in ANSWERED_OTHERWISE:
        question, reply = ANSWERED_OTHERWISE[kind.name]
        stock = [unit for unit in train if unit.record and unit.record["messages"][1]["content"] == question]
        kind = replace(kind, plant=lambda ground: answered_otherwise(ground, reply))
    unit = plant_one(kind, stock, house, chance)
    if unit is None:
        raise ValueError(f"{kind.name} found no conversation to be planted on")
    return unit


def plant_sample() -> Planted:
    """One fault of every kind, the choosiest first, and six leaks in the validation file."""
    chance = random.Random(SEED)
    conversations = read_conversations(HERE / "conversations.txt")
    conversations = [cut_short(record) if chance.random() < SHORT else record for record in conversations]
    spoken = [Unit([encode(record)], record) for record in conversations]
    with_tools = [Unit([encode(record)], record) for record in read_conversations(HERE / "tool_conversations.txt")]
    chance.shuffle(spoken)
    questions = {question for question, _ in ANSWERED_OTHERWISE.values()}
    spoken.sort(key=lambda unit: bool(unit.record) and unit.record["messages"][1]["content"] in questions)
    validation, train = spoken[:VALIDATION], spoken[VALIDATION:] + with_tools
    house = measure_house([unit.record for unit in train if unit.record])
    leaks = [PLANTS[name] for name in LEAKS]
    faults = [kind for kind in PLANTS.values() if kind.group not in ("leak", "trap")]
    choosiest = sorted(faults, key=lambda kind: (kind.name != "dup_near_5w", not kind.pair))
    own_words = [kind for kind in [*leaks, *choosiest] if kind.name in ANSWERED_OTHERWISE]
    validation += [plant_kind(kind, train, house, chance) for kind in own_words if kind in leaks]
    planted = [plant_kind(kind, train, house, chance) for kind in own_words if kind not in leaks]
    planted += [plant_kind(kind, train, house, chance) for kind in choosiest if kind not in own_words]
    validation += [plant_kind(kind, train, house, chance) for kind in leaks if kind not in own_words]
    clean = [unit.lines[0] for unit in train]
    return Planted(arranged(train + planted, chance), arranged(validation, chance), clean, set(), set())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=Path, default=SAMPLES, help="where the two samples are written")
    parser.add_argument("--score", type=Path, help="a folder for train.jsonl, validation.jsonl and manifest.jsonl")
    asked = parser.parse_args()
    planted = plant_sample()
    train_lines = write_units(asked.samples / "support-dirty.jsonl", planted.train)
    valid_lines = write_units(asked.samples / "support-validation.jsonl", planted.validation)
    print(f"{train_lines} lines in support-dirty.jsonl, {valid_lines} in support-validation.jsonl")
    if asked.score:
        asked.score.mkdir(parents=True, exist_ok=True)
        write_units(asked.score / "train.jsonl", planted.train)
        write_units(asked.score / "validation.jsonl", planted.validation)
        write_manifest(asked.score / "manifest.jsonl", planted, train_lines, valid_lines)


if __name__ == "__main__":
    main()
