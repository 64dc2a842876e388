"""The kernel: a batch of raw lines and frozen settings in, feature rows and findings out.

It is pure: no state between batches, no clock, no randomness. The same lines give the same answer whatever the batch,
the process or the machine, so any runner (here `local`) may spread them as it likes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from curator.engine.batch import FindingColumns, Line, Part
from curator.engine.judge import BLANK, Judge, read_line
from curator.engine.marks import Present, marks_on_lines
from curator.measures.folding import compared_folded, folded_messages
from curator.measures.hashes import NONE, hash_columns
from curator.measures.language import language_columns
from curator.measures.sketches import sketch_columns
from curator.measures.tokens import UNCOUNTED, TokenCounter, count_batch, counter
from curator.records.record import OTHER_ROLE_BIT, ROLES, Record
from curator.records.target import target_of
from curator.settings import Settings

_ROLE_BITS = {role: 1 << place for place, role in enumerate(ROLES)}


def _with_nulls(column: Any, missing: int) -> list[int | None]:
    return [None if number == missing else number for number in column.tolist()]


def _talk(record: Record) -> tuple[int, int, int, int, bool]:
    """User messages, role mask, learned messages, system messages, and whether there are tools: in one pass, because
    this runs for every record."""
    turns = mask = learned = systems = 0
    tools = bool(record.tools)
    for message in record.messages:
        role = message.role
        mask |= _ROLE_BITS.get(role, OTHER_ROLE_BIT)
        if role == "user":
            turns += 1
        elif role == "assistant":
            learned += message.weight != 0
        elif role == "system" or role == "developer":
            systems += 1
        if message.calls:
            tools = True
    return turns, mask, learned, systems, tools


class Kernel:
    """The kernel for some settings: its rules chosen, its token counter loaded."""

    def __init__(self, settings: Settings) -> None:
        self._judge = Judge(settings)
        encoding = target_of(settings).encoding
        self._counter: TokenCounter | None = counter(encoding) if encoding else None

    def run(self, lines: Sequence[Line]) -> Part:
        """Judge and measure a batch."""
        records: list[Record] = []
        newlines: list[int] = []
        blank: list[int] = []
        findings = FindingColumns()
        marks = marks_on_lines([line.raw for line in lines], self._judge.marks)
        for line, present in zip(lines, marks, strict=True):
            record = read_line(line.row, line.raw)
            self._note(record, present, findings)
            if record.shape == BLANK:
                blank.append(line.row)
            else:
                records.append(record)
                newlines.append(line.newline)
        bands, features = self._measure(records, newlines)
        rows = [line.row for line in lines]
        return Part(
            first=min(rows, default=0),
            last=max(rows, default=0),
            features=features,
            bands=bands,
            findings=findings,
            blank=blank,
            bytes_read=sum(len(line.raw) + 1 for line in lines),
        )

    def _note(self, record: Record, present: Present, findings: FindingColumns) -> None:
        for judged in self._judge.judge(record, present):
            found = judged.found
            findings.row.append(record.row)
            findings.rule.append(judged.number)
            findings.severity.append(int(judged.severity))
            findings.pointer.append(found.pointer)
            findings.column.append(found.column)
            findings.arguments.append(json.dumps(dict(found.arguments), ensure_ascii=True) if found.arguments else None)
            findings.mend.append(int(found.mend))

    def _measure(self, records: Sequence[Record], newlines: list[int]) -> tuple[Any, dict[str, Any]]:
        folded = folded_messages(records)
        hashes = hash_columns(records, folded)
        sketches = sketch_columns(
            [compared_folded(record, messages) for record, messages in zip(records, folded, strict=True)]
        )
        by_assistant, by_user = language_columns(records)
        talks = [_talk(record) for record in records]
        features: dict[str, Any] = {
            "row": [record.row for record in records],
            "bytes": [len(record.raw) for record in records],
            "newline": newlines,
            "shape": [record.shape for record in records],
            "valid": [record.valid for record in records],
            "messages": [len(record.messages) for record in records],
            "turns": [talk[0] for talk in talks],
            "roles": [talk[1] for talk in talks],
            "has_tools": [talk[4] for talk in talks],
            "learned": [talk[2] for talk in talks],
            **self._tokens(records),
            "system": _with_nulls(hashes.system, NONE),
            "system_folded": _with_nulls(hashes.system_folded, NONE),
            "systems": [talk[3] for talk in talks],
            "content": hashes.content,
            "same": _with_nulls(hashes.same, NONE),
            "text": _with_nulls(hashes.text, NONE),
            "prompt": _with_nulls(hashes.prompt, NONE),
            "answer": _with_nulls(hashes.answer, NONE),
            "language": by_assistant,
            "language_user": by_user,
            "shingles": np.asarray(sketches.shingles),
        }
        return sketches.bands, features

    def _tokens(self, records: Sequence[Record]) -> dict[str, Any]:
        names = ("tokens", "tokens_system", "tokens_user", "tokens_assistant", "tokens_tool")
        if self._counter is None:
            return {name: [None] * len(records) for name in names}
        counted = count_batch(records, self._counter)
        columns = (counted.tokens, counted.system, counted.user, counted.assistant, counted.tool)
        return {name: _with_nulls(column, UNCOUNTED) for name, column in zip(names, columns, strict=True)}
