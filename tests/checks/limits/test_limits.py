"""Limits of the target: exceeded or not, verified or not."""

from __future__ import annotations

import json
from typing import Any

import polars
import pytest

from curator.checks.registry import rule_named
from curator.checks.relation import Relation
from curator.engine.judge import Judge, read_line
from curator.records.record import Record
from curator.records.target import load_target
from curator.settings import Settings

RAW = b'{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}'


def relation(
    count: int,
    *,
    size: int = 100,
    tokens: int | None = 20,
    shape: str = "chat",
    target: str = "azure/gpt-4.1-mini",
    **more: Any,
) -> Relation:
    """A measured file of equal records."""
    table = polars.DataFrame(
        {
            "row": range(1, count + 1),
            "bytes": [size] * count,
            "newline": [0] * count,
            "shape": [shape] * count,
            "tokens": polars.Series([tokens] * count, dtype=polars.UInt32),
        },
        schema_overrides={"row": polars.Int64, "bytes": polars.UInt32, "newline": polars.UInt8, "shape": polars.String},
    )
    return Relation(table, polars.DataFrame(), Settings(target=target), lambda row: Record(row, RAW, shape), **more)


def messages(name: str, of: Relation) -> list[str]:
    rule = rule_named(name)
    assert rule.relate is not None
    return [rule.message(json.loads(arguments)) for arguments in rule.relate(of)["arguments"].to_list()]


def test_fewer_than_ten_records() -> None:
    assert messages("records-few", relation(9)) == ["9 records; a training job needs at least 10. (azure/gpt-4.1-mini)"]
    assert messages("records-few", relation(10)) == []
    assert messages("records-few", relation(0)) == []


def test_a_validation_file_may_have_fewer() -> None:
    assert messages("records-few", relation(3, other=polars.DataFrame())) == []


def test_a_limit_nobody_verified_is_a_warning() -> None:
    of = relation(9, target="openai/gpt-4.1-mini")
    assert messages("records-few", of) == []
    assert "nobody verified" in messages("limit-unverified", of)[0]


def test_a_file_too_large() -> None:
    half = 2**28
    assert messages("file-too-large", relation(2, size=half)) == [
        "512 MB; a file may have at most 512 MB. (azure/gpt-4.1-mini)"
    ]
    assert messages("file-too-large", relation(2, size=half - 1)) == []


def test_too_many_tokens_in_a_file() -> None:
    assert messages("file-too-large", relation(10, tokens=200_000_000)) == []
    assert "2,000,000,010 tokens" in messages("file-too-large", relation(10, tokens=200_000_001))[0]


def test_a_long_record_is_a_warning_where_nobody_verified_the_limit() -> None:
    limit = load_target("azure/gpt-4.1-mini").limits.tokens_per_record
    assert limit is not None
    assert messages("record-long", relation(1, tokens=limit.number)) == []
    assert messages("record-too-long", relation(1, tokens=limit.number + 1)) == []
    assert "65,537 tokens" in messages("record-long", relation(1, tokens=limit.number + 1))[0]


@pytest.mark.parametrize("target", ["azure/Qwen3-32B", "azure/gpt-5"])
def test_no_limit_and_no_count_is_no_finding(target: str) -> None:
    of = relation(20, tokens=None, target=target)
    assert [messages(name, of) for name in ("record-long", "record-too-long", "file-too-large")] == [[], [], []]


def test_images_of_a_file_are_counted_only_where_they_can_be_too_many() -> None:
    asked: list[int] = []

    def record(row: int) -> Record:
        asked.append(row)
        return Record(row, b'{"image_url"', "chat")

    few = relation(50_000)
    assert messages("file-too-large", Relation(few.table, few.pairs, few.settings, record)) == []
    assert len(asked) <= 50_200
    many = relation(50_001)
    assert (
        "50,001 records with images"
        in messages("file-too-large", Relation(many.table, many.pairs, many.settings, record))[0]
    )
    asked.clear()
    plain = relation(60_000)
    assert messages("file-too-large", plain) == []


def test_records_for_a_method_the_target_does_not_offer() -> None:
    assert messages("method-unsupported", relation(10)) == []
    assert messages("method-unsupported", relation(10, shape="preference")) == []
    assert "reinforcement" in messages("method-unsupported", relation(10, shape="reinforcement"))[0]
    assert messages("method-unsupported", relation(10, shape="reinforcement", target="azure/o4-mini")) == []


def mixed(*shapes: str) -> Relation:
    table = polars.DataFrame(
        {"row": range(1, len(shapes) + 1), "shape": shapes}, schema_overrides={"row": polars.Int64}
    )
    return Relation(table, polars.DataFrame(), Settings(), lambda row: Record(row, RAW, "chat"))


@pytest.mark.parametrize(
    ("shapes", "rows"),
    [
        (("chat", "chat", "chat"), []),
        (("chat", "preference", "chat"), [2]),
        (("preference", "chat"), [1]),
        (("chat", "alpaca", "unreadable", "unknown"), []),
        (("text", "text", "chat"), []),
        (("chat", "reinforcement", "preference", "chat"), [2, 3]),
    ],
)
def test_a_file_that_mixes_shapes_names_the_minority(shapes: tuple[str, ...], rows: list[int]) -> None:
    rule = rule_named("shape-mixed")
    assert rule.relate is not None
    assert rule.relate(mixed(*shapes))["row"].to_list() == rows


def images(*urls: str) -> bytes:
    parts = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    talk = [{"role": "user", "content": parts}, {"role": "assistant", "content": "A key."}]
    return json.dumps({"messages": talk}).encode()


@pytest.mark.parametrize(
    ("urls", "names"),
    [
        (["https://example.org/a.png"], []),
        (["data:image/png;base64,AAAA"], []),
        (["DATA:IMAGE/JPEG;BASE64,AAAA"], []),
        (["data:image/gif;base64,AAAA"], ["image-form"]),
        (["<malformed_base64_image>"], ["image-form"]),
        (["https://example.org/a.gif?x=1"], ["image-ending"]),
        (["https://example.org/a.png"] * 64, []),
        (["https://example.org/a.png"] * 65, ["images-too-many"]),
        (["data:image/png;base64," + "A" * 14_000_000], ["image-too-large"]),
    ],
    ids=["link", "data", "capitals", "gif", "no-url", "gif-link", "64", "65", "large"],
)
def test_images(urls: list[str], names: list[str]) -> None:
    judge = Judge(Settings(target="azure/gpt-4.1", select=("limits",)))
    assert [item.rule.name for item in judge.judge(read_line(1, images(*urls)))] == names
