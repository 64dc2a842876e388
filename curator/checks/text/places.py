"""Where the texts of a record stand, what surrounds a find in them, and edits of a few characters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

from curator.records.record import Message, Record
from curator.records.spans import encode_string, span_of, splice, writes_ascii

CODE = re.compile(r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]+`", re.DOTALL)
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)

Edit = tuple[int, int, str]
"""Start and end (exclusive) of some characters of a text, and what is put in their place."""


def answers(record: Record) -> list[Message]:
    """The messages with text that training learns; of a preference record also those it learns to avoid."""
    return [
        message for message in record.messages if message.role == "assistant" and message.text and message.weight != 0
    ]


def both_ways(*texts: str) -> tuple[bytes, ...]:
    """Texts as marks: as UTF-8 and as escapes, whose digits a writer may put in small or in capital letters."""
    marks: dict[bytes, None] = {}
    for text in texts:
        escaped = json.dumps(text)[1:-1]
        shouted = re.sub(r"\\u[0-9a-f]{4}", lambda escape: "\\u" + escape.group()[2:].upper(), escaped)
        marks.update(dict.fromkeys((text.encode(), escaped.encode(), shouted.encode())))
    return tuple(marks)


WHOLE_QUESTION = 800
"""Characters: a longer question is a text to work on, and what is asked stands at one of its ends."""
_END_OF_QUESTION = 300
_END_OF_A_TEXT = 120
"""Characters looked at of a last paragraph that is long, and so a part of the text to work on."""
_LEAST_HEAD = 20
"""Characters of the shortest paragraph that asks for something; a greeting may stand before it."""


def ends(text: str) -> str:
    """A text without the middle, where what is asked for does not stand: its first and last paragraph, shortened."""
    if len(text) <= WHOLE_QUESTION:
        return text
    last = text.rstrip().rfind("\n\n") + 2
    is_long = last > 1 and len(text) - last > _END_OF_QUESTION
    tail = text[max(last, len(text) - (_END_OF_A_TEXT if is_long else _END_OF_QUESTION)) :]
    return f"{head(text, _END_OF_QUESTION)}\n{tail}"


def head(text: str, letters: int) -> str:
    """The first letters of a text, but no more than its first paragraph."""
    blank = text.find("\n\n", _LEAST_HEAD, letters)
    return text[: blank if blank >= 0 else letters]


def asked(record: Record, roles: tuple[str, ...] = ("user", "system", "developer")) -> str:
    """What was asked: the ends of system and user messages, in small letters."""
    return "\n".join([ends(message.text) for message in record.messages if message.role in roles]).lower()


def asked_before(record: Record, answer: Message, roles: tuple[str, ...] = ("user", "system", "developer")) -> str:
    """What was asked of one answer: system messages, the first user message, and the last one before the answer.

    What is said between them was asked of other answers. Their ends only, in small letters.
    """
    place = next((index for index, message in enumerate(record.messages) if message is answer), len(record.messages))
    users = [message for message in record.messages[:place] if message.role == "user"]
    counted = [*(message for message in record.messages if message.role != "user"), *users[:1], *users[1:][-1:]]
    return "\n".join([ends(message.text) for message in counted if message.role in roles]).lower()


def without_code(text: str) -> str:
    """The text with fenced blocks and words in back quotes taken out."""
    return CODE.sub(" ", text) if "`" in text or "~~~" in text else text


def is_quoted(text: str, start: int, end: int) -> bool:
    """Whether some characters stand between quotes or in code: then they are spoken of, not left over."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if before and after and before in "\"'“‘«`" and after in "\"'”’»`":
        return True
    return any(block.start() <= start and end <= block.end() for block in CODE.finditer(text))


def around(text: str, start: int, end: int, width: int = 24) -> str:
    """Some characters with a little of what stands on both sides."""
    head, tail = max(0, start - width), min(len(text), end + width)
    return ("…" if head else "") + text[head:tail] + ("…" if tail < len(text) else "")


def content_places(message: Message) -> Iterator[tuple[str, str]]:
    """Pointer and text of every string of a message's content: the content itself, or its text parts."""
    value: Any = message.value
    content: Any = cast("dict[str, Any]", value).get("content") if isinstance(value, dict) else None
    if isinstance(content, str):
        yield message.pointer + "/content", content
    elif isinstance(content, list):
        for index, part in enumerate(cast("list[Any]", content)):
            text: Any = cast("dict[str, Any]", part).get("text") if isinstance(part, dict) else part
            if isinstance(text, str):
                yield f"{message.pointer}/content/{index}" + ("/text" if isinstance(part, dict) else ""), text


def edited_string(raw: bytes, pointer: str, edits: Sequence[Edit]) -> bytes:
    """The line with some characters of the string at `pointer` exchanged; all other bytes stay, escapes too.

    Args:
        raw: The line.
        pointer: JSON Pointer to a string.
        edits: In the order of the text, without overlap; offsets count the decoded string's characters.
    """
    start, end = span_of(raw, pointer)
    written = _CHARACTER.findall(raw[start + 1 : end - 1].decode("utf-8", "surrogatepass"))
    ascii_only = writes_ascii(raw)
    pieces: list[str] = []
    position = 0
    for first, last, put in edits:
        pieces += written[position:first]
        pieces.append(encode_string(put, ascii_only)[1:-1].decode("utf-8", "surrogatepass"))
        position = last
    pieces += written[position:]
    return splice(raw, start + 1, end - 1, "".join(pieces).encode("utf-8", "surrogatepass"))


def message_at(record: Record, pointer: str | None) -> Message | None:
    """The message a finding points to."""
    return next((message for message in record.messages if message.pointer == pointer), None)
