"""What training and hosting cost, as far as anybody says."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from curator.records.target import Target
from curator.tuning.profiles import Profile
from curator.tuning.service import Deployment

DEVELOPER_LIFE = 24 * 3600.0
"""Seconds a developer deployment lives. Source: Microsoft, fine-tuning cost management, 2026-03."""
IDLE_LIFE = 15 * 24 * 3600.0
"""Seconds after which an unused deployment is removed. Source: Microsoft, includes/fine-tune.md, 2026-10."""

_FAMILIES = {
    "standard": "standard",
    "globalstandard": "global",
    "global": "global",
    "developertier": "developer",
    "developer": "developer",
    "datazonestandard": "datazone",
    "datazone": "datazone",
}
# Against the price of global training: 10 to 30 % less than standard, developer half of it. Microsoft, 2026-03.
_FACTORS = {"global": (1.0, 1.0), "developer": (0.5, 0.5), "standard": (1 / 0.9, 1 / 0.7), "datazone": (1.0, 1 / 0.7)}


@dataclass(frozen=True)
class Cost:
    """An estimate of one training. `low` and `high` are US dollars, None where no price is known."""

    tokens: int | None
    epochs_low: int
    epochs_high: int
    price: float | None
    low: float | None
    high: float | None
    source: str
    date: str
    note: str = ""

    def text(self) -> str:
        """The estimate in one line, such as "236,900 tokens × 3 epochs × $2.00 per million: about $1.42"."""
        if self.note and self.price is None:
            return self.note
        counted = "an unknown number of tokens" if self.tokens is None else f"{self.tokens:,} tokens"
        epochs = (
            f"{self.epochs_low}" if self.epochs_low == self.epochs_high else f"{self.epochs_low} to {self.epochs_high}"
        )
        epochs += " epoch" if self.epochs_low == self.epochs_high == 1 else " epochs"
        if self.price is None:
            return f"{counted} × {epochs}; no price is known"
        line = f"{counted} × {epochs} × ${self.price:.2f} per million"
        if self.low is None or self.high is None:
            return line
        about = f"about ${self.low:.2f}" if self.low == self.high else f"${self.low:.2f} to ${self.high:.2f}"
        return f"{line}: {about}"

    def prices(self) -> tuple[float, float] | None:
        """What a million trained tokens cost, as (low, high) in US dollars, the training type counted in."""
        if self.low is None or self.high is None or not self.tokens or self.epochs_low < 1:
            return None
        million = self.tokens / 1e6
        return self.low / million / self.epochs_low, self.high / million / self.epochs_high

    def so_far(self, share: float) -> tuple[float, float] | None:
        """What has been used at this share of the training, from 0.0 to 1.0, as (low, high) in US dollars."""
        return None if self.low is None or self.high is None else (self.low * share, self.high * share)


def training_family(training_type: str) -> str | None:
    """standard, global, developer or datazone, for any of the service's spellings; None for an unknown one."""
    return _FAMILIES.get(training_type.replace("-", "").replace("_", "").lower())


def usual_epochs(records: int) -> int:
    """The epochs OpenAI's cookbook expects the service to choose (data preparation and analysis, 2024).

    Three; more for small sets so that 100 records are seen, fewer for large ones so that at most 25,000 are.
    """
    if records <= 0:
        return 3
    if records * 3 < 100:
        return min(25, 100 // records)
    return max(1, 25_000 // records) if records * 3 > 25_000 else 3


def estimate(
    target: Target,
    profile: Profile,
    tokens: int | None,
    records: int,
    hyperparameters: Mapping[str, float | int | str],
    method: str = "supervised",
) -> Cost:
    """What a training may cost: a range where the service chooses the epochs or the price is a range.

    Args:
        target: The model; its price counts where the profile has none.
        profile: Its training type, and prices of its own.
        tokens: Tokens of the training file, seen once; None where they are not known.
        records: Records of the training file.
        hyperparameters: What was asked for; `n_epochs` fixes the epochs.
        method: Reinforcement is paid by the hour, so nothing can be said before.
    """
    asked = hyperparameters.get("n_epochs")
    # A number out of bounds is shown as it was asked for; that it is wrong is said beside it.
    low, high = (int(asked),) * 2 if isinstance(asked, int | float) else (1, max(4, usual_epochs(records)))
    if method == "reinforcement":
        return _by_the_hour(target, tokens, low, high)
    fact = target.prices.training_per_million_tokens
    if profile.training_price is not None:
        price, factors = profile.training_price, (1.0, 1.0)
        source, date = profile.price_source or f"profile {profile.name}", profile.price_date
    elif fact is not None:
        price, factors = float(fact.value), _FACTORS.get(training_family(profile.training_type) or "", (0.5, 1 / 0.7))
        source, date = fact.source + ("" if fact.verified else " (not confirmed: the price list counts)"), fact.date
    else:
        return Cost(tokens, low, high, None, None, None, "", "")
    if tokens is None:
        return Cost(None, low, high, price, None, None, source, date)
    million = tokens / 1e6 * price
    return Cost(tokens, low, high, price, million * low * factors[0], million * high * factors[1], source, date)


def _by_the_hour(target: Target, tokens: int | None, low: int, high: int) -> Cost:
    fact = target.prices.training_per_hour
    if fact is None:
        return Cost(tokens, low, high, None, None, None, "", "", "reinforcement is paid by the hour; no price is known")
    note = f"${float(fact.value):.2f} for each hour of training; nobody knows the hours before. {fact.note}".strip()
    return Cost(tokens, low, high, None, None, None, fact.source, fact.date, note)


@dataclass(frozen=True)
class CostClock:
    """What a deployment has cost and costs, and when it goes by itself. Dollars are US dollars, times Unix seconds."""

    deployment: str
    hours: float | None
    per_hour: float | None
    so_far: float | None
    ends_at: float | None
    idle_rule: str

    @property
    def costs(self) -> bool:
        """Whether it costs money while it stands; yes where no price is known."""
        return self.per_hour is None or self.per_hour > 0


def clock(
    deployment: Deployment, profile: Profile, target: Target | None = None, now: float | None = None
) -> CostClock:
    """The cost clock of a deployment of a tuned model.

    Args:
        deployment: As the control plane describes it.
        profile: Its hosting price counts before the target's.
        target: The model it was tuned from, for its price; None where that is not known.
        now: Unix seconds; None takes the present.
    """
    moment = time.time() if now is None else now
    fact = target.prices.hosting_per_hour if target else None
    per_hour = profile.hosting_price if profile.hosting_price is not None else (float(fact.value) if fact else None)
    if deployment.developer or not deployment.tuned:
        # Developer deployments cost nothing by the hour, and base models only what they answer.
        per_hour = 0.0
    hours = None if deployment.created_at is None else max(0.0, moment - deployment.created_at) / 3600
    so_far = None if hours is None or per_hour is None else hours * per_hour
    life = deployment.created_at + DEVELOPER_LIFE if deployment.developer and deployment.created_at else None
    idle = "removed by the service after 15 days without a conversation; the model is kept" if deployment.tuned else ""
    return CostClock(deployment.name, hours, per_hour, so_far, life, idle)


def still_costing(
    deployments: Sequence[Deployment], profile: Profile, target: Target | None = None, now: float | None = None
) -> list[CostClock]:
    """The clocks of tuned deployments that cost money as they stand: what to say before leaving."""
    clocks = [clock(one, profile, target, now) for one in deployments if one.tuned and one.state != "Deleting"]
    return [one for one in clocks if one.costs]
