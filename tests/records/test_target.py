"""Targets: found by their names only, described by facts with sources."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from curator.errors import CuratorError
from curator.records.target import all_targets, load_target
from curator.settings import DEFAULT_TARGET


@pytest.mark.parametrize(
    ("name", "target", "encoding"),
    [
        (DEFAULT_TARGET, "azure/gpt-4.1-mini", "o200k_base"),
        ("gpt-4.1-mini", "azure/gpt-4.1-mini", "o200k_base"),
        ("GPT-4.1", "azure/gpt-4.1", "o200k_base"),
        ("azure/gpt-4.1-mini-2025-04-14", "azure/gpt-4.1-mini", "o200k_base"),
        ("gpt-4.1-2099-01-01", "azure/gpt-4.1", "o200k_base"),
        ("gpt-4.1-mini-2025-04-14.ft-0f3c2b", "azure/gpt-4.1-mini", "o200k_base"),
        ("ft:gpt-4o-mini-2024-07-18:acme::8xYz", "openai/gpt-4o-mini", "o200k_base"),
        ("gpt-35-turbo-0613", "azure/gpt-35-turbo-0613", "cl100k_base"),
        ("gpt-35-turbo", "azure/gpt-35-turbo-0125", "cl100k_base"),
        ("openai/gpt-3.5-turbo-0125", "openai/gpt-3.5-turbo-0125", "cl100k_base"),
        ("gpt-4", "azure/gpt-4-0613", "cl100k_base"),
        ("gpt-4o", "azure/gpt-4o", "o200k_base"),
        ("gpt-oss-20b", "azure/gpt-oss-20b", "o200k_harmony"),
        ("azure/qwen3-32b", "azure/Qwen3-32B", None),
    ],
)
def test_finds_a_target_by_name_and_alias(name: str, target: str, encoding: str | None) -> None:
    found = load_target(name)
    assert (found.name, found.encoding) == (target, encoding)


@pytest.mark.parametrize("name", ["gpt-4.2", "gpt-4.1-mi", "gpt-4.1-minis", "gpt-4-turbo-preview", "azure", "", "gpt"])
def test_a_beginning_of_a_name_is_no_target(name: str) -> None:
    with pytest.raises(CuratorError, match="no target"):
        load_target(name)


def test_an_unknown_target_names_the_near_ones() -> None:
    with pytest.raises(CuratorError) as caught:
        load_target("azure/gpt-4.1-mni")
    assert "azure/gpt-4.1-mini" in caught.value.hint


def test_every_target_has_its_limits_with_their_sources() -> None:
    targets = all_targets()
    assert len({target.name for target in targets}) == len(targets) >= 20
    for target in targets:
        assert target.limits.records_least is not None
        assert target.limits.records_least.number == 10
        assert target.methods
        if target.encoding is None:
            assert target.encoding_note


def test_no_azure_number_of_tokens_passes_for_verified() -> None:
    limits = [target.limits.tokens_per_record for target in all_targets() if target.service == "azure"]
    assert not any(limit.verified for limit in limits if limit is not None)


OWN = {
    "format": "curator.targets/1",
    "models": [
        {
            "name": "azure/my-model",
            "service": "azure",
            "model": "my-model",
            "encoding": "o200k_base",
            "methods": ["supervised"],
            "limits": {"records_least": {"value": 50, "source": "our team", "date": "2026-01", "verified": True}},
            "source": {"source": "our team", "date": "2026-01", "verified": True},
        }
    ],
}


def test_a_persons_own_file_adds_targets(tmp_path: Path) -> None:
    path = tmp_path / "targets.json"
    path.write_bytes(orjson.dumps(OWN))
    own = load_target("my-model", path)
    assert own.limits.records_least is not None
    assert own.limits.records_least.number == 50
    assert own.limits.tools is not None
    assert load_target("gpt-4.1", path).name == "azure/gpt-4.1"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "not JSON"),
        (b'{"format": "curator.targets/1", "models": [{"name": "x"}]}', "form"),
        (orjson.dumps({**OWN, "models": [{**OWN["models"][0], "service": "acme"}]}), "service"),
    ],
)
def test_an_own_file_that_is_wrong_is_a_clear_error(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "targets.json"
    path.write_bytes(content)
    with pytest.raises(CuratorError, match=words):
        load_target("my-model", path)


def test_an_own_file_that_is_missing_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(CuratorError, match="cannot be read"):
        all_targets(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("name", "near"),
    [("llama", "Near: azure/Llama-3.3-70B"), ("oss", "azure/gpt-oss-120b"), ("xyz", "These are known: azure/gpt-35")],
)
def test_a_part_of_a_name_names_it_and_nothing_like_it_names_all(name: str, near: str) -> None:
    with pytest.raises(CuratorError) as caught:
        load_target(name)
    assert near in caught.value.hint
