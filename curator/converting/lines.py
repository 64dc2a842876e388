"""Records of JSON lines, seen through the edits made to them."""

from __future__ import annotations

from collections.abc import Iterable

from curator.converting.account import Account
from curator.converting.entry import Entries, Entry, Report
from curator.converting.reason import problem_of
from curator.dataset.dataset import Dataset
from curator.dataset.lines import is_blank
from curator.records.syntax import parse


def line_entries(dataset: Dataset, rows: Iterable[int] | None, account: Account, report: Report) -> Entries:
    """The records of a data set as it now stands.

    Args:
        dataset: Where they are; all its lines are indexed.
        rows: Ids of the rows that are asked for; None means all.
        account: Told which rows are no records, or not asked for.
        report: Told the rows done.
    """
    asked = None if rows is None else set(rows)
    for done, row in enumerate(dataset.rows()):
        report(done, dataset.row_count)
        if dataset.is_dropped(row):
            account.dropped += 1
            continue
        raw = dataset.read(row)
        if is_blank(raw):
            account.blank += 1
        elif asked is not None and row not in asked:
            account.not_asked += 1
        else:
            yield _entry(dataset.line_of(row), raw)


def _entry(line: int | None, raw: bytes) -> Entry:
    value, problem = parse(raw)
    return Entry(line, value, raw=raw) if problem is None else Entry(line, problem=problem_of(raw), raw=raw)
