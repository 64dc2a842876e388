"""What a plan would give, in numbers: both sides beside one another, and the account that adds up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from curator.amounts import counted
from curator.dataset.change import JOINED
from curator.measures.text import visible
from curator.split.options import FILE_NAMES
from curator.tui.glyphs import NO_VALUE
from curator.tui.screens.panel import Row
from curator.tui.widgets.bars import bar
from curator.tui.widgets.cells import fit, right
from curator.tui.widgets.lines import Piece

if TYPE_CHECKING:
    from curator.split.plan import Plan
    from curator.split.write import Written
    from curator.workbench import Workbench

_BOUNDS = (64, 128, 256, 512, 1024, 2048)
_BAR_CELLS = 18
_WIDEST_SIDE = 36


@dataclass(frozen=True, slots=True)
class SideNumbers:
    """One side in numbers."""

    records: int
    tokens: int
    middle: float | None
    shares: tuple[float, ...]
    """Share of the records in each bin of tokens."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A plan in numbers."""

    plan: Plan
    sides: Mapping[str, SideNumbers]
    lines: int
    added: int
    joined: int
    blank: int
    left_out: Mapping[str, int]
    """By reason, joined lines and blank ones not among them."""
    stand_out: Mapping[str, Mapping[str, int]]
    """By side: how many of its records are of an unusual length only once they are a file of their own, by rule."""

    @property
    def records(self) -> int:
        """Records that are divided."""
        return sum(side.records for side in self.sides.values())


def preview_of(bench: Workbench, plan: Plan) -> Preview:
    """Count what a plan would give; for a worker thread."""
    import polars as pl

    from curator.workbench.bounding import stand_out_alone

    table = bench.complete.measured.table.select("row", "tokens")
    sides: dict[str, SideNumbers] = {}
    for side, rows in plan.sides.items():
        tokens = table.filter(pl.col("row").is_in(rows))["tokens"]
        counts = [tokens.filter(_within(tokens, low, high)).len() for low, high in _bins()]
        known = max(1, sum(counts))
        middle = tokens.median()
        sides[side] = SideNumbers(
            len(rows),
            int(tokens.sum() or 0),
            float(middle) if isinstance(middle, int | float) else None,
            tuple(count / known for count in counts),
        )
    dropped = set(bench.dataset.dropped_rows())
    return Preview(
        plan=plan,
        sides=sides,
        lines=bench.dataset.lines.count,
        added=len(bench.dataset.made_rows()),
        joined=len(plan.left_out.get(JOINED, ())),
        blank=sum(row not in dropped for row in bench.complete.measured.blank),
        left_out={reason: len(rows) for reason, rows in plan.left_out.items() if reason != JOINED},
        stand_out={side: stand_out_alone(bench, rows) for side, rows in plan.sides.items()},
    )


def _bins() -> list[tuple[int, int | None]]:
    return [(0, _BOUNDS[0]), *pairwise(_BOUNDS), (_BOUNDS[-1], None)]


def _within(tokens, low: int, high: int | None):
    return tokens >= low if high is None else (tokens >= low) & (tokens < high)


def _bin_name(low: int, high: int | None) -> str:
    if high is None:
        return f"{low:,} and up"
    return f"under {high}" if low == 0 else f"{low:,} – {high - 1:,}"


# ---- as lines


def side_rows(preview: Preview, cells: int) -> list[Row]:
    """Both sides beside one another.

    Args:
        preview: The plan in numbers.
        cells: Width there is.
    """
    names = list(preview.sides)
    width = max(14, min(_WIDEST_SIDE, (cells - 16) // len(names)))
    sides = [preview.sides[name] for name in names]
    rows: list[Row] = [
        _columns("", [right(name, width - 4) for name in names], "bold", width),
        (),
        _columns("records", [right(f"{side.records:,}", width - 4) for side in sides], "", width),
        _columns("tokens", [right(f"{side.tokens:,}", width - 4) for side in sides], "", width),
        _columns("middle", [right(_rounded(side.middle), width - 4) for side in sides], "", width),
        (),
        (("tokens in a record", "dim"),),
    ]
    return rows + _bin_rows(preview, width)


def _bin_rows(preview: Preview, width: int) -> list[Row]:
    sides = list(preview.sides.values())
    rows: list[Row] = []
    most = max((share for side in sides for share in side.shares), default=0) or 1.0
    bar_cells = max(4, min(_BAR_CELLS, width - 11))
    for place, (low, high) in enumerate(_bins()):
        pieces: list[Piece] = [(fit(_bin_name(low, high), 14), "dim")]
        for side in sides:
            share = side.shares[place]
            pieces.append((fit(bar(share / most, bar_cells), bar_cells), "info"))
            pieces.append((fit(right(f"{share * 100:.1f} %", 8), width - bar_cells), ""))
        rows.append(tuple(pieces))
    return rows


def _columns(name: str, values: Sequence[str], ink: str, width: int) -> Row:
    return ((fit(name, 14), "dim"), *((fit(value, width), ink) for value in values))


def _rounded(value: float | None) -> str:
    return NO_VALUE if value is None else f"{value:,.0f}"


def short_side_rows(preview: Preview, cells: int) -> list[Row]:
    """Both sides in few lines, for a narrow terminal."""
    names = list(preview.sides)
    width = max(14, (cells - 14) // len(names))
    head = _columns("tokens", [f"{name} {preview.sides[name].records:,}" for name in names], "", width)
    parts = [f"{count:,} {name}" for count, name in _account_parts(preview)]
    made = f" + {preview.added:,} made" if preview.added else ""
    total = f"{counted(preview.lines, 'line')}{made} = {' + '.join(parts)}"
    return [head, *_bin_rows(preview, width), (), ((total, ""),)]


def group_rows(preview: Preview) -> list[Row]:
    """What was kept together, and what was too large to be shared fairly."""
    plan = preview.plan
    rows: list[Row] = [()]
    groups = len(plan.groups)
    if groups:
        kept = f"{counted(groups, 'group')} of records alike {'is' if groups == 1 else 'are each'} kept on one side"
        rows.append(((f"{kept}, so none of them is on both.", ""),))
    else:
        rows.append((("No two records are alike, so nothing had to be kept together.", ""),))
    for group in plan.oversized:
        said = f"A group of {counted(len(group.rows), 'record')} is larger than its share and goes to training."
        rows.append(((said, "warning"),))
    rows += _length_rows(preview)
    training = preview.sides["training"].records
    if training < 10:
        rows.append(
            ((f"Only {counted(training, 'training record')}: Azure wants ten, so nothing would be written.", "error"),)
        )
    return rows


def _length_rows(preview: Preview) -> list[Row]:
    """What will be found of the files that is not found here: a length is judged by the other lines of its file."""
    rows: list[Row] = []
    for side, found in preview.stand_out.items():
        number = sum(found.values())
        if number:
            named = ", ".join(f"{name} {count:,}" for name, count in found.items())
            said = f"In {FILE_NAMES[side]} {counted(number, 'line')} will stand out by length that "
            said += (
                f"{'does' if number == 1 else 'do'} not here ({named}): a length is judged by the lines of its file."
            )
            rows.append(((said, "warning"),))
    return rows


def account_rows(preview: Preview) -> list[Row]:
    """Where every line goes: the sum stands there."""
    head = counted(preview.lines, "line") + (f" + {preview.added:,} made" if preview.added else "")
    shown = _account_parts(preview)
    rows: list[Row] = []
    width = max(len(f"{count:,}") for count, _ in shown)
    for number, (count, name) in enumerate(shown):
        lead = f"{head} = " if number == 0 else " " * (len(head) + 1) + "+ "
        rows.append(((lead, ""), (right(f"{count:,}", width), ""), (f" {name}", "")))
    return rows


def _account_parts(preview: Preview) -> list[tuple[int, str]]:
    parts = [(side.records, name) for name, side in preview.sides.items()]
    parts += [(sum(preview.left_out.values()) + preview.blank, "left out"), (preview.joined, "joined")]
    return [(count, name) for count, name in parts if count or name in preview.sides]


def reason_word(reason: str) -> str:
    """A reason for leaving out, as the screen says it."""
    return "dropped by you" if reason in ("dropped", "dropped: by hand") else visible(reason, multiline=False)


def written_rows(written: Written) -> list[Row]:
    """What was written where, and what the written files share."""
    rows: list[Row] = [(), (("Written", "good bold"),), ()]
    for side, path in written.files.items():
        count = written.account.sides.get(side)
        amount, name = ("", "account") if count is None else (f"{count:,}", side)
        rows.append(((f"  {name:<12}", "dim"), (f"{right(amount, 8)}  ", ""), (visible(str(path)), "")))
    rows += [(), (("shared with training, measured on the written files", "dim"),)]
    for side, leakage in written.leakage.items():
        ink = "error" if leakage.same_record else "warning" if leakage.total else ""
        said = (
            f"same record {leakage.same_record:,} · near-duplicates {leakage.near:,} · "
            f"same prompt, another answer {leakage.same_prompt:,}"
        )
        rows.append(((f"  {side:<12}", "dim"), (said, ink)))
    return rows
