"""Which resource is spoken to: where profiles are looked up, and which one counts. The same for screen and commands."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from curator.configuration import FILE_NAME, user_folder
from curator.errors import CuratorError
from curator.tuning.profiles import LOOPBACK, Profile, load_profiles, practice_profile

PRACTICE = "practice"
"""The name that always means the practice service."""
PROFILE_VARIABLE = "CURATOR_PROFILE"
URL_VARIABLE = "CURATOR_PRACTICE_URL"
KEY_VARIABLE = "CURATOR_PRACTICE_KEY"


@dataclass(frozen=True, slots=True)
class Known:
    """A profile that is configured, and the file it stands in."""

    profile: Profile
    path: Path


def own_file() -> Path:
    """The user's own file; it need not exist."""
    return user_folder() / FILE_NAME


def file_above(folder: Path) -> Path | None:
    """The nearest curator.toml in a folder or above it; None where there is none."""
    places = (place / FILE_NAME for place in (folder, *folder.parents))
    return next((place for place in places if place.is_file()), None)


def profile_files(data: Path | None = None) -> list[Path]:
    """Where profiles may stand, those that count more last.

    The user's own file, the nearest curator.toml from the working folder upwards, and the nearest one from the data's
    folder upwards.

    Args:
        data: The data file that is worked on; None where there is none.
    """
    folders = [Path.cwd()] + ([data.resolve().parent] if data is not None else [])
    near = [path for folder in folders if (path := file_above(folder)) is not None]
    return list(dict.fromkeys([own_file(), *near]))


def known_profiles(data: Path | None = None) -> dict[str, Known]:
    """Every profile that is configured, by its name (see `profile_files`).

    Raises:
        CuratorError: A file is wrong, or gives the practice service's name to another resource.
    """
    found: dict[str, Known] = {}
    for path in profile_files(data):
        found |= {name: Known(_checked(profile, path), path) for name, profile in load_profiles([path]).items()}
    return found


def usual_name(known: Mapping[str, Known]) -> str:
    """The profile that counts where nobody names one; "" where a person has to be asked.

    That is the one of CURATOR_PROFILE, else the only one, else the practice service of CURATOR_PRACTICE_URL.
    """
    asked = os.environ.get(PROFILE_VARIABLE, "")
    if asked or len(known) == 1:
        return asked or next(iter(known))
    return PRACTICE if not known and os.environ.get(URL_VARIABLE) else ""


def choose_profile(name: str | None, data: Path | None = None) -> Profile | None:
    """The profile of a name; None for a practice service of the program's own.

    Args:
        name: As a person gave it; None or "" takes the usual one (see `usual_name`).
        data: The data file that is worked on; None where there is none.

    Raises:
        CuratorError: There is no such profile, or none and several to choose from.
    """
    known = known_profiles(data)
    chosen = name or usual_name(known)
    if chosen in known:
        return known[chosen].profile
    if chosen == PRACTICE:
        return _practice_of_environment()
    if chosen:
        raise CuratorError(
            f'There is no profile "{chosen}".',
            f"Looked in {', '.join(map(str, profile_files(data)))}.",
            f"Known: {', '.join([*known, PRACTICE])}.",
        )
    if known:
        raise CuratorError("Which profile?", f"There are {', '.join(known)}.", "Say it with --profile NAME.")
    raise CuratorError(
        "There is no profile yet.",
        f"A profile says which resource to speak to: a table [profile.NAME] in {own_file()} or curator.toml.",
        "Write one (the README shows how, and so does n on the Train screen), or rehearse with --profile practice.",
    )


def _practice_of_environment() -> Profile | None:
    url = os.environ.get(URL_VARIABLE, "").rstrip("/")
    if not url:
        return None
    _check_loopback(url, URL_VARIABLE)
    return practice_profile(url)


def _checked(profile: Profile, path: Path) -> Profile:
    """A profile as it counts. One of the practice service is always the same; only its place is here."""
    if profile.name == PRACTICE and not profile.practice:
        raise CuratorError(
            'The name "practice" is kept for the practice service.', str(path), "Give the profile another name."
        )
    if not profile.practice:
        return profile
    _check_loopback(profile.endpoint, str(path))
    usual = practice_profile(profile.endpoint, profile.name)
    return dataclasses.replace(usual, training_type=profile.training_type, sku=profile.sku, capacity=profile.capacity)


def _check_loopback(address: str, where: str) -> None:
    """What is called practice never leaves this machine."""
    parts = urlsplit(address)
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        raise CuratorError(
            "The practice service is on this machine only.",
            f"{where}: {address}",
            'Take the address that "curator practice" prints.',
        )
