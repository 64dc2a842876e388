"""What a deployment costs while it stands, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curator.errors import CuratorError

if TYPE_CHECKING:
    from curator.records.target import Target
    from curator.tuning.profiles import Profile
    from curator.tuning.service import Deployment


def base_target(model: str) -> Target | None:
    """The model a deployment's model was tuned from, for its prices; None where that is not known."""
    from curator.records.target import load_target

    try:
        return load_target(f"azure/{model}")
    except CuratorError:
        # A checkpoint's id names no model, and new models are in no table yet.
        return None


def hourly_text(deployment: Deployment, profile: Profile) -> str:
    """What a deployment costs an hour, who says so, and when it goes by itself."""
    from curator.tuning.cost import clock

    target = base_target(deployment.model)
    costs = clock(deployment, profile, target)
    if profile.practice:
        return "$0.00 an hour: PRACTICE is free"
    if deployment.developer:
        return "$0.00 an hour of hosting (developer tier); removed by the service after 24 hours"
    if not deployment.tuned and costs.per_hour == 0:
        return "$0.00 an hour: a base model costs what it answers"
    if costs.per_hour is None:
        return "an unknown amount an hour while it stands: no price is known for this model"
    fact = target.prices.hosting_per_hour if target else None
    if profile.hosting_price is not None or fact is None:
        source = ", ".join(part for part in (profile.price_source, profile.price_date) if part) or profile.name
    else:
        source = f"{fact.source}, {fact.date}{'' if fact.verified else ', not confirmed'}"
    return f"${costs.per_hour:.2f} an hour while it stands, used or not ({source}); {costs.idle_rule}"
