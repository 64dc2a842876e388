"""Plant known faults in a clean chat file: ``python tests/accuracy/make_set.py SOURCE.jsonl FOLDER --seed 1``.

Writes train.jsonl, validation.jsonl, clean.jsonl (the training records before planting) and manifest.jsonl (the truth:
one line a fault, with the lines it stands on and its partners). ``score_all.py FOLDER`` then scores curator on it.
Kinds that do not apply to the source are left out, and named.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from planting import kinds  # noqa: F401  (fills the table)
from planting.house import House, measure_house, text_of
from planting.registry import PLANTS, Ground, Kind, Record

ROLES = {"system", "user", "assistant", "tool", "developer"}
TRIES = 40


@dataclass
class Unit:
    """What stands together in a file: a clean line, or the one or two lines of a planted fault."""

    lines: list[bytes]
    record: Record | None = None
    kind: Kind | None = None
    partner: Unit | None = None
    detail: str = ""
    spoken_for: bool = False
    at: list[int] = field(default_factory=list)


@dataclass
class Planted:
    """A finished set, not yet written."""

    train: list[Unit]
    validation: list[Unit]
    clean: list[bytes]
    not_applicable: set[str]
    no_room: set[str]


def read_source(path: Path) -> list[Unit]:
    """The chat records of a file, each once; anything else in it is passed over."""
    units: list[Unit] = []
    seen: set[str] = set()
    for raw in path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        raw = raw.rstrip(b"\r")
        record = _chat_record(raw)
        key = json.dumps(record, sort_keys=True)
        if record is not None and key not in seen:
            seen.add(key)
            units.append(Unit([raw], record))
    return units


def _chat_record(raw: bytes) -> Record | None:
    try:
        record = json.loads(raw)
    except ValueError:
        return None
    messages = record.get("messages") if isinstance(record, dict) else None
    if not isinstance(messages, list) or len(messages) < 2:
        return None
    return record if all(isinstance(m, dict) and m.get("role") in ROLES for m in messages) else None


def _speaks(record: Record) -> bool:
    """Whether the record has a user and ends with an answer in words, as most plants need."""
    roles = {message["role"] for message in record["messages"] if text_of(message).strip()}
    last = record["messages"][-1]
    return "user" in roles and last["role"] == "assistant" and len(text_of(last).split()) > 2


def _fits(kind: Kind, unit: Unit) -> bool:
    if unit.spoken_for or unit.record is None:
        return False
    if kind.group == "tools" and kind.name != "tool_orphan":
        return _speaks(unit.record)
    return _speaks(unit.record) and "tools" not in unit.record


def plant_one(kind: Kind, units: list[Unit], house: House, chance: random.Random) -> Unit | None:
    """Plant one fault of the kind; its base is used up, or, for a pair, stays in the set as the partner."""
    candidates = [unit for unit in units if unit.kind is None and _fits(kind, unit)]
    with_tools = [unit for unit in candidates if unit.record and "tools" in unit.record]
    if kind.group == "tools" and with_tools:
        candidates = with_tools
    pool = [unit.record for unit in units if unit.record and unit.kind is None and _speaks(unit.record)]
    for base in chance.sample(candidates, min(TRIES, len(candidates))):
        ground = Ground(copy.deepcopy(base.record or {}), pool, house, chance)
        lines = kind.plant(ground)
        if lines is None:
            continue
        base.spoken_for = True
        if kind.pair:
            return Unit(lines, None, kind, base, ground.detail)
        units.remove(base)
        return Unit(lines, None, kind, None, ground.detail)
    return None


def plant_set(units: list[Unit], seed: int, each: int, share: float) -> Planted:
    """Divide the source into training and validation, and plant ``each`` faults of every kind that applies.

    At most ``share`` of the training records are used up; a small source gets a choice of kinds that depends on
    the seed.
    """
    chance = random.Random(seed)
    chance.shuffle(units)
    apart = max(4, min(110, len(units) // 9))
    validation, train = units[:apart], units[apart:]
    house = measure_house([unit.record for unit in train if unit.record])
    clean = [unit.lines[0] for unit in train]
    wanted = [kind for kind in PLANTS.values() for _ in range(each)]
    chance.shuffle(wanted)
    budget = int(share * len(train))
    planted: list[Unit] = []
    not_applicable: set[str] = set()
    no_room: set[str] = set()
    for kind in wanted:
        if len(planted) >= budget and kind.group != "leak":
            no_room.add(kind.name)
        elif (unit := plant_one(kind, train, house, chance)) is None:
            not_applicable.add(kind.name)
        else:
            (validation if kind.group == "leak" else planted).append(unit)
    there = {unit.kind.name for unit in planted if unit.kind}
    train, validation = arranged(train + planted, chance), arranged(validation, chance)
    return Planted(train, validation, clean, not_applicable - there, no_room - there)


def arranged(units: list[Unit], chance: random.Random) -> list[Unit]:
    """In random order, but a clean line first and last, where blank lines and byte-order marks mean something else."""
    chance.shuffle(units)
    ends = [unit for unit in units if unit.kind is None][:2]
    for unit in ends:
        units.remove(unit)
    return [*ends[:1], *units, *ends[1:]]


def write_set(planted: Planted, folder: Path) -> None:
    """Write the four files; line numbers are those of the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    write_units(folder / "clean.jsonl", [Unit([line]) for line in planted.clean])
    train_lines = write_units(folder / "train.jsonl", planted.train)
    valid_lines = write_units(folder / "validation.jsonl", planted.validation)
    write_manifest(folder / "manifest.jsonl", planted, train_lines, valid_lines)


def write_manifest(path: Path, planted: Planted, train_lines: int, valid_lines: int) -> None:
    """Write the truth about units whose places in the files are known by now."""
    entries = [_entry(unit, "train") for unit in planted.train if unit.kind]
    entries += [_entry(unit, "valid") for unit in planted.validation if unit.kind]
    traps = sum(entry["group"] == "trap" for entry in entries)
    meta = {
        "train_lines": train_lines,
        "valid_lines": valid_lines,
        "defects": len(entries) - traps,
        "traps": traps,
        "kinds": len({entry["kind"] for entry in entries}),
    }
    lines = [json.dumps({"meta": meta}), *(json.dumps(entry) for entry in entries)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_units(path: Path, units: list[Unit]) -> int:
    """Write the units in order, note where each one's lines came to stand, and return the number of lines."""
    number = 0
    with path.open("wb") as file:
        for unit in units:
            unit.at = list(range(number + 1, number + 1 + len(unit.lines)))
            number += len(unit.lines)
            file.writelines(line + b"\n" for line in unit.lines)
    return number


def _entry(unit: Unit, file: str) -> dict[str, Any]:
    kind = unit.kind
    assert kind is not None
    entry = {"line": unit.at[0], "file": file, "kind": kind.name, "group": kind.group, "severity": kind.severity}
    entry |= {"detail": unit.detail, "partners": unit.partner.at if unit.partner else [], "lines": unit.at}
    return entry | ({"partner_file": "train"} if unit.partner else {})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--each", type=int, default=2, help="faults of every kind (default 2)")
    parser.add_argument("--share", type=float, default=0.4, help="of the records to use up at most (default 0.4)")
    asked = parser.parse_args()
    units = read_source(asked.source)
    if len(units) < 20:
        sys.exit(f"{asked.source}: {len(units)} chat records, at least 20 are needed.")
    planted = plant_set(units, asked.seed, asked.each, asked.share)
    write_set(planted, asked.folder)
    faults = [unit for unit in planted.train + planted.validation if unit.kind]
    print(f"{len(faults)} planted among {len(planted.clean)} records, in {asked.folder}")
    if planted.not_applicable:
        print("do not apply here:", ", ".join(sorted(planted.not_applicable)))
    if planted.no_room:
        print(f"{len(planted.no_room)} kinds found no room; another --seed takes others, --share makes more room")


if __name__ == "__main__":
    main()
