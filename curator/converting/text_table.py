"""Records of a table in text: commas, semicolons or tabs between columns, the first line their names."""

from __future__ import annotations

import csv
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from curator.converting.columns import Columns
from curator.converting.entry import Entries, Entry, Report
from curator.errors import CuratorError

_LONGEST_CELL = 2**31 - 1
_NOT_UTF8 = "This row is not UTF-8: save the table as UTF-8."


def table_entries(path: Path, tabs: bool, report: Report) -> Entries:
    """The rows of a table.

    Args:
        path: The file.
        tabs: Whether tabs stand between the columns.
        report: Told the bytes done, about.

    Raises:
        CuratorError: No column is known, or the header is broken.
    """
    size = path.stat().st_size
    # Bytes that are not UTF-8 come through as lone surrogates, so that the row they stand in can be named.
    with path.open(newline="", encoding="utf-8-sig", errors="surrogateescape") as file, _long_cells():
        delimiter = "\t" if tabs else _delimiter(file.readline())
        file.seek(0)
        rows = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            columns = Columns.of(next(rows, []))
        except csv.Error as error:
            raise CuratorError("The names of the columns cannot be read.", f"Line {rows.line_num}: {error}.") from error
        done = 0
        for line, cells, problem in _rows(rows):
            done += sum(map(len, cells))
            report(min(done, size), size)
            yield Entry(line, problem=problem) if problem else _entry(columns, line, cells)


def _delimiter(header: str) -> str:
    return ";" if header.count(";") > header.count(",") else ","


def _rows(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str], str]]:
    """Line, cells and problem of every row that is not blank."""
    while True:
        line = rows.line_num + 1  # pyright: ignore[reportAttributeAccessIssue] - a csv reader has it
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, [], f"The row cannot be read as a table: {error}."
            continue
        if cells:
            yield line, cells, ""


def _entry(columns: Columns, line: int, cells: list[str]) -> Entry:
    if len(cells) != len(columns.names):
        return Entry(line, problem=f"The row has {len(cells)} cells, and there are {len(columns.names)} columns.")
    if any("\udc80" <= letter <= "\udcff" for cell in cells if not cell.isascii() for letter in cell):
        return Entry(line, problem=_NOT_UTF8)
    return columns.entry(line, cells)


@contextmanager
def _long_cells() -> Generator[None]:
    """Let cells be as long as they are; the csv module keeps its limit for the whole program."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)
