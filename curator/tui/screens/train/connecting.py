"""Which resource is spoken to: choosing it, making a profile of it, opening it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from curator.errors import CuratorError
from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.screens.train.parts import OPEN, TrainParts
from curator.tui.screens.train.profile_form import Made, ProfileScreen
from curator.tui.screens.train.session import LastSent, Session, last_sent_of, open_session, practice_endpoint
from curator.tui.widgets.choices import Choice
from curator.tuning.choosing import PRACTICE, choose_profile, known_profiles, usual_name
from curator.tuning.failures import ServiceFailure
from curator.tuning.secret import Secret
from curator.tuning.store import Submission

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_OFFERED = 8


class Connecting(TrainParts):
    """Where everything goes."""

    def look_for_profiles(self) -> None:
        """Read which resources a person has named."""
        bench = self.bench
        known = {} if bench is None else self.host.try_to(lambda: known_profiles(bench.path)) or {}
        self.profiles = {name: one.profile for name, one in known.items()}
        asked = self.host.asked
        if not self.profile_name:
            self.profile_name = asked.profile or (PRACTICE if asked.practice is not None else usual_name(known))

    def connect(self, then: Callable[[], None]) -> None:
        """Open the loop of the chosen resource, then go on. A person is asked where there is nothing to choose by."""
        if self.session is not None:
            then()
            return
        bench = self.bench
        if bench is None or self.host.works.runs(OPEN):
            return
        if not self.profile_name and self.profiles:
            self.choose_profile()
            return
        # Where no resource is known there is nothing to be unsure about: it is a rehearsal, and says so.
        name = self.profile_name or PRACTICE
        folder, path, key, speed = self.folder, bench.path, self.keys.get(name), self.host.asked.practice

        def job(progress: Progress) -> Session | None:
            session = open_session(name, path, folder, key, speed)
            if session is not None and progress.cancelled:
                # Nobody waits for it any more, so nobody else would close it.
                session.close()
            progress.stop_if_cancelled()
            return session

        def opened(session: Session | None) -> None:
            if session is None:
                self._ask_key(name, then)
                return
            self.session, self.profile_name = session, name
            then()

        label = "starting the practice service" if name == PRACTICE else f"opening {name}"
        self.begin_work(OPEN, "files", label, job, opened, retry=partial(self.connect, then), stops=False)

    def _ask_key(self, name: str, then: Callable[[], None]) -> None:
        """Ask for a key that is nowhere to be found; it is kept for as long as the program runs, and nowhere else."""

        def take(text: str) -> None:
            if text.strip():
                self.keys[name] = Secret(text.strip())
                self.connect(then)

        profile = self.profiles.get(name)
        variable = profile.key_variable if profile is not None else ""
        words = visible(f"{variable} is not set. The key of {name}, unseen and never written:", multiline=False)
        self.ask_value(words, "", take, secret=True)

    def retry_of(self, error: CuratorError, retry: Callable[[], None] | None) -> Callable[[], None] | None:
        """How what failed is done once more: where a typed key was refused, after asking for it again."""
        refused = isinstance(error, ServiceFailure) and error.said.status == 401
        if not refused or self.keys.pop(self.profile_name, None) is None:
            return retry

        def anew() -> None:
            self.leave_session()
            self.connect(retry or self.refresh_all)

        return anew

    def find_last_job(self) -> None:
        """Look for a job that was sent from this data earlier, and follow it on."""
        bench, folder = self.bench, self.folder
        if bench is None or self.session is not None:
            return
        asked = self.profiles.get(self.host.asked.profile or "")
        last = last_sent_of(folder, bench.path, asked.endpoint if asked is not None else None)
        name = "" if last is None else self._profile_of(last.submission)
        if last is None or not name or self.host.asked.profile not in (None, name):
            return
        self.profile_name = name
        self.step = "job"
        self.connect(partial(self._go_on_with, last))

    def _profile_of(self, sent: Submission) -> str:
        """The profile something was sent with, else one of the same resource; "" where there is none any more."""
        if sent.endpoint == self._practice_address():
            return PRACTICE
        names = [name for name, profile in self.profiles.items() if profile.endpoint == sent.endpoint]
        return sent.profile if sent.profile in names else next(iter(names), "")

    def _go_on_with(self, last: LastSent) -> None:
        if last.job is not None:
            self.job_started(last.job.job)
        else:
            self.find_unfinished(last.submission)

    def find_jobs_here(self) -> None:
        """Look for what was sent from this data to the resource that was chosen, and follow it on."""
        bench, session = self.bench, self.session
        last = None
        if bench is not None and session is not None:
            last = last_sent_of(self.folder, bench.path, session.profile.endpoint)
        if last is not None:
            self._go_on_with(last)
        self.refresh_all()

    def _practice_address(self) -> str:
        """Where the practice service is: the one CURATOR_PRACTICE_URL names, else the one of this program's own."""
        elsewhere = None
        if self.host.asked.practice is None:
            elsewhere = self.host.try_to(lambda: choose_profile(PRACTICE, self.host.path))
        return elsewhere.endpoint if elsewhere is not None else practice_endpoint(self.folder)

    def choose_profile(self) -> None:
        """Ask which resource is to be spoken to."""
        names = [*list(self.profiles)[:_MOST_OFFERED], PRACTICE]
        choices = [Choice(str(number), visible(name, multiline=False), name) for number, name in enumerate(names, 1)]
        self.choices.ask("profile", [*choices, Choice("n", "a new one", "")])

    def take_profile(self, name: str) -> None:
        """Speak to another resource from now on."""
        if not name:
            self.action_new_profile()
            return
        if name == self.profile_name and self.session is not None:
            return
        self.leave_session()
        self.profile_name = name
        self.connect(self.find_jobs_here)

    def action_new_profile(self) -> None:
        """Fill in a form for a resource of one's own, and try it."""
        bench = self.bench
        if bench is None:
            return

        def made(result: Made | None) -> None:
            if result is None:
                return
            self.leave_session()
            self.profile_name = result.name
            if result.key is not None:
                self.keys[result.name] = result.key
            self.look_for_profiles()
            self.step = "files"
            self.say(
                visible(f"profile {result.name} is written to {result.path}, without its key", multiline=False), "good"
            )
            self.refresh_all()

        self.host.push_screen(ProfileScreen(bench.path, self.header.facts), made)
