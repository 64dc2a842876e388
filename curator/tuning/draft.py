"""A profile in the making: what a person types, before it is one."""

from __future__ import annotations

from dataclasses import dataclass, fields
from urllib.parse import urlsplit

from curator.errors import CuratorError
from curator.tuning.profiles import Profile, make_profile

KEY, ENTRA = "key", "entra"
DEPLOYING = ("subscription", "resource_group", "account")
"""What only deploying needs."""
_HOSTED = ".openai.azure.com"
_ROUTES = ("/openai/v1", "/openai")


@dataclass(frozen=True, slots=True)
class ProfileDraft:
    """The entries of a profile as they were typed; "" where nothing was. There is no place for a key."""

    name: str = "prod"
    endpoint: str = ""
    authentication: str = KEY
    key_variable: str = ""
    subscription: str = ""
    resource_group: str = ""
    account: str = ""
    region: str = ""
    training_type: str = ""
    sku: str = ""
    capacity: str = ""
    production: bool = False

    @property
    def may_deploy(self) -> bool:
        """Whether all that deploying needs was typed."""
        return all(getattr(self, entry) for entry in DEPLOYING)

    def profile(self) -> Profile:
        """The profile it comes to; what was left empty is as usual.

        Raises:
            CuratorError: An entry makes no sense, or there is no endpoint yet.
        """
        name = self.name.strip()
        if not name or name == "practice":
            raise CuratorError(
                "A profile needs a name of its own.", hint='Such as prod; "practice" is the practice service.'
            )
        entries: dict[str, object] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name != "name" and value:
                entries[field.name] = value.strip() if isinstance(value, str) else value
        entries["endpoint"] = as_endpoint(self.endpoint)
        if self.capacity.strip():
            entries["capacity"] = _whole(self.capacity)
        return make_profile(name, entries)


def as_endpoint(text: str) -> str:
    """A resource's address, of what a person typed or copied: an address with or without a route, or a bare name."""
    text = text.strip()
    if text and "://" not in text:
        host = text.rstrip("/")
        return f"https://{host}" if "." in host or ":" in host else f"https://{host}{_HOSTED}"
    parts = urlsplit(text)
    path = parts.path.rstrip("/")
    for route in _ROUTES:
        path = path.removesuffix(route)
    return f"{parts.scheme}://{parts.netloc}{path}" if parts.netloc else text


def account_of(endpoint: str) -> str:
    """The account's name, where the address holds it: the usual guess for deploying; "" where it does not."""
    host = urlsplit(as_endpoint(endpoint)).hostname or ""
    return host.partition(".")[0] if host.endswith(".azure.com") else ""


def _whole(text: str) -> int:
    cleaned = text.strip().replace(",", "")
    if not cleaned.isdigit() or not int(cleaned):
        raise CuratorError(f"{text.strip()} is no capacity.", hint="Type a whole number of thousand tokens a minute.")
    return int(cleaned)
