"""Profiles and keys: read with care, and a key never written."""

from __future__ import annotations

import copy
import pickle
import sys
import types
from pathlib import Path

import pytest

from curator.errors import CuratorError
from curator.tuning.profiles import (
    Profile,
    add_profile,
    find_key,
    load_profiles,
    make_profile,
    practice_profile,
    profile_as_toml,
)
from curator.tuning.secret import Secret, without_secrets

GOOD = """
[profile.prod]
endpoint = "https://contoso-ft.openai.azure.com/"
account = "contoso-ft"
region = "swedencentral"
training_type = "developerTier"
training_price = 2
production = true
"""


def written(tmp_path: Path, text: str, name: str = "curator.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_profile_is_read(tmp_path):
    profile = load_profiles([tmp_path / "none.toml", written(tmp_path, GOOD)])["prod"]
    assert profile.endpoint == "https://contoso-ft.openai.azure.com"
    assert profile.label == "prod · contoso-ft · swedencentral"
    assert profile.training_price == 2.0 and profile.production and not profile.practice


def test_later_files_win(tmp_path):
    other = written(tmp_path, '[profile.prod]\nendpoint = "https://b.example"\n', "own.toml")
    assert load_profiles([written(tmp_path, GOOD), other])["prod"].endpoint == "https://b.example"


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ('api_key = "abc"', "Keys do not belong into a file."),
        ('Token = "abc"', "Keys do not belong into a file."),
        ('regoin = "a"', "Did you mean 'region'?"),
        ('capacity = "50"', "capacity must be a whole number"),
        ("capacity = true", "capacity must be a whole number"),
        ("practice = 1", "practice must be true or false"),
        ('timeout = "x"', "timeout must be a number"),
        ('authentication = "magic"', 'either "key" or "entra"'),
        ('control_url = "http://b.example"', "never sent without encryption"),
        ('name = "x"', "unknown entry"),
    ],
)
def test_wrong_entries_are_told(tmp_path, entry, words):
    with pytest.raises(CuratorError) as caught:
        load_profiles([written(tmp_path, GOOD + entry + "\n")])
    assert words in str(caught.value) and "[profile.prod]" in str(caught.value)


@pytest.mark.parametrize("endpoint", ["", "contoso", "ftp://a", "http://contoso.example"])
def test_an_endpoint_must_be_an_address_with_encryption(endpoint):
    with pytest.raises(CuratorError):
        make_profile("a", {"endpoint": endpoint})


def test_a_file_that_is_no_toml_is_told(tmp_path):
    with pytest.raises(CuratorError, match="cannot be read"):
        load_profiles([written(tmp_path, "[profile")])
    with pytest.raises(CuratorError, match="is wrong"):
        load_profiles([written(tmp_path, "profile = 3")])


def test_a_new_profile_is_added_and_read_back(tmp_path):
    path = written(tmp_path, GOOD.strip())
    made = make_profile('a "b" ü', {"endpoint": "https://c.example", "capacity": 10, "hosting_price": 1.5})
    add_profile(path, made)
    assert load_profiles([path]) == {
        "prod": load_profiles([written(tmp_path, GOOD, "x.toml")])["prod"],
        'a "b" ü': made,
    }
    with pytest.raises(CuratorError, match="profile of that name"):
        add_profile(path, made)
    add_profile(tmp_path / "new" / "curator.toml", practice_profile("http://127.0.0.1:8599"))
    assert load_profiles([tmp_path / "new" / "curator.toml"])["practice"].practice
    assert "key_variable" not in profile_as_toml(made)


PROFILE = Profile("prod", "https://a.example", key_variable="CURATOR_TEST_KEY")


def test_keys_come_from_the_environment_the_keyring_or_a_person(monkeypatch):
    keyring = types.ModuleType("keyring")
    keyring.get_password = lambda service, name: f"{service} {name}"  # pyright: ignore[reportAttributeAccessIssue]
    monkeypatch.setenv("CURATOR_TEST_KEY", "from the environment")
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    assert find_key(PROFILE).reveal() == "from the environment"
    monkeypatch.delenv("CURATOR_TEST_KEY")
    assert find_key(PROFILE).reveal() == "curator https://a.example"
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert find_key(PROFILE, lambda question: " typed ").reveal() == "typed"
    with pytest.raises(CuratorError, match="no key for profile prod") as caught:
        find_key(PROFILE)
    assert "CURATOR_TEST_KEY" in caught.value.hint


def test_the_practice_service_has_a_key_too(monkeypatch):
    monkeypatch.delenv("CURATOR_PRACTICE_KEY", raising=False)
    with pytest.raises(CuratorError) as caught:
        find_key(practice_profile("http://127.0.0.1:8599"))
    assert "curator practice" in caught.value.hint


def test_a_broken_keyring_is_told(monkeypatch):
    keyring = types.ModuleType("keyring")

    def broken(service: str, name: str) -> str:
        raise RuntimeError("locked")

    keyring.get_password = broken  # pyright: ignore[reportAttributeAccessIssue]
    monkeypatch.delenv("CURATOR_TEST_KEY", raising=False)
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    with pytest.raises(CuratorError, match="keyring does not answer"):
        find_key(PROFILE)


def test_a_secret_shows_nowhere():
    secret = Secret("abc123")
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>30}", repr([secret]), repr({"key": secret})]
    assert not any("abc123" in text for text in shown)
    for write in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError):
            write(secret)
    assert secret == Secret("abc123") != Secret("other") and hash(secret) == hash(Secret("abc123"))
    assert without_secrets("key abc123 given", [secret, Secret("")]) == "key (key not shown) given"
