"""Putting a tuned model where it can be talked to, and taking it away again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from curator.errors import CuratorError
from curator.progress import Progress
from curator.tuning.failures import ServiceFailure, Situation, failure_of
from curator.tuning.patience import wait
from curator.tuning.profiles import Profile
from curator.tuning.service import Deployment, DeploymentService, RemoteModel, TuningService

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_BASE_MODEL = re.compile(r"([A-Za-z][A-Za-z0-9.-]*)-(\d{4}-\d{2}-\d{2})")
_NOT_YET = ("DeploymentNotFound", "DeploymentNotReady")
_ENDED_BADLY = ("Failed", "Canceled", "Disabled")
_LONGEST_MAKING = 3600.0
# A reasoning model spends the one token on thinking and says so, which is an answer all the same.
_CUT_SHORT = "max_tokens or model output limit was reached"


class Deployer:
    """Deploys models of one resource.

    Args:
        deployments: The control plane.
        service: The data plane, to ask whether a deployment answers.
        situation: Makes the situation of an operation, for messages; usually `Connection.situation`.
        poll: Seconds between two looks.
        ready_within: Seconds a deployment may take to answer after it says Succeeded; the service says five minutes.
    """

    def __init__(
        self,
        deployments: DeploymentService,
        service: TuningService,
        situation: Callable[[str], Situation],
        poll: float = 5.0,
        ready_within: float = 300.0,
    ) -> None:
        self._deployments = deployments
        self._service = service
        self._situation = situation
        self._poll = poll
        self._ready_within = ready_within

    def list(self, progress: Progress) -> Sequence[Deployment]:
        """All deployments of the resource. Raises ServiceFailure."""
        return self._deployments.list(progress)

    def look(self, name: str, model: str, progress: Progress) -> Deployment | None:
        """The deployment of that name, if there is one and it serves this model.

        Raises:
            CuratorError: The name is not possible, or the deployment serves another model, which making it would
                take away from whoever uses it.
            ServiceFailure: The service refused or did not answer.
        """
        if not _NAME.fullmatch(name):
            raise CuratorError(
                "A deployment cannot have this name.",
                repr(name),
                "Use up to 64 letters, digits, hyphens, dots and underlines, beginning with a letter or digit.",
            )
        present = self._deployments.get(name, progress)
        if present is not None and present.model != model:
            raise CuratorError(
                f"There is a deployment {name} already.",
                f"It serves {present.model}, not {model}. Nothing was changed.",
                "Take another name, or remove that deployment first.",
            )
        return present

    def deploy(
        self, wanted: Deployment, progress: Progress, stands: Callable[[Deployment], None] | None = None
    ) -> Deployment:
        """Make a deployment, unless it is there, and follow it until it answers.

        Args:
            wanted: Name, model (a tuned model's name or a checkpoint's id), sku, and capacity in thousand tokens a
                minute.
            progress: Says how far it is, and carries the wish to stop: the making then goes on at the service.
            stands: Called on this thread as soon as the service has taken it: from then on it stands and may cost,
                whatever becomes of the wait.

        Returns:
            The deployment, which answers.

        Raises:
            CuratorError: As `look`, or the making failed.
            ServiceFailure: The service refused, or the deployment does not answer in time.
            Cancelled: Somebody asked to stop.
        """
        present = self.look(wanted.name, wanted.model, progress)
        same = present is not None and (present.sku.lower(), present.capacity) == (wanted.sku.lower(), wanted.capacity)
        if present is None or not same:
            progress.update(0, total=0, label=f"deploying {wanted.name}")
            present = self._deployments.put(wanted, progress)
        if stands is not None and present is not None:
            stands(present)
        made = self.follow(wanted.name, progress)
        self.wait_until_answers(wanted.name, progress)
        return made

    def follow(self, name: str, progress: Progress) -> Deployment:
        """Wait until a deployment says Succeeded. Raises CuratorError when it says anything else for good."""
        end = time.monotonic() + _LONGEST_MAKING
        while True:
            deployment = self._deployments.get(name, progress)
            if deployment is None:
                raise CuratorError("The deployment is gone.", f"{name} was removed while it was being made.")
            if deployment.state == "Succeeded":
                return deployment
            if deployment.state in _ENDED_BADLY:
                raise CuratorError(
                    "The deployment failed.",
                    f"The service says {deployment.state} of {name} ({deployment.model}).",
                    "Remove it, wait half a minute, and deploy again. The model is kept.",
                )
            if time.monotonic() > end:
                raise CuratorError(
                    "The deployment does not get ready.",
                    f"{name} has been {deployment.state} for {_LONGEST_MAKING / 60:.0f} minutes.",
                    "Look at it again later: it goes on at the service, and may cost.",
                )
            progress.update(0, total=0, label=f"{name}: {deployment.state}")
            wait(self._poll, progress)

    def wait_until_answers(self, name: str, progress: Progress) -> float:
        """Ask a deployment for one token until it answers: Succeeded does not mean ready.

        Returns:
            The seconds it took.

        Raises:
            ServiceFailure: It does not answer in time, or refuses for another reason.
            Cancelled: Somebody asked to stop.
        """
        begin = time.monotonic()
        while True:
            try:
                self.ask_once(name, progress)
                return time.monotonic() - begin
            except ServiceFailure as failure:
                waited = time.monotonic() - begin
                if failure.said.code not in _NOT_YET or waited > self._ready_within:
                    situation = replace(self._situation("wait-deployment"), deployment=name)
                    raise failure_of(failure.said, situation, failure.kind) from None
                label = f"{name} is not ready yet, {waited:.0f} of up to {self._ready_within:.0f} s"
                wait(self._poll, progress, label)

    def ask_once(self, name: str, progress: Progress) -> None:
        """Ask a deployment for one token, to see whether it answers. Raises ServiceFailure where it does not."""
        messages = [{"role": "user", "content": "Hello"}]
        try:
            for _ in self._service.stream_chat(name, messages, {"max_completion_tokens": 1}, progress):
                progress.stop_if_cancelled()
        except ServiceFailure as failure:
            if _CUT_SHORT not in failure.said.words:
                raise

    def undeploy(self, name: str, typed: str, progress: Progress) -> None:
        """Remove a deployment. Its model is kept and can be deployed again.

        Args:
            name: The deployment.
            typed: The name as a person typed it, to be sure.
            progress: Carries the wish to stop.

        Raises:
            CuratorError: The typed name is another one.
            ServiceFailure: The service refused or did not answer.
        """
        if typed != name:
            raise CuratorError(
                "The deployment was not removed.", f"{typed!r} is not its name.", f"Type {name} to remove it."
            )
        self._deployments.delete(name, progress)


def wanted_deployment(name: str, model: str, profile: Profile) -> Deployment:
    """A deployment of this model as the profile has it: its SKU and capacity.

    A base model, written with its version as in gpt-4.1-mini-2025-04-14, goes out as name and version, and never as
    DeveloperTier, which serves tuned models only.
    """
    parted = base_model_of(model)
    title, version = parted or (model, "1")
    developer = profile.sku.lower().startswith("developer")
    sku = "GlobalStandard" if parted is not None and developer else profile.sku
    return Deployment(
        name=name, model=title, model_format="OpenAI", model_version=version, sku=sku, capacity=profile.capacity
    )


def dated_model(word: str, models: Sequence[RemoteModel]) -> str:
    """The newest version of a base model that was named without one, as the resource lists it; else as it was named."""
    versions = [model.id for model in models if (parted := base_model_of(model.id)) and parted[0] == word]
    return max(versions, default=word)


def base_model_of(model: str) -> tuple[str, str] | None:
    """Name and version of a base model, as the control plane has them; None for any other model."""
    found = _BASE_MODEL.fullmatch(model)
    return (found[1], found[2]) if found is not None else None
