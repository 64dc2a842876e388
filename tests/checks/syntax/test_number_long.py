"""Numbers that 64 bits do not hold: told, and written as they stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.checks.examples import ANSWER, USER, chat
from curator.checks.syntax.number_long import loses_digits
from curator.cli import run


@pytest.mark.parametrize(
    ("number", "lost"),
    [
        (b"18446744073709551615", False),
        (b"18446744073709551616", True),
        (b"-9223372036854775808", False),
        (b"-9223372036854775809", True),
        (b"1" * 300, True),
        (b"-" + b"9" * 30, True),
        (b"0.30000000000000004", False),
        (b"0.10000000000000000000", False),
        (b"0.1000000000000000055511151231257827", True),
        (b"1.00000000000000000e5", False),
        (b"12345678901234567891.5", True),
        (b"12345678901234567e-99999999999999999999", True),
    ],
)
def test_which_numbers_lose_digits(number: bytes, lost: bool) -> None:
    assert loses_digits(number) is lost


@given(st.integers(min_value=-(2**80), max_value=2**80))
def test_a_whole_number_is_told_exactly_where_the_reader_gives_another(number: int) -> None:
    written = str(number).encode()
    read = orjson.loads(written)
    assert loses_digits(written) is not isinstance(read, int)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_as_written_by_a_program_is_never_told(number: float) -> None:
    assert not loses_digits(orjson.dumps(number))


def test_it_is_named_with_its_place_and_nothing_is_written_otherwise(
    opened: Callable[..., Any], tmp_path: Path
) -> None:
    long = chat(USER, ANSWER, rest=', "meta": {"ids": [7, 123456789012345678901234]}')
    in_text = chat(USER, ANSWER.replace("Under", r"\"123456789012345678901234 , Under"))
    blank_weight = chat(USER, ANSWER.replace('"}', '", "weight": 1}'))
    data = opened([long, in_text, blank_weight])
    found = data.all("number-long")
    assert [(one.row, one.pointer) for one in found] == [(1, "/meta/ids/1")]
    assert long[found[0].column - 1 :].startswith(b"123456789012345678901234")
    assert "1.2345678901234569e+23" in found[0].message
    source, output = tmp_path / "long.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(long + b"\n" + blank_weight.replace(b"Under", b"On") + b"\n")
    assert run(["fix", str(source), "--output", str(output)]) == 0
    assert output.read_bytes().startswith(long + b"\n")
