"""Lengths as a histogram with movable bounds, and the records outside them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from curator.amounts import counted
from curator.tui.glyphs import CARET, COLUMNS, CURSOR, DONE
from curator.tui.screens.review.painted import Look, Painting, line, window_of_cut
from curator.tui.widgets.cells import fit, right
from curator.tui.widgets.lines import Piece
from curator.workbench.accepting import accepted_on
from curator.workbench.bounding import Histogram, Lengths, histogram
from curator.workbench.outlying import Outlying

if TYPE_CHECKING:
    from curator.workbench import Workbench

_LEFT = 7
_MOST_COLUMNS = 72
_HIGH = 11
_LOW = 7
_ROOMY = 26
"""Above this height nothing need be saved."""
_BESIDE_BARS = 7
"""Lines that are needed beside the bars: axis, summary, heading and two records."""
_BOUND = "┊"
_TOLD_ELSEWHERE = {
    "length-outlier": "the whole record is unusual",
    "answer-short": "it is the answer that is short",
}
"""Why another rule tells of a record outside these bounds."""


def columns_of(width: int) -> int:
    """How many columns of the histogram a pane has room for."""
    return max(10, min(_MOST_COLUMNS, width - _LEFT - 8))


def head_of(lengths: Lengths) -> tuple[Piece, Piece]:
    """What is measured, on how many records, and the middle."""
    said = f"{len(lengths.values):,} measured · middle {lengths.middle:,} "
    return (f" {lengths.measure.title}", ""), (said, "dim")


def length_lines(
    bench: Workbench,
    lengths: Lengths,
    found: Outlying,
    at: int,
    active: str,
    is_set: bool,
    over: Collection[int],
    told: Collection[int],
    look: Look,
) -> list[Painting]:
    """The pane at a size.

    Args:
        bench: Measured.
        lengths: One measure, with its bounds.
        found: The records outside them that are listed.
        at: Place of the one under the cursor.
        active: low or high: the bound the arrows move.
        is_set: Whether a person has set a bound.
        over: Rows that are longer than the target takes.
        told: Rows that have a finding about this length.
        look: The pane's size.
    """
    drawing = histogram(lengths, columns_of(look.width))
    high = _HIGH if look.height > _ROOMY else min(_LOW, max(2, look.height - _BESIDE_BARS))
    # Where there is little room blanks go first, then the bars' height: the records the keys act on stay in sight.
    gap = [line()] if look.height > high + _BESIDE_BARS else []
    lines = [*gap, *_bars(drawing, lengths, high), *_axis(drawing, lengths, active)]
    lines.append(_summary(lengths, found, is_set, look))
    if lengths.bounds is None:
        lines.append(line((" Too few records are measured to say what is usual.", "dim")))
        return lines
    over = {row for row in over if row in found.rows} if gap else set()
    legend = _legend(found, bool(over)) if gap else []
    legend = [line(), *legend] if legend and look.height > _ROOMY else legend
    room = look.height - len(lines) - (2 if gap else 1) - len(legend)
    heading, rows = _rows(bench, lengths, found, at, room, look, over, told)
    return [*lines, *gap, heading, *rows, *legend]


def _legend(found: Outlying, over: bool) -> list[Painting]:
    """Why there are fewer rows than are outside the bounds, and what a second sign means."""
    said: list[str] = []
    if found.elsewhere:
        of_all = found.elsewhere + len(found.rows)
        stand = "stands" if found.elsewhere == 1 else "stand"
        why = _TOLD_ELSEWHERE.get(found.told_by, "")
        said.append(f"{found.elsewhere:,} of the {of_all:,} {stand} under {found.told_by}: {why}.")
    if over:
        said.append("!! also longer than this model is said to take (record-long)")
    return [line((f" {text}", "dim")) for text in said]


def _bars(drawing: Histogram, lengths: Lengths, high: int) -> list[Painting]:
    most = max(1, int(drawing.counts.max(initial=0)))
    eighths = [0 if count == 0 else max(1, round(count / most * high * 8)) for count in drawing.counts.tolist()]
    bounds = _bound_columns(drawing, lengths)
    lines: list[Painting] = []
    for level in range(high - 1, -1, -1):
        pieces: list[Piece] = [(right(f"{most:,}", _LEFT - 1) + " " if level == high - 1 else " " * _LEFT, "dim")]
        for column, filled in enumerate(eighths):
            here = min(8, max(0, filled - level * 8))
            low, up = bounds
            out = (low is not None and column < low) or (up is not None and column > up)
            if here:
                pieces.append((COLUMNS[here], "warning" if out else ""))
            else:
                pieces.append((_BOUND if column in bounds else " ", "dim"))
        lines.append(line(*_together(pieces)))
    return lines


def _together(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours of one ink as one piece."""
    found: list[Piece] = []
    for text, ink in pieces:
        if found and found[-1][1] == ink:
            found[-1] = (found[-1][0] + text, ink)
        else:
            found.append((text, ink))
    return found


def _bound_columns(drawing: Histogram, lengths: Lengths) -> tuple[int | None, int | None]:
    if lengths.bounds is None:
        return None, None
    low = drawing.column_of(lengths.bounds.low) if lengths.bounds.low > drawing.edges[0] else None
    high = drawing.column_of(lengths.bounds.high) if lengths.bounds.high < drawing.edges[-1] else None
    return low, high


def _axis(drawing: Histogram, lengths: Lengths, active: str) -> list[Painting]:
    columns = len(drawing.counts)
    ticks = [" "] * (columns + 7)
    power = drawing.edges[0]
    while power <= drawing.edges[-1]:
        label = f"{round(power):,}"
        place = drawing.column_of(power)
        fits = place + len(label) <= len(ticks)
        if fits and all(sign == " " for sign in ticks[max(0, place - 1) : place + len(label) + 1]):
            ticks[place : place + len(label)] = label
        power *= 10
    lines = [line((" " * _LEFT + "─" * columns, "dim")), line((" " * _LEFT + "".join(ticks), "dim"))]
    return [*lines, _bounds_line(drawing, lengths, active)]


def _bounds_line(drawing: Histogram, lengths: Lengths, active: str) -> Painting:
    if lengths.bounds is None:
        return line()
    pieces: list[Piece] = []
    at = 0
    for name, value, whole in (
        ("low", lengths.bounds.low, lengths.shortest_usual),
        ("high", lengths.bounds.high, lengths.longest_usual),
    ):
        if name == "low" and not lengths.measure.low:
            continue
        place = max(at, _LEFT + drawing.column_of(value))
        said = f"{CARET}{whole:,}"
        pieces += [(" " * (place - at), ""), (said, "key bold" if name == active else "dim")]
        at = place + len(said) + 1
        pieces.append((" ", ""))
    return line(*pieces)


def _summary(lengths: Lengths, found: Outlying, is_set: bool, look: Look) -> Painting:
    if lengths.bounds is None:
        return line()
    parts: list[str] = []
    if lengths.measure.low:
        parts.append(f"below {lengths.shortest_usual:,}: {_lines(found.below)}")
    parts.append(f"above {lengths.longest_usual:,}: {_lines(found.above)}")
    left = " " + "    ".join(parts)
    spread = f"{lengths.spread:g} × the usual spread"
    why = "set by you, r resets" if is_set else f"bounds: {spread}" if look.width - len(left) > 36 else spread
    why = why if len(left) + len(why) + 3 <= look.width else ""
    gap = max(2, look.width - len(left) - len(why) - 1)
    return line((left, ""), (" " * gap + why, "key" if is_set else "dim"))


def _lines(count: int) -> str:
    return counted(count, "line") if count else "none"


def _rows(
    bench: Workbench,
    lengths: Lengths,
    found: Outlying,
    at: int,
    room: int,
    look: Look,
    over: Collection[int],
    told: Collection[int],
) -> tuple[Painting, list[Painting]]:
    width = max(4, len(f"{bench.dataset.lines.count:,}"))
    unit = lengths.measure.unit
    heading = line((fit("  " + right("line", width) + right(unit, 10) + "   first words", look.width), "dim"))
    if not found.rows:
        elsewhere = "" if not found.above + found.below else " that this rule tells of"
        return heading, [line((f" No record{elsewhere} is outside the bounds.", "good"))]
    value_of = dict(zip(lengths.rows.tolist(), lengths.values.tolist(), strict=True))
    places, more = window_of_cut(len(found.rows), room, at)
    drawn: list[Painting] = []
    for place, view in zip(places, bench.rows([found.rows[place] for place in places]), strict=True):
        here = place == at
        number = f"{view.line:,}" if view.line is not None else f"+{view.row:,}"
        value = value_of.get(view.row, 0)
        long = lengths.bounds is not None and value > lengths.bounds.high
        drawn.append(
            line(
                (CURSOR if here else " ", "key"),
                (" " + right(number, width), "dim"),
                (right(f"{value:,}", 10), "warning" if long else "info"),
                _sign(bench, view.row, told, over),
                (fit(view.text, look.width - width - 17), "bold" if here else ""),
                value=place,
            )
        )
    return heading, [*drawn, *more]


def _sign(bench: Workbench, row: int, told: Collection[int], over: Collection[int]) -> Piece:
    """What is said of a row: nothing more where its finding was accepted."""
    if row in over:
        return " !! ", "warning"
    accepted = row not in told and bool(bench.accepted) and bool(accepted_on(bench, row))
    return (f" {DONE}  ", "good") if accepted else (" !  ", "warning")
