"""Token counts: the published figures, parity with tiktoken, and what is counted of calls and tools."""

from __future__ import annotations

import base64
import hashlib
import json
import lzma
import random
import sys
from pathlib import Path
from typing import Any

import pytest

from curator.measures import tokens
from curator.measures.tokens import UNCOUNTED, count_batch, counter, why_uncounted
from curator.records.record import UNREADABLE, Record


def test_the_published_figures_are_reproduced(chat: Any, shared: Path) -> None:
    report = json.loads((shared / "cases/golden_toy_report.json").read_text())
    lines = (shared / report["file"]).read_text().splitlines()
    records = [chat(*json.loads(line)["messages"]) for line in lines]
    published = count_batch(records, counter("cl100k_base"))
    assert published.tokens.tolist() == report["per_record_total_tokens"]
    assert published.assistant.tolist() == report["per_record_assistant_tokens"]
    assert count_batch(records, counter("o200k_base")).tokens.tolist() == report["o200k_per_record"]


def tiktoken_from(shared: Path, name: str) -> Any:
    """tiktoken's encoding with a vocabulary file whose digest is the one tiktoken expects."""
    tiktoken = pytest.importorskip("tiktoken")
    from tiktoken_ext import openai_public

    path = shared / f"vocabulary/{name}.tiktoken.xz"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    raw = lzma.decompress(path.read_bytes())

    def loaded(url: str, expected_hash: str | None = None) -> dict[bytes, int]:
        assert hashlib.sha256(raw).hexdigest() == expected_hash
        pairs = (line.split() for line in raw.splitlines() if line)
        return {base64.b64decode(token): int(rank) for token, rank in pairs}

    original = openai_public.load_tiktoken_bpe
    openai_public.load_tiktoken_bpe = loaded
    try:
        return tiktoken.Encoding(**getattr(openai_public, name)())
    finally:
        openai_public.load_tiktoken_bpe = original


def adversarial_texts() -> list[str]:
    rng = random.Random(5)
    alphabet = "aA1 \n\t'.-_é你ж\u0301\u200d👍🏽\ud83d\udfff\x00\u00a0\u2028ſ٣"
    return ["".join(rng.choices(alphabet, k=rng.randint(0, 40))) for _ in range(400)]


@pytest.mark.parametrize("name", ["cl100k_base", "o200k_base"])
def test_parity_with_tiktoken(shared: Path, name: str) -> None:
    encoding = tiktoken_from(shared, name)
    fast = counter(name)
    assert fast is not None
    lines = (shared / "data/dirty/clean.jsonl").read_text(encoding="utf-8").splitlines()[::5]
    texts = [*adversarial_texts(), *(row[0] for row in tokens._SELF_CHECK), *lines]
    assert fast.count(texts) == [len(encoding.encode_ordinary(text)) for text in texts]


def test_lone_surrogates_count_as_replacement_characters() -> None:
    o200k = counter("o200k_base")
    assert o200k is not None
    assert o200k.count(["a\ud800b", "plain"]) == o200k.count(["a\ufffdb", "plain"])


def test_calls_tools_names_and_parts_are_counted(chat: Any) -> None:
    o200k = counter("o200k_base")
    assert o200k is not None

    def count(text: str) -> int:
        return o200k.count([text])[0]

    tools = [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}]
    call = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Rome"}'}}
    parts = [{"type": "text", "text": "Look:"}, {"type": "image_url", "image_url": {"url": "x"}}]
    record = chat(
        {"role": "user", "content": parts, "name": "Ann"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "content": "14 degrees", "tool_call_id": "call_1"},
        tools=tools,
    )
    columns = count_batch([record], o200k)
    assert columns.user[0] == count("Look:")
    assert columns.assistant[0] == count("weather") + count('{"city": "Rome"}')
    assert columns.tool[0] == count("14 degrees")
    fixed = 3 * 3 + 3 + 1 + count("user") + count("assistant") + count("tool")
    strings = count("Ann") + count("call_1") + count(json.dumps(tools, separators=(",", ":")))
    assert columns.tokens[0] == fixed + strings + columns.user[0] + columns.assistant[0] + columns.tool[0]


def test_records_without_messages_are_not_counted(chat: Any) -> None:
    o200k = counter("o200k_base")
    assert o200k is not None
    columns = count_batch([Record(1, b"{", UNREADABLE), chat(("user", "Hi")), Record(3, b"[]", "unknown", [])], o200k)
    assert (columns.tokens == UNCOUNTED).tolist() == [True, False, True]
    assert (columns.user == UNCOUNTED).tolist() == [True, False, True]
    assert count_batch([], o200k).tokens.shape == (0,)


def test_a_batch_counts_like_its_records(chat: Any) -> None:
    o200k = counter("o200k_base")
    assert o200k is not None
    records = [chat(("system", "Be brief."), ("user", f"Say {n}"), ("robot", "?")) for n in range(5)]
    together = count_batch(records, o200k).tokens.tolist()
    assert together == [count_batch([record], o200k).tokens[0] for record in records]


def test_without_a_library_the_reason_names_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "toktok", None)
    monkeypatch.setitem(sys.modules, "tiktoken", None)
    tokens._loaded.cache_clear()
    try:
        assert counter("o200k_base") is None
        assert "TIKTOKEN_CACHE_DIR" in why_uncounted("o200k_base")
    finally:
        monkeypatch.undo()
        tokens._loaded.cache_clear()
    assert counter("o200k_base") is not None
    assert why_uncounted("o200k_base") == ""


def test_a_library_that_counts_wrongly_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    toktok = pytest.importorskip("toktok")
    monkeypatch.setattr(toktok, "batch_count", lambda texts, encoding, threads: [1 for _ in texts])
    monkeypatch.setitem(sys.modules, "tiktoken", None)
    tokens._loaded.cache_clear()
    try:
        assert counter("cl100k_base") is None
        assert "counts wrongly" in why_uncounted("cl100k_base")
    finally:
        tokens._loaded.cache_clear()
