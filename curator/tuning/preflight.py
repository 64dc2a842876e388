"""Before anything leaves the machine: what would leave, where to, as whom, at what cost, and what speaks against it."""

from __future__ import annotations

import datetime
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from curator.errors import CuratorError
from curator.progress import Progress
from curator.records.target import Fact, Target
from curator.tuning.cost import Cost, estimate, training_family
from curator.tuning.profiles import Profile
from curator.tuning.sending import unreadable
from curator.tuning.store import OutgoingData, SubmissionPlan

_SUFFIX = re.compile(r"[A-Za-z0-9_-]*")
_SUFFIX_LONGEST = 40
_SUFFIX_ADVISED = 18
_BLOCK = 1 << 20
_METHOD_OF_TARGET = {"supervised": "supervised", "preference": "dpo", "reinforcement": "reinforcement"}
# Source: the published v1 document and OpenAI's, August 2026: (above or equal, at most); None where there is no bound.
_BOUNDS: dict[str, tuple[float, float | None]] = {
    "batch_size": (1, 256),
    "n_epochs": (1, 50),
    "learning_rate_multiplier": (1e-9, None),
    "beta": (1e-9, 2),
    "compute_multiplier": (1e-5, 10),
}


@dataclass(frozen=True)
class Checked:
    """What the checks found in both files."""

    errors: int = 0
    warnings: int = 0
    accepted: int = 0
    in_both_files: int | None = None
    """Records of the validation file that the training file holds too; None where nobody measured it."""


@dataclass(frozen=True)
class Order:
    """What a person wants trained.

    Attributes:
        training, validation: The files to send; without a validation file there is no validation loss.
        target: The service and model, with its limits and prices.
        model: The model as the service names it, when it is not the target's own (a tuned model trained on).
        method: In the service's words: supervised, dpo or reinforcement.
        hyperparameters: By the service's names; what is absent the service chooses.
        grader, response_format: For reinforcement.
        suffix: Part of the new model's name; may be empty.
        seed: None draws one.
        tokens: Tokens of the training file, seen once; None where they cannot be counted.
        checked: What the checks found.
        data_digest: The digest of the data set the files were written from.
        force_reason: Why to send in spite of errors; typed by a person.
    """

    training: Path
    validation: Path | None
    target: Target
    model: str = ""
    method: str = "supervised"
    hyperparameters: Mapping[str, float | int | str] = field(default_factory=dict)
    grader: Mapping[str, object] | None = None
    response_format: Mapping[str, object] | None = None
    suffix: str = ""
    seed: int | None = None
    tokens: int | None = None
    checked: Checked = Checked()
    data_digest: str = ""
    force_reason: str = ""


@dataclass(frozen=True)
class Objection:
    """Something that speaks against sending: error (nothing is sent), warning or note."""

    severity: str
    text: str
    hint: str = ""


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
    def blocked(self) -> bool:
        """Whether an error stands in the way."""
        return any(objection.severity == "error" for objection in self.objections)

    def plan(self) -> SubmissionPlan:
        """The plan to submit. Raises CuratorError when an error stands in the way."""
        if self.blocked:
            first = next(objection for objection in self.objections if objection.severity == "error")
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
        *_about_method(order, profile),
        *_about_suffix(order.suffix),
        *_about_numbers(order, cost),
        *_about_retirement(order.target, today or datetime.datetime.now(datetime.UTC).date()),
    ]
    ranked = sorted(found, key=lambda objection: ("error", "warning", "note").index(objection.severity))
    seed = secrets.randbelow(2**31) if order.seed is None else order.seed
    return Preflight(order, profile, identity, training, validation, seed, cost, tuple(ranked))


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
        text = "1 error" if checked.errors == 1 else f"{checked.errors:,} errors"
        text += " in the data: the service would refuse what is wrong, or learn it."
        found.append(Objection("error", text, "Mend this, or type the reason why it may go out."))
    elif checked.errors:
        text = "1 error goes out" if checked.errors == 1 else f"{checked.errors:,} errors go out"
        text += f" all the same: {order.force_reason.strip()}"
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
        text = f"The training file has {training.records} records; the service needs {least.number}."
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


def _about_method(order: Order, profile: Profile) -> list[Objection]:
    target = order.target
    found: list[Objection] = []
    methods = [_METHOD_OF_TARGET.get(method, method) for method in target.methods]
    if methods and order.method not in methods:
        text = f"{target.model} is trained by {' or '.join(methods)}, not by {order.method}."
        found.append(Objection("error", text, "Choose another model or another method."))
    if order.method == "reinforcement" and order.grader is None:
        text = "Reinforcement needs a grader."
        found.append(Objection("error", text, "Give one as the service's document describes it."))
    if order.method == "reinforcement" and profile.practice:
        text = "The practice service does not train by reinforcement: its word model neither reasons nor can be graded."
        found.append(Objection("error", text, "Rehearse with supervised or dpo."))
    family = training_family(profile.training_type)
    if family is None:
        text = f'The training type "{profile.training_type}" of profile {profile.name} is not one known here.'
        found.append(Objection("warning", text, "Known are Standard, GlobalStandard and developerTier."))
    elif target.training_types and family not in target.training_types:
        text = f"{target.model} is not trained as {profile.training_type}."
        hint = f"It is trained as: {', '.join(target.training_types)}. Change training_type in profile {profile.name}."
        found.append(Objection("error", text, hint))
    return found


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
    found: list[Objection] = []
    for name, (least, most) in _BOUNDS.items():
        value = order.hyperparameters.get(name)
        if not isinstance(value, int | float):
            continue
        if value < least or (most is not None and value > most):
            bounds = f"above {least:g}" if most is None else f"from {least:g} to {most:g}"
            found.append(Objection("error", f"{name} is {value:g}; it may be {bounds}.", "Change it, or leave it out."))
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
