"""Content parts that are not as they should be, or stand where they may not."""

from __future__ import annotations

from typing import Any, cast

from curator.checks.examples import ANSWER, chat
from curator.checks.explain import explained
from curator.checks.proposal import Proposal, fixing, proven, value_at
from curator.checks.rule import Arguments, Mend, Page, Reads, Rule, Severity, no_arguments
from curator.checks.sources import SPECIFICATION, VISION_GUIDE
from curator.records.record import Record
from curator.records.spans import encode_string, insert_member, replace_string


def _part_pointer(pointer: str) -> str:
    """The pointer to the content part that a pointer points at or into."""
    steps = pointer.split("/")
    place = len(steps) - 1 - steps[::-1].index("content")
    return "/".join(steps[: place + 2])


def _typed(record: Record, pointer: str) -> Proposal | None:
    if "/content/" not in pointer:
        return None
    where = _part_pointer(pointer)
    part = cast("dict[str, Any]", value_at(record, where))
    if not isinstance(part.get("text"), str) or set(part) - {"type", "text"}:
        return None
    title = "make it a text part"
    if "type" in part:
        return proven(title, replace_string(record.raw, f"{where}/type", "text"))
    return proven(title, insert_member(record.raw, where, "type", encode_string("text"), first=True))


def _message(arguments: Arguments) -> str:
    if "missing" in arguments:
        return f'A content part lacks "{arguments["missing"]}".'
    return f'A content part is not right at "{arguments["value"]}". Parts have the type text or image_url.'


RULES = (
    Rule(
        code="MSG015",
        name="content-part",
        family="messages",
        severity=Severity.ERROR,
        summary="a content part that is wrong",
        message=_message,
        page=Page(
            what="A part of a content list without a type, with an unknown one, or without what its type asks for: "
            "a text "
            "part needs text, an image part an image_url with a url, and detail is auto, low or high.",
            why="The service refuses the file.",
            mend="A part that holds nothing but a text is a text part: safe. Others have to be written.",
            source=f"{SPECIFICATION} {VISION_GUIDE}",
        ),
        triggers=(
            chat('{"role": "user", "content": [{"type": "txt", "text": "Where is it?"}]}', ANSWER),
            chat('{"role": "user", "content": [{"type": "image_url", "image_url": {"link": "x"}}]}', ANSWER),
        ),
        passes=(chat('{"role": "user", "content": [{"type": "text", "text": "Where is it?"}]}', ANSWER),),
        reads=Reads.INVALID,
        check=explained("content-part", _typed),
        fix=fixing(_typed),
        mend=Mend.SAFE,
    ),
    Rule(
        code="MSG016",
        name="content-part-misplaced",
        family="messages",
        severity=Severity.ERROR,
        summary="an image where none may be",
        message=no_arguments("Only the user's messages may hold images."),
        page=Page(
            what="An image, audio or file part in a message that is not the user's.",
            why="Models are tuned on images they are shown, and answer in text: no images in messages of the "
            "assistant.",
            mend="Move the part to a user message or take it out: the record does not say which.",
            source=f"{VISION_GUIDE} {SPECIFICATION}",
        ),
        triggers=(
            chat(
                '{"role": "user", "content": "Draw a key."}',
                '{"role": "assistant", "content": [{"type": "image_url", "image_url": {"url": '
                '"https://x.org/a.png"}}]}',
            ),
        ),
        passes=(
            chat(
                '{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://x.org/a.png"}}]}',
                ANSWER,
            ),
        ),
        reads=Reads.INVALID,
        check=explained("content-part-misplaced"),
    ),
)
