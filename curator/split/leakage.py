"""What two written files share, measured anew: with another sketch seed and a lower threshold than the split used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from curator.dataset.lines import Lines
from curator.engine.judge import BLANK, read_line
from curator.engine.pairs import find_cross_pairs
from curator.measures.folding import compared_folded, compared_text, folded_messages
from curator.measures.hashes import NONE, hash_columns
from curator.measures.sketches import sketch_columns
from curator.progress import Progress
from curator.records.record import Record
from curator.settings import Settings

MEASURING_SEED = 7919
"""Another seed than the data set's own sketches have: a pair these missed is found by those, or the reverse."""
_NAMED = 20


@dataclass(frozen=True, slots=True)
class Leakage:
    """How many lines of the smaller file stand in the training file too, in three degrees."""

    same_record: int
    """The same text, case, white space and Unicode form aside."""
    near: int
    """Alike at or above the leak threshold, not only in the template."""
    same_prompt: int
    """The same prompt, with another answer."""
    lines: tuple[tuple[int, int, str], ...]
    """The first of them: line here, line in the training file, which degree."""

    @property
    def total(self) -> int:
        """Lines that leak in any degree."""
        return self.same_record + self.near + self.same_prompt


@dataclass(frozen=True, slots=True)
class _Measured:
    lines: Lines
    rows: npt.NDArray[np.int64]
    texts: npt.NDArray[np.uint64]
    prompts: npt.NDArray[np.uint64]
    bands: npt.NDArray[np.uint32]

    def compared(self, rows: Sequence[int]) -> list[str]:
        return [compared_text(read_line(row, self.lines.read(row))) for row in rows]


def _batches(lines: Lines, progress: Progress) -> Iterator[list[Record]]:
    for first, last in lines.blocks(1, lines.count):
        progress.stop_if_cancelled()
        progress.update(last, lines.count, "looking for leaks")
        records = [read_line(row, lines.read(row)) for row in range(first, last + 1)]
        yield [record for record in records if record.shape != BLANK]


def _measure(lines: Lines, progress: Progress) -> _Measured:
    lines.index(progress)
    rows: list[int] = []
    texts: list[npt.NDArray[np.uint64]] = []
    prompts: list[npt.NDArray[np.uint64]] = []
    bands: list[npt.NDArray[np.uint32]] = []
    for records in _batches(lines, progress):
        folded = folded_messages(records)
        hashes = hash_columns(records, folded)
        compared = [compared_folded(record, messages) for record, messages in zip(records, folded, strict=True)]
        rows += [record.row for record in records]
        texts.append(hashes.text)
        prompts.append(hashes.prompt)
        bands.append(sketch_columns(compared, MEASURING_SEED).bands)
    if not rows:
        empty = np.empty(0, np.uint64)
        return _Measured(lines, np.empty(0, np.int64), empty, empty, sketch_columns([]).bands)
    return _Measured(
        lines, np.array(rows, np.int64), np.concatenate(texts), np.concatenate(prompts), np.concatenate(bands)
    )


def _first_rows(hashes: npt.NDArray[np.uint64], rows: npt.NDArray[np.int64]) -> dict[int, int]:
    found: dict[int, int] = {}
    for value, row in zip(hashes.tolist(), rows.tolist(), strict=True):
        if value != NONE:
            found.setdefault(value, row)
    return found


def measure_leakage(training: Path, other: Path, settings: Settings, progress: Progress | None = None) -> Leakage:
    """Count the lines of `other` that are in `training` too; each line counts once, in its strongest degree.

    Args:
        training: The written training file.
        other: The written validation or test file.
        settings: For the leak threshold.
        progress: Counts lines; may be cancelled.
    """
    progress = progress or Progress()
    with Lines.open(training) as training_lines, Lines.open(other) as other_lines:
        here, there = _measure(other_lines, progress), _measure(training_lines, progress)
        by_text, by_prompt = _first_rows(there.texts, there.rows), _first_rows(there.prompts, there.rows)
        pairs = find_cross_pairs(
            here.rows,
            here.bands,
            here.compared,
            there.rows,
            there.bands,
            there.compared,
            settings.thresholds.leak_similarity,
            progress,
        )
        alike = {
            first: second
            for first, second, template in pairs.select("first", "second", "template").iter_rows()
            if not template
        }
    found: list[tuple[int, int, str]] = []
    for row, text, prompt in zip(here.rows.tolist(), here.texts.tolist(), here.prompts.tolist(), strict=True):
        if text in by_text:
            found.append((row, by_text[text], "same record"))
        elif row in alike:
            found.append((row, alike[row], "near-duplicate"))
        elif prompt in by_prompt:
            found.append((row, by_prompt[prompt], "same prompt"))
    degrees = [degree for _, _, degree in found]
    return Leakage(
        degrees.count("same record"),
        degrees.count("near-duplicate"),
        degrees.count("same prompt"),
        tuple(found[:_NAMED]),
    )
