"""The second step: following the job, live, through losses of the network and restarts of the program."""

from __future__ import annotations

import shlex
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.screens.panel import Row
from curator.tui.screens.train.commands import chat_command, job_command
from curator.tui.screens.train.job_rows import job_rows
from curator.tui.screens.train.jobs import JobsScreen, job_lines
from curator.tui.screens.train.loss import ACCURACY, LOSS
from curator.tui.screens.train.parts import ACT, FOLLOW, SEND, TrainParts
from curator.tui.screens.train.steps import Known, job_known
from curator.tui.widgets.choices import Choice
from curator.tuning.failures import ServiceFailure
from curator.workbench.blamed import likely_causes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from curator.tui.work import Gathering
    from curator.tuning.jobs import JobView
    from curator.tuning.service import Job

_STANDING = ("paused", "pausing")


class Following(TrainParts):
    """The job."""

    def job_started(self, job: Job) -> None:
        """There is a job: follow it."""
        session = self.session
        if session is None:
            return
        self.step = "job"
        self.sent_name = ""
        self.status.forget()
        self.job = self.host.try_to(lambda: session.loop.follower.view(job.id))
        self.look_at_trained()
        self.follow(job.id)

    def follow(self, job_id: str) -> None:
        """Ask about the job again and again until it has ended."""
        session = self.session
        if session is None:
            return
        gathering: list[Gathering] = []

        def job(progress: Progress) -> JobView:
            loop = session.loop
            ended = loop.follower.follow(job_id, progress, gathering[0].add, loop.interval)
            gathering[0].send()
            return ended

        # Nobody waits for it, so esc leaves it alone and the status line says it in its own words.
        self.begin_work(FOLLOW, "job", "", job, self._ended, retry=partial(self.follow, job_id), stops=False)
        running = self.host.works._running[FOLLOW]
        gathering.append(self.host.works.gathering(running, self._heard))

    def _heard(self, views: list[JobView]) -> None:
        self.job = views[-1]
        self.refresh_all()

    def _ended(self, view: JobView) -> None:
        self.job = view
        if view.job.status == "succeeded":
            self.say("The job has succeeded: its model can be deployed.", "good")
            self.look_for_deployment()
        elif view.failure is not None:
            self.trouble, self.trouble_step, self.retry = view.failure, "job", None

    def job_known(self) -> Known:
        """What is known of the job."""
        trouble = self.trouble_step == "job"
        return job_known(None if trouble and self.sent_name else self.job, self.sending_words, trouble)

    @property
    def sending_words(self) -> str:
        """What sending says of itself, where it goes on."""
        return self.doing(SEND) if self.sent_name else ""

    def job_pane(self, width: int, height: int) -> list[Row]:
        """The right pane of the job step."""
        return job_rows(self.job, self.sending_words, width, height, plain=self.host.plain_only, what=self.curve)

    # ---- verbs

    def action_other_curve(self) -> None:
        """Draw the token accuracy in place of the loss, or the loss again."""
        self.curve = ACCURACY if self.curve == LOSS else LOSS
        self.refresh_all()

    def action_pause_job(self) -> None:
        """Let the job stand still, or go on."""
        session, view = self.session, self.job
        if session is None or view is None or view.job.ended:
            return
        follower = session.loop.follower
        verb = follower.resume if view.job.status in _STANDING else follower.pause
        self._act("resuming" if view.job.status in _STANDING else "pausing", verb)

    def action_resume(self) -> None:
        """Let a job that stands still go on."""
        if self.job is not None and self.job.job.status in _STANDING:
            self.action_pause_job()
        else:
            self.say("No job stands still.")

    def action_cancel_job(self) -> None:
        """Ask once, then end the job."""
        if self.job is not None and not self.job.job.ended:
            self.choices.ask("cancel", (Choice("y", "yes, end the job", "yes"), Choice("n", "no", "no")))
            self.say("What the job has used is charged; it cannot be started again from here.", "warning")

    def cancel_now(self) -> None:
        """End the job."""
        if self.session is not None:
            self._act("cancelling", self.session.loop.follower.cancel)

    def _act(self, label: str, verb: Callable[[str, Progress], JobView]) -> None:
        view = self.job
        if view is None:
            return
        job_id = view.job.id

        def done(changed: JobView) -> None:
            self.job = changed
            # Asked at once what became of it, without waiting for the next look.
            self.follow(job_id)

        self.begin_work(
            ACT, "job", label, lambda progress: verb(job_id, progress), done, retry=partial(self._act, label, verb)
        )

    @property
    def blamed(self) -> tuple[Path, str] | None:
        """The sent file whose records may be the cause of what is in the way, and the service's words about it."""
        if isinstance(self.trouble, ServiceFailure) and self.trouble.file:
            return Path(self.trouble.file), self.trouble.said.words
        view = self.job
        if view is None or view.failure is None or view.submission is None:
            return None
        return Path(view.submission.plan.training.path), view.failure.said.words

    def action_show_causes(self) -> None:
        """Show the records that most likely made the job fail, in Data."""
        bench, blamed = self.bench, self.blamed
        if bench is None or blamed is None:
            self.say("Nothing has failed here that records could be the cause of.")
            return
        path, words = blamed
        settings, workers = bench.settings, self.host.asked.workers

        def job(progress: Progress) -> dict[int, str]:
            causes = {one.raw: one.why for one in likely_causes(path, settings, words, progress, workers)}
            rows = {raw: row for row in bench.dataset.rows() if (raw := bench.raw(row)) in causes}
            return {rows[raw]: why for raw, why in causes.items() if raw in rows}

        def done(why: dict[int, str]) -> None:
            if not why:
                self.say("The error names no line and nothing stands out; c copies what was said.")
                return
            self._show_rows(why)

        self.host.works.start("causes", "looking for likely causes", job, done, keys_wait=True)

    def _show_rows(self, why: dict[int, str]) -> None:
        from curator.tui.screens.data import DataScreen

        data = next((one for one in self.host.mode_screens() if isinstance(one, DataScreen)), None)
        if data is not None:
            self.host.action_switch_to("data")
            data.visit(" or ".join(f"line={row}" for row in why), next(iter(why)), "train")
            data.say(causes_words(why))

    def action_other_jobs(self) -> None:
        """Ask the service for its jobs, and offer them."""
        session = self.session
        if session is None:
            self.say("No resource is open yet.")
            return
        self.begin_work(ACT, self.step, "asking for jobs", session.loop.follower.find, self._offer_jobs)

    def _offer_jobs(self, views: list[JobView]) -> None:
        if not views:
            self.say("There are no jobs at this resource.")
            return
        bench = self.bench
        if bench is None or not self.is_current:
            return

        def chosen(job_id: str | None) -> None:
            if job_id:
                self.take_job(job_id)

        here = self.job.job.id if self.job is not None else ""
        self.host.push_screen(JobsScreen(job_lines(views, bench.path), self.place, here), chosen)

    def take_job(self, job_id: str) -> None:
        """Look at another job."""
        session = self.session
        if session is None:
            return
        self.deployment, self.talk, self.wanted_model, self.wanted_name = None, None, "", ""
        self.job = self.host.try_to(lambda: session.loop.follower.view(job_id))
        self.step = "job"
        self.status.forget()
        self.look_at_trained()
        self.follow(job_id)

    def action_copy_job(self) -> None:
        """Offer what can be copied."""
        choices = [Choice("c", "command", "command")]
        if self.job is not None:
            choices.append(Choice("i", "job id", "id"))
            choices += [Choice("m", "model", "model")] if self.job.job.fine_tuned_model else []
        self.choices.ask("copy", choices)

    def copy_what(self, what: str) -> None:
        """Send it to the clipboard."""
        job = self.job.job if self.job is not None else None
        texts = {
            "id": job.id if job is not None else "",
            "model": job.fine_tuned_model if job is not None else "",
            "command": self._command(),
        }
        self.app.copy_to_clipboard(texts[what] or "")
        self.say(f"the {'job id' if what == 'id' else what} was sent to {self.host.clipboard_said}")

    def _command(self) -> str:
        """What the step under the cursor does, as a command."""
        profile, data = self.profile_name or "NAME", self.host.path or Path("FILE")
        outgoing = self.outgoing
        if self.step == "try" and self.deployment is not None:
            trained = outgoing.training if outgoing is not None else data
            return chat_command(self.deployment.name, profile, str(trained))
        if self.job is not None:
            return job_command(self.job.job.id, profile)
        files = [outgoing.training, outgoing.validation] if outgoing is not None else [data]
        names = [str(path) for path in files if path is not None]
        return shlex.join(["curator", "submit", *names, "--profile", profile])


def causes_words(why: Mapping[int, str]) -> str:
    """Why each line is shown, lines with the same reason together."""
    reasons: dict[str, list[int]] = {}
    for row, reason in why.items():
        reasons.setdefault(reason, []).append(row)
    said = [f"{', '.join(map(str, rows))} {reason}" for reason, rows in reasons.items()]
    return visible(f"likely causes: {'; '.join(said)}", multiline=False)
