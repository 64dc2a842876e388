"""curator deployments: what stands at a resource, and what it costs."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from curator.cli.output import write_out
from curator.cli.tuning_options import FORMAT, PROFILE, opened_loop, stoppable, tell
from curator.measures.text import visible

if TYPE_CHECKING:
    from curator.tuning.cost import CostClock
    from curator.tuning.profiles import Profile
    from curator.tuning.service import Deployment


@click.command("deployments")
@PROFILE
@FORMAT
def command(profile: str | None, form: str) -> int:
    """List the deployments of a resource: model, state, age, and what each costs while it stands."""
    with opened_loop(profile) as loop:
        with stoppable(lambda: "Deployments stay as they are.") as progress:
            found = loop.deployer.list(progress)
        if form == "json":
            rows = [dataclasses.asdict(one) | {"cost": dataclasses.asdict(_clock(one, loop.profile))} for one in found]
            text = {"format": "curator.deployments/1", "profile": loop.profile.name, "practice": loop.profile.practice}
            write_out([json.dumps({**text, "deployments": rows}, indent=2, ensure_ascii=False) + "\n"])
        else:
            write_out(f"{visible(line, multiline=False)}\n" for line in _lines(found, loop.profile))
    return 0


def _clock(deployment: Deployment, profile: Profile) -> CostClock:
    from curator.cli.hosting import base_target
    from curator.tuning.cost import clock

    return clock(deployment, profile, base_target(deployment.model))


def _lines(found: Sequence[Deployment], profile: Profile) -> Iterator[str]:
    if not found:
        tell("There are no deployments.")
        return
    yield f"{'name':<20} {'state':<10} {'sku':<16} {'k tokens/min':>12} {'stands':>8}  {'costs':<36} model"
    for one in found:
        costs = _clock(one, profile)
        stands = "–" if costs.hours is None else f"{costs.hours:.1f} h"
        capacity = "–" if one.capacity is None else f"{one.capacity:,}"
        place = f"{one.name:<20} {one.state:<10} {one.sku:<16} {capacity:>12} {stands:>8}"
        yield f"{place}  {_cost_text(costs):<36} {one.model}"


def _cost_text(costs: CostClock) -> str:
    if costs.per_hour is None:
        return "no price known"
    so_far = "" if not costs.so_far else f", ${costs.so_far:.2f} so far"
    gone = "" if costs.ends_at is None else f", gone in {max(0.0, costs.ends_at - time.time()) / 3600:.1f} h"
    return f"${costs.per_hour:.2f} an hour{so_far}{gone}"
