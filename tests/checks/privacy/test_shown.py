"""Whatever a finding quotes of the data, no report shows a secret, whole or cut short."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from curator.checks.privacy.secrets import KINDS, SecretKind
from curator.checks.privacy.shown import without_secrets
from curator.cli import run
from curator.records.flaws import shortened

FORMATS = ("text", "json", "jsonl", "github", "sarif", "html")
USER = {"role": "user", "content": "Where is the key?"}
ANSWER = {"role": "assistant", "content": "Under the mat."}


def _secret_of(kind: SecretKind) -> str:
    hit = next(kind.pattern.finditer(kind.example))
    return next((group for group in hit.groups() if group), hit.group())


OPENAI = _secret_of(next(kind for kind in KINDS if kind.name == "secret-openai"))


def _call(name: str, arguments: str, id: str) -> list[object]:
    call = {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}
    return [
        USER,
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": id + "x", "content": "4"},
    ]


PLACES: list[Callable[[str], str]] = [
    lambda key: json.dumps({"messages": [USER, ANSWER], key: 1}),
    lambda key: json.dumps({"messages": [{**USER, "role": key}, ANSWER]}),
    lambda key: json.dumps({"messages": [{**USER, "name": key + " !"}, ANSWER]}),
    lambda key: json.dumps({"messages": [USER, {**ANSWER, "weight": key}]}),
    lambda key: json.dumps({"messages": [USER, {**ANSWER, "content": {"text": key}}]}),
    lambda key: json.dumps({"messages": [USER, {**ANSWER, "content": [{"type": key}]}]}),
    lambda key: json.dumps({"messages": [*_call(key + "!", "no JSON " + key, key), ANSWER]}),
    lambda key: json.dumps({"messages": [USER, ANSWER]}) + " " + key,
    lambda key: json.dumps({"messages": [USER, {**ANSWER, "content": "It is " + key}]})[:-6],
    lambda key: '{"messages": ' + key + "}",
    lambda key: '{"messages": [], ' + key + ": 1}",
    lambda key: '{"' + key + '": 1, "' + key + '": 2}',
    lambda key: json.dumps(key),
]


@pytest.mark.parametrize("form", FORMATS)
def test_no_report_shows_a_secret_wherever_it_stands(form: str, tmp_path: Path) -> None:
    source, report = tmp_path / "data.jsonl", tmp_path / "report"
    source.write_text("\n".join(place(OPENAI) for place in PLACES) + "\n")
    assert run(["check", str(source), "--format", form, "--output", str(report), "--fail-on", "never"]) == 0
    said = report.read_text()
    assert "secret-openai" in said
    pieces = [OPENAI[start : start + 9] for start in range(len(OPENAI) - 9)]
    assert [piece for piece in pieces if piece in said] == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_is_masked_in_what_is_quoted(kind: SecretKind) -> None:
    secret = _secret_of(kind)
    shown = without_secrets(f"The role {kind.example} is not known.")
    assert secret not in shown and secret[:10] not in shown.replace("-----BEGIN", "")


@pytest.mark.parametrize("length", [16, 24, 39])
def test_a_secret_that_was_cut_short_is_masked(length: int) -> None:
    assert without_secrets(f'The name "{OPENAI[:length]}…" is bad.') == f'The name "{OPENAI[:4]}…" is bad.'


@pytest.mark.parametrize(
    "text",
    [
        'The record declares no tool "npm_config_registry".',
        'The key "sk-learn-version" is not known.',
        "See https://shop.net:8080/orders and key-unknown.",
        "/messages/0/content",
    ],
)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    assert without_secrets(text) == text


def test_the_end_of_a_long_word_is_not_shown() -> None:
    assert shortened(b"my key is " + OPENAI.encode()) == "…" + OPENAI[-8:]
    assert (
        shortened(b"a text of more than forty characters, cut here at its") == "…than forty characters, cut here at its"
    )
    assert shortened(b"short") == "short"
