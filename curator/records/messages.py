"""Reads the messages of a list: lenient, quick, and never raising."""

from __future__ import annotations

from typing import Any, cast

from curator.records.record import Message, ToolCall

Object = dict[str, Any]
_ENDINGS = tuple(f"/{index}" for index in range(512))


def escape(key: str) -> str:
    """A key as one step of a JSON Pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def members(value: Any) -> Object:
    """The members of a JSON object; none where the value is something else."""
    return cast("Object", value) if isinstance(value, dict) else {}


def place(pointer: str, index: int) -> str:
    """The pointer to an element of the list at a pointer."""
    return pointer + (_ENDINGS[index] if index < 512 else f"/{index}")


def text_of(content: Any) -> str:
    """All text of a message's content: the string, or the text parts joined by a line break."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    texts: list[str] = []
    for part in cast("list[Any]", content):
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, dict):
            text = cast("Object", part).get("text")
            if isinstance(text, str):
                texts.append(text)
    return "\n".join(texts)


def _call(value: Any, pointer: str) -> ToolCall:
    if not isinstance(value, dict):
        return ToolCall(pointer, value, "", "", None)
    call = cast("Object", value)
    identity = call.get("id")
    function = call.get("function")
    name: Any = None
    arguments: Any = None
    if isinstance(function, dict):
        function = cast("Object", function)
        name, arguments = function.get("name"), function.get("arguments")
    return ToolCall(
        pointer,
        value,
        identity if isinstance(identity, str) else "",
        name if isinstance(name, str) else "",
        arguments,
    )


def _calls(calls: Any, pointer: str) -> list[ToolCall]:
    if not isinstance(calls, list):
        return []
    start = pointer + "/tool_calls"
    return [_call(call, place(start, index)) for index, call in enumerate(cast("list[Any]", calls))]


def _other_message(value: Any, pointer: str, part: str, index: int) -> Message:
    """A message that is no object."""
    return Message(pointer, part, index, value, "", value if isinstance(value, str) else "", None, [], "")


def _plain_message(value: Object, pointer: str, part: str, index: int) -> Message:
    """A message that has more than a role and a content, or less."""
    role, content, calls, call_id = (value.get(key) for key in ("role", "content", "tool_calls", "tool_call_id"))
    return Message(
        pointer,
        part,
        index,
        value,
        role if isinstance(role, str) else "",
        content if isinstance(content, str) else text_of(content),
        value.get("weight"),
        _calls(calls, pointer) if calls else [],
        call_id if isinstance(call_id, str) else "",
    )


def read_messages(values: list[Any], pointer: str, part: str = "messages") -> list[Message]:
    """The messages of a list, one for each element, whatever it is.

    Args:
        values: The list as it was read.
        pointer: JSON Pointer to the list.
        part: Where they stand (see Message.part).
    """
    found: list[Message] = []
    # Most messages are a role and a text and nothing else; they take this short way, as a file has a million of them.
    for index, value in enumerate(values):
        here = pointer + (_ENDINGS[index] if index < 512 else f"/{index}")
        if type(value) is not dict:
            found.append(_other_message(value, here, part, index))
        else:
            role: Any = value.get("role")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            text: Any = value.get("content")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            if len(value) == 2 and type(role) is str and type(text) is str:  # pyright: ignore[reportUnknownArgumentType]
                found.append(Message(here, part, index, value, role, text, None, [], ""))
            else:
                found.append(_plain_message(cast("Object", value), here, part, index))
    return found


def declared_tools(value: Object) -> list[Any]:
    """The values of the tools key, empty where there are none or it is no list."""
    tools = value.get("tools")
    return cast("list[Any]", tools) if isinstance(tools, list) else []
