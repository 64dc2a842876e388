"""Loss or accuracy of a job as a line of braille: the axis is the whole job, so the empty part is what is to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from curator.tui.screens.panel import Row
from curator.tui.widgets.cells import right
from curator.tuning.jobs import JobView

VALIDATION = "◆"
LOSS, ACCURACY = "loss", "token accuracy"
_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_BRAILLE = 0x2800
_MARGIN = 6
Point = tuple[int, float]


@dataclass
class _Canvas:
    """Dots, two by four in a cell, and marks that take a whole cell."""

    width: int
    height: int
    dots: dict[tuple[int, int], int] = field(default_factory=dict)
    marks: set[tuple[int, int]] = field(default_factory=set)

    def dot(self, x: int, y: int) -> None:
        cell = (x // 2, y // 4)
        self.dots[cell] = self.dots.get(cell, 0) | _DOTS[x % 2][y % 4]

    def sign(self, x: int, y: int, plain: bool) -> str:
        if (x, y) in self.marks:
            return VALIDATION
        bits = self.dots.get((x, y), 0)
        return " " if not bits else "*" if plain else chr(_BRAILLE + bits)


def loss_rows(view: JobView, width: int, height: int, *, plain: bool, what: str = LOSS) -> list[Row]:
    """The plot with its axes, and above it the last values.

    Args:
        view: What is known of the job.
        what: LOSS or ACCURACY.
        width, height: Cells for all of it, the line above and both lines of the axis below included.
        plain: Whether the terminal has no braille.
    """
    if what == LOSS:
        training, validation = view.smoothed_loss(), view.validation_losses()
    else:
        training, validation = view.smoothed_accuracy(), view.validation_accuracies()
    values = [loss for _, loss in (*training, *validation)]
    if not values:
        return [(), ((f"No {what} has been measured yet.", "dim"),)]
    last = max(step for step, _ in (*training, *validation))
    total = view.total_steps or last or 1
    cells, rows = max(10, width - _MARGIN - 3), max(3, height - 3)
    low, high = _bounds(values)
    canvas = _drawn(training, validation, _Canvas(cells, rows), total, (low, high))
    digits = 1 if what == LOSS else 2
    labels = {place: f"{value:.{digits}f}" for place, value in _labels(low, high, rows)}
    plot: list[Row] = []
    for y in range(rows):
        pieces = [(right(labels.get(y, ""), _MARGIN - 1) + " │", "dim")]
        plot.append((*pieces, *_inked("".join(canvas.sign(x, y, plain) for x in range(cells)))))
    return [_head(what, training, validation, width), *plot, *_axis(view, cells, total)]


def _labels(low: float, high: float, rows: int) -> list[tuple[int, float]]:
    return [(0, high), (rows // 2, (low + high) / 2), (rows - 1, low)]


def _inked(line: str) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    for number, part in enumerate(line.split(VALIDATION)):
        if number:
            pieces.append((VALIDATION, "warning"))
        if part:
            pieces.append((part, "key"))
    return pieces


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = max(0.05, (high - low) * 0.05)
    return max(0.0, low - room), high + room


def _drawn(
    training: Sequence[Point],
    validation: Sequence[Point],
    canvas: _Canvas,
    total: int,
    bounds: tuple[float, float],
) -> _Canvas:
    low, high = bounds
    across, down = canvas.width * 2 - 1, canvas.height * 4 - 1

    def place(step: int, loss: float) -> tuple[int, int]:
        return round(min(step, total) / total * across), round((high - loss) / (high - low) * down)

    before: tuple[int, int] | None = None
    for step, loss in training:
        here = place(step, loss)
        for x, y in _between(before or here, here):
            canvas.dot(x, y)
        before = here
    for step, loss in validation:
        x, y = place(step, loss)
        canvas.marks.add((x // 2, y // 4))
    return canvas


def _between(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[int, int]]:
    steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
    return [
        (
            round(start[0] + (end[0] - start[0]) * at / steps),
            round(start[1] + (end[1] - start[1]) * at / steps),
        )
        for at in range(steps + 1)
    ]


def _head(what: str, training: Sequence[Point], validation: Sequence[Point], width: int) -> Row:
    said = f"training {training[-1][1]:.2f}" if training else ""
    measured = f"   {VALIDATION} validation {validation[-1][1]:.2f}" if validation else ""
    gap = " " * max(1, width - len(what) - len(said) - len(measured))
    return ((what, "dim"), (gap, ""), (said, "key"), (measured, "warning"))


def _axis(view: JobView, cells: int, total: int) -> list[Row]:
    epoch = view.steps_in_epoch
    count = total // epoch if epoch else 0
    # As many are numbered as there is room for, at equal distances, and the last one always.
    each = max(1, -(-count * (len(str(count)) + 2) // cells)) if count > 4 else 1
    line, words = ["─"] * cells, [" "] * (cells + 8)
    for number in range(1, count + 1):
        at = min(cells - 1, round(number * epoch / total * cells) - 1) if epoch else 0
        if number % each and number != count:
            continue
        line[at] = "┴"
        said = f"epoch {number}" if count <= 4 else str(number)
        start = max(0, at - len(said) + 1)
        words[start : start + len(said)] = said
    lead = " " * _MARGIN
    return [((lead + "└" + "".join(line), "dim"),), ((lead + " " + "".join(words).rstrip(), "dim"),)]
