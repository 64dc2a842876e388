"""The third step: a deployment of the model, followed until it answers, and taken away again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.screens.panel import Row
from curator.tui.screens.train.commands import deploy_command
from curator.tui.screens.train.confirming import ConfirmScreen, deploying_question
from curator.tui.screens.train.job_rows import deploy_rows, field
from curator.tui.screens.train.parts import DEPLOY, TrainParts
from curator.tui.screens.train.steps import Known, deploy_known
from curator.tui.widgets.choices import Choice
from curator.tuning.cost import clock
from curator.tuning.service import Deployment

if TYPE_CHECKING:
    from curator.tui.screens.train.session import Session

_MOST_CHECKPOINTS = 6


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
        """How the next deployment is called."""
        return self.wanted_name or (self.job.job.suffix if self.job is not None else "") or "tuned"

    @property
    def deployed_as(self) -> str:
        """SKU and capacity of the deployment."""
        one = self.deployment
        if one is None:
            return ""
        parts = [one.sku.removesuffix("Tier"), f"{one.capacity:,}k tokens/min" if one.capacity is not None else ""]
        return visible(" · ".join(part for part in parts if part), multiline=False)

    def deploy_known(self) -> Known:
        """What is known of the deployment."""
        return deploy_known(self.clock, self.deployed_as, self.doing(DEPLOY), self.trouble_step == "deploy")

    def deploy_pane(self) -> list[Row]:
        """The right pane of the deploy step."""
        profile = self.session.profile if self.session is not None else None
        asked = (self.deployment_name, self.model)
        return deploy_rows(self.job, self.clock, self.deployed_as, self.doing(DEPLOY), asked, profile)

    def look_for_deployment(self) -> None:
        """See whether the job's model is deployed already, and whether it answers."""
        session, view = self.session, self.job
        if session is None or view is None or self.deployment is not None:
            return
        models = {view.job.fine_tuned_model, *(one.id for one in view.known.checkpoints)} - {None, ""}

        def job(progress: Progress) -> Deployment | None:
            there = [one for one in session.loop.deployer.list(progress) if one.model in models]
            if there and there[0].state != "Succeeded":
                return session.loop.deployer.deploy(there[0], progress)
            return there[0] if there else None

        self.begin_work(DEPLOY, "deploy", "looking for its deployment", job, self._found, stops=False)

    def _found(self, deployment: Deployment | None) -> None:
        if deployment is not None:
            self.deployment = deployment
            self.begin_talk()

    # ---- deploying

    def set_deployment(self) -> None:
        """Offer another name, or a checkpoint in place of the last model."""
        view = self.job
        if view is None or view.job.status != "succeeded":
            return
        choices = [Choice("n", "name", "name"), Choice("m", "last model", "last")]
        points = view.known.checkpoints[:_MOST_CHECKPOINTS]
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
            self.deployment = None
            self.refresh_all()

    def _take_name(self, text: str) -> None:
        self.wanted_name = text.strip()
        self.deployment = None
        self.refresh_all()

    def ask_to_deploy(self) -> None:
        """Ask once, as a deployment may cost by the hour."""
        session, bench = self.session, self.bench
        if session is None or bench is None or not self.model or self.deployment is not None:
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
        question = deploying_question(rows, profile.label, profile.production, command)

        def answered(answer: object) -> None:
            if answer is True:
                self.deploy(wanted)

        self.host.push_screen(ConfirmScreen(question, self.header.facts, self.host.modes), answered)

    def _wanted(self, session: Session) -> Deployment:
        from curator.tuning.deploy import wanted_deployment

        return wanted_deployment(self.deployment_name, self.model, session.profile)

    def deploy(self, wanted: Deployment) -> None:
        """Make the deployment and follow it until it answers."""
        session = self.session
        if session is None:
            return

        def job(progress: Progress) -> Deployment:
            return session.loop.deployer.deploy(wanted, progress)

        self.begin_work(
            DEPLOY, "deploy", f"deploying {wanted.name}", job, self._deployed, retry=partial(self.deploy, wanted)
        )

    def _deployed(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self.begin_talk()
        self.say(f"{visible(deployment.name, multiline=False)} answers: go on with ⏎", "good")
        if self.step == "deploy":
            self.step = "try"

    # ---- taking it away

    def action_undeploy(self) -> None:
        """Ask for the name, then remove the deployment."""
        # One that could not be made stands there all the same, and has to go before it is made again.
        failed = self.deployment_name if self.trouble_step == "deploy" else ""
        name = self.deployment.name if self.deployment is not None else failed
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
            self.deployment, self.talk = None, None
            self.step = "deploy"
            self.say("The deployment is removed; its model is kept.")

        self.begin_work(DEPLOY, "deploy", "removing the deployment", job, done)
