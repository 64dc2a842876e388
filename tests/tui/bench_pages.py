"""Prints what a key costs in the table of records. Run it by hand: python tests/tui/bench_pages.py [ROWS]."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Sequence

from textual.app import App, ComposeResult

from curator.checks.rule import Severity
from curator.tui.widgets.record_table import RecordTable
from curator.workbench.rows import RowView

PRESSES = 200


class Made:
    """Rows that are made up when they are asked for."""

    def rows(self, row_ids: Sequence[int]) -> list[RowView]:
        """Every seventh row has a finding."""
        return [
            RowView(
                row=row,
                line=row,
                text=f"Can you help me find a therapist in Santa Clara, please? This is question {row:,} of many.",
                state="edited" if row % 50 == 0 else "",
                severity=Severity.ERROR if row % 7 == 0 else None,
                name="role-unknown" if row % 7 == 0 else "",
                related="= 187" if row % 11 == 0 else "",
                tokens=row % 3000,
                measured=True,
            )
            for row in row_ids
        ]


class TableApp(App[None]):
    """A table and nothing else."""

    CSS_PATH = "../../curator/tui/curator.tcss"
    plain_only = False

    def compose(self) -> ComposeResult:
        yield RecordTable()


class Order:
    """All rows of a file in file order."""

    def __init__(self, count: int) -> None:
        self._rows = range(1, count + 1)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, position: int) -> int:
        return self._rows[position]

    def position(self, row: int) -> int | None:
        """Where a row stands."""
        return row - 1 if row in self._rows else None

    def nearest(self, row: int) -> int | None:
        """Where a row stands, or the one nearest to it."""
        return max(1, min(row, len(self._rows))) - 1 if self._rows else None


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


async def measure(rows: int) -> None:
    """Press keys and print the CPU time each cost, painting included."""
    app = TableApp()
    async with app.run_test(size=(160, 45)) as pilot:
        table = app.query_one(RecordTable)
        begun = time.process_time()
        table.show(Made(), Order(rows), last_line=rows)
        await pilot.pause()
        _print(f"{rows:,} rows, shown in {(time.process_time() - begun) * 1000:.1f} ms of CPU")
        for key, action in (("down", table.action_cursor_down), ("page down", table.action_page_down)):
            spent: list[float] = []
            for _ in range(PRESSES):
                begun = time.process_time()
                action()
                await pilot.pause()
                spent.append((time.process_time() - begun) * 1000)
            ordered = sorted(spent)
            _print(
                f"  {key:<10} median {statistics.median(spent):5.1f} ms   p95 {ordered[int(0.95 * PRESSES)]:5.1f} ms"
            )


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
