"""The first step: which files, and sending them so that there is exactly one job."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curator.errors import CuratorError
from curator.progress import Progress
from curator.tui.glyphs import DONE, MARKED, NOTE, thousands
from curator.tui.screens.panel import Row
from curator.tui.screens.train.confirming import ConfirmScreen, sending_question
from curator.tui.screens.train.connecting import Connecting
from curator.tui.screens.train.job_rows import files_rows, no_profile_rows
from curator.tui.screens.train.parts import READ, SEND
from curator.tui.screens.train.session import Session
from curator.tui.screens.train.steps import Known
from curator.tui.widgets.choices import Choice
from curator.tuning.sending import file_digest
from curator.workbench import training
from curator.workbench.trained import TrainedFile, main_system, trained_in, trained_with

if TYPE_CHECKING:
    from curator.tuning.preflight import Preflight
    from curator.tuning.service import Job
    from curator.tuning.store import Submission
    from curator.workbench.bench import Workbench


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
        self.look_at_trained()

    def look_at_trained(self) -> None:
        """Read how the file begins that the job was trained on, else the one that would be sent, else the data."""
        bench = self.bench
        if bench is None:
            return
        sent = self.job.submission if self.job is not None else None
        path, digest = (Path(sent.plan.training.path), sent.plan.training.digest) if sent is not None else (None, "")
        if (path is None or not path.is_file()) and self.outgoing is not None:
            path, digest = self.outgoing.training, ""
        if path is None or not path.is_file():
            self._take_trained(bench, None)
            return
        stands = path.stat()
        key = (path, digest, stands.st_mtime_ns, stands.st_size)
        if key == self.trained_file_key:
            if self.trained_file is None and not self.host.works.runs(READ):
                self._take_trained(bench, None)
            return
        self.trained_file_key = key

        def job(progress: Progress) -> TrainedFile | None:
            return trained_in(path, progress) if not digest or file_digest(path, progress) == digest else None

        # Nobody waits for it; where the file is another one by now, the data is what is known.
        self.host.works.start(READ, "", job, partial(self._take_trained, bench), stops=False)

    def _take_trained(self, bench: Workbench, found: TrainedFile | None) -> None:
        self.trained_file = found
        if found is not None:
            self.trained, self.trained_at = found.main(main_system(bench)), -1
        elif self.host.measuring.final and self.trained_at != bench.dataset.version:
            self.trained_at, self.trained_by_system = bench.dataset.version, {}
            self.trained = trained_with(bench)
        if self.waits_to_talk:
            self.begin_talk()
        self.refresh_all()

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
        self.sent_name = ""

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
        planned = self.host.try_to(lambda: session.loop.store.submission(tag))
        if planned is None:
            return
        self.step, self.sent_name = "job", planned.plan.suffix or "a job"
        self.status.forget()

        def job(progress: Progress) -> Job:
            return session.loop.submitter.send(tag, progress)

        self.begin_work(SEND, "job", "sending", job, self.job_started, retry=partial(self.send, tag))

    def find_unfinished(self, sent: Submission) -> None:
        """Offer to go on with what was interrupted while it was sent."""
        self.sent_name = sent.plan.suffix or "a job"
        self.trouble = CuratorError(
            "Sending was interrupted.",
            f"{self.sent_name} was on its way and is not known to have been started.",
            "r goes on with it: what is at the service already is looked for first, and nothing is sent twice.\n"
            "esc leaves it; ⏎ on files sends anew, and j shows earlier jobs.",
        )
        self.step, self.trouble_step, self.retry = "job", "job", partial(self.send, sent.tag)
        self.refresh_all()


def _with_resource(session: Session, order: Any, progress: Progress) -> Preflight:
    """The preflight, with what the resource itself says against the job."""
    from curator.tuning.preflight import examine
    from curator.tuning.quotas import ask_resource

    preflight = examine(order, session.profile, session.identity, progress)
    progress.update(0, total=0, label="asking the resource")
    return preflight.with_more(ask_resource(session.loop.service, preflight, progress))
