"""The right pane of the files and job steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from curator.amounts import size_text
from curator.measures.text import visible
from curator.tui.glyphs import MARKED, thousands
from curator.tui.screens.panel import Row
from curator.tui.screens.train.loss import LOSS, loss_rows
from curator.tui.screens.train.steps import far_words
from curator.tui.widgets.status_line import duration
from curator.tuning.jobs import JobView, silent_for
from curator.tuning.profiles import Profile
from curator.workbench.training import Outgoing, Wishes

_LABEL = 12
_MOST_PLOT = 17


def field(title: str, text: str, ink: str = "") -> Row:
    """One fact with its title; what is too long goes on below."""
    return (f"{title:<{_LABEL}}", "dim"), (visible(text, multiline=False), ink)


def files_rows(outgoing: Outgoing | None, whole: int, wishes: Wishes, profile: Profile | None, model: str) -> list[Row]:
    """What would be sent, where to, and what may be changed."""
    rows: list[Row] = [()]
    if outgoing is None:
        rows.append(field("what", f"all {thousands(whole)} lines, as they stand"))
        rows.append(field("", "No validation file: nothing would show when the model only learns by heart.", "warning"))
        rows.append(field("", "3 divides the data into a training and a validation set.", "dim"))
    else:
        rows.append(field("what", _sent(outgoing.training, outgoing.training_records)))
        if outgoing.validation is not None:
            rows.append(field("", _sent(outgoing.validation, outgoing.validation_records)))
        if outgoing.stale:
            rows.append(field("", outgoing.stale, "warning"))
    rows += [(), *_where(profile), ()]
    rows.append(field("job", f"{model} · {'epochs left to the service' if wishes.epochs is None else ''}".rstrip(" ·")))
    if wishes.epochs is not None:
        rows[-1] = field("job", f"{model} · {wishes.epochs} epochs")
    rows.append(field("", f"name {wishes.name} · seed {'drawn' if wishes.seed is None else wishes.seed}"))
    rows += [(), (("⏎", "key"), (" looks at all of it once more and asks; nothing leaves the machine before.", "dim"))]
    rows.append((("e", "key"), (" changes the name, the epochs, the seed or the profile.", "dim")))
    return rows


def _sent(path: object, records: int | None) -> str:
    from pathlib import Path

    place = Path(str(path))
    size = size_text(place.stat().st_size) if place.exists() else "gone"
    return f"{place.parent.name}/{place.name}   {thousands(records)} records   {size}"


def _where(profile: Profile | None) -> list[Row]:
    if profile is None:
        return [field("where", "no resource yet")]
    if profile.practice:
        told = (
            "a small service on this machine that speaks as Azure does. It fits a small word model to your answers, "
            "shows that model's true loss, and answers with the nearest record. It costs nothing, and nothing leaves "
            "the machine."
        )
        return [field("where", "PRACTICE", "warning"), field("", told)]
    ink = "error" if profile.production else ""
    return [field("where", f"profile {profile.label}", ink), field("", profile.endpoint, "dim")]


def no_profile_rows(known: Mapping[str, Profile]) -> list[Row]:
    """What to do where no resource is chosen: choose one, make one, or rehearse."""
    if known:
        rows: list[Row] = [(), (("Which resource?", "bold"),), ()]
        rows += [field(visible(name, multiline=False)[: _LABEL - 1], one.endpoint) for name, one in known.items()]
        rows += [(), (("⏎", "key"), (" chooses one of them, or the practice service.", ""))]
        return [*rows, (("n", "key"), (" makes a profile of another resource.", ""))]
    return [
        (),
        (("No resource is known here.", "bold"),),
        (),
        (
            ("⏎", "key"),
            (" rehearses with the practice service: on this machine, free, the same steps as with Azure.", ""),
        ),
        (
            ("n", "key"),
            (" makes a profile of a resource of yours, in a form, and tries it.", ""),
        ),
        (),
        (
            (
                "A profile is a table [profile.NAME] in curator.toml, above the data or in your own configuration "
                "folder. Its key is read from the environment or the keyring, or typed, and never written.",
                "dim",
            ),
        ),
    ]


def job_rows(
    view: JobView | None, sending: str, width: int, height: int, *, plain: bool, what: str = LOSS
) -> list[Row]:
    """The loss, or the token accuracy, and, below it, the service's own words, the newest first."""
    if sending:
        return [
            (),
            ((f"{MARKED} ", "key"), (sending, "")),
            (),
            (("esc stops; what is sent already is used again.", "dim"),),
        ]
    if view is None:
        return [(), (("No job yet. The step above sends the files and starts one.", "dim"),)]
    rows = loss_rows(view, width, min(_MOST_PLOT + 3, max(8, height // 2 + 2)), plain=plain, what=what)
    narrow = width < 90 and height < 24
    if narrow:
        rows += [((far_words(view), "dim"),)]
    silence = silent_for(view)
    if silence is not None:
        rows += [((f"The service has not answered for {duration(silence)}; the job goes on there.", "warning"),)]
    if view.failure is not None:
        rows += [(), ((visible(str(view.failure.title), multiline=False), "error"),)]
        rows += [((visible(line, multiline=False), ""),) for line in str(view.failure).split("\n")[1:]]
    said = "what the service says"
    rows += [(), ((f"─ {said} " + "─" * max(0, width - len(said) - 4), "dim"),)]
    events = sorted(view.events, key=lambda event: event.created_at)
    for event in reversed(events):
        at = datetime.fromtimestamp(event.created_at)
        ink = {"error": "error", "warn": "warning"}.get(event.level, "")
        rows.append(((f" {at:%H:%M:%S}  ", "dim"), (visible(event.message, multiline=False), ink)))
    return rows
