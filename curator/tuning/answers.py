"""Reading the chunks of a streamed answer, with what Azure adds to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from curator.tuning.failures import filtered_in
from curator.tuning.service import AnswerPiece, ToolCall, Usage


def read_piece(chunk: Mapping[str, Any]) -> AnswerPiece:
    """One chunk. Azure's first chunk and its usage chunk have no choices, and some have a delta without content."""
    usage = _usage(chunk.get("usage"))
    choices = chunk.get("choices") or ()
    prompt_filtered = tuple(
        category
        for result in chunk.get("prompt_filter_results") or ()
        for category in filtered_in(result.get("content_filter_results") or {})
    )
    if not choices:
        return AnswerPiece(usage=usage, filtered=prompt_filtered)
    choice = choices[0]
    delta = choice.get("delta") or {}
    calls = tuple(_call_part(call) for call in delta.get("tool_calls") or ())
    return AnswerPiece(
        text=delta.get("content") or "",
        refusal=delta.get("refusal") or "",
        tool_calls=calls,
        finish=choice.get("finish_reason"),
        usage=usage,
        filtered=prompt_filtered + filtered_in(choice.get("content_filter_results") or {}),
    )


def _usage(wire: Mapping[str, Any] | None) -> Usage | None:
    if not wire:
        return None
    return Usage(int(wire.get("prompt_tokens") or 0), int(wire.get("completion_tokens") or 0))


def _call_part(call: Mapping[str, Any]) -> tuple[int, ToolCall]:
    function = call.get("function") or {}
    part = ToolCall(call.get("id") or "", function.get("name") or "", function.get("arguments") or "")
    return int(call.get("index") or 0), part
