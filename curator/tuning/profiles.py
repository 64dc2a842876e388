"""Profiles: which resource to speak to, how to get in, and what it costs."""

from __future__ import annotations

import difflib
import importlib
import json
import os
import shutil
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from curator.errors import CuratorError
from curator.tuning.secret import Secret

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_KEYRING_SERVICE = "curator"
_FORBIDDEN = ("key", "api_key", "token", "password", "secret")


@dataclass(frozen=True)
class Profile:
    """One resource, as a table `[profile.NAME]` in curator.toml describes it. It holds no key.

    Attributes:
        name: The profile's name.
        endpoint: The resource's address, such as https://contoso-ft.openai.azure.com.
        subscription, resource_group, account: Where the resource is on the control plane; needed to deploy.
        region: The region's name, shown and used for checks.
        training_type: The service's spelling: Standard, GlobalStandard or developerTier; spellings differ by region.
        sku: For deployments: Standard, GlobalStandard, DataZoneStandard or DeveloperTier.
        capacity: For deployments, in thousand tokens a minute.
        training_price: US dollars for a million tokens of training; None takes the target's price.
        hosting_price: US dollars for an hour of a deployment; None takes the target's price.
        price_source, price_date: Where the two prices come from.
        production: Shown in red.
        practice: Whether it is the practice service.
        authentication: key or entra.
        key_variable: The environment variable that holds the key.
        token_scope, control_scope: What Entra tokens are asked for.
        control_url: The control plane's address.
        control_version, dated_version: API versions of the control plane and of the dated route.
        timeout: Seconds to wait for an answer.
        identity_url: For the practice service, where its tokens come from.
    """

    name: str
    endpoint: str
    subscription: str = ""
    resource_group: str = ""
    account: str = ""
    region: str = ""
    training_type: str = "GlobalStandard"
    sku: str = "DeveloperTier"
    capacity: int = 50
    training_price: float | None = None
    hosting_price: float | None = None
    price_source: str = ""
    price_date: str = ""
    production: bool = False
    practice: bool = False
    authentication: str = "key"
    key_variable: str = "AZURE_OPENAI_API_KEY"
    token_scope: str = "https://ai.azure.com/.default"
    control_scope: str = "https://management.azure.com/.default"
    control_url: str = "https://management.azure.com"
    control_version: str = "2024-10-01"
    dated_version: str = "2025-04-01-preview"
    timeout: float = 60.0
    identity_url: str = ""

    @property
    def label(self) -> str:
        """How the profile is named on a screen: profile, account and region."""
        if self.practice:
            return "PRACTICE"
        return " · ".join(part for part in (self.name, self.account, self.region) if part)


def practice_profile(endpoint: str, name: str = "practice") -> Profile:
    """The profile of a practice service at this address (see `PracticeServer.address`)."""
    return Profile(
        name=name,
        endpoint=endpoint,
        subscription="practice-subscription",
        resource_group="practice-group",
        account="practice",
        region="practiceregion",
        training_price=0.0,
        hosting_price=0.0,
        price_source="the practice service is free",
        practice=True,
        key_variable="CURATOR_PRACTICE_KEY",
        control_url=endpoint,
        identity_url=f"{endpoint}/identity/token",
    )


def load_profiles(paths: Iterable[Path]) -> dict[str, Profile]:
    """Read the `[profile.NAME]` tables of TOML files; later files win over earlier ones, absent files are passed over.

    Raises:
        CuratorError: A file that is not TOML, an unknown or wrong entry, or a key written into the file.
    """
    profiles: dict[str, Profile] = {}
    for path in paths:
        if path.is_file():
            profiles |= _read(path)
    return profiles


def _read(path: Path) -> dict[str, Profile]:
    document = _document(_bytes_of(path), path)
    tables = document.get("profile", {})
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise CuratorError(f"{path.name} is wrong.", f"{path}: profiles are tables named [profile.NAME].")
    return {name: make_profile(name, table, str(path)) for name, table in tables.items()}


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise CuratorError(f"{path.name} cannot be read.", f"{path}: {error.strerror}") from error


def _document(raw: bytes, path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(raw.decode("utf-8-sig").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CuratorError(f"{path.name} cannot be read.", f"{path}: {error}", "Mend it, or move it away.") from error


def make_profile(name: str, entries: Mapping[str, object], place: str = "") -> Profile:
    """Build a profile from its entries, as a file or a form gives them.

    Args:
        name: The profile's name.
        entries: By the names of Profile's attributes; numbers may be given as integers.
        place: Where the entries were written, for messages.

    Raises:
        CuratorError: An entry that is unknown, of the wrong kind, or a key; or no usable endpoint.
    """
    where = f"{place}: [profile.{name}]" if place else f"[profile.{name}]"
    values: dict[str, object] = {}
    types = {field.name: str(field.type) for field in fields(Profile)}
    for entry, value in entries.items():
        if entry.lower() in _FORBIDDEN:
            raise CuratorError(
                "Keys do not belong into a file.",
                f"{where} has the entry {entry!r}.",
                "Take it out, make a new key at the service, and put that into the environment or the keyring.",
            )
        if entry == "name" or entry not in types:
            near = difflib.get_close_matches(entry, [known for known in types if known != "name"], n=1)
            hint = f"Did you mean {near[0]!r}?" if near else "See the README for the entries a profile has."
            raise CuratorError("A profile has an unknown entry.", f"{where}: {entry!r}", hint)
        values[entry] = _checked(entry, value, types[entry], where)
    _check_address(str(values.get("endpoint", "")), where)
    for other in ("control_url", "identity_url"):
        if values.get(other):
            _check_address(str(values[other]), where)
    if values.get("authentication", "key") not in ("key", "entra"):
        raise CuratorError("A profile has a wrong entry.", f'{where}: authentication is either "key" or "entra".')
    values["endpoint"] = str(values["endpoint"]).rstrip("/")
    if urlsplit(values["endpoint"]).hostname in LOOPBACK:
        values = _on_this_machine(str(values["endpoint"])) | values
    return Profile(name=name, **values)  # pyright: ignore[reportArgumentType] - checked one by one above


def _on_this_machine(endpoint: str) -> dict[str, object]:
    """What a service on this machine needs besides its address: its own control plane, never Azure's."""
    usual = practice_profile(endpoint)
    names = ("subscription", "resource_group", "account", "control_url", "identity_url")
    return {name: getattr(usual, name) for name in names}


def _checked(entry: str, value: object, kind: str, where: str) -> object:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind.startswith("float") and number:
        return float(value)  # pyright: ignore[reportArgumentType] - it is a number
    good = {"str": isinstance(value, str), "bool": isinstance(value, bool), "int": number and isinstance(value, int)}
    if not good.get(kind, False):
        wanted = {"str": "a text", "bool": "true or false", "int": "a whole number"}.get(kind, "a number")
        raise CuratorError("A profile has a wrong entry.", f"{where}: {entry} must be {wanted}, not {value!r}.")
    return value


def _check_address(address: str, where: str) -> None:
    parts = urlsplit(address)
    loopback = parts.hostname in LOOPBACK
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise CuratorError(
            "A profile needs an endpoint.",
            f"{where}: {address!r} is not an address.",
            'Such as endpoint = "https://contoso-ft.openai.azure.com".',
        )
    if parts.scheme == "http" and not loopback:
        raise CuratorError("Keys and tokens are never sent without encryption.", f"{where}: {address}", "Use https.")


def profile_as_toml(profile: Profile) -> str:
    """The profile as a TOML table, with what differs from the defaults."""
    usual = Profile(name="", endpoint="")
    lines = [f"[profile.{json.dumps(profile.name)}]"]
    for field in fields(Profile):
        value = getattr(profile, field.name)
        if field.name != "name" and value is not None and value != getattr(usual, field.name):
            lines.append(f"{field.name} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def add_profile(path: Path, profile: Profile) -> None:
    """Write a new profile at the end of a TOML file, which is made where there is none.

    Everything that stands in the file already stays byte for byte; its line ends are taken over.

    Raises:
        CuratorError: The file has a profile of that name already, or cannot be read or written.
    """
    # Where the name is a link, the file it leads to is written.
    path = path.resolve()
    if profile.name in load_profiles([path]):
        raise CuratorError(
            "There is a profile of that name.",
            f"{path}: [profile.{profile.name}]",
            "Take another name, or change that table in the file.",
        )
    before = _bytes_of(path)
    newline = b"\r\n" if b"\r\n" in before else b"\n"
    gap = b"" if not before else newline if before.endswith(b"\n") else newline * 2
    after = before + gap + profile_as_toml(profile).encode().replace(b"\n", newline)
    # A file may hold its profiles in a form that takes no further table, such as profile = { ... }.
    _document(after, path)
    beside = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(after)
        if before:
            shutil.copymode(path, beside)
        beside.replace(path)
    except OSError as error:
        raise CuratorError("The profile cannot be written.", f"{path}: {error.strerror}") from error


def key_source(profile: Profile) -> str:
    """Where the key of a profile would come from: environment or keyring; "" where a person has to be asked.

    Raises:
        CuratorError: The keyring does not answer.
    """
    if os.environ.get(profile.key_variable):
        return "environment"
    return "keyring" if _from_keyring(profile) else ""


def find_key(profile: Profile, prompt: Callable[[str], str] | None = None) -> Secret:
    """The key of a profile: from the environment, else the keyring where one is installed, else by asking.

    Args:
        profile: Whose key.
        prompt: Asks a person, given a question, and returns what was typed (unseen). None asks nobody.

    Raises:
        CuratorError: No key anywhere.
    """
    found = os.environ.get(profile.key_variable) or _from_keyring(profile)
    if not found and prompt is not None:
        found = prompt(f"Key for {profile.endpoint}: ").strip()
    if not found and profile.practice:
        raise CuratorError(
            "There is no key for the practice service.",
            f"The variable {profile.key_variable} is not set.",
            'Set it to any word, start "curator practice" with it, and use the same word here.',
        )
    if not found:
        raise CuratorError(
            f"There is no key for profile {profile.name}.",
            f"Neither the variable {profile.key_variable} nor the keyring has one.",
            f'Set {profile.key_variable}, or authentication = "entra" in the profile and sign in with "az login".',
        )
    return Secret(found)


def _from_keyring(profile: Profile) -> str:
    if profile.practice:
        return ""
    try:
        keyring = importlib.import_module("keyring")
        return keyring.get_password(_KEYRING_SERVICE, profile.endpoint) or ""
    except ImportError:
        return ""
    except Exception as error:
        # A keyring's backends raise what they like; the person still has the other two ways.
        raise CuratorError(
            "The keyring does not answer.", type(error).__name__, f"Set {profile.key_variable} instead."
        ) from error
