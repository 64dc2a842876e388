"""What the practice service reads in an uploaded file, and why it would refuse one."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

MINIMUM_EXAMPLES = 10


@dataclass(frozen=True)
class Answer:
    """What an assistant said in the training data."""

    content: str
    tool_calls: tuple[dict[str, Any], ...] = ()

    @property
    def text(self) -> str:
        """All words of the answer, the arguments of tool calls included."""
        calls = [f"{call['function']['name']} {call['function']['arguments']}" for call in self.tool_calls]
        return "\n".join(part for part in (self.content, *calls) if part)


@dataclass(frozen=True)
class Turn:
    """One answer of one conversation, and what had been said before it."""

    line: int
    prompt: str
    before: str
    answer: Answer


@dataclass(frozen=True)
class TrainingFile:
    """A file as the service sees it: the lines of its examples, their turns, which lines are preferences.

    `refusal` says why the service refuses the file; None where it takes it.
    """

    lines: list[int] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    preferences: list[int] = field(default_factory=list)
    refusal: str | None = None

    @property
    def examples(self) -> int:
        """How many examples there are."""
        return len(self.lines)

    def wrong_for(self, method: str) -> int | None:
        """The first line that is not what the method (supervised or dpo) takes; None where all are."""
        odd = set(self.lines).difference(self.preferences) if method == "dpo" else set(self.preferences)
        return min(odd, default=None)

    def answers(self) -> list[str]:
        """What is learnt: for each example the text of its answers, one after the other."""
        texts: dict[int, list[str]] = {line: [] for line in self.lines}
        for turn in self.turns:
            texts[turn.line].append(turn.answer.text)
        return ["\n".join(parts) for parts in texts.values()]


def read_training_file(data: bytes) -> TrainingFile:
    """Read a JSON Lines file of conversations or preferences; never raises for bad data."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return TrainingFile(refusal=f"Validation of jsonl file failed: line {line} is not valid: it is not UTF-8.")
    turns: list[Turn] = []
    lines: list[int] = []
    preferences: list[int] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            turns += _turns_of(line, number)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            reason = f"Validation of jsonl file failed: line {number} is not valid: {_reason(error)}"
            return TrainingFile(refusal=reason)
        lines.append(number)
        if '"preferred_output"' in line:
            preferences.append(number)
    if not lines:
        return TrainingFile(refusal="Validation of jsonl file failed: No valid json line found in file.")
    return TrainingFile(lines, turns, preferences)


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at column {error.colno}."
    if isinstance(error, KeyError):
        return f"the key {error.args[0]!r} is missing."
    return str(error) or "it cannot be read."


def _turns_of(line: str, number: int) -> list[Turn]:
    record = json.loads(line)
    if not isinstance(record, dict):
        raise ValueError("it is not a JSON object.")
    if "preferred_output" in record:
        messages = record["input"]["messages"] + record["preferred_output"]
    else:
        messages = record["messages"]
    if not isinstance(messages, list) or not messages:
        raise ValueError("'messages' must be a list with at least one message.")
    turns: list[Turn] = []
    said: list[str] = []
    for message in messages:
        role = message["role"]
        if role not in ("system", "developer", "user", "assistant", "tool", "function"):
            raise ValueError(f"the role {role!r} is not known.")
        if role == "assistant" and message.get("weight", 1) != 0:
            turns.append(Turn(number, said[-1] if said else "", "\n".join(said[:-1]), _answer_of(message)))
        if role not in ("system", "developer"):
            said.append(text_of(message.get("content")) or _answer_of(message).text)
    return turns


def _answer_of(message: dict[str, Any]) -> Answer:
    calls = tuple(
        {
            "id": call.get("id", f"call_{index}"),
            "type": "function",
            "function": {"name": call["function"]["name"], "arguments": call["function"]["arguments"]},
        }
        for index, call in enumerate(message.get("tool_calls") or ())
    )
    return Answer(text_of(message.get("content")), calls)


def text_of(content: Any) -> str:
    """The text of a message's content, which is a string, null, or a list of parts."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "\n".join(part.get("text") or "" for part in content if isinstance(part, dict))
    return ""
