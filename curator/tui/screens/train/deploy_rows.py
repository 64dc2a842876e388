"""The right pane of the deploy step: what stands, what each costs, and what would be deployed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from curator.amounts import counted
from curator.measures.text import visible
from curator.tui.glyphs import DONE, MARKED, NOTE
from curator.tui.screens.panel import Row
from curator.tui.screens.train.job_rows import field
from curator.tui.screens.train.steps import hourly, life
from curator.tuning.cost import CostClock
from curator.tuning.service import Deployment


@dataclass(frozen=True, slots=True)
class Stands:
    """A deployment that stands, and what it costs."""

    deployment: Deployment
    clock: CostClock
    facts: str
    """SKU and capacity."""
    talked_to: bool


def deploying_rows(doing: str) -> list[Row]:
    """What is done about a deployment now."""
    ready = "Succeeded is not ready: it is asked until it answers."
    return [(), ((f"{MARKED} ", "key"), (doing, "")), (), ((ready, "dim"),)]


def standing_rows(standing: Sequence[Stands]) -> list[Row]:
    """Every deployment that stands, the one that is talked to marked, and what they cost together."""
    rows: list[Row] = [()]
    for one in standing:
        rows += [*_standing(one), ()]
    if len(standing) > 1:
        rows += [field("together", hourly([one.clock for one in standing])), ()]
        rows.append((("t", "key"), (" chooses which one is talked to, compared and removed.", "dim")))
    rows.append((("e", "key"), (" puts another one together beside it.", "dim")))
    rows.append((("D", "key"), (" removes it; the model is kept and can be deployed again.", "dim")))
    return rows


def _standing(one: Stands) -> list[Row]:
    clock = one.clock
    name, state = (visible(text, multiline=False) for text in (one.deployment.name, one.deployment.state))
    said = "answers" if one.talked_to else state
    sign = (f"{DONE} ", "good") if one.talked_to else (f"{NOTE} ", "dim")
    rows: list[Row] = [(sign, (name, "bold"), (f" {said}", ""), (" · you talk to it" if one.talked_to else "", "dim"))]
    rows.append(field("  model", one.deployment.model))
    rows += [field("  as", one.facts)] if one.facts else []
    rows.append(field("  costs", hourly([clock]) + ("" if not clock.so_far else f", ${clock.so_far:.2f} so far")))
    rows += [field("  lives", life(clock))] if clock.ends_at is not None else []
    # One that ends by itself does so long before the rule for idle ones.
    idle = clock.idle_rule if one.talked_to and clock.ends_at is None else ""
    return rows + ([field("  note", idle)] if idle else [])


def awaited_rows(standing: Sequence[Stands]) -> list[Row]:
    """Deployments that stand, none of which has answered yet."""
    rows: list[Row] = [()]
    for one in standing:
        rows += [*_standing(one), ()]
    rows.append((("⏎", "key"), (" waits until it answers; it stands, waited for or not.", "dim")))
    rows.append((("e", "key"), (" puts another one together beside it.", "dim")))
    rows.append((("D", "key"), (" removes it; the model is kept and can be deployed again.", "dim")))
    return rows


def wanted_rows(wanted: Deployment | None, checkpoints: int, standing: Sequence[Stands]) -> list[Row]:
    """What would be deployed, and what stands already.

    Args:
        wanted: The deployment as it would be asked for; None where there is no model.
        checkpoints: How many checkpoints the job has.
        standing: The deployments that stand.
    """
    if wanted is None and checkpoints:
        return [
            (),
            ((f"{NOTE} ", "dim"), (f"The job has no last model, but {counted(checkpoints, 'checkpoint')}.", "dim")),
            (("e", "key"), (" chooses one to deploy.", "dim")),
        ]
    if wanted is None:
        return [(), ((f"{NOTE} ", "dim"), ("There is no model yet. It comes when the job has succeeded.", "dim"))]
    version = f"-{wanted.model_version}" if wanted.model_version not in ("", "1") else ""
    rows: list[Row] = [
        (),
        field("model", f"{wanted.model}{version}"),
        field("name", wanted.name),
        field("as", f"{wanted.sku} · {wanted.capacity:,}k tokens a minute"),
        (),
        (("⏎", "key"), (" asks once more and deploys it.", "dim")),
        (("e", "key"), (" changes the name, or takes a checkpoint or the base model in place of the last one.", "dim")),
    ]
    if standing:
        rows += [(("esc", "key"), (" leaves it: no other one is wanted.", "dim")), (), (("stands already", "bold"),)]
        for one in standing:
            rows += _standing(one)
        rows += [field("together", hourly([one.clock for one in standing]))] if len(standing) > 1 else []
    return rows
