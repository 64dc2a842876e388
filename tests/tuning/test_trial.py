"""Trying a profile, and saying as whom."""

from __future__ import annotations

import base64
import dataclasses
import json

import pytest

from curator.errors import Cancelled
from curator.progress import Progress
from curator.tuning.connection import Connection, named_in_token
from curator.tuning.failures import ServiceFailure
from curator.tuning.profiles import practice_profile
from curator.tuning.secret import Secret
from curator.tuning.trial import try_profile


def test_each_door_is_tried(connection, progress):
    found = try_profile(connection, progress)
    assert [door.name for door in found if door.opens] == ["models", "files", "jobs", "deployments"]
    assert found[0].found == "6 base models can be trained"


def test_a_door_that_does_not_open_says_why(server, key, progress):
    profile = dataclasses.replace(practice_profile(server.address.endpoint), subscription="")
    connection = Connection(profile, key=Secret(key))
    found = try_profile(connection, progress)
    assert [door.opens for door in found] == [True, True, True, False]
    assert found[3].failure is not None and "subscription" in found[3].failure.detail
    connection.close()


def test_trying_can_be_stopped(connection):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        try_profile(connection, progress)


class Token:
    """A credential that gives this token, or fails."""

    def __init__(self, token: str | None) -> None:
        self.token = token or ""
        self._fails = token is None

    def get_token(self, *scopes: str) -> Token:
        if self._fails:
            from azure.core.exceptions import ClientAuthenticationError

            raise ClientAuthenticationError("Please run 'az login'.")
        return self


def jwt(claims: object) -> str:
    return "e30." + base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=") + ".signature"


@pytest.mark.parametrize(
    ("token", "name"),
    [
        (jwt({"upn": "anna@contoso.com", "oid": "1"}), "anna@contoso.com"),
        (jwt({"appid": "1-2-3"}), "1-2-3"),
        (jwt({}), ""),
        (jwt([]), ""),
        ("opaque", ""),
        ("a.%%%.c", ""),
        ("", ""),
    ],
)
def test_who_a_token_names(token, name):
    assert named_in_token(token) == name


def test_as_whom_the_service_is_spoken_to(connection):
    assert connection.identity().startswith("nobody")
    real = dataclasses.replace(connection.profile, practice=False)
    assert Connection(real, key=Secret("k")).identity() == "whoever holds the resource's key"
    entra = dataclasses.replace(real, authentication="entra")
    assert (
        Connection(entra, credential=Token(jwt({"upn": "anna@contoso.com"}))).identity() == "anna@contoso.com (Entra)"
    )
    with pytest.raises(ServiceFailure, match="There is no way in") as caught:
        Connection(entra, credential=Token(None)).identity()
    assert "az login" in caught.value.hint
