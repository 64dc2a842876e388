"""Keys and tokens, wrapped so that they show nowhere by accident."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import NoReturn

_SHOWN = "Secret(not shown)"


class Secret:
    """A key or token. Neither repr, str, format nor a pickle shows it; only `reveal` does.

    Args:
        value: The key or token itself.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The key or token itself, for the one place that sends it."""
        return self._value

    def __repr__(self) -> str:
        return _SHOWN

    def __format__(self, specification: str) -> str:
        return _SHOWN

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is not written anywhere.")


def without_secrets(text: str, secrets: Iterable[Secret]) -> str:
    """The text with every occurrence of a secret taken out."""
    for secret in secrets:
        if secret.reveal():
            text = text.replace(secret.reveal(), "(key not shown)")
    return text
