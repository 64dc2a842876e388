"""The table of plants: what each kind of fault is called and which function makes it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .house import House

Record = dict[str, Any]
Message = dict[str, Any]


@dataclass
class Ground:
    """What a plant grows on: one clean record (the plant's own copy), its neighbours and a source of chance."""

    record: Record
    pool: list[Record]
    house: House
    random: random.Random
    detail: str = field(default="")

    @property
    def messages(self) -> list[Message]:
        return self.record["messages"]

    def another(self) -> Record:
        """A copy of some other record of the pool."""
        return json.loads(json.dumps(self.random.choice(self.pool)))

    def choose(self, *options: Any) -> Any:
        return self.random.choice(options)

    def first(self, role: str) -> Message:
        return next(message for message in self.messages if message["role"] == role)

    def answer(self) -> Message:
        """The last assistant message."""
        return next(message for message in reversed(self.messages) if message["role"] == "assistant")

    def dump(self) -> list[bytes]:
        return [encode(self.record)]


Plant = Callable[[Ground], "list[bytes] | None"]


@dataclass(frozen=True)
class Kind:
    """One kind of fault. ``pair`` kinds are made from a partner that stays in the set as it is."""

    name: str
    group: str
    severity: str
    plant: Plant
    pair: bool = False


PLANTS: dict[str, Kind] = {}


def plants(name: str, group: str, severity: str, pair: bool = False) -> Callable[[Plant], Plant]:
    """Enter the decorated function under ``name``. It returns the raw lines, or None where it cannot apply."""

    def enter(plant: Plant) -> Plant:
        if name in PLANTS:
            raise ValueError(f"two plants are called {name}")
        PLANTS[name] = Kind(name, group, severity, plant, pair)
        return plant

    return enter


def encode(value: Any) -> bytes:
    """One line of JSON in the plain style most exports have."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def insert_before_last_answer(line: bytes, ground: Ground, piece: bytes) -> bytes:
    """Put raw bytes at the start of the last answer's text, past anything JSON would escape."""
    text = json.dumps(ground.answer()["content"], ensure_ascii=False).encode("utf-8")
    at = line.rindex(text)
    return line[: at + 1] + piece + line[at + 1 :]
