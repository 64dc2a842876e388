"""What a person is shown before anything leaves the machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from curator.amounts import counted, size_text

if TYPE_CHECKING:
    from curator.tuning.preflight import Preflight
    from curator.tuning.store import OutgoingData


def preflight_lines(preflight: Preflight, chosen: bool = False) -> Iterator[str]:
    """What leaves, where to, as whom, as which job, at what cost, and what speaks against it.

    Args:
        preflight: What was put together.
        chosen: Whether the records chose the method, which is then said.
    """
    from curator.tuning.methods import method_reason

    order, profile = preflight.order, preflight.profile
    yield ""
    yield f" Send to {profile.label}"
    yield ""
    yield f"   what     {_file_text(preflight.training)}"
    if preflight.validation is not None:
        yield f"            {_file_text(preflight.validation)}"
    yield f"   where    {profile.endpoint}{'  PRODUCTION' if profile.production else ''}"
    yield f"            as {preflight.identity}"
    yield f"   job      {order.method} · {preflight.model} · {profile.training_type} · {_hyperparameters(preflight)}"
    reason = method_reason(order.checked.shapes) if chosen else ""
    if reason:
        yield f"            {order.method}, as {reason}"
    name = f"name {order.suffix} · " if order.suffix else ""
    yield f"            {name}seed {preflight.seed}"
    yield f"   cost     {preflight.cost.text()}"
    if profile.practice and preflight.cost.note:
        yield "            PRACTICE costs nothing: that is what the real service takes."
    if preflight.cost.source:
        dated = f", {preflight.cost.date}" if preflight.cost.date else ""
        yield f"            price: {preflight.cost.source}{dated}. Hosting is extra, after deploy."
    yield f"   checks   {_checks_text(preflight)}"
    for objection in preflight.objections:
        yield f"   {objection.severity:<8} {objection.text}"
        if objection.hint:
            yield f"            {objection.hint}"
    yield ""


def _file_text(data: OutgoingData) -> str:
    return f"{data.path}  {counted(data.records, 'record')}  {size_text(data.size)}  sha256 {data.digest[:12]}…"


def _hyperparameters(preflight: Preflight) -> str:
    asked = preflight.order.hyperparameters
    others = [f"{name} {value}" for name, value in asked.items() if name != "n_epochs"]
    epochs = asked.get("n_epochs")
    first = "epochs as the service chooses" if epochs is None else "1 epoch" if epochs == 1 else f"{epochs} epochs"
    return " · ".join([first, *others])


def _checks_text(preflight: Preflight) -> str:
    checked = preflight.order.checked
    accepted = f", {checked.accepted:,} accepted" if checked.accepted else ""
    both = checked.in_both_files
    shared = (
        ""
        if both is None
        else " · nothing in both files"
        if both == 0
        else f" · {counted(both, 'record')} in both files"
    )
    return f"data: {counted(checked.errors, 'error')} · {counted(checked.warnings, 'warning')}{accepted}{shared}"
