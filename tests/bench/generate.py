"""Make a realistic chat file of any size: ``python tests/bench/generate.py --megabytes 300 OUT.jsonl``.

About 1.4 KB a conversation (215,000 are 300 MB), in 12 topics and 5 languages, with several system messages, tool calls
and code; half of the lines are \\u-escaped. Planted and reported at the end: exact duplicates (5 %), near-duplicates
(5 %, one to three words edited) and broken lines (0.5 %). Measured over 20,000 records by five-letter shingles: the
near-duplicates are 0.87 or more alike, two other records 0.43 at most. ``--rows N --short`` makes N rows of about 180
bytes (near-duplicates 0.74 or more, nineteen in twenty above 0.79; others 0.53 at most). The same arguments give the
same bytes.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

sys.path.insert(0, str(Path(__file__).parent))

from prose import Prose
from vocabulary import ADVERBS, PLACES, SYSTEMS

EXACT, NEAR, BROKEN = 0.05, 0.05, 0.005
REMEMBERED = 4_000
LONGEST = 65_000
Record = dict[str, Any]


@dataclass
class Maker:
    """Makes one line after the other, and remembers some, to copy them later."""

    seed: int
    short: bool
    planted: Counter[str] = field(default_factory=Counter)
    remembered: list[tuple[Record, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.prose = Prose(self.chance)

    def line(self) -> bytes:
        """The next line, with its line end."""
        lot = self.chance.random()
        if len(self.remembered) >= 100 and lot < EXACT:
            self.planted["exact duplicates"] += 1
            return self.prose.pick(self.remembered)[1]
        if len(self.remembered) >= 100 and lot < EXACT + NEAR:
            self.planted["near-duplicates"] += 1
            return self._encoded(self._near_copy())
        record = self._short_record() if self.short else self._record()
        line = self._encoded(record)
        if lot > 1 - BROKEN:
            return self._broken(line)
        self._remember(record, line)
        return line

    def _encoded(self, record: Record) -> bytes:
        escaped = self.chance.random() < 0.5
        return json.dumps(record, ensure_ascii=escaped).encode("utf-8") + b"\n"

    def _remember(self, record: Record, line: bytes) -> None:
        if len(self.remembered) < REMEMBERED:
            self.remembered.append((record, line))
        elif self.chance.random() < 0.1 and len(line) < 20_000:
            self.remembered[self.prose.number(0, REMEMBERED)] = (record, line)

    def _record(self) -> Record:
        """One conversation; its line's length is log-normal: half below 930 letters, 1 in 10 above 2,700."""
        tail = 6.0 if self.chance.random() < 0.006 else 1.0
        letters = min(LONGEST, tail * math.exp(self.chance.gauss(math.log(840), 0.9)))
        messages: list[Record] = []
        if self.chance.random() < 0.85:
            messages.append({"role": "system", "content": self.prose.pick(SYSTEMS)})
            letters -= 60 + len(messages[0]["content"])
        lot = self.chance.random()
        if lot < 0.03:
            return self._tool_record(messages)
        if lot < 0.07:
            return {"messages": [*messages, *self._foreign_turn(min(700, max(90, letters - 90)))]}
        turns = 1 if letters < 500 else self.prose.pick((1, 1, 1, 1, 1, 1, 1, 2, 3, 4))
        topic = self.prose.pick(self.prose.names)
        for _ in range(turns):
            messages += self._turn(topic, max(80, letters / turns - 90))
        return {"messages": messages}

    def _turn(self, topic: str, letters: float) -> list[Record]:
        question = self.prose.question(topic)
        share = self.chance.random()
        if share < 0.15:
            question += "\n\n" + self.prose.paragraphs(topic, int(letters * 0.5))
        answer = self.prose.paragraphs(topic, int(max(50, letters - len(question))))
        if share > 0.92:
            answer += "\n\n" + self.prose.code(topic)
        return [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]

    def _foreign_turn(self, letters: float) -> list[Record]:
        language = self.prose.pick(("de", "fr", "es", "zh"))
        wanted = int(letters / (3 if language == "zh" else 1))
        question = self.prose.foreign(language, max(30, wanted // 4))
        answer = self.prose.foreign(language, max(40, wanted * 3 // 4))
        return [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]

    def _tool_record(self, messages: list[Record]) -> Record:
        topic = self.prose.pick(self.prose.names)
        phrases = self.prose.topics[topic]
        arguments = {"subject": self.prose.pick(phrases.things), "place": self.prose.pick(PLACES)}
        function = {"name": f"look_up_{topic}", "arguments": json.dumps(arguments)}
        properties = {key: {"type": "string"} for key in arguments}
        schema = {"type": "object", "properties": properties, "required": ["subject"]}
        result = {"found": self.prose.number(0, 400), "note": self.prose.sentence(topic)}
        messages += [
            {"role": "user", "content": self.prose.question(topic)},
            {"role": "assistant", "tool_calls": [{"id": "call_1", "type": "function", "function": function}]},
            {"role": "tool", "tool_call_id": "call_1", "content": json.dumps(result)},
            {"role": "assistant", "content": self.prose.paragraphs(topic, 240)},
        ]
        declared = {"name": function["name"], "description": f"Look up {topic}", "parameters": schema}
        return {"messages": messages, "tools": [{"type": "function", "function": declared}]}

    def _short_record(self) -> Record:
        topic = self.prose.pick(self.prose.names)
        phrases = self.prose.topics[topic]
        question = f"Can I {self.prose.pick(phrases.do)} in {self.prose.pick(PLACES)}?"
        told = f"{self.prose.pick(phrases.things)} {self.prose.pick(phrases.does)}"
        answer = f"{self.prose.pick(('Yes', 'No', 'Often'))}: {told}."
        return {"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]}

    def _near_copy(self) -> Record:
        """A remembered record with one to three words of its longest answer edited, fewer where it is short."""
        record, longest, letters = self._long_enough()
        words = longest["content"].split(" ")
        for _ in range(min(self.prose.number(1, 4), max(1, letters // 190))):
            at = self.prose.number(1, len(words) - 1)
            adverb = self.prose.pick(ADVERBS)
            words[at] = self.prose.pick((f"{words[at]} {adverb}", adverb, f"really {words[at]}"))
        edited = {**longest, "content": " ".join(words)}
        return {**record, "messages": [edited if message is longest else message for message in record["messages"]]}

    def _long_enough(self) -> tuple[Record, Record, int]:
        """A remembered record with words to edit, its longest answer, and the letters of its conversation."""
        while True:
            record = self.prose.pick(self.remembered)[0]
            spoken = [message for message in record["messages"] if message["role"] != "system" and "content" in message]
            longest = max(spoken, key=lambda message: len(message["content"]) * (message["role"] == "assistant"))
            letters = sum(len(message["content"]) for message in spoken)
            if letters >= (110 if self.short else 190) and longest["content"].count(" ") >= (10 if self.short else 24):
                return record, longest, letters

    def _broken(self, line: bytes) -> bytes:
        kind = self.prose.pick(
            ("cut short", "comma after the last item", "no role", "role unknown", "bytes not UTF-8", "empty answer")
        )
        self.planted[f"broken: {kind}"] += 1
        if kind == "cut short":
            return line[: max(20, self.prose.number(20, len(line)))].rstrip(b"\n") + b"\n"
        if kind == "comma after the last item":
            return line[:-2] + b",}\n"
        if kind == "no role":
            return line.replace(b'"role": "user", ', b"", 1)
        if kind == "role unknown":
            return line.replace(b'"role": "user"', b'"role": "human"', 1)
        if kind == "bytes not UTF-8":
            return line.replace(b'"content": "', b'"content": "caf\xe9 ', 1)
        record = json.loads(line)
        record["messages"][-1]["content"] = ""
        return json.dumps(record).encode() + b"\n"


def generate(out: BinaryIO, size: int | None, rows: int | None, seed: int, short: bool) -> dict[str, Any]:
    """Write lines until ``size`` bytes or ``rows`` lines are reached; return what was written and planted."""
    maker = Maker(seed, short)
    written = lines = 0
    while (size is None or written < size) and (rows is None or lines < rows):
        line = maker.line()
        out.write(line)
        written += len(line)
        lines += 1
    return {"bytes": written, "lines": lines, "planted": dict(sorted(maker.planted.items()))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--megabytes", type=float, help="size of the file (default 300, unless --rows is given)")
    parser.add_argument("--rows", type=int, help="number of lines")
    parser.add_argument("--short", action="store_true", help="rows of about 200 bytes")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    megabytes = asked.megabytes or (None if asked.rows else 300.0)
    size = None if megabytes is None else int(megabytes * 1_000_000)
    with asked.out.open("wb") as out:
        print(json.dumps(generate(out, size, asked.rows, asked.seed, asked.short), indent=1))


if __name__ == "__main__":
    main()
