"""The words a table row shows, read when the row comes into sight and remembered for a while."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from curator.records.record import Record
from curator.workbench.rows import SAMPLE_OF_BEGINNINGS, first_words, preview, shared_beginnings

REMEMBERED = 4_000
_MOST_BYTES_FOR_SAMPLE = 100_000


class Previews:
    """First words of rows, with the beginnings that many rows share cut."""

    def __init__(self, record: Callable[[int], Record]) -> None:
        self._record = record
        self._beginnings: tuple[str, ...] | None = None
        self._texts: OrderedDict[int, str] = OrderedDict()

    def learn_once(self, rows: range) -> None:
        """Learn the shared beginnings from the first rows of the file, the first time it is asked.

        Args:
            rows: Row ids that exist; a sample of them is read.
        """
        if self._beginnings is not None:
            return
        step = max(1, len(rows) // SAMPLE_OF_BEGINNINGS)
        texts: list[str] = []
        for row in rows[::step][:SAMPLE_OF_BEGINNINGS]:
            record = self._record(row)
            if len(record.raw) < _MOST_BYTES_FOR_SAMPLE:
                texts.append(" ".join(first_words(record).split()))
        self._beginnings = shared_beginnings(texts)
        self._texts.clear()

    def forget(self, rows: tuple[int, ...]) -> None:
        """These rows have other bytes now."""
        for row in rows:
            self._texts.pop(row, None)

    def of(self, row: int) -> str:
        """The words of one row, visible."""
        text = self._texts.get(row)
        if text is None:
            text = preview(self._record(row), self._beginnings or ())
            self._texts[row] = text
            if len(self._texts) > REMEMBERED:
                self._texts.popitem(last=False)
        else:
            self._texts.move_to_end(row)
        return text
