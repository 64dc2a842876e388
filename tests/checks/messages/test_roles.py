"""Who speaks: proven by the order of the conversation, else guessed, else not said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from curator.checks.messages.evidence import who_speaks
from curator.checks.registry import rule_named
from curator.checks.rule import Finding, FixContext, Mend
from curator.engine.judge import Judge, read_line
from curator.settings import Settings

SETTINGS = Settings(select=("messages", "shape", "tools"))
JUDGE = Judge(SETTINGS)
CONTEXT = FixContext(SETTINGS, lambda _row: None, lambda _record: None)


def talk(*roles: Any) -> bytes:
    messages = [{"content": "Hello."} if role is None else {"role": role, "content": "Hello."} for role in roles]
    return json.dumps({"messages": messages}).encode()


@pytest.mark.parametrize(
    ("roles", "index", "role", "proven"),
    [
        (("system", "gpt", "assistant"), 1, "user", True),
        (("gpt", "assistant"), 0, "user", True),
        (("user", "human"), 1, "assistant", True),
        (("user", "bot", "user", "assistant"), 1, "assistant", True),
        (("user", "assistant", None, "assistant"), 2, "user", True),
        (("user", 7), 1, "assistant", True),
        (("user", "human", "assistant"), 1, "user", False),
        (("user", "assistant", "bot"), 2, "assistant", False),
        (("user", "assistant", "wizard"), 2, None, False),
        (("narrator", "user", "assistant"), 0, None, False),
        (("wizard", "wizard"), 1, None, False),
    ],
)
def test_who_speaks(roles: tuple[Any, ...], index: int, role: str | None, proven: bool) -> None:
    record = read_line(1, talk(*roles))
    evidence = who_speaks(record, record.messages[index])
    if role is None:
        assert evidence is None
    else:
        assert evidence is not None
        assert (evidence.role, evidence.proven) == (role, proven)


def mended(raw: bytes, name: str) -> tuple[bytes | None, Mend]:
    """The line with a rule's first finding mended, and how sure the mend is."""
    record = read_line(1, raw)
    rule = rule_named(name)
    found = next(item.found for item in JUDGE.judge(record) if item.rule is rule)
    finding = Finding(rule, rule.severity, 1, found.pointer, None, found.arguments or {}, found.mend)
    fix = rule.fix(record, finding, CONTEXT) if rule.fix else None
    if fix is None:
        return None, found.mend
    assert fix.mend == found.mend
    return fix.changes[0].content, fix.mend


MENDS: list[tuple[str, bytes, bytes | None, Mend]] = [
    (
        "role-unknown",
        b'{ "messages":[{"role":"gpt","content":"caf\\u00e9 1e3"} , {"role":"assistant","content":"b"}]}',
        b'{ "messages":[{"role":"user","content":"caf\\u00e9 1e3"} , {"role":"assistant","content":"b"}]}',
        Mend.SAFE,
    ),
    (
        "role-missing",
        b'{"messages": [{"content": "a"}, {"role": "assistant", "content": "b"}]}',
        b'{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}',
        Mend.SAFE,
    ),
    (
        "content-type",
        b'{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": 4.50}]}',
        b'{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "4.50"}]}',
        Mend.SAFE,
    ),
    (
        "content-type",
        b'{"messages": [{"role": "user", "content": ["a", "b"]}, {"role": "assistant", "content": "b"}]}',
        b'{"messages": [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}, '
        b'{"role": "assistant", "content": "b"}]}',
        Mend.SAFE,
    ),
    (
        "content-type",
        b'{"messages": [{"role": "user", "content": {"text": "a", "id": 1}}, {"role": "assistant", "content": "b"}]}',
        b'{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}',
        Mend.UNSAFE,
    ),
    (
        "content-type",
        b'{"messages": [{"role": "user", "content": {"id": 1}}, {"role": "assistant", "content": "b"}]}',
        None,
        Mend.NONE,
    ),
    (
        "weight-value",
        b'{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b", "weight": "0"}]}',
        b'{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b", "weight": 0}]}',
        Mend.SAFE,
    ),
    (
        "last-not-assistant",
        b'{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, '
        b'{"role": "user", "content": "c"}, {"role": "user", "content": "d"}]}',
        b'{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}',
        Mend.UNSAFE,
    ),
]


@pytest.mark.parametrize(("name", "raw", "expected", "mend"), MENDS)
def test_mends_by_splices(name: str, raw: bytes, expected: bytes | None, mend: Mend) -> None:
    assert mended(raw, name) == (expected, mend)


def names_of(raw: bytes, settings: Settings = SETTINGS) -> list[str]:
    return [item.rule.name for item in Judge(settings).judge(read_line(1, raw))]


@pytest.mark.parametrize(
    ("roles", "names"),
    [
        (("user", "assistant"), []),
        (("system", "user"), ["no-assistant"]),
        (("system", "assistant"), ["no-user"]),
        (("user", "assistant", "user"), ["last-not-assistant"]),
        (("user", "assistant", "assistant"), ["consecutive-roles"]),
        (("user", "user", "assistant"), ["consecutive-roles"]),
        (("user", "assistant", "system"), ["last-not-assistant"]),
    ],
)
def test_order(roles: tuple[str, ...], names: list[str]) -> None:
    assert names_of(talk(*roles)) == names


def test_prompts_without_answers_are_right_for_a_target_of_reinforcement() -> None:
    settings = Settings(target="azure/o4-mini", select=("messages",))
    assert names_of(talk("user"), settings) == []
    assert names_of(talk("user", "assistant", "user"), settings) == []


def test_a_prompt_with_a_reference_is_no_conversation_without_its_answer() -> None:
    assert names_of(b'{"messages": [{"role": "user", "content": "2 + 2"}], "answer": "4"}') == []
    assert names_of(b'{"messages": [{"role": "user", "content": "2 + 2"}], "id": 4}') == ["key-unknown", "no-assistant"]


def test_parts_and_images_in_two_user_messages_are_azures_own_example() -> None:
    image = {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}]}
    value = {
        "messages": [{"role": "user", "content": "What is it?"}, image, {"role": "assistant", "content": "A key."}]
    }
    assert names_of(json.dumps(value).encode()) == []


@pytest.mark.parametrize("weight", [b"true", b"1.0", b"null"])
def test_disputed_weights_are_warnings(weight: bytes) -> None:
    raw = (
        b'{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b", "weight": %s}]}'
        % weight
    )
    found = JUDGE.judge(read_line(1, raw))
    assert [(item.rule.name, item.severity.word) for item in found] == [
        ("key-null" if weight == b"null" else "weight-form", "warning")
    ]
