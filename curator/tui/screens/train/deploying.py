"""The third step: a deployment of the model, followed until it answers, and taken away again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.glyphs import MARKED
from curator.tui.screens.panel import Row
from curator.tui.screens.train.commands import deploy_command, undeploy_command
from curator.tui.screens.train.confirming import ConfirmScreen, deploying_question
from curator.tui.screens.train.deploy_rows import Stands, awaited_rows, deploying_rows, standing_rows, wanted_rows
from curator.tui.screens.train.job_rows import field
from curator.tui.screens.train.parts import ACT, DEPLOY, TrainParts
from curator.tui.screens.train.steps import Known, deploy_known, hourly
from curator.tui.widgets.choices import Choice
from curator.tuning.cost import clock
from curator.tuning.deploy import base_model_of, wanted_deployment
from curator.tuning.service import Deployment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from curator.tui.screens.train.session import Session
    from curator.tui.work import Gathering
    from curator.tuning.service import Checkpoint

_MOST_CHECKPOINTS = 6
_MOST_STANDING = 9


class Deploying(TrainParts):
    """The deployment."""

    @property
    def model(self) -> str:
        """What would be deployed: a checkpoint that was chosen, else the job's last model."""
        if self.wanted_model or self.job is None:
            return self.wanted_model
        return self.job.job.fine_tuned_model or ""

    @property
    def deployment_name(self) -> str:
        """How the next deployment is called: as was wished, else as the job, with a number where that name is taken."""
        if self.wanted_name:
            return self.wanted_name
        base = base_model_of(self.wanted_model)
        name = base[0] if base is not None else (self.job.job.suffix if self.job is not None else "") or "tuned"
        taken = {one.name for one in self.standing}
        others = (f"{name}-{number}" for number in range(2, len(taken) + 3))
        return name if name not in taken else next(other for other in others if other not in taken)

    @property
    def talkable(self) -> bool:
        """Whether one answers and no other is being put together."""
        return self.deployment is not None and not self.adds

    @property
    def checkpoints(self) -> Sequence[Checkpoint]:
        """The job's checkpoints: each can be deployed, also where the job has not succeeded."""
        return self.job.known.checkpoints if self.job is not None else ()

    @property
    def awaited(self) -> Deployment | None:
        """A deployment of the job's model that stands and was not waited for until it answers; None where none is."""
        view = self.job
        if view is None or self.adds or self.deployment is not None or self.wanted_model or self.wanted_name:
            return None
        models = {view.job.fine_tuned_model, *(one.id for one in view.known.checkpoints)} - {None, ""}
        return next((one for one in reversed(self.standing) if one.model in models), None)

    @property
    def wants_another(self) -> bool:
        """Whether something else was asked for than what the step would deploy by itself."""
        return self.adds or bool(self.wanted_name or self.wanted_model)

    def _facts(self, one: Deployment | None) -> str:
        """SKU and capacity of a deployment."""
        if one is None:
            return ""
        parts = [one.sku.removesuffix("Tier"), f"{one.capacity:,}k tokens/min" if one.capacity is not None else ""]
        return visible(" · ".join(part for part in parts if part), multiline=False)

    def deploy_known(self) -> Known:
        """What is known of the deployment."""
        here = self.deployment.name if self.deployment is not None else ""
        others = [one.name for one in self.standing if one.name != here]
        facts = self._facts(self.deployment)
        trouble = self.trouble_step == "deploy"
        awaited = self.awaited
        if awaited is not None and not trouble and not self.doing(DEPLOY):
            return Known(MARKED, visible(awaited.name, multiline=False), ("stands, not answering yet",))
        return deploy_known(self.clock, others, facts, self.doing(DEPLOY), trouble)

    def deploy_pane(self) -> list[Row]:
        """The right pane of the deploy step."""
        doing = self.doing(DEPLOY)
        if doing:
            return deploying_rows(doing)
        standing = [
            Stands(one, clock, self._facts(one), self.deployment is not None and one.name == self.deployment.name)
            for one, clock in zip(self.standing, self.clocks, strict=False)
        ]
        standing.sort(key=lambda one: not one.talked_to)
        if self.talkable:
            return standing_rows(standing)
        if self.awaited is not None:
            return awaited_rows(standing)
        wanted = self._wanted(self.session) if self.session is not None and self.model else None
        return wanted_rows(wanted, len(self.checkpoints), standing)

    def look_for_deployment(self) -> None:
        """See whether the job's model is deployed already, and whether it answers."""
        session, view = self.session, self.job
        if session is None or view is None or self.deployment is not None:
            return
        models = {view.job.fine_tuned_model, *(one.id for one in view.known.checkpoints)} - {None, ""}

        def job(progress: Progress) -> tuple[list[Deployment], Deployment | None]:
            standing = _trained_here(session, session.loop.deployer.list(progress))
            there = [one for one in standing if one.model in models]
            there.sort(key=lambda one: one.state != "Succeeded")
            if there and there[0].state != "Succeeded":
                return standing, session.loop.deployer.deploy(there[0], progress)
            return standing, there[0] if there else None

        def found(result: tuple[list[Deployment], Deployment | None]) -> None:
            self.standing = tuple(result[0])
            if result[1] is not None:
                self._talk_to(result[1])

        self.at_work_on = ""
        looking = "looking for its deployment"
        self.begin_work(DEPLOY, "deploy", looking, job, found, stops=False, asked=False)

    def _talk_to(self, deployment: Deployment) -> None:
        """Talk to a deployment from now on; it stands beside the others."""
        others = [one for one in self.standing if one.name != deployment.name]
        self.standing = (*others, deployment)
        self.deployment, self.adds = deployment, False
        self.begin_talk()

    def action_other_deployment(self) -> None:
        """Look which deployments stand, and ask which one is talked to."""
        session = self.session
        if session is None:
            return

        def job(progress: Progress) -> list[Deployment]:
            return _trained_here(session, session.loop.deployer.list(progress), names)

        names = {one.name for one in self.standing}
        self.begin_work(ACT, "deploy", "asking for deployments", job, self._offer_standing)

    def _offer_standing(self, standing: list[Deployment]) -> None:
        self.standing = tuple(standing)
        choices = [
            Choice(str(place), visible(one.name, multiline=False), one.name)
            for place, one in enumerate(standing[:_MOST_STANDING], 1)
        ]
        if choices:
            self.choices.ask("talk to", choices)

    def take_deployment_to_talk_to(self, name: str) -> None:
        """Talk to the deployment of that name from now on; one that does not answer yet is followed until it does."""
        one = next((one for one in self.standing if one.name == name), None)
        if one is None:
            return
        if one.state != "Succeeded":
            self.deploy(one)
            return
        self._talk_to(one)
        self.say(f"you are talking to {visible(name, multiline=False)}: ⏎ goes on", "good")
        self.refresh_all()

    # ---- deploying

    def set_deployment(self) -> None:
        """Offer another name, or a checkpoint in place of the last model."""
        view = self.job
        if view is None or not (view.job.fine_tuned_model or self.checkpoints):
            return
        choices = [Choice("n", "name", "name")]
        choices += [Choice("m", "last model", "last")] if view.job.fine_tuned_model else []
        choices += [Choice("b", "base model", view.job.model)] if base_model_of(view.job.model) is not None else []
        points = sorted(self.checkpoints, key=lambda one: -one.step)[:_MOST_CHECKPOINTS]
        choices += [
            Choice(str(place), f"checkpoint at step {one.step:,}", one.id) for place, one in enumerate(points, 1)
        ]
        self.choices.ask("deploy", choices)

    def take_deployment(self, value: str) -> None:
        """Take what was chosen for the next deployment."""
        if value == "name":
            self.ask_value("name of the deployment", self.deployment_name, self._take_name)
        else:
            self.wanted_model = "" if value == "last" else value
            self.adds = bool(self.standing)
            self.refresh_all()

    def _take_name(self, text: str) -> None:
        self.wanted_name = text.strip()
        self.adds = bool(self.standing)
        self.refresh_all()

    def forget_another(self) -> None:
        """No other deployment is wanted beside those that stand."""
        self.adds, self.wanted_name, self.wanted_model = False, "", ""

    def ask_to_deploy(self) -> None:
        """Ask once, as a deployment may cost by the hour."""
        session, bench = self.session, self.bench
        if session is None or bench is None or not self.model or self.talkable:
            return
        profile = session.profile
        wanted = self._wanted(session)
        price = clock(wanted, profile, bench.target).per_hour
        life = "24 hours, then the service removes it" if wanted.developer else "until it is removed"
        rows = [
            (),
            field("  model", wanted.model),
            field("  name", wanted.name),
            field("  where", profile.label),
            field("  as", f"{wanted.sku} · {wanted.capacity:,}k tokens a minute"),
            (),
            field("  cost", "a price nobody knows" if price is None else f"${price:.2f} an hour, from now on"),
            field("  lives", life),
        ]
        command = deploy_command(wanted, profile.name)
        standing = [one.name for one in self.standing]
        if standing:
            rows.append(field("  beside", f"{', '.join(standing)}: {hourly(self.clocks)}"))
        question = deploying_question(rows, profile.label, profile.production, command, standing)

        def answered(answer: object) -> None:
            if answer is True:
                self.deploy(wanted)

        self.host.push_screen(ConfirmScreen(question, self.header.facts, self.host.modes), answered)

    def _wanted(self, session: Session) -> Deployment:
        return wanted_deployment(self.deployment_name, self.model, session.profile)

    def deploy(self, wanted: Deployment) -> None:
        """Make the deployment and follow it until it answers."""
        session = self.session
        if session is None:
            return

        gathering: list[Gathering] = []

        def job(progress: Progress) -> Deployment:
            return session.loop.deployer.deploy(wanted, progress, gathering[0].add)

        self.at_work_on = wanted.name
        again = partial(self.deploy, wanted)
        label = f"deploying {wanted.name}"
        still = partial(self._stopped_words, wanted.name)
        running = self.begin_work(DEPLOY, "deploy", label, job, self._deployed, retry=again, stopped=still)
        gathering.append(self.host.works.gathering(running, self._stands))

    def _stopped_words(self, name: str) -> str:
        """How it stands where nobody waits any more."""
        if not any(one.name == name for one in self.standing):
            return "stopped"
        return f"stopped waiting: {visible(name, multiline=False)} stands all the same"

    def _stands(self, taken: list[Deployment]) -> None:
        """The service has taken it: it is known to stand, also where nobody waits for it any more."""
        others = [one for one in self.standing if one.name != taken[-1].name]
        self.standing = (*others, taken[-1])
        self.wanted_name, self.wanted_model = "", ""
        self.refresh_all()

    def _deployed(self, deployment: Deployment) -> None:
        self._talk_to(deployment)
        self.wanted_name, self.wanted_model = "", ""
        self.say(f"{visible(deployment.name, multiline=False)} answers: go on with ⏎", "good")
        if self.step == "deploy":
            self.step = "try"

    def standing_words(self) -> list[str]:
        """What stands after leaving, and the command that removes it."""
        session = self.session
        if session is None or not self.standing:
            return []
        names = visible(", ".join(one.name for one in self.standing), multiline=False)
        stands = "still stands" if len(self.standing) == 1 else "still stand"
        if session.server is None:
            removing = undeploy_command([one.name for one in self.standing], session.profile.name)
            return [f"{names} {stands}: {visible(removing, multiline=False)}"]
        if session.passing:
            return [f"{names}: gone with the practice service, which ended with curator."]
        resting = "at rest until the next start, as the practice service ended with curator; it costs nothing"
        return [f"{names} {stands}, {resting}."]

    # ---- taking it away

    def action_undeploy(self) -> None:
        """Ask for the name, then remove the deployment."""
        # One that could not be made stands there all the same, and has to go before it is made again.
        failed = self.at_work_on if self.trouble_step == "deploy" else ""
        stands = self.deployment or self.awaited
        name = failed or (stands.name if stands is not None else self.deployment_name)
        if name:
            words = f"Type {visible(name, multiline=False)} to remove it"
            self.ask_value(words, "", partial(self._undeploy, name))

    def _undeploy(self, name: str, typed: str) -> None:
        session = self.session
        if session is None:
            return

        def job(progress: Progress) -> None:
            session.loop.deployer.undeploy(name, typed.strip(), progress)

        def done(_result: None) -> None:
            self.standing = tuple(one for one in self.standing if one.name != name)
            if self.deployment is not None and self.deployment.name == name:
                self.deployment, self.talk = None, None
                ready = [one for one in self.standing if one.state == "Succeeded"]
                if ready:
                    self._talk_to(ready[-1])
            self.adds = False
            self.step = "deploy"
            self.say("The deployment is removed; its model is kept.")

        self.at_work_on = name
        self.begin_work(DEPLOY, "deploy", "removing the deployment", job, done)


def _trained_here(session: Session, deployments: Iterable[Deployment], names: Collection[str] = ()) -> list[Deployment]:
    """Those of a resource's deployments that serve a model of a job that was sent from here, or have such a name.

    All that stand at the practice service were made from here.
    """
    if session.profile.practice:
        return list(deployments)
    models: set[str | None] = set()
    for known in session.loop.store.jobs(session.profile.endpoint):
        models |= {known.job.fine_tuned_model, *(one.id for one in known.checkpoints)}
    return [one for one in deployments if (one.model and one.model in models) or one.name in names]
