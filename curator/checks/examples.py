"""Lines that the rules show as examples and that their tests run."""

from __future__ import annotations

SYSTEM = '{"role": "system", "content": "Answer in one sentence."}'
USER = '{"role": "user", "content": "Where is the key?"}'
ANSWER = '{"role": "assistant", "content": "Under the mat."}'
CALL = (
    '{"role": "assistant", "tool_calls": [{"id": "call_1", "type": "function", '
    '"function": {"name": "get_weather", "arguments": "{\\"city\\": \\"Oslo\\"}"}}]}'
)
REPLY = '{"role": "tool", "tool_call_id": "call_1", "content": "4 degrees"}'
TOOL = (
    '{"type": "function", "function": {"name": "get_weather", "description": "The weather of a city.", '
    '"parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}'
)


def chat(*messages: str, rest: str = "") -> bytes:
    """A conversation of these messages (JSON text), with more members behind them: ', "tools": []'."""
    return f'{{"messages": [{", ".join(messages)}]{rest}}}'.encode()


def tool_chat(*messages: str, tools: str = TOOL) -> bytes:
    """A conversation that declares tools."""
    return chat(*messages, rest=f', "tools": [{tools}]')


def preference(*, source: str = USER, preferred: str = ANSWER, other: str | None = None) -> bytes:
    """A preference record."""
    rejected = '{"role": "assistant", "content": "No idea."}' if other is None else other
    return (
        f'{{"input": {{"messages": [{source}]}}, "preferred_output": [{preferred}], '
        f'"non_preferred_output": [{rejected}]}}'
    ).encode()
