"""What is sent to be trained: the files of a split, or all the data as one file, and what the checks say of them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from curator.checks.registry import rule_number
from curator.dataset.export import write
from curator.dataset.place import make_folder_for
from curator.engine.identity import accepted_among
from curator.errors import CuratorError
from curator.progress import Progress
from curator.records.target import target_or_unknown
from curator.split.options import FILE_NAMES
from curator.tuning.methods import method_of
from curator.tuning.order import Checked, Order
from curator.workbench.divided import account_in, kept_split, stale
from curator.workbench.slices import count_findings

if TYPE_CHECKING:
    from curator.records.target import Target
    from curator.settings import Settings
    from curator.workbench.bench import Workbench
    from curator.workbench.counts import Counts

_MOST_LETTERS_OF_NAME = 18
_TOLD_BEFORE_SENDING = ("LIM001", "LIM030")
"""Rules about the file as a whole that the preflight itself speaks of: nobody can force what they are about."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The files that would be sent."""

    training: Path
    validation: Path | None
    training_records: int | None = None
    validation_records: int | None = None
    """As the account beside the files says; None where nobody counted."""
    stale: str = ""
    """Why the files are not the data as it now stands, in a sentence; "" where they are."""
    in_both: int | None = None
    """Validation records that leak from the training file, as measured when they were written."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person asks of the training; what is left open the service chooses."""

    name: str = ""
    """Part of the new model's name."""
    model: str = ""
    """Another model than the target's, such as a tuned one to be trained on."""
    epochs: int | None = None
    seed: int | None = None
    force_reason: str = ""


def usual_name(path: Path, today: date | None = None) -> str:
    """A name for a job: the file's, with the day, in the signs and the length a model's name may have."""
    day = f"-{today or date.today():%m%d}"
    stem = re.sub(r"[^A-Za-z0-9]+", "-", path.stem).strip("-").lower() or "job"
    return stem[: _MOST_LETTERS_OF_NAME - len(day)].rstrip("-") + day


def split_files(bench: Workbench, folder: Path | None = None) -> Outgoing | None:
    """The files of the split beside the data, None where it has not been divided.

    Args:
        bench: The open data set.
        folder: Where the split is; None takes the folder that was chosen for it, by default `split` beside the file.
    """
    place = folder or kept_split(bench)[1]
    training, validation = place / FILE_NAMES["training"], place / FILE_NAMES["validation"]
    account = account_in(place)
    if not training.is_file() or account is None:
        return None
    outputs = account.get("outputs", {})
    leaks = account.get("leakage", {}).get("validation")
    return Outgoing(
        training=training,
        validation=validation if validation.is_file() else None,
        training_records=outputs.get(training.name, {}).get("records"),
        validation_records=outputs.get(validation.name, {}).get("records"),
        stale=stale(bench, account),
        in_both=None if leaks is None else leaks["same_record"] + leaks["near"] + leaks["same_prompt"],
    )


def whole_file(bench: Workbench, progress: Progress) -> Outgoing:
    """All of the data in one file, its edits applied, kept beside the journal. There is no validation file then.

    Raises:
        CuratorError: The file cannot be written.
    """
    progress.update(0, total=0, label="writing the data as it stands")
    place = make_folder_for(bench.path) / f"{bench.path.stem}.outgoing.jsonl"
    account = write(bench.dataset, place, overwrite=True)
    return Outgoing(place, None, account.written - account.blank)


def examined(
    outgoing: Outgoing,
    settings: Settings,
    accepted: Collection[str],
    progress: Progress,
    workers: int | None = None,
) -> tuple[int | None, Checked]:
    """Check the files as they would be sent: their bytes, the validation file against the training file.

    Args:
        outgoing: What would be sent.
        settings: Target, rules and thresholds.
        accepted: Ids of findings that are silent, as they were accepted in the data the files were written from.
        progress: Counts records, and carries the wish to stop.
        workers: Processes that measure; 0 measures in this one.

    Returns:
        The tokens of the training file, seen once (None where they cannot be counted), and what the checks found.

    Raises:
        CuratorError: A file cannot be opened.
        Cancelled: Somebody asked to stop.
    """
    # Imported here, as the Workbench itself is made of what this module's neighbours define.
    from curator.workbench.bench import Workbench

    with ExitStack() as stack:
        first = Workbench.open(outgoing.training, settings, as_is=True, read_only=True)
        stack.callback(first.close)
        benches = [first]
        if outgoing.validation is not None:
            held = Workbench.open(outgoing.validation, settings, against=first, as_is=True, read_only=True)
            stack.callback(held.close)
            benches.append(held)
        for one in benches:
            one.measure_all(progress, workers)
        found = [_left(one, accepted) for one in benches]
        checked = Checked(
            errors=sum(counts.error for counts, _ in found),
            warnings=sum(counts.warning for counts, _ in found),
            accepted=sum(silent for _, silent in found),
            in_both_files=len(benches[1].query("has:LEK")) if len(benches) > 1 else None,
        )
        shapes: Counter[str] = Counter()
        for one in benches:
            shapes.update(dict(one.complete.measured.table["shape"].value_counts().iter_rows()))
        checked = replace(checked, shapes=dict(shapes.most_common()))
        counted = first.target.encoding is not None
        return int(first.complete.measured.table["tokens"].sum() or 0) if counted else None, checked


def _left(bench: Workbench, accepted: Collection[str]) -> tuple[Counts, int]:
    """What is found and was not accepted, and how much was: ids are of content, so they hold in any file."""
    complete = bench.complete
    told = [rule_number(code) for code in _TOLD_BEFORE_SENDING]
    shown = complete.shown.filter(~pl.col("rule").is_in(told))
    silent = accepted_among(shown, complete.measured.table, accepted)
    return count_findings(shown.filter(~silent.mask)), len(silent.ids)


def order_of(bench: Workbench, outgoing: Outgoing, wishes: Wishes, progress: Progress, workers: int | None) -> Order:
    """Put together what a person wants trained, for the preflight.

    Raises:
        CuratorError: The method needs what only the command line can give.
        Cancelled: Somebody asked to stop.
    """
    own = Path(bench.settings.targets) if bench.settings.targets else None
    target = target_or_unknown(wishes.model, bench.target, own) if wishes.model else bench.target
    tokens, checked = examined(outgoing, bench.settings, bench.silent, progress, workers)
    method = method_of(checked.shapes)
    if method == "reinforcement":
        raise CuratorError(
            "Reinforcement needs a grader.",
            "These records are trained by reinforcement, and a grader is a document of its own.",
            "curator submit --grader FILE sends them.",
        )
    return Order(
        training=outgoing.training,
        validation=outgoing.validation,
        target=target,
        model=service_name(wishes.model, target),
        method=method,
        hyperparameters={} if wishes.epochs is None else {"n_epochs": wishes.epochs},
        suffix=wishes.name or usual_name(bench.path),
        seed=wishes.seed,
        tokens=tokens,
        checked=checked,
        data_digest=data_digest(bench),
        force_reason=wishes.force_reason,
    )


def service_name(model: str, target: Target) -> str:
    """The model as the service is to be told, where that is not the target's own name; else ""."""
    name = model.rpartition("/")[2]
    known = {target.model, target.model_name, *(alias.rpartition("/")[2] for alias in target.aliases)}
    return "" if name.lower() in {word.lower() for word in known} | {""} else name


def data_digest(bench: Workbench) -> str:
    """SHA-256 of the data as it stands: the source's bytes, and how its rows differ from them."""
    with bench.path.open("rb") as file:
        source = hashlib.file_digest(file, "sha256").hexdigest()
    return digest_of(source, bench.dataset.states_digest())


def digest_of(source: str, states: str | None) -> str:
    """The digest of a data set, of its source's SHA-256 and the digest of its edits (None where there are none)."""
    return source if not states else hashlib.sha256(f"{source}{states}".encode()).hexdigest()


def divided_digest(training: Path, digest: str) -> str:
    """The digest of the data set a training file was divided from, by the split's account beside it.

    Args:
        training: The training file.
        digest: Its own SHA-256, which comes back where there is no account of it.
    """
    account = account_in(training.parent) or {}
    try:
        written, source = account["outputs"][training.name]["sha256"], account["input"]
        return digest_of(str(source["sha256"]), source.get("journal_sha256")) if written == digest else digest
    except (KeyError, TypeError, AttributeError):
        # An account of another making: then the file itself is what is known.
        return digest
