"""A job or a deployment that the service does not know: what there is instead, the nearest names first."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from curator.cli.tuning_options import stoppable
from curator.errors import CuratorError

if TYPE_CHECKING:
    from curator.chat.loop import TuningLoop

_MOST = 5


@contextlib.contextmanager
def naming_jobs(loop: TuningLoop, job_id: str) -> Iterator[None]:
    """Where the service knows no job of this id, name the jobs there are, with their states.

    Raises:
        CuratorError: There is no such job.
    """
    from curator.tuning.failures import ServiceFailure

    try:
        yield
    except ServiceFailure as failure:
        if failure.said.status != 404:
            raise
        with stoppable(lambda: "Nothing was changed.") as progress:
            there = {view.job.id: view.job.status for view in loop.follower.find(progress)}
        raise CuratorError(f"There is no job {job_id}.", _there(job_id, there, loop.profile.label)) from failure


@contextlib.contextmanager
def naming_deployments(loop: TuningLoop, name: str) -> Iterator[None]:
    """Where the service knows no deployment of this name, name those that stand.

    Raises:
        CuratorError: There is no such deployment.
    """
    from curator.tuning.failures import ServiceFailure

    try:
        yield
    except ServiceFailure as failure:
        if failure.said.status != 404:
            raise
        with stoppable(lambda: "Nothing was changed.") as progress:
            there = {one.name: one.state for one in loop.deployer.list(progress)}
        if name in there:
            raise
        title = f"There is no deployment {name}."
        raise CuratorError(title, _there(name, there, loop.profile.label)) from failure


def _there(word: str, there: Mapping[str, str], label: str) -> str:
    if not there:
        return f"At {label} there are none."
    near = sorted(there, key=lambda name: -difflib.SequenceMatcher(None, word, name).ratio())
    named = ", ".join(f"{name} ({there[name]})" for name in near[:_MOST])
    more = f", and {len(near) - _MOST:,} more" if len(near) > _MOST else ""
    return f"At {label} there are: {named}{more}."
