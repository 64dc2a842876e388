"""What can be done to single messages of a record: every byte outside the message stays as it was.

Each function takes a record and the place of a message in `record.messages`, and gives the record's new line. What
makes no sense for a record is refused with a sentence. Chat, preference and reinforcement records are taken; in a
preference record the input and the two outputs are lists of their own, and no message goes from one to another.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from curator.checks.proposal import written
from curator.errors import CuratorError
from curator.records.messages import members
from curator.records.record import ROLES, Message, Record
from curator.records.spans import (
    encode_string,
    insert_item,
    insert_member,
    move_item,
    remove_member,
    replace_string,
    replace_value,
    span_of,
    writes_ascii,
)

SHAPES = ("chat", "preference", "reinforcement")
"""Shapes whose messages can be changed one by one."""
_AS_JSON = "edit (e) takes the record as JSON."
JOIN = "\n\n"
"""What stands between two texts that become one."""
_NEXT_ROLE = {"system": "user", "developer": "user", "user": "assistant", "tool": "assistant", "function": "assistant"}


def message_at(record: Record, index: int) -> Message:
    """The message at a place.

    Raises:
        CuratorError: The record's messages cannot be changed one by one, there is none there, or it is no object.
    """
    message = element_at(record, index)
    if not isinstance(message.value, dict):
        raise CuratorError("This message is no JSON object.", hint=f"delete (D) takes it out; {_AS_JSON}")
    return message


def element_at(record: Record, index: int) -> Message:
    """What stands at a place of the list of messages, whatever it is.

    Raises:
        CuratorError: The record's messages cannot be changed one by one, or there is none there.
    """
    _refuse_shape(record)
    if not 0 <= index < len(record.messages):
        number = len(record.messages)
        raise CuratorError("There is no such message.", hint=f"The record has {number} of them.")
    return record.messages[index]


def _refuse_shape(record: Record) -> None:
    if not record.readable:
        raise CuratorError("This line is not JSON, so it has no messages yet.", hint="Mend the line first.")
    if record.shape not in SHAPES:
        raise CuratorError(
            "The messages of this record cannot be changed one by one.",
            hint="Mend its shape first: fix (f) does it where that is possible, edit (e) takes the record as JSON.",
        )


def _neighbour(record: Record, index: int, step: int) -> Message | None:
    """The message before or after one, in the same list."""
    other = index + step
    if not 0 <= other < len(record.messages) or record.messages[other].part != record.messages[index].part:
        return None
    return record.messages[other]


def _list_of(message: Message) -> str:
    return message.pointer.rpartition("/")[0]


def _text_of(message: Message, what: str) -> str:
    content = members(message.value).get("content")
    if not isinstance(content, str):
        raise CuratorError(f"Only a message whose content is one text can be {what}.", hint=_AS_JSON)
    return content


# ---- text


def set_text(record: Record, index: int, text: str) -> bytes:
    """The line with another text as a message's content.

    Raises:
        CuratorError: Its content is made of parts.
    """
    message = message_at(record, index)
    content = members(message.value).get("content")
    if content is not None and not isinstance(content, str):
        raise CuratorError("The content of this message is no text.", hint=_AS_JSON)
    place = f"{message.pointer}/content"
    if "content" in message.value:
        return replace_string(record.raw, place, text)
    return insert_member(record.raw, message.pointer, "content", encode_string(text, writes_ascii(record.raw)))


# ---- role


def change_role(record: Record, index: int, role: str) -> bytes:
    """The line with another role on a message; a message that becomes a tool's names the call it answers.

    Raises:
        CuratorError: The role makes no sense for this message.
    """
    message = message_at(record, index)
    if role not in ROLES:
        raise CuratorError(f'"{role}" is not a role.', hint=f"The roles are {', '.join(ROLES)}.")
    if message.calls and role != "assistant":
        raise CuratorError(
            "This message calls tools, and only the assistant does that.", hint="set-arguments (C) edits its calls."
        )
    raw = record.raw
    if "role" in message.value:
        raw = replace_string(raw, f"{message.pointer}/role", role)
    else:
        raw = insert_member(raw, message.pointer, "role", encode_string(role), first=True)
    if role == "tool" and not message.call_id:
        call = _unanswered(record, index)
        raw = insert_member(raw, message.pointer, "tool_call_id", encode_string(call, writes_ascii(raw)))
    return raw


def _unanswered(record: Record, index: int) -> str:
    """Id of the first call before a message that no tool has answered."""
    before = [message for message in record.messages[:index] if message.part == record.messages[index].part]
    answered = {message.call_id for message in before}
    for message in reversed(before):
        for call in message.calls:
            if call.id and call.id not in answered:
                return call.id
    raise CuratorError("No call of a tool before this message waits for an answer, so it cannot be a tool's.")


# ---- insert, delete, move


def next_role(record: Record, index: int | None, *, before: bool = False) -> str:
    """The role a new message most likely has, by the ones around it.

    Args:
        record: Any record.
        index: The message it stands after, or before; None where there is no message.
        before: Whether it stands before.
    """
    if index is None or not 0 <= index < len(record.messages):
        return "user"
    if not before:
        role = record.messages[index].role
        calls = record.messages[index].calls
        return "tool" if calls and role == "assistant" else _NEXT_ROLE.get(role, "user")
    previous = _neighbour(record, index, -1)
    if previous is not None:
        return _NEXT_ROLE.get(previous.role, "user")
    return "user" if record.messages[index].role == "assistant" else "system"


def insert_message(record: Record, index: int | None, role: str, text: str, *, before: bool = False) -> bytes:
    """The line with a new message after the one at a place, or before it.

    Args:
        record: The record.
        index: The message it stands next to; None where the list of messages is empty.
        role: Its role.
        text: Its content.
        before: Whether it stands before.

    Raises:
        CuratorError: The record has no list of messages, or the role makes no sense there.
    """
    if role not in ROLES:
        raise CuratorError(f'"{role}" is not a role.', hint=f"The roles are {', '.join(ROLES)}.")
    value: dict[str, Any] = {"role": role, "content": ""}
    if index is None:
        _refuse_shape(record)
        if members(record.value).get("messages") != []:
            raise CuratorError("This record has no list of messages.", hint=_AS_JSON)
        return insert_item(record.raw, "/messages", 0, _new(value, text, record.raw))
    message = message_at(record, index)
    if role == "tool":
        value["tool_call_id"] = _unanswered(record, index) if before else _unanswered_after(record, index)
    place = message.index if before else message.index + 1
    return insert_item(record.raw, _list_of(message), place, _new(value, text, record.raw))


def _new(value: dict[str, Any], text: str, raw: bytes) -> bytes:
    """A new message as the line writes; its text apart, as half surrogates have to be escaped."""
    return replace_value(written(value, raw), "/content", encode_string(text, writes_ascii(raw)))


def _unanswered_after(record: Record, index: int) -> str:
    """Id of the first call up to and with a message that no tool has answered."""
    message = record.messages[index]
    waiting = [call.id for call in message.calls if call.id]
    return waiting[0] if waiting else _unanswered(record, index)


def delete_message(record: Record, index: int) -> bytes:
    """The line without a message, or without what stands in the place of one.

    Raises:
        CuratorError: It is the only one of its list.
    """
    message = element_at(record, index)
    if _neighbour(record, index, -1) is None and _neighbour(record, index, 1) is None:
        raise CuratorError("It is the only message there.", hint="drop (d) leaves the whole line out.")
    return remove_member(record.raw, message.pointer)


def move_message(record: Record, index: int, step: int) -> bytes:
    """The line with a message one place further up (-1) or down (1).

    Raises:
        CuratorError: It stands at the end of its list already.
    """
    message = element_at(record, index)
    if _neighbour(record, index, step) is None:
        raise CuratorError("It is the first message there." if step < 0 else "It is the last message there.")
    return move_item(record.raw, message.pointer, message.index + step)


# ---- split, merge


def split_message(record: Record, index: int, at: int) -> bytes:
    """The line with one message as two of the same role; white space at the cut goes, calls stay with the second.

    Args:
        record: The record.
        index: The message.
        at: Where its text is cut, in characters.

    Raises:
        CuratorError: Its content is no single text, or one half would be empty.
    """
    message = message_at(record, index)
    text = _text_of(message, "split")
    first, second = text[:at].rstrip(), text[at:].lstrip()
    if not first or not second:
        raise CuratorError("One half would be empty.", hint="Put the cursor between two words of the text.")
    start, end = span_of(record.raw, message.pointer)
    ascii_only = writes_ascii(record.raw)
    own = record.raw[start:end]
    upper = replace_value(own, "/content", encode_string(first, ascii_only))
    lower = replace_value(own, "/content", encode_string(second, ascii_only))
    if "tool_calls" in message.value:
        upper = remove_member(upper, "/tool_calls")
    raw = replace_value(record.raw, message.pointer, upper)
    return insert_item(raw, _list_of(message), message.index + 1, lower)


def merge_messages(record: Record, index: int) -> bytes:
    """The line with a message and the next one as one, an empty line between their texts.

    Raises:
        CuratorError: There is no next one, or the two do not belong together.
    """
    message = message_at(record, index)
    following = _neighbour(record, index, 1)
    if following is None:
        raise CuratorError("No message follows it.")
    message_at(record, index + 1)
    if message.role != following.role:
        raise CuratorError(
            f"It is {message.role or 'without a role'}, the next one is {following.role or 'without a role'}.",
            hint="change-role (R) changes a role; messages of one role can be merged.",
        )
    if message.role == "tool":
        raise CuratorError("The answers of two calls stay two messages.")
    if message.calls and following.calls:
        raise CuratorError("Both messages call tools.", hint=_AS_JSON)
    both = [text for text in (_text_of(message, "merged"), _text_of(following, "merged")) if text]
    raw = replace_string(record.raw, f"{message.pointer}/content", JOIN.join(both))
    if following.calls:
        start, end = span_of(raw, f"{following.pointer}/tool_calls")
        calls = raw[start:end]
        raw = remove_member(raw, following.pointer)
        if "tool_calls" in message.value:
            return replace_value(raw, f"{message.pointer}/tool_calls", calls)
        return insert_member(raw, message.pointer, "tool_calls", calls)
    return remove_member(raw, following.pointer)


# ---- weight, calls


def set_weight(record: Record, index: int, weight: int | None) -> bytes:
    """The line with a weight on an assistant's message: 0 is not learned, 1 is, None takes the key away.

    Source: Azure fine-tuning guide, multi-turn chat with weights, 2026-03.

    Raises:
        CuratorError: The weight is another one, or training reads none there.
    """
    message = message_at(record, index)
    if weight not in (0, 1, None):
        raise CuratorError("A weight is 0 or 1.")
    if record.shape != "chat":
        raise CuratorError("Only the messages of chat records have a weight.")
    if message.role != "assistant" and weight is not None:
        raise CuratorError("Only the assistant's messages have a weight: training learns no others.")
    place = f"{message.pointer}/weight"
    there = "weight" in message.value
    if weight is None:
        return remove_member(record.raw, place) if there else record.raw
    put = str(weight).encode()
    return replace_value(record.raw, place, put) if there else insert_member(record.raw, message.pointer, "weight", put)


def checked_arguments(text: str) -> dict[str, Any]:
    """The arguments of a call, read.

    Raises:
        json.JSONDecodeError: The text is not JSON, or no object; it says where.
    """
    value = json.loads(text)
    if not isinstance(value, dict):
        raise json.JSONDecodeError("the arguments of a call are an object", text, 0)
    return value


def set_arguments(record: Record, index: int, call: int, text: str) -> bytes:
    """The line with other arguments on one of a message's calls, written as the JSON string the service reads.

    Args:
        record: The record.
        index: The message.
        call: Which of its calls, from 0.
        text: A JSON object; it is written as it is.

    Raises:
        CuratorError: There is no such call.
        json.JSONDecodeError: The text is no JSON object.
    """
    message = message_at(record, index)
    if not 0 <= call < len(message.calls):
        raise CuratorError("This message calls no tool." if not message.calls else "There is no such call.")
    checked_arguments(text)
    function = f"{message.calls[call].pointer}/function"
    held = members(members(message.calls[call].value).get("function"))
    if not held:
        raise CuratorError("This call names no function.", hint=_AS_JSON)
    if "arguments" in held:
        return replace_string(record.raw, f"{function}/arguments", text)
    return insert_member(record.raw, function, "arguments", encode_string(text, writes_ascii(record.raw)))


def call_names(record: Record, index: int) -> Sequence[str]:
    """The functions a message calls, in order."""
    return [call.name for call in message_at(record, index).calls]
