"""A fine-tuning job as text and as JSON, and following it until it ends."""

from __future__ import annotations

import dataclasses
import itertools
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curator.cli.output import progress_line
from curator.cli.tuning_options import tell
from curator.errors import CuratorError
from curator.measures.text import visible
from curator.progress import Progress

if TYPE_CHECKING:
    from curator.chat.loop import TuningLoop
    from curator.tuning.jobs import JobView
    from curator.tuning.profiles import Profile
    from curator.tuning.service import JobEvent

_BLOCKS = " ▁▂▃▄▅▆▇█"
_CHART_CELLS = 60
_CHART_LINES = 6
_MOST_CAUSES = 5
_MOST_EVENTS = 12
_LONG_FRACTION = re.compile(r"(?<![\w.])\d+\.\d{5,}(?![\w.])")


def job_lines(view: JobView, label: str) -> Iterator[str]:
    """A job for a person: status, model, how far, cost, losses in block characters, the newest events.

    Args:
        view: What is known.
        label: The profile's label.
    """
    job = view.job
    yield f"{job.id}  {job.status}  {label}"
    yield f"  model       {job.model} · {job.method or 'supervised'} · {job.training_type or '–'} · seed {job.seed}"
    if job.fine_tuned_model:
        yield f"  tuned       {job.fine_tuned_model}"
    for checkpoint in view.known.checkpoints:
        yield f"  checkpoint  {checkpoint.id} · step {checkpoint.step}"
    yield f"  progress    {_progress_text(view)}"
    cost = cost_text(view)
    if cost:
        yield f"  cost        {cost}"
    yield from _loss_lines(view)
    shown = view.events[-_MOST_EVENTS:]
    if len(view.events) > len(shown):
        yield f"  events      the newest {len(shown)} of {len(view.events)}"
    for event in shown:
        yield f"  {event_line(event)}"


def tell_silence(view: JobView) -> None:
    """Where the service did not answer, say so, and how old what follows is."""
    if view.silence is None:
        return
    asked = view.known.asked_at
    when = "" if asked is None else time.strftime(" on %Y-%m-%d at %H:%M", time.localtime(asked))
    tell(f"The service does not answer; this is what was known{when}. {view.silence.explanation}")


def _progress_text(view: JobView) -> str:
    if not view.step:
        return "training has not begun"
    total = "" if view.total_steps is None else f" of {view.total_steps:,}"
    left = view.seconds_left()
    more = "" if left is None else f" · about {_time_text(left)} more"
    share = "" if view.share is None else f" · {view.share:.0%}"
    return f"step {view.step:,}{total}{share}{more}"


def _time_text(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def cost_text(view: JobView) -> str:
    """What a job has cost so far, as far as it can be known; "" where it cannot."""
    cost = view.cost()
    if cost is None:
        return ""
    low, high = cost
    billed = "" if view.job.trained_tokens is None else f" for {view.job.trained_tokens:,} trained tokens"
    if high == 0:
        return f"$0.00{billed}"
    amount = f"${low:.2f}" if abs(high - low) < 0.005 else f"${low:.2f} to ${high:.2f}"
    return f"about {amount}{billed}; the bill decides"


def event_line(event: JobEvent) -> str:
    """An event in one line: the time here, and the service's words, its numbers to four decimals."""
    at = time.strftime("%H:%M:%S", time.localtime(event.created_at))
    level = "" if event.level == "info" else f"{event.level}: "
    message = _LONG_FRACTION.sub(lambda number: f"{float(number[0]):.4f}", event.message)
    return f"{at}  {level}{message}"


def _loss_lines(view: JobView) -> Iterator[str]:
    losses = view.smoothed_loss()
    if losses:
        yield f"  loss        {losses[0][1]:.2f} → {losses[-1][1]:.2f} (nats per token, smoothed)"
        yield from (f"    {line}" for line in chart([loss for _, loss in losses]))
    held = view.validation_losses()
    if held:
        lowest = min(held, key=lambda pair: pair[1])
        numbers = " ".join(f"{loss:.2f}" for _, loss in held[-8:])
        yield f"  validation  {numbers} · lowest {lowest[1]:.2f} at step {lowest[0]:,}"
    told, sides = view.smoothed_accuracy(), view.validation_accuracies()
    if told:
        also = f", validation {sides[-1][1]:.2f}" if sides else ""
        yield f"  accuracy    {told[0][1]:.2f} → {told[-1][1]:.2f} of the tokens foretold{also}"


def chart(values: Sequence[float], cells: int = _CHART_CELLS, height: int = _CHART_LINES) -> list[str]:
    """Numbers as columns of block characters, with the highest and the lowest named beside them.

    Args:
        values: At least one; where there are more than cells, each cell shows the mean of its part.
        cells: Columns at most.
        height: Lines.
    """
    columns = min(cells, len(values))
    edges = [len(values) * place // columns for place in range(columns + 1)]
    means = [sum(values[low:high]) / (high - low) for low, high in itertools.pairwise(edges)]
    top, bottom = max(means), min(means)
    spread = (top - bottom) or 1.0
    # What is lowest still has an eighth, so that it can be seen.
    eighths = [1 + round((mean - bottom) / spread * (8 * height - 1)) for mean in means]
    lines: list[str] = []
    for line in range(height - 1, -1, -1):
        number = f"{top:7.2f}" if line == height - 1 else f"{bottom:7.2f}" if line == 0 else " " * 7
        lines.append(f"{number} │" + "".join(_BLOCKS[min(8, max(0, one - 8 * line))] for one in eighths).rstrip())
    return lines


def job_json(view: JobView, profile: str, practice: bool) -> dict[str, Any]:
    """Everything known of a job, in the form `curator.job/1`."""
    cost = view.cost()
    return {
        "format": "curator.job/1",
        "profile": profile,
        "practice": practice,
        "job": dataclasses.asdict(view.job),
        "step": view.step,
        "total_steps": view.total_steps,
        "cost": None if cost is None else {"low": cost[0], "high": cost[1], "currency": "USD"},
        "checkpoints": [dataclasses.asdict(checkpoint) for checkpoint in view.known.checkpoints],
        "points": [dataclasses.asdict(point) for point in view.points],
        "events": [dataclasses.asdict(event) for event in view.events],
        "asked_at": view.known.asked_at,
        "unreachable_since": view.known.unreachable_since,
    }


def follow(loop: TuningLoop, job_id: str, progress: Progress) -> JobView:
    """Follow a job until it ends, telling each event once on standard error.

    Raises:
        ServiceFailure: The service refuses to speak about the job.
        Cancelled: A person stopped following; the job goes on.
    """
    told: set[str] = set()
    silent = False

    def hear(view: JobView) -> None:
        nonlocal silent
        for event in view.events:
            if event.id not in told:
                told.add(event.id)
                tell(event_line(event))
        if view.silence is not None and not silent and not view.job.ended:
            tell(f"The service does not answer; asking on. {view.silence.explanation}")
        silent = view.silence is not None

    return loop.follower.follow(job_id, progress, hear, loop.interval)


def tell_end(view: JobView, profile: str) -> None:
    """Say how a job ended and what comes next.

    Raises:
        CuratorError: It did not end with a model.
    """
    job = view.job
    if job.status == "succeeded":
        cost = cost_text(view)
        tell(f"{job.id} has succeeded{f': {cost}' if cost else ''}.")
        tell(f"The model is {job.fine_tuned_model}. It costs nothing until it is deployed:")
        tell(f"  curator deploy {job.id} --name NAME --profile {profile}")
        return
    if view.failure is not None:
        if view.submission is not None:
            tell_causes(Path(view.submission.plan.training.path), view.failure.said.words)
        raise view.failure
    raise CuratorError(
        f"The job has ended without a model: {job.status}.",
        f"{job.id}. {cost_text(view)}".strip(),
        "Work done until it ended may be charged. The uploaded files stay and are used again.",
    )


def tell_causes(path: Path, words: str) -> None:
    """Name the records of a sent file that most likely are what the service speaks of, as they begin."""
    from curator.cli.options import settings_from
    from curator.workbench.blamed import likely_causes

    if not path.is_file():
        return
    with progress_line() as progress:
        found = likely_causes(path, settings_from(str(path)), words, progress)
    for one in found[:_MOST_CAUSES]:
        begins = visible(one.raw[:100].decode("utf-8", "replace").strip(), multiline=False)
        tell(f"{path}:{one.row}: {one.why}: {begins}")
    if len(found) > _MOST_CAUSES:
        tell(f"{len(found) - _MOST_CAUSES} more may be the cause.")


def tell_state(view: JobView, profile: Profile) -> None:
    """Say how a job stands after a person changed its course, and what that means for the money."""
    cost = cost_text(view)
    tell(f"{view.job.id} is {view.job.status}{f'. So far {cost}' if cost else ''}.")
    if not view.job.ended:
        tell(f"See how it goes on: curator job {view.job.id} --profile {profile.name}")
