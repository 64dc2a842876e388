"""All jobs of a resource, also those of other data and those made elsewhere: one is chosen to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from curator.amounts import counted
from curator.measures.text import visible
from curator.tui.keys import bindings_of, working
from curator.tui.screens.train.session import belongs_to
from curator.tui.widgets.cells import fit
from curator.tui.widgets.footer import KeyFooter
from curator.tui.widgets.header import Header
from curator.tui.widgets.option_lines import OptionLine, OptionLines
from curator.tuning.jobs import JobView

_NAME, _STATUS, _DATE = 20, 11, 14
_INKS = {"succeeded": "good", "failed": "error", "cancelled": "dim"}


class JobsScreen(ModalScreen[str | None]):
    """The jobs, the newest first; dismissed with the id of one, or None."""

    HELP = """Every job the resource knows, the newest first, with its status, its day and its base model. Enter looks
at the one under the cursor: its loss, its checkpoints, its model."""
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("jobs")
    lines = getters.query_one("#jobs", OptionLines)

    def __init__(self, lines: Sequence[OptionLine], place: str, here: str) -> None:
        """Show jobs.

        Args:
            lines: One for each job.
            place: The resource, as a visible text.
            here: Id of the job that is looked at; "" for none.
        """
        super().__init__()
        self._lines = tuple(lines)
        self._place = place
        self._here = here

    def compose(self) -> ComposeResult:
        header = Header()
        header.say([counted(len(self._lines), "job")], self._place)
        yield header
        yield OptionLines(id="jobs")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.lines.put(self._lines)
        places = [place for place, line in enumerate(self._lines) if line.value == self._here]
        self.lines.move(places[0] if places else 0)
        self.lines.focus()
        self.query_one(KeyFooter).offer("jobs", working("job-down", "open-job", "leave-jobs"))

    def action_job_down(self) -> None:
        self.lines.move(1)

    def action_job_up(self) -> None:
        self.lines.move(-1)

    def action_open_job(self) -> None:
        self.dismiss(self.lines.value)

    def on_option_lines_chosen(self) -> None:
        self.action_open_job()

    def action_leave_jobs(self) -> None:
        self.dismiss(None)


def job_lines(views: Sequence[JobView], data: Path) -> list[OptionLine]:
    """One line for each job; what is not of this data says so.

    Args:
        views: The jobs, the newest first.
        data: The data file that is open.
    """
    return [_job_line(view, data) for view in views]


def _job_line(view: JobView, data: Path) -> OptionLine:
    job = view.job
    name = visible(job.suffix or job.id[-8:], multiline=False)
    at = f"{datetime.fromtimestamp(job.created_at):%d %b %H:%M}" if job.created_at else ""
    sent = view.submission
    other = "not sent from here" if sent is None else ""
    if sent is not None and not belongs_to(sent.plan.training.path, data):
        other = f"other data: {Path(sent.plan.training.path).parent.name}"
    status = visible(job.status, multiline=False)
    pieces = (
        (f" {fit(name, _NAME)} ", ""),
        (f"{fit(status, _STATUS)} ", _INKS.get(job.status, "key")),
        (f"{fit(at, _DATE)} ", "dim"),
        (visible(job.model, multiline=False), ""),
        (f"   {visible(other, multiline=False)}" if other else "", "dim"),
    )
    return OptionLine(pieces, job.id)
