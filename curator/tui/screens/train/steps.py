"""The four steps at the left: what is known of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.strip import Strip

from curator.amounts import counted
from curator.measures.text import visible
from curator.tui.glyphs import CURSOR, DONE, ERROR, MARKED, NO_VALUE, NOTE
from curator.tui.widgets.cells import shorten
from curator.tui.widgets.lines import Inked, Piece
from curator.tui.widgets.status_line import duration
from curator.tuning.cost import CostClock
from curator.tuning.jobs import JobView

STEPS = ("files", "job", "deploy", "try")
_TITLE = 8
_INKS = {DONE: "good", MARKED: "key", NOTE: "dim", ERROR: "error"}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one step."""

    sign: str = NOTE
    words: str = "not yet"
    more: tuple[str, ...] = ()
    share: str = ""
    """How far it is, for the one line a narrow terminal has for all steps."""


class StepList(Inked, can_focus=True):
    """The steps with what is known of each, and a cursor."""

    DEFAULT_CSS = "StepList { height: 1fr; }"

    class Moved(Message):
        """The cursor stands on another step."""

    def __init__(self) -> None:
        super().__init__(id="steps")
        self.known: Mapping[str, Known] = {}
        self.notes: tuple[str, ...] = ()
        self.step = STEPS[0]
        self._lines: list[tuple[str, tuple[Piece, ...]]] = []

    def put(self, known: Mapping[str, Known], notes: Sequence[str], step: str) -> None:
        """Show what is known; `notes` stand below the steps."""
        self.known, self.notes, self.step = known, tuple(notes), step
        self._lines = []
        for name in STEPS:
            self._lines += self._lines_of(name)
        for note in self.notes:
            title, _, text = note.partition("\t")
            self._lines.append(("", ((f"{title:<{_TITLE + 2}}", "dim"), (text, ""))))
        self.refresh()

    def _lines_of(self, name: str) -> list[tuple[str, tuple[Piece, ...]]]:
        known = self.known.get(name, Known())
        here = " bold" if name == self.step else ""
        ink = "dim" if known.sign == NOTE else ""
        sign = self.shown(known.sign) if known.sign != NOTE or not self.plain_only else "."
        head = ((f"{sign} ", _INKS[known.sign]), (f"{name:<{_TITLE}}", here.strip()), (known.words, ink + here))
        rest = [(name, ((" " * (_TITLE + 2), ""), (line, "dim"))) for line in known.more]
        return [(name, head), *((where, pieces) for where, pieces in rest), ("", ())]

    def render_line(self, y: int) -> Strip:
        place = y - 1
        if not 0 <= place < len(self._lines):
            return self.strip_of([], self.size.width)
        name, pieces = self._lines[place]
        first = bool(name) and (place == 0 or self._lines[place - 1][0] != name)
        lead = self.shown(CURSOR) if first and name == self.step else " "
        return self.strip_of(
            [(lead, "key"), *((self.shown(text), ink) for text, ink in pieces)], max(0, self.size.width - 1)
        ).adjust_cell_length(self.size.width)

    def on_click(self, event: events.Click) -> None:
        place = event.y - 1
        if 0 <= place < len(self._lines) and self._lines[place][0]:
            self.step = self._lines[place][0]
            self.post_message(self.Moved())


def short_line(known: Mapping[str, Known], step: str, *, colourless: bool) -> list[Piece]:
    """All steps in one line, for a narrow terminal."""
    pieces: list[Piece] = []
    for name in STEPS:
        one = known.get(name, Known())
        words = f"{one.sign} {name}" + (f" {one.share}" if one.share else "")
        shown = f"[{words}]" if name == step and colourless else f" {words} "
        pieces.append((shown, "open" if name == step else _INKS[one.sign]))
        pieces.append((" ", ""))
    return pieces


def job_known(view: JobView | None, sending: str, trouble: bool) -> Known:
    """What is known of the job."""
    if sending:
        return Known(MARKED, sending)
    if trouble:
        return Known(ERROR, "not started" if view is None else view.job.status)
    if view is None:
        return Known()
    job = view.job
    words = visible(job.status, multiline=False)
    if job.status == "succeeded":
        return Known(DONE, _took(view), _done_lines(view))
    if job.ended:
        return Known(ERROR, words, _job_lines(view))
    share = f"{view.share:.0%}".replace("%", " %") if view.share is not None and view.step else ""
    return Known(MARKED, f"{words}, {share}" if share else words, (*_far(view), "", *_job_lines(view)), share)


def _far(view: JobView) -> tuple[str, ...]:
    lines: list[str] = []
    if view.step:
        of = f" of {view.total_steps:,}" if view.total_steps else ""
        lines.append(f"step {view.step:,}{of}")
    left = view.seconds_left()
    if left is not None:
        lines.append(f"about {duration(left)} more")
    return tuple(lines)


def far_words(view: JobView) -> str:
    """How far the job is, in one line."""
    return " · ".join((*_far(view), *cost_words(view)))


def cost_words(view: JobView) -> list[str]:
    """What the job has cost; nothing where nobody knows."""
    cost = view.cost()
    if cost is None:
        return []
    low, high = cost
    return [f"about ${high:.2f}" if abs(high - low) < 0.005 else f"${low:.2f} to ${high:.2f}"]


def _took(view: JobView) -> str:
    job = view.job
    parts = []
    if job.finished_at and job.created_at:
        parts.append(duration(job.finished_at - job.created_at))
    return " · ".join([*parts, *cost_words(view)]) or "done"


def _done_lines(view: JobView) -> tuple[str, ...]:
    smooth, full = view.smoothed_loss(), view.validation_losses()
    lines: list[str] = []
    if smooth:
        lines.append(f"loss        {smooth[0][1]:.2f} → {smooth[-1][1]:.2f}")
    if full:
        lines.append("validation  " + " ".join(f"{loss:.2f}" for _, loss in full[-4:]))
        step = min(full, key=lambda point: point[1])[0]
        epoch = view.steps_in_epoch
        lines.append(f"lowest after epoch {max(1, round(step / epoch))}" if epoch else f"lowest at step {step:,}")
    return tuple(lines)


def _job_lines(view: JobView) -> tuple[str, ...]:
    job = view.job
    parts = [job.training_type or "", f"{job.hyperparameters.epochs} epochs" if job.hyperparameters.epochs else ""]
    parts.append(f"seed {job.seed}" if job.seed is not None else "")
    facts = " · ".join(part for part in parts if part)
    return tuple(visible(line, multiline=False) for line in (job.model, facts, shorten(job.id, 27)) if line)


def deploy_known(clock: CostClock | None, others: Sequence[str], facts: str, doing: str, trouble: bool) -> Known:
    """What is known of the deployments: of the one that is talked to, and the names of the others."""
    if doing:
        return Known(MARKED, "on its way", (doing,))
    if trouble:
        return Known(ERROR, "not deployed")
    if clock is None:
        return Known()
    beside = [f"and {visible(name, multiline=False)}" for name in others]
    more = tuple(line for line in (facts, life(clock), *beside) if line)
    return Known(DONE, visible(clock.deployment, multiline=False), more)


def life(clock: CostClock, now: float | None = None) -> str:
    """How long a deployment lives, where it goes by itself."""
    import time

    if clock.ends_at is None:
        return ""
    left = max(0.0, clock.ends_at - (time.time() if now is None else now))
    hours, minutes = divmod(int(left // 60), 60)
    return f"gone in {hours} h {minutes:02d} min"


def try_known(turns: int, kept: int, answering: bool, ready: bool) -> Known:
    """What is known of the conversation."""
    if not ready:
        return Known()
    words = counted(turns, "turn") + (f" · {kept} kept" if kept else "")
    return Known(MARKED, f"{words} · answering" if answering else words if turns else "ready to answer")


def hourly(clocks: Sequence[CostClock]) -> str:
    """What deployments cost an hour, together."""
    prices = [one.per_hour for one in clocks if one.per_hour is not None]
    known = f"${sum(prices):.2f} an hour" if prices else ""
    unknown = "a price nobody knows" if len(prices) < len(clocks) else ""
    return " + ".join(part for part in (known, unknown) if part)


def cost_note(view: JobView | None, clocks: Sequence[CostClock]) -> str:
    """What all of it costs, for the line below the steps."""
    parts = cost_words(view) if view is not None else []
    parts += [hourly(clocks)] if clocks else []
    return " + ".join(parts) or NO_VALUE
