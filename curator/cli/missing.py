"""A job or a deployment that the service does not know: what there is instead, the nearest names first."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from curator.cli.tuning_options import stoppable
from curator.errors import CuratorError

if TYPE_CHECKING:
    from curator.chat.loop import TuningLoop
    from curator.progress import Progress

_MOST = 5


def naming_jobs(loop: TuningLoop, job_id: str) -> AbstractContextManager[None]:
    """Where the service knows no job of this id, name the jobs there are, with their states.

    Raises:
        CuratorError: There is no such job.
    """
    return _naming(
        loop, "job", job_id, lambda progress: {view.job.id: view.job.status for view in loop.follower.find(progress)}
    )


def naming_deployments(loop: TuningLoop, name: str) -> AbstractContextManager[None]:
    """Where the service knows no deployment of this name, name those that stand.

    Raises:
        CuratorError: There is no such deployment.
    """
    return _naming(
        loop, "deployment", name, lambda progress: {one.name: one.state for one in loop.deployer.list(progress)}
    )


@contextlib.contextmanager
def _naming(
    loop: TuningLoop, what: str, name: str, states_of: Callable[[Progress], Mapping[str, str]]
) -> Iterator[None]:
    from curator.tuning.failures import ServiceFailure

    try:
        yield
    except ServiceFailure as failure:
        if failure.said.status != 404:
            raise
        with stoppable(lambda: "Nothing was changed.") as progress:
            there = states_of(progress)
        if name in there:
            raise
        raise CuratorError(f"There is no {what} {name}.", _there(name, there, loop.profile.label)) from failure


def _there(word: str, there: Mapping[str, str], label: str) -> str:
    if not there:
        return f"At {label} there are none."
    near = sorted(there, key=lambda name: -difflib.SequenceMatcher(None, word, name).ratio())
    named = ", ".join(f"{name} ({there[name]})" for name in near[:_MOST])
    more = f", and {len(near) - _MOST:,} more" if len(near) > _MOST else ""
    return f"At {label} there are: {named}{more}."
