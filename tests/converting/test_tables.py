"""Tables: which columns make a record, and rows that cannot be read."""

import csv
import datetime
from pathlib import Path

import polars as pl
import pytest

from curator.converting.binary_table import binary_entries
from curator.converting.columns import Columns
from curator.converting.entry import Entry
from curator.converting.text_table import table_entries
from curator.errors import CuratorError

TALK = [{"role": "user", "content": "Hello?"}, {"role": "assistant", "content": "Hello."}]


def report(_done: int, _total: int) -> None: ...


def rows(path: Path, content: bytes, tabs: bool = False) -> list[Entry]:
    path.write_bytes(content)
    return list(table_entries(path, tabs, report))


@pytest.mark.parametrize(
    ("header", "cells", "record"),
    [
        (["prompt", "completion"], ["a", "b"], {"prompt": "a", "completion": "b"}),
        (["Prompt", " RESPONSE "], ["a", "b"], {"prompt": "a", "response": "b"}),
        (["question", "answer", "id"], ["a", "b", "7"], {"question": "a", "answer": "b", "id": "7"}),
        (["question", "answer", "id"], ["a", "b", ""], {"question": "a", "answer": "b"}),
        (["instruction", "input", "output"], ["a", "", "b"], {"instruction": "a", "input": "", "output": "b"}),
        (["user", "assistant", "system"], ["a", "b", "s"], {"prompt": "a", "completion": "b", "system": "s"}),
        (["input", "output"], ["a", "b"], {"prompt": "a", "completion": "b"}),
        (["prompt", "chosen", "rejected"], ["a", "b", "c"], {"prompt": "a", "chosen": "b", "rejected": "c"}),
        (["messages"], ['[{"role": "user", "content": "a"}]'], {"messages": [{"role": "user", "content": "a"}]}),
        (["prompt", "completion"], ["[1, 2] sorted?", "yes"], {"prompt": "[1, 2] sorted?", "completion": "yes"}),
    ],
)
def test_columns_make_records(header: list[str], cells: list[str], record: dict[str, object]) -> None:
    assert Columns.of(header).entry(2, cells).value == record


def test_unknown_columns_are_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(CuratorError) as caught:
        Columns.of(["first", "second"])
    assert "first, second" in caught.value.detail
    assert "prompt and completion" in caught.value.hint and "messages" in caught.value.hint


@pytest.mark.parametrize("header", [["prompt", "Prompt", "completion"], ["user", "assistant", "prompt"]])
def test_two_columns_of_one_meaning_are_an_error(header: list[str]) -> None:
    with pytest.raises(CuratorError, match="prompt"):
        Columns.of(header)


def test_what_looks_like_python_is_never_evaluated(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    cell = f'[__import__("pathlib").Path({str(trap)!r}).touch()]'
    entry = Columns.of(["messages"]).entry(2, [cell])
    assert "not JSON" in entry.problem
    python = Columns.of(["messages"]).entry(3, ["[{'role': 'user', 'content': 'a'}]"])
    assert "not JSON" in python.problem
    assert not trap.exists()


def test_rows_are_named_by_the_line_they_begin_on(tmp_path: Path) -> None:
    found = rows(tmp_path / "t.csv", b'\xef\xbb\xbfprompt,completion\r\n"two\r\nlines",b\r\n\r\nc,d\r\n')
    assert [(entry.line, entry.value["prompt"]) for entry in found] == [(2, "two\r\nlines"), (5, "c")]


@pytest.mark.parametrize(("delimiter", "tabs"), [(",", False), (";", False), ("\t", True)])
def test_every_delimiter_is_known(tmp_path: Path, delimiter: str, tabs: bool) -> None:
    text = f'prompt{delimiter}completion\n"a{delimiter}""b"""{delimiter}c\n'
    (entry,) = rows(tmp_path / "t", text.encode(), tabs)
    assert entry.value == {"prompt": f'a{delimiter}"b"', "completion": "c"}


def test_rows_that_cannot_be_read_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    content = b'prompt,completion\na,b\nc\nd,caf\xe9\ne,"f"g\nh,i\nj,"never closed\n'
    found = rows(tmp_path / "t.csv", content)
    assert {entry.line: bool(entry.problem) for entry in found} == {
        2: False,
        3: True,
        4: True,
        5: True,
        6: False,
        7: True,
    }
    assert "1 cells" in found[1].problem and "UTF-8" in found[2].problem


def test_long_cells_are_read_and_the_limit_of_others_is_put_back(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    (entry,) = rows(tmp_path / "t.csv", b"prompt,completion\na," + b"x" * 300_000 + b"\n")
    assert len(entry.value["completion"]) == 300_000
    assert csv.field_size_limit() == before


@pytest.mark.parametrize("arrow", [False, True])
def test_binary_tables_give_records_without_empty_keys(tmp_path: Path, arrow: bool) -> None:
    named = [{**message, "name": None} for message in TALK]
    when = datetime.date(2026, 1, 2)
    frame = pl.DataFrame({"messages": [named] * 3, "id": [1, 2, None], "when": [when] * 3, "raw": [b"x"] * 3})
    path = tmp_path / "t"
    if arrow:
        frame.write_ipc(path)
    else:
        frame.write_parquet(path)
    first, _, last = binary_entries(path, arrow, report)
    assert first.value == {"messages": TALK, "id": 1, "when": "2026-01-02"}
    assert first.lost == ("/raw",)
    assert (last.line, "id" in last.value) == (3, False)


def test_a_damaged_table_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(b"PAR1" + b"\0" * 50)
    with pytest.raises(CuratorError, match="cannot be read as a table"):
        list(binary_entries(path, False, report))
