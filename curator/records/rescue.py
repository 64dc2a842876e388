"""Picks the words of a conversation out of a line that cannot be read, so that a person can recognise it."""

from __future__ import annotations

import re

from curator.records.punctuation import DOUBLE_QUOTES, SINGLE_QUOTES

_LOOKED_AT = 64 * 1024
_MOST_TEXTS = 200
_SIGNS = "\"'" + re.escape(DOUBLE_QUOTES + SINGLE_QUOTES)
_KEYS = "role|from|content|value|prompt|completion|question|answer|instruction|output|input|text"
_KEY = re.compile(rf"[{_SIGNS}\\{{,\s](?P<key>{_KEYS})\\?[{_SIGNS}]?\s*[:：=]\s*\\?(?P<quote>[{_SIGNS}])")
_END = re.compile(rf"(?<!\\)\\?[{_SIGNS}]\s*(?:[}}\]｝］]|[,，]\s*\\?[{_SIGNS}]?[\w$]+\\?[{_SIGNS}]?\s*[:：])")
_ROLE_KEYS = ("role", "from")
_PLAIN_KEYS = {
    "prompt": "user",
    "question": "user",
    "instruction": "user",
    "completion": "assistant",
    "answer": "assistant",
    "output": "assistant",
}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_WRITTEN = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def rescue(raw: bytes) -> list[tuple[str | None, str]]:
    """The texts of a broken line with the role of each, as far as they can be told; for showing only.

    Looks at the first 64 KB, and never raises. Where no text can be told, the line itself is the one text.
    """
    line = raw[:_LOOKED_AT].decode("utf-8", "replace")
    texts: list[tuple[str | None, str]] = []
    role: str | None = None
    position = 0
    while len(texts) < _MOST_TEXTS and (found := _KEY.search(line, position)):
        key = found.group("key")
        end = _END.search(line, found.end())
        text = _unescaped(line[found.end() : end.start() if end else len(line)])
        position = end.start() if end else len(line)
        if key in _ROLE_KEYS:
            role = text[:40]
        else:
            texts.append((role or _PLAIN_KEYS.get(key), text))
            role = None
    return texts or ([(None, line.strip())] if line.strip() else [])


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_written, text)


def _written(found: re.Match[str]) -> str:
    if found.group(1):
        return chr(int(found.group(1), 16))
    return _WRITTEN.get(found.group(2), found.group(2))
