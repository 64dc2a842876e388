"""Records as the tests of the measures need them, and the folder of shared data where there is one."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from curator.records.record import Message, Record, ToolCall

ChatRecord = Callable[..., Record]


def _call(value: dict[str, Any]) -> ToolCall:
    function = value.get("function", {})
    return ToolCall("", value, value.get("id", ""), function.get("name", ""), function.get("arguments"))


def _message(value: dict[str, Any], index: int) -> Message:
    content = value.get("content")
    parts = content if isinstance(content, list) else []
    text = content if isinstance(content, str) else "\n".join(part["text"] for part in parts if "text" in part)
    calls = [_call(call) for call in value.get("tool_calls", [])]
    role = value.get("role", "")
    return Message(f"/messages/{index}", "messages", index, value, role, text, value.get("weight"), calls, "")


@pytest.fixture
def chat() -> ChatRecord:
    """Makes a chat record of messages given as (role, content) or as dicts; raw bytes may be given apart."""

    def make(*messages: tuple[str, Any] | dict[str, Any], raw: bytes | None = None, **keys: Any) -> Record:
        values = [item if isinstance(item, dict) else {"role": item[0], "content": item[1]} for item in messages]
        value = {"messages": values, **keys}
        line = json.dumps(value).encode() if raw is None else raw
        read = [_message(item, index) for index, item in enumerate(values)]
        return Record(1, line, "chat", value, read, keys.get("tools", []))

    return make


@pytest.fixture
def shared() -> Path:
    """The folder with data of others; the test is skipped where it is not given."""
    folder = os.environ.get("CURATOR_SHARED")
    if not folder:
        pytest.skip("CURATOR_SHARED does not name the folder with shared data")
    return Path(folder)
