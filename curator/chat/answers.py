"""An answer as it arrives, and what is to be said about how it ended."""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from curator.errors import Cancelled, CuratorError
from curator.progress import Progress
from curator.tuning.failures import ServiceFailure
from curator.tuning.service import AnswerPiece, ToolCall, TuningService, Usage


@dataclass(frozen=True)
class Answer:
    """What a deployment said, whole or so far.

    Attributes:
        text: The words.
        refusal: What the model said in place of an answer, where it refused.
        tool_calls: Tools it wants called.
        finish: Why it ended: stop, length, tool_calls, content_filter; None while it goes on or broke off.
        usage: Tokens, as the service counted them; None where it did not say.
        first_after, seconds: Seconds until the first word, and until the end.
        filtered: Categories of the content filter that stepped in.
        stopped: Whether a person stopped it.
        broken: Why the service broke off, in our words; empty where it did not.
    """

    text: str = ""
    refusal: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    finish: str | None = None
    usage: Usage | None = None
    first_after: float | None = None
    seconds: float = 0.0
    filtered: tuple[str, ...] = ()
    stopped: bool = False
    broken: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing at all was said."""
        return not (self.text or self.refusal or self.tool_calls)

    def remark(self) -> str:
        """One line about how it ended, for a person; empty for an answer that ended as answers do."""
        if self.stopped:
            return "stopped"
        if self.broken:
            return self.broken
        if self.finish == "content_filter":
            named = ", ".join(self.filtered).replace("_", " ") or "a category it does not name"
            return f"the service's content filter cut the answer off: {named}"
        if self.finish == "length":
            return "cut off: the answer reached the limit of tokens"
        if self.tool_calls:
            return "asks to call " + ", ".join(call.name for call in self.tool_calls)
        return "refused by the model" if self.refusal and not self.text else ""

    def message(self) -> dict[str, object]:
        """The answer as a message of a conversation or a training record."""
        message: dict[str, object] = {"role": "assistant"}
        if self.text or not self.tool_calls:
            message["content"] = self.text or self.refusal
        if self.tool_calls:
            message["tool_calls"] = [
                {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
                for call in self.tool_calls
            ]
        return message


# Source: the published v1 document of chat completions.
_BOUNDS: dict[str, tuple[float, float]] = {"temperature": (0, 2), "top_p": (0, 1), "max_tokens": (1, float("inf"))}


@dataclass(frozen=True)
class ChatParameters:
    """What is asked for with each message; None leaves it to the service."""

    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    tools: tuple[Mapping[str, object], ...] = ()
    others: Mapping[str, object] = field(default_factory=dict)
    """Further parameters by the service's own names, such as reasoning_effort."""

    def check(self) -> None:
        """Raise CuratorError where a value is out of the service's bounds."""
        for name, (least, most) in _BOUNDS.items():
            value = getattr(self, name)
            if value is not None and not least <= value <= most:
                upto = f"from {least:g} to {most:g}" if most < float("inf") else f"{least:g} or more"
                title = f"{name.replace('_', ' ')} cannot be {value:g}."
                raise CuratorError(title, hint=f"It may be {upto}; empty leaves it to the service.")

    def wire(self) -> dict[str, object]:
        """The parameters by the service's own names."""
        values: dict[str, object] = {
            "temperature": self.temperature,
            "top_p": self.top_p,
            "max_completion_tokens": self.max_tokens,
            "seed": self.seed,
            "stop": list(self.stop) or None,
            "tools": [dict(tool) for tool in self.tools] or None,
        }
        return {**{name: value for name, value in values.items() if value is not None}, **self.others}


def ask_deployment(
    service: TuningService,
    deployment: str,
    messages: Sequence[Mapping[str, object]],
    parameters: ChatParameters,
    progress: Progress,
    listener: Callable[[Answer], None] | None = None,
) -> Answer:
    """Ask a deployment and put its answer together.

    Args:
        service: The resource.
        deployment: The deployment's name.
        messages: The conversation so far, as the chat API takes it.
        parameters: Temperature and the like.
        progress: Its `cancel` stops the answer; what came until then is returned.
        listener: Called with the answer so far after each piece, on this thread. It must be quick.

    Returns:
        The answer. One that was stopped, or that the service broke off after its first word, says so.

    Raises:
        ServiceFailure: The service refused, or broke off before the first word.
        Cancelled: Somebody asked to stop before the first word.
    """
    begin = time.monotonic()
    answer = Answer()
    calls: dict[int, ToolCall] = {}
    pieces = service.stream_chat(deployment, messages, parameters.wire(), progress)
    try:
        for piece in pieces:
            answer = _joined(answer, piece, calls, time.monotonic() - begin)
            if listener is not None:
                listener(answer)
    except Cancelled:
        if answer.empty:
            raise
        return replace(answer, stopped=True)
    except ServiceFailure as failure:
        if answer.empty:
            raise
        return replace(answer, broken=failure.explanation)
    return answer


def _joined(answer: Answer, piece: AnswerPiece, calls: dict[int, ToolCall], seconds: float) -> Answer:
    for position, part in piece.tool_calls:
        before = calls.get(position, ToolCall("", "", ""))
        calls[position] = ToolCall(before.id or part.id, before.name or part.name, before.arguments + part.arguments)
    something = piece.text or piece.refusal or piece.tool_calls
    return replace(
        answer,
        text=answer.text + piece.text,
        refusal=answer.refusal + piece.refusal,
        tool_calls=tuple(calls[position] for position in sorted(calls)),
        finish=piece.finish or answer.finish,
        usage=piece.usage or answer.usage,
        first_after=seconds if something and answer.first_after is None else answer.first_after,
        seconds=seconds,
        filtered=tuple(dict.fromkeys((*answer.filtered, *piece.filtered))),
    )


def system_difference(trained: str, current: str) -> list[tuple[str, str]]:
    """What of a system message differs from the one in training, as (kind, words) pairs.

    Kinds are "same", "left out" and "added"; an empty list means that both are the same.
    """
    if trained == current:
        return []
    before, after = trained.split(), current.split()
    pairs: list[tuple[str, str]] = []
    for kind, start, end, other_start, other_end in difflib.SequenceMatcher(None, before, after, False).get_opcodes():
        if kind == "equal":
            pairs.append(("same", " ".join(before[start:end])))
            continue
        if start < end:
            pairs.append(("left out", " ".join(before[start:end])))
        if other_start < other_end:
            pairs.append(("added", " ".join(after[other_start:other_end])))
    return pairs
