"""Images: their number, size and form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from curator.checks.examples import ANSWER, chat
from curator.checks.limits.exceeded import image_urls
from curator.checks.proposal import excerpt
from curator.checks.rule import Found, Page, Reads, Rule, Severity
from curator.checks.sources import TABLE, VISION_GUIDE
from curator.records.record import Record
from curator.records.target import target_of
from curator.settings import Settings

_TAKEN = re.compile(r"(?:https?://|data:image/(?:jpe?g|png|webp);base64,)", re.IGNORECASE)
_WRONG_ENDING = re.compile(r"https?://[^?#]*\.(?:gif|bmp|tiff?|svg|heic|pdf)(?:[?#]|$)", re.IGNORECASE)


def _check_number(record: Record, settings: Settings) -> Iterable[Found]:
    limit = target_of(settings).limits.images_per_record
    count = sum(1 for _ in image_urls(record))
    if limit is None or count <= limit.number:
        return ()
    return [Found(None, arguments={"count": count, "bound": limit.number})]


def _check_size(record: Record, settings: Settings) -> Iterator[Found]:
    limit = target_of(settings).limits.image_bytes
    if limit is None:
        return
    for pointer, url in image_urls(record):
        size = (len(url) - url.find(",") - 1) * 3 // 4 if url[:5].lower() == "data:" else 0
        if size > limit.number:
            yield Found(pointer, arguments={"size": round(size / 2**20, 1), "bound": limit.number // 2**20})


def _check_form(record: Record, _settings: Settings) -> Iterator[Found]:
    for pointer, url in image_urls(record):
        if _TAKEN.match(url) is None:
            yield Found(pointer, arguments={"url": excerpt(url)})


def _check_ending(record: Record, _settings: Settings) -> Iterator[Found]:
    for pointer, url in image_urls(record):
        if _WRONG_ENDING.match(url):
            yield Found(pointer, arguments={"url": excerpt(url)})


def _check_target(record: Record, settings: Settings) -> Iterable[Found]:
    target = target_of(settings)
    if target.vision:
        return ()
    first = next(image_urls(record), None)
    return () if first is None else [Found(first[0], arguments={"target": target.name})]


def _images(*urls: str) -> bytes:
    parts = ", ".join(f'{{"type": "image_url", "image_url": {{"url": "{url}"}}}}' for url in urls)
    return chat(f'{{"role": "user", "content": [{parts}]}}', ANSWER)


_GOOD = "https://example.org/key.png"
_MORE: dict[str, Any] = {"family": "limits", "reads": Reads.MESSAGES, "marks": (b'"image_url"',)}

RULES = (
    Rule(
        code="LIM020",
        name="images-too-many",
        severity=Severity.ERROR,
        summary="too many images in a record",
        message=lambda arguments: f"{arguments['count']} images; a record may have at most {arguments['bound']}.",
        page=Page(
            what="A record with more images than the target takes.",
            why="The service refuses it. (Its troubleshooting page says 10, the guide 64: the guide is followed.)",
            mend="Leave images out, or divide the record.",
            source=f"{VISION_GUIDE} {TABLE}",
        ),
        triggers=(_images(*[_GOOD] * 65),),
        passes=(_images(*[_GOOD] * 64),),
        check=_check_number,
        **_MORE,
    ),
    Rule(
        code="LIM021",
        name="image-too-large",
        severity=Severity.ERROR,
        summary="an image that is too large",
        message=lambda arguments: f"The image has {arguments['size']} MB; at most {arguments['bound']} are allowed.",
        page=Page(
            what="An image inside the record that is larger than the target takes. Linked ones are not fetched.",
            why="The service refuses it.",
            mend="Make the image smaller.",
            source=f"{VISION_GUIDE} {TABLE}",
        ),
        triggers=(),
        passes=(_images("data:image/png;base64,AAAA"),),
        check=_check_size,
        **_MORE,
    ),
    Rule(
        code="LIM022",
        name="image-form",
        severity=Severity.ERROR,
        summary="an image of another form",
        message=lambda arguments: f'"{arguments["url"]}" is neither a link nor a JPEG, PNG or WEBP image.',
        page=Page(
            what="The url of an image that is neither http(s) nor a data: URI of a JPEG, PNG or WEBP image in base64.",
            why="Only these are read; the service refuses others.",
            mend="Convert the image, or put the link right.",
            source=VISION_GUIDE,
        ),
        triggers=(_images("data:image/gif;base64,R0lGODlh"), _images("key.png")),
        passes=(_images(_GOOD), _images("data:image/jpeg;base64,AAAA")),
        check=_check_form,
        **_MORE,
    ),
    Rule(
        code="LIM023",
        name="image-ending",
        severity=Severity.WARNING,
        summary="a link to another kind of image",
        message=lambda arguments: f'By its ending "{arguments["url"]}" is no JPEG, PNG or WEBP image.',
        page=Page(
            what="A link to an image whose ending is that of another kind: gif, bmp, tiff, svg, heic, pdf.",
            why="Only JPEG, PNG and WEBP are read; others are refused or passed over. What is behind the link was not "
            "looked at, so this is a warning.",
            mend="Convert the image.",
            source=VISION_GUIDE,
        ),
        triggers=(_images("https://example.org/key.gif"),),
        passes=(_images(_GOOD),),
        check=_check_ending,
        **_MORE,
    ),
    Rule(
        code="LIM024",
        name="images-unsupported",
        severity=Severity.INFO,
        summary="images for a model without sight",
        message=lambda arguments: f"No source says that {arguments['target']} can be tuned on images.",
        page=Page(
            what="A record with images, while the target is not among the models the guide names for images.",
            why="The guide names gpt-4o (2024-08-06) and gpt-4.1 (2025-04-14). Whether others refuse is not known: "
            "a note.",
            mend="Choose another target, or leave the images out.",
            source=VISION_GUIDE,
        ),
        triggers=(_images(_GOOD),),
        passes=(chat('{"role": "user", "content": "What is an \\"image_url\\"?"}', ANSWER),),
        check=_check_target,
        style=True,
        habit=lambda marked, total: f"{marked} of {total} records have images, which the target may not take.",
        **_MORE,
    ),
)
