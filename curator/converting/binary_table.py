"""Records of a table in a file of Parquet or Arrow."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from curator.converting.columns import Columns
from curator.converting.entry import Entries, Report
from curator.errors import CuratorError

_ROWS_AT_ONCE = 10_000


def binary_entries(path: Path, arrow: bool, report: Report) -> Entries:
    """The rows of a table, numbered from 1.

    Args:
        path: The file.
        arrow: Whether it is Arrow's own format; otherwise Parquet.
        report: Told the rows done.

    Raises:
        CuratorError: The file is damaged, or no column is known.
    """
    try:
        table = pl.scan_ipc(path) if arrow else pl.scan_parquet(path)
        columns = Columns.of(table.collect_schema().names())
        count: int = table.select(pl.len()).collect().item()
        for first in range(0, count, _ROWS_AT_ONCE):
            report(first, count)
            for number, row in enumerate(table.slice(first, _ROWS_AT_ONCE).collect().iter_rows(), first + 1):
                yield columns.entry(number, [_present(cell) for cell in row])
    except pl.exceptions.PolarsError as error:
        raise CuratorError(f"{path.name} cannot be read as a table.", str(error).splitlines()[0]) from error


def _present(cell: Any) -> Any:
    """A cell without its empty keys: every record of a table has every key, those that were missing hold nothing.

    Dates, times and decimal numbers, for which JSON has no form, become text.
    """
    if isinstance(cell, dict):
        return {key: _present(value) for key, value in cell.items() if value is not None}
    if isinstance(cell, list):
        return [_present(item) for item in cell]
    return str(cell) if isinstance(cell, datetime.date | datetime.time | datetime.timedelta | Decimal) else cell
