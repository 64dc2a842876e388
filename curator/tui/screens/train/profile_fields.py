"""The fields of a profile that is being made: what stands in them, what they mean, and what a switch turns to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from curator.errors import CuratorError
from curator.measures.text import visible
from curator.tui.glyphs import DONE, ERROR
from curator.tui.screens.panel import Row
from curator.tui.screens.train.trouble import trouble_rows
from curator.tui.widgets.option_lines import OptionLine
from curator.tuning.draft import DEPLOYING, ENTRA, KEY, ProfileDraft, account_of
from curator.tuning.failures import ServiceFailure
from curator.tuning.profiles import Profile
from curator.tuning.trial import Tried

KEY_FIELD, PLACE_FIELD = "key", "place"
FIELDS: Mapping[str, str] = {
    "name": "name",
    "endpoint": "endpoint",
    "authentication": "authentication",
    "key_variable": "key from",
    KEY_FIELD: "key",
    "region": "region",
    "training_type": "training type",
    "production": "production",
    "subscription": "subscription",
    "resource_group": "resource group",
    "account": "account",
    "sku": "deployed as",
    "capacity": "capacity",
    PLACE_FIELD: "keep it in",
}
TURNS: Mapping[str, Sequence[str]] = {
    "authentication": (KEY, ENTRA),
    "training_type": ("GlobalStandard", "Standard", "developerTier"),
    "sku": ("DeveloperTier", "GlobalStandard", "Standard", "DataZoneStandard"),
}
"""Fields that a switch turns through what is usual; the last two may also be typed."""
SWITCHED = ("authentication", "production", PLACE_FIELD)
"""Fields that are never typed."""
_HINTS = {
    "name": "a name of your own for it, such as prod",
    "endpoint": "as the portal shows it, or the resource's name alone",
    "key_variable": "the environment variable that holds the key",
    KEY_FIELD: "not shown, never written, forgotten when curator ends",
    "region": "such as swedencentral; it is only shown",
    "training_type": "as the service spells it",
    "subscription": "its id; deploying needs this and the next two",
    "resource_group": "the resource group's name",
    "account": "the resource's name; empty takes the endpoint's",
    "sku": "as the service spells it",
    "capacity": "thousand tokens a minute",
}
_USUAL = Profile(name="", endpoint="")


def hint_of(name: str) -> str:
    """What may be typed in a field."""
    return _HINTS[name]


def turned(draft: ProfileDraft, name: str) -> ProfileDraft:
    """The draft with a field turned to what follows."""
    if name == "production":
        return replace(draft, production=not draft.production)
    values = TURNS[name]
    now = getattr(draft, name) or values[0]
    place = values.index(now) if now in values else -1
    return replace(draft, **{name: values[(place + 1) % len(values)]})


def profile_field_lines(draft: ProfileDraft, key: str, places: Sequence[Path], place: int) -> list[OptionLine]:
    """The fields with their values.

    Args:
        draft: What was typed.
        key: Where the key comes from, in words.
        places: The files that may take it.
        place: Which of them is chosen.
    """
    lines: list[OptionLine] = []
    for name, title in FIELDS.items():
        if draft.authentication == ENTRA and name in ("key_variable", KEY_FIELD):
            continue
        value, ink = _shown(draft, name, key, places[place])
        lines.append(OptionLine(((f" {title:<16}", "dim"), (visible(value, multiline=False), ink)), name))
    return lines


def _shown(draft: ProfileDraft, name: str, key: str, place: Path) -> tuple[str, str]:
    if name == KEY_FIELD:
        return key, "" if key else "dim"
    if name == PLACE_FIELD:
        return str(place), ""
    if name == "production":
        return ("yes: shown in red" if draft.production else "no"), ""
    value = getattr(draft, name)
    if value:
        return value, ""
    if name == "account" and account_of(draft.endpoint):
        return f"{account_of(draft.endpoint)}, as in the endpoint", "dim"
    usual = getattr(_USUAL, name, "")
    if name == "endpoint":
        return "needed", "warning"
    return (str(usual), "dim") if usual else ("only for deploying" if name in DEPLOYING else "–", "dim")


def tried_rows(doors: Sequence[Tried]) -> list[Row]:
    """What each door said, the full story of a failure once."""
    rows: list[Row] = [()]
    told: set[str] = set()
    for door in doors:
        if door.failure is None:
            rows.append(((f" {DONE} ", "good"), (f"{door.name:<13}", ""), (door.found, "dim")))
            continue
        rows.append(((f" {ERROR} ", "error"), (f"{door.name:<13}", ""), (visible(door.failure.title), "error")))
        story = _story(door.failure)
        if story not in told:
            told.add(story)
            rows += [(("   ", ""), *row) if row else () for row in trouble_rows(door.failure)[3:]]
    return rows


def _story(failure: CuratorError) -> str:
    """What tells one failure from another: neither which door it was, nor the request's own id."""
    if not isinstance(failure, ServiceFailure):
        return str(failure)
    return "\n".join((failure.explanation, failure.official, failure.said.words))
