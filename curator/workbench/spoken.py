"""A call of a verb, said as the command that does the same."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from curator.workbench.calls import Call
from curator.workbench.message_verbs import LAST

ALL_LINES = "line>=1"
"""The filter that means every line; the command line takes none to mean that."""


def command_of(call: Call, path: Path) -> str:
    """The command that does to a file what a call of a verb did.

    Args:
        call: What was done.
        path: The file.
    """
    if call.verb == "apply":
        return shlex.join(["curator", "apply", str(call.arguments["journal"]), str(path)])
    name = call.verb.replace("_", "-")
    return shlex.join(["curator", "edit", str(path), name, *_options(call)])


def ranges(rows: Collection[int]) -> str:
    """Line numbers as --line takes them: 1-3,7."""
    parts: list[list[int]] = []
    for row in sorted(rows):
        if parts and row == parts[-1][1] + 1:
            parts[-1][1] = row
        else:
            parts.append([row, row])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)


def _options(call: Call) -> Iterator[str]:
    for name, value in call.arguments.items():
        if name in _SAID:
            yield from _SAID[name](value, call.arguments)


def _lines(value: Any, call: Mapping[str, Any]) -> Iterator[str]:
    if value is None:
        words = call.get("words") or ()
        yield from ("--where", " or ".join(f"has:{word}" for word in words) or ALL_LINES)
    else:
        yield from ("--line", ranges([value] if isinstance(value, int) else value))


def _text(value: Any, _call: Mapping[str, Any]) -> Iterator[str]:
    if value is None:
        yield "--most-common"
    else:
        yield from ("--text", value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value)


def _message(value: Any, _call: Mapping[str, Any]) -> Iterator[str]:
    if value is not None:
        yield from ("--message", "last" if value == LAST else str(value + 1))


def _step(value: Any, call: Mapping[str, Any]) -> Iterator[str]:
    if "message" in call:
        yield "--up" if value < 0 else "--down"
    else:
        yield str(value)


def _rules(value: Any, _call: Mapping[str, Any]) -> Iterator[str]:
    if value:
        yield from ("--rule", value if isinstance(value, str) else ",".join(value))


def _found(value: Any, _call: Mapping[str, Any]) -> Iterator[str]:
    wanted = value.wanted
    yield from ("--line", ranges(value.rows), "--find", wanted.pattern, "--with", wanted.put)
    yield from ["--regex"] if wanted.is_regex else []
    yield from ("--role", wanted.role) if wanted.role else ()


def _pair(value: Any, _call: Mapping[str, Any]) -> Iterator[str]:
    yield from ("--line", ranges((value.left, value.right)), "--kind", value.kind)


def _origin(value: Any, _call: Mapping[str, Any]) -> Iterator[str]:
    yield from ("--from", value.deployment)
    yield from ("--model", value.model) if value.model else ()
    yield from ["--corrected"] if value.corrected else []


def _given(option: str) -> Callable[[Any, Mapping[str, Any]], Iterator[str]]:
    """An option that is left out where nothing was given."""

    def say(value: Any, _call: Mapping[str, Any]) -> Iterator[str]:
        if value is True:
            yield option
        elif value not in (None, False, ""):
            yield from (option, f"{value:g}" if isinstance(value, float) else str(value))

    return say


_SAID: Mapping[str, Callable[[Any, Mapping[str, Any]], Iterator[str]]] = {
    "row": _lines,
    "rows": _lines,
    "after": _lines,
    "one": lambda value, call: _lines(value.rows, call),
    "pair": _pair,
    "kind": lambda value, _call: iter(("--kind", value)),
    "found": _found,
    "finding": lambda value, _call: iter(("--rule", value.rule.name)),
    "rule": _rules,
    "words": _rules,
    "content": _text,
    "text": _text,
    "record": lambda value, _call: iter(("--text", json.dumps(value, ensure_ascii=False))),
    "origin": _origin,
    "message": _message,
    "step": _step,
    "call": lambda value, _call: iter(("--call", str(value + 1))),
    "weight": lambda value, _call: iter(("--weight", "none" if value is None else str(value))),
    "tag": _given("--tag"),
    "reason": lambda value, _call: iter(() if value == "by hand" else ("--reason", value)),
    "keep": _given("--keep"),
    "role": _given("--role"),
    "at": _given("--at"),
    "before": _given("--before"),
    "unsafe": _given("--unsafe"),
    "measure": _given("--measure"),
    "low": lambda value, _call: iter(() if value is None else ("--low", f"{value:g}")),
    "high": lambda value, _call: iter(() if value is None else ("--high", f"{value:g}")),
}
"""How each argument of a verb is said; the name of a step and the like are not."""
