"""Secrets where a line cannot be read, and in texts beside the conversation: found, masked, written over."""

import json

import pytest

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.privacy.secrets import KINDS, SecretKind
from curator.checks.registry import rule_named
from curator.checks.rule import Finding, FixContext
from curator.checks.text.examples import answered
from curator.engine.judge import judge_lines, read_line
from curator.settings import Settings

SETTINGS = Settings()
BREAKS = {
    "cut short": lambda raw: raw[:-3],
    "bad byte": lambda raw: raw.replace(b'{"messages"', b'{"\xff\xfe": 1, "messages"'),
    "single quotes": lambda raw: raw.replace(b'"role"', b"'role'"),
    "no comma": lambda raw: raw.replace(b", ", b" ", 1),
    "words around": lambda raw: b"INFO wrote " + raw,
}


def _secret_of(kind: SecretKind) -> str:
    hit = next(kind.pattern.finditer(kind.example))
    return next((group for group in hit.groups() if group), hit.group())


def _named(raw: bytes, name: str) -> list[Finding]:
    return [finding for finding in judge_lines([(1, raw)], SETTINGS) if finding.rule.name == name]


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_secret_in_a_line_that_cannot_be_read_is_found_masked_and_written_over(kind: SecretKind, how: str) -> None:
    raw = BREAKS[how](answered(kind.example))
    record = read_line(1, raw)
    assert not record.readable
    (finding,) = _named(raw, kind.name)
    secret = _secret_of(kind)
    assert secret[:8] not in finding.message + json.dumps(dict(finding.arguments))
    assert finding.column is not None
    first = json.dumps(secret)[1:-1][:6].encode()
    assert raw[finding.column - 1 :].startswith(first)
    assert finding.rule.fix is not None
    fix = finding.rule.fix(record, finding, FixContext(SETTINGS, lambda row: None, lambda record: None))
    assert fix is not None and fix.changes[0].content is not None
    assert kind.word.encode() in fix.changes[0].content
    assert _named(fix.changes[0].content, kind.name) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_is_harmless_in_a_record_is_harmless_in_an_unreadable_line(kind: SecretKind) -> None:
    for text in kind.harmless:
        assert _named(answered(text)[:-2], kind.name) == []


def test_an_escape_before_a_secret_does_not_hide_it() -> None:
    kind = next(kind for kind in KINDS if kind.name == "secret-openai")
    raw = answered("the key is\n" + _secret_of(kind) + '\nand "api')[:-2]
    assert len(_named(raw, kind.name)) == 1


@pytest.mark.parametrize(
    ("member", "pointer"),
    [
        (', "metadata": {"source": "SECRET"}', "/metadata/source"),
        (', "tools": [{"type": "function", "function": {"name": "f", "description": "SECRET"}}]', None),
    ],
)
def test_a_secret_beside_the_conversation_is_found(member: str, pointer: str | None) -> None:
    kind = next(kind for kind in KINDS if kind.name == "secret-code-host")
    raw = chat(USER, ANSWER, rest=member.replace("SECRET", _secret_of(kind)))
    (finding,) = _named(raw, kind.name)
    assert finding.pointer == (pointer or "/tools/0/function/description")
    rule = rule_named(kind.name)
    assert rule.fix is not None
    fix = rule.fix(read_line(1, raw), finding, FixContext(SETTINGS, lambda row: None, lambda record: None))
    assert fix is not None and fix.changes[0].content is not None
    assert _secret_of(kind).encode() not in fix.changes[0].content
