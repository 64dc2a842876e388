"""Tokens through azure-identity, from an identity endpoint on this machine."""

from __future__ import annotations

import dataclasses

import pytest

from curator.tuning.arm import AzureDeployments
from curator.tuning.azure import AzureService
from curator.tuning.connection import Connection
from curator.tuning.failures import ServiceFailure
from curator.tuning.profiles import practice_profile

identity = pytest.importorskip("azure.identity", reason="azure-identity is not installed")


@pytest.fixture
def managed(server, key, monkeypatch: pytest.MonkeyPatch):
    """A connection that gets its tokens as a program in Azure would, and has no key."""
    monkeypatch.setenv("IDENTITY_ENDPOINT", server.address.identity_url)
    monkeypatch.setenv("IDENTITY_HEADER", key)
    profile = dataclasses.replace(
        practice_profile(server.address.endpoint), authentication="entra", identity_url="", key_variable="NOT_SET"
    )
    credential = identity.ManagedIdentityCredential()
    connection = Connection(profile, credential=credential)
    yield connection
    connection.close()
    credential.close()


def test_a_managed_identity_opens_both_planes(managed, progress):
    assert any(model.fine_tunable for model in AzureService(managed).list_models(progress))
    assert list(AzureDeployments(managed).list(progress)) == []


def test_tokens_are_had_on_the_dated_route_too(managed, progress, write_data):
    from curator.tuning.sending import file_digest

    path = write_data()
    service = AzureService(managed, large_file=1)
    assert service.upload_file(path, "a.jsonl", file_digest(path), progress).id.startswith("file-")


def test_a_token_for_something_else_does_not_open(managed, key, monkeypatch, progress, server):
    wrong = dataclasses.replace(managed.profile, token_scope="https://management.azure.com/.default")
    connection = Connection(wrong, credential=identity.ManagedIdentityCredential())
    with pytest.raises(ServiceFailure) as caught:
        AzureService(connection).list_models(progress)
    assert caught.value.kind == "unsigned" and "https://ai.azure.com/.default" in caught.value.hint
    connection.close()


def test_a_resource_key_does_not_open_the_control_plane(server, key, progress):
    class KeyAsToken:
        def get_token(self, *scopes: str) -> object:
            return type("Token", (), {"token": key})()

    profile = dataclasses.replace(practice_profile(server.address.endpoint), identity_url="")
    connection = Connection(profile, credential=KeyAsToken())
    with pytest.raises(ServiceFailure) as caught:
        AzureDeployments(connection).list(progress)
    assert "A resource's key does not open the control plane" in caught.value.hint
    connection.close()


def test_no_identity_is_told_without_a_traceback(server, monkeypatch, progress):
    monkeypatch.setenv("IDENTITY_ENDPOINT", server.address.identity_url)
    monkeypatch.setenv("IDENTITY_HEADER", "wrong")
    profile = dataclasses.replace(
        practice_profile(server.address.endpoint), authentication="entra", identity_url="", key_variable="NOT_SET"
    )
    connection = Connection(profile, credential=identity.ManagedIdentityCredential())
    with pytest.raises(ServiceFailure) as caught:
        AzureService(connection).list_models(progress)
    assert caught.value.explanation == "No token could be had." and "az login" in caught.value.hint
    connection.close()
