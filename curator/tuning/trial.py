"""Trying a profile: whether each door that the loop needs opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from curator.amounts import counted
from curator.errors import Cancelled, CuratorError
from curator.progress import Progress
from curator.tuning.arm import AzureDeployments
from curator.tuning.azure import AzureService
from curator.tuning.connection import Connection


@dataclass(frozen=True)
class Tried:
    """One door: what it is for, what was found behind it, and the failure where it did not open."""

    name: str
    found: str
    failure: CuratorError | None = None

    @property
    def opens(self) -> bool:
        """Whether it opened."""
        return self.failure is None


def try_profile(connection: Connection, progress: Progress) -> list[Tried]:
    """Ask the resource for its models, files, jobs and deployments; nothing is changed or charged.

    Args:
        connection: The way in, with the profile to be tried.
        progress: Counts doors, and carries the wish to stop (Cancelled).

    Returns:
        One result for each door, in the order the loop needs them. Training needs the first three, deploying the last.
    """
    service = AzureService(connection)
    deployments = AzureDeployments(connection)

    def models() -> str:
        usable = [model for model in service.list_models(progress) if model.fine_tunable and not model.tuned]
        return f"{counted(len(usable), 'base model')} can be trained"

    doors: list[tuple[str, Callable[[], str]]] = [
        ("models", models),
        ("files", lambda: f"{counted(len(service.list_files(progress)), 'file')} for fine-tuning"),
        ("jobs", lambda: counted(len(service.list_jobs(progress)), "job")),
        ("deployments", lambda: counted(len(deployments.list(progress)), "deployment")),
    ]
    results: list[Tried] = []
    for number, (name, door) in enumerate(doors):
        progress.update(number, total=len(doors), label=f"trying {name}")
        results.append(_tried(name, door))
    progress.update(len(doors), total=len(doors), label="")
    return results


def _tried(name: str, door: Callable[[], str]) -> Tried:
    try:
        return Tried(name, door())
    except Cancelled:
        raise
    except CuratorError as failure:
        return Tried(name, "", failure)
