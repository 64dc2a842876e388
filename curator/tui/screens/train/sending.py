"""The first step: which files, and sending them so that there is exactly one job."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from curator.errors import CuratorError
from curator.progress import Progress
from curator.tui.glyphs import DONE, MARKED, NOTE, thousands
from curator.tui.screens.panel import Row
from curator.tui.screens.train.confirming import ConfirmScreen, sending_question
from curator.tui.screens.train.connecting import Connecting
from curator.tui.screens.train.job_rows import files_rows, no_profile_rows
from curator.tui.screens.train.parts import SEND
from curator.tui.screens.train.session import Session
from curator.tui.screens.train.steps import Known
from curator.tui.widgets.choices import Choice
from curator.workbench import training
from curator.workbench.trained import trained_with

if TYPE_CHECKING:
    from curator.tuning.preflight import Preflight
    from curator.tuning.service import Job


class Sending(Connecting):
    """What is sent."""

    # ---- what is sent

    def look_at_files(self) -> None:
        """See whether the data has been divided, and whether the files are still the data."""
        bench = self.bench
        if bench is None:
            return
        self.outgoing = self.host.try_to(lambda: training.split_files(bench))
        if not self.wishes.name:
            self.wishes = replace(self.wishes, name=training.usual_name(bench.path))
        if self.host.measuring.final and self.trained_at != bench.dataset.version:
            self.trained_at, self.trained_by_system = bench.dataset.version, {}
            self.trained = trained_with(bench)

    def files_known(self) -> Known:
        """What is known of the files."""
        outgoing = self.outgoing
        if outgoing is None:
            rows = self.bench.row_count if self.bench is not None else 0
            return Known(NOTE, f"{thousands(rows)} lines, not divided")
        counts = [outgoing.training_records, outgoing.validation_records]
        words = " + ".join(thousands(count) for count in counts if count is not None) + " records"
        if outgoing.stale:
            return Known(MARKED, words, ("edited since it was divided",))
        return Known(DONE if self.job is not None else MARKED, words)

    def files_pane(self) -> list[Row]:
        """The right pane of the files step."""
        bench = self.bench
        if bench is None:
            return []
        if self.profile is None:
            return no_profile_rows(self.profiles)
        model = self.wishes.model or bench.target.model_name
        return files_rows(self.outgoing, bench.row_count, self.wishes, self.profile, model)

    def set_files(self) -> None:
        """Ask which part of the order is to be another."""
        self.choices.ask(
            "change",
            (
                Choice("n", "name", "name"),
                Choice("e", "epochs", "epochs"),
                Choice("s", "seed", "seed"),
                Choice("m", "model", "model"),
                Choice("p", "profile", "profile"),
            ),
        )

    def change_wish(self, what: str) -> None:
        """Ask for one value of the order."""
        if what == "profile":
            self.choose_profile()
            return
        value = getattr(self.wishes, what)
        hints = {
            "name": "name: letters, digits, - and _",
            "epochs": "epochs: a whole number; empty leaves them to the service",
            "seed": "seed: a whole number; empty draws one",
            "model": "model: as the service names it; empty takes the target's",
        }
        self.ask_value(hints[what], "" if value is None else str(value), partial(self._take_wish, what))

    def _take_wish(self, what: str, text: str) -> None:
        text = text.strip()
        if what in ("epochs", "seed"):
            if text and not text.isdigit():
                raise CuratorError(f"{text} is no whole number.", hint="Type one, or nothing.")
            self.wish(**{what: int(text) if text else None})
        else:
            self.wish(**{what: text})

    # ---- looking once more, asking, sending

    def look_before_sending(self) -> None:
        """Put together what a person must know, and ask."""
        if self.session is None:
            self.connect(self.look_before_sending)
            return
        if not self.host.measuring.final:
            self.say("The records are still being measured.")
            return
        bench, session, wishes, outgoing = self.bench, self.session, self.wishes, self.outgoing
        if bench is None:
            return

        def job(progress: Progress) -> Preflight:
            sent = outgoing or training.whole_file(bench, progress)
            order = training.order_of(bench, sent, wishes, progress, self.host.asked.workers)
            return _with_resource(session, order, progress)

        self.begin_work(SEND, "files", "looking once more", job, self._ask_to_send, retry=self.look_before_sending)

    def _ask_to_send(self, preflight: Preflight) -> None:
        bench = self.bench
        if bench is None:
            return

        def answered(answer: object) -> None:
            if isinstance(answer, str):
                self.wish(force_reason=answer)
                self.look_before_sending()
            elif answer is True:
                self._plan(preflight)

        self.host.push_screen(ConfirmScreen(sending_question(preflight), self.header.facts, self.host.modes), answered)

    def _plan(self, preflight: Preflight) -> None:
        session = self.session
        if session is not None:
            submission = self.host.try_to(lambda: session.loop.submitter.plan(preflight.plan()))
            if submission is not None:
                self.send(submission.tag)

    def send(self, tag: str) -> None:
        """Send a plan: whatever happens on the way, there is one job at the end, or none."""
        session = self.session
        if session is None:
            return
        self.step = "job"

        def job(progress: Progress) -> Job:
            return session.loop.submitter.send(tag, progress)

        self.begin_work(SEND, "job", "sending", job, self.job_started, retry=partial(self.send, tag))

    def find_unfinished(self) -> None:
        """Offer to go on with what was interrupted while it was sent."""
        session, bench = self.session, self.bench
        if session is None or bench is None:
            return
        waiting = self.host.try_to(session.loop.submitter.unfinished) or []
        mine = [one for one in waiting if one.plan.training.path.startswith(str(bench.path.resolve().parent))]
        if mine and self.trouble is None:
            self.trouble = CuratorError(
                "Sending was interrupted.",
                f"{mine[-1].plan.suffix or 'a job'} was on its way and is not known to have been started.",
                "r goes on with it: what is at the service already is looked for first, and nothing is sent twice.",
            )
            self.trouble_step, self.retry = "job", partial(self.send, mine[-1].tag)


def _with_resource(session: Session, order: Any, progress: Progress) -> Preflight:
    """The preflight, with what the resource itself says against the job."""
    from curator.tuning.preflight import examine
    from curator.tuning.quotas import ask_resource

    preflight = examine(order, session.profile, session.identity, progress)
    progress.update(0, total=0, label="asking the resource")
    return preflight.with_more(ask_resource(session.loop.service, preflight, progress))
