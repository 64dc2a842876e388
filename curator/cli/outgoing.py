"""The files a job is to be made of: checked as they would be sent, and named as the service knows them."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from curator.cli.source import STANDARD_INPUT, measure, opened
from curator.errors import CuratorError
from curator.settings import Settings

if TYPE_CHECKING:
    from curator.records.target import Target
    from curator.tuning.preflight import Checked, Preflight
    from curator.workbench import Workbench


@dataclass(frozen=True)
class OutgoingFiles:
    """The files as the checks saw them, and the model they were checked for.

    Attributes:
        training, validation: The files.
        target: The service and model of the settings.
        tokens: Tokens of the training file, seen once; None where they cannot be counted.
        checked: What the checks found in both.
    """

    training: Path
    validation: Path | None
    target: Target
    tokens: int | None
    checked: Checked


def checked_data(
    training: str, validation: str | None, settings: Settings, as_is: bool, workers: int | None
) -> OutgoingFiles:
    """Check both files as they would be sent.

    Raises:
        CuratorError: A file cannot be opened, or has edits that its bytes do not hold.
    """
    from curator.tuning.preflight import Checked

    if STANDARD_INPUT in (training, validation):
        raise CuratorError("Standard input cannot be sent.", hint="Write it to a file: it may be needed again.")
    with ExitStack() as stack:
        bench = stack.enter_context(opened(training, settings, as_is=as_is))
        benches = [bench]
        if validation is not None:
            benches.append(stack.enter_context(opened(validation, settings, as_is=as_is, against=bench)))
        for one, name in zip(benches, (training, validation), strict=False):
            _refuse_edits(one, str(name))
            measure(one, workers)
        tokens = bench.stats().tokens.sum if bench.target.encoding else None
        checked = Checked(
            errors=sum(one.counts.error for one in benches),
            warnings=sum(one.counts.warning for one in benches),
            accepted=sum(one.complete.accepted for one in benches),
            in_both_files=len(benches[1].query("has:LEK")) if validation is not None else None,
        )
        return OutgoingFiles(Path(training), Path(validation) if validation else None, bench.target, tokens, checked)


def _refuse_edits(bench: Workbench, name: str) -> None:
    """What is sent are the bytes of a file: edits that only its journal holds would stay behind unseen."""
    if bench.edit_count:
        raise CuratorError(
            f"{name} has edits that are not in its bytes.",
            "What is sent is the file as it stands on the disk.",
            f"Write it with its edits first: curator export {name} --output OUT. Or send it without: --as-is.",
        )


def service_name(model: str | None, target: Target) -> str:
    """The model as the service is to be told, where that is not the target's own name."""
    name = (model or "").rpartition("/")[2]
    known = {target.model, target.model_name, *(alias.rpartition("/")[2] for alias in target.aliases)}
    return "" if name.lower() in {word.lower() for word in known} | {""} else name


def data_digest(preflight: Preflight) -> str:
    """The digest of the data set both files were divided from, by the split's account beside them; else the file's."""
    training = preflight.training
    account = Path(training.path).with_name("split.json")
    try:
        split = json.loads(account.read_bytes())
        if split["outputs"][Path(training.path).name]["sha256"] == training.digest:
            return str(split["input"]["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        # No account, or one of another making: then the file itself is what is known.
        return training.digest
    return training.digest
