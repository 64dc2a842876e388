"""Before anything leaves the machine: what would leave, where to, as whom, at what cost, and what speaks against it."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from curator.amounts import counted
from curator.errors import CuratorError
from curator.progress import Progress
from curator.records.target import Fact, Target, near_targets
from curator.tuning.bounds import about_hyperparameters
from curator.tuning.cost import Cost, estimate
from curator.tuning.methods import about_method
from curator.tuning.order import Objection, Order
from curator.tuning.profiles import Profile
from curator.tuning.sending import unreadable
from curator.tuning.store import OutgoingData, SubmissionPlan

_SUFFIX = re.compile(r"[A-Za-z0-9_-]*")
_SUFFIX_LONGEST = 40
_SUFFIX_ADVISED = 18
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Preflight:
    """Everything a person must know before saying yes.

    Attributes:
        order: What was asked for.
        profile: Where it would go.
        identity: As whom.
        training, validation: The files with their digests, sizes and counts of records.
        seed: The seed that will be sent.
        cost: The estimate of the training.
        objections: What speaks against it, errors first.
    """

    order: Order
    profile: Profile
    identity: str
    training: OutgoingData
    validation: OutgoingData | None
    seed: int
    cost: Cost
    objections: tuple[Objection, ...]

    @property
    def model(self) -> str:
        """The model to be trained, as the service names it."""
        return self.order.model or self.order.target.model_name

    @property
    def errors(self) -> list[Objection]:
        """What stands in the way."""
        return [objection for objection in self.objections if objection.severity == "error"]

    @property
    def blocked(self) -> bool:
        """Whether an error stands in the way."""
        return bool(self.errors)

    @property
    def forcible(self) -> bool:
        """Whether errors of the data alone stand in the way, which go out where a person says why."""
        return len(self.errors) == 1 and bool(self.order.checked.errors) and not self.order.force_reason.strip()

    def with_more(self, more: Iterable[Objection]) -> Preflight:
        """The same, with what else speaks against it, such as the resource's own answers."""
        return dataclasses.replace(self, objections=_ranked([*self.objections, *more]))

    def plan(self) -> SubmissionPlan:
        """The plan to submit. Raises CuratorError when an error stands in the way."""
        if self.blocked:
            first = self.errors[0]
            raise CuratorError("Nothing was sent.", first.text, first.hint)
        order = self.order
        price_low, price_high = self.cost.prices() or (None, None)
        return SubmissionPlan(
            training=self.training,
            validation=self.validation,
            model=self.model,
            suffix=order.suffix,
            seed=self.seed,
            training_type=self.profile.training_type,
            method=order.method,
            hyperparameters=dict(order.hyperparameters),
            grader=order.grader,
            response_format=order.response_format,
            data_digest=order.data_digest,
            tokens=order.tokens,
            cost_low=self.cost.low,
            cost_high=self.cost.high,
            price_low=price_low,
            price_high=price_high,
        )


def examine(
    order: Order,
    profile: Profile,
    identity: str,
    progress: Progress,
    today: datetime.date | None = None,
) -> Preflight:
    """Read both files once and put together what a person must know. Nothing leaves the machine.

    Args:
        order: What is wanted.
        profile: Where it would go.
        identity: As whom; see `Connection.identity`.
        progress: Counts bytes read, and carries the wish to stop.
        today: For dates of retirement; None takes today's.

    Raises:
        CuratorError: A file cannot be read.
        Cancelled: Somebody asked to stop.
    """
    training = measure_file(order.training, progress)
    validation = measure_file(order.validation, progress) if order.validation else None
    cost = estimate(order.target, profile, order.tokens, training.records, order.hyperparameters, order.method)
    found = [
        *_about_checks(order),
        *_about_files(order, training, validation),
        *_about_model(order),
        *about_method(order, profile),
        *_about_price(order, profile, cost),
        *_about_suffix(order.suffix),
        *_about_numbers(order, cost),
        *_about_retirement(order.target, today or datetime.datetime.now(datetime.UTC).date()),
    ]
    seed = secrets.randbelow(2**31) if order.seed is None else order.seed
    return Preflight(order, profile, identity, training, validation, seed, cost, _ranked(found))


def _ranked(found: Iterable[Objection]) -> tuple[Objection, ...]:
    """Errors first."""
    return tuple(sorted(found, key=lambda objection: ("error", "warning", "note").index(objection.severity)))


def measure_file(path: Path, progress: Progress) -> OutgoingData:
    """Digest, size and number of records (lines that are not blank) of a file, read once by blocks."""
    digest = hashlib.sha256()
    size = records = 0
    seen = False
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
                first, *others = block.split(b"\n")
                seen = seen or bool(first.strip())
                for part in others:
                    records += seen
                    seen = bool(part.strip())
                progress.update(size, label=f"reading {path.name}")
                progress.stop_if_cancelled()
    except OSError as error:
        raise unreadable(path, error) from error
    return OutgoingData(str(path.resolve()), digest.hexdigest(), size, records + seen)


def _about_checks(order: Order) -> list[Objection]:
    checked = order.checked
    found: list[Objection] = []
    if checked.errors and not order.force_reason.strip():
        text = f"{counted(checked.errors, 'error')} in the data: the service would refuse what is wrong, or learn it."
        found.append(Objection("error", text, "Mend this, or type the reason why it may go out."))
    elif checked.errors:
        text = f"{counted(checked.errors, 'error')} may go out all the same: {order.force_reason.strip()}"
        found.append(Objection("warning", text))
    if checked.in_both_files:
        text = (
            "1 validation record is"
            if checked.in_both_files == 1
            else f"{checked.in_both_files:,} validation records are"
        )
        text += " in the training file too."
        found.append(Objection("warning", text, "The validation loss will look better than it is: split again."))
    return found


def _about_files(order: Order, training: OutgoingData, validation: OutgoingData | None) -> list[Objection]:
    limits = order.target.limits
    found: list[Objection] = []
    least = limits.records_least
    if least and training.records < least.number:
        text = f"The training file has {counted(training.records, 'record')}; the service needs {least.number}."
        found.append(_by(least, text, "Add records. Hundreds are advised."))
    for name, data in (("training", training), ("validation", validation)):
        if data is None:
            continue
        if not data.records:
            found.append(Objection("error", f"The {name} file is empty.", "Write it again, or leave it out."))
        if limits.file_bytes and data.size > limits.file_bytes.number:
            most = limits.file_bytes.number
            text = f"The {name} file has {data.size / 2**20:.0f} MB; the service takes {most / 2**20:.0f}."
            found.append(_by(limits.file_bytes, text, "Send fewer records."))
    if validation is None:
        text = "Without a validation file nothing shows when the model only learns by heart."
        severity = "error" if order.method == "reinforcement" else "note"
        found.append(Objection(severity, text, "Split the data."))
    elif validation.digest == training.digest:
        found.append(Objection("warning", "Training and validation file are the same.", "Split the data."))
    return found


def _about_model(order: Order) -> list[Objection]:
    """A model no table has may be new: nothing is known against it."""
    if order.target.known:
        return []
    text = f"{order.target.model} is no model known here: methods, training types, prices and dates are not checked."
    near = near_targets(order.target.name)
    return [Objection("warning", text, f"Known and alike: {', '.join(near)}." if near else "")]


def _about_price(order: Order, profile: Profile, cost: Cost) -> list[Objection]:
    if cost.price is not None or order.method == "reinforcement":
        return []
    text = f"No price of training {order.target.model} is known, so its cost is not."
    hint = f"Give the one of your price list: training_price = DOLLARS a million tokens, in profile {profile.name}."
    return [Objection("note", text, hint)]


def _about_suffix(suffix: str) -> list[Objection]:
    if not _SUFFIX.fullmatch(suffix):
        text = f"The name {suffix!r} has signs a model's name may not have."
        return [Objection("error", text, "Use letters a-z, digits, - and _, and no dots.")]
    if len(suffix) > _SUFFIX_LONGEST:
        text = f"The name has {len(suffix)} letters; the service takes {_SUFFIX_LONGEST}."
        return [Objection("error", text, "Shorten it.")]
    if len(suffix) > _SUFFIX_ADVISED:
        text = f"The name has {len(suffix)} letters; the service's guide says {_SUFFIX_ADVISED}, though more were seen."
        return [Objection("warning", text, "Shorten it to be sure.")]
    return []


def _about_numbers(order: Order, cost: Cost) -> list[Objection]:
    found = about_hyperparameters(order)
    if order.seed is not None and not 0 <= order.seed < 2**31:
        found.append(Objection("error", f"The seed {order.seed} is out of bounds.", "Take one from 0 to 2147483647."))
    limit = order.target.limits.tokens_times_epochs
    if limit and order.tokens and order.tokens * cost.epochs_high > limit.number:
        text = f"{order.tokens:,} tokens × {cost.epochs_high} epochs are more than the service's {limit.number:,}."
        found.append(_by(limit, text, "Send fewer records, or fewer epochs."))
    return found


def _about_retirement(target: Target, today: datetime.date) -> list[Objection]:
    found: list[Objection] = []
    base, training, deployments = target.retirement.base, target.retirement.training, target.retirement.deployments
    if training and str(training.value) <= today.isoformat():
        text = f"{target.model} can no longer be trained since {training.value}."
        found.append(Objection("warning", text, "Choose a newer model."))
    elif base and str(base.value) <= today.isoformat():
        until = f"; earlier customers may train it until {training.value}" if training else ""
        found.append(Objection("note", f"The base model was retired on {base.value}{until}."))
    if deployments:
        found.append(Objection("note", f"Models tuned from {target.model} stop answering on {deployments.value}."))
    return found


def _by(fact: Fact, text: str, hint: str) -> Objection:
    """An error where the service itself says so, a warning where only others do."""
    if fact.verified:
        return Objection("error", text, hint)
    return Objection("warning", f"{text} (not confirmed by the service)", hint)
