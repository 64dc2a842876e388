"""`curator convert`: every sample, every wrapping, and an account that adds up."""

import bz2
import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curator.cli import run
from curator.dataset.change import Change
from curator.dataset.dataset import Dataset
from curator.records.shapes import shape_of
from curator.resources import samples_folder

Convert = Callable[..., tuple[int, dict[str, Any], list[Any]]]


@pytest.fixture
def convert(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Convert:
    def run_it(path: Path | str, *more: str) -> tuple[int, dict[str, Any], list[Any]]:
        output = tmp_path / "converted.jsonl"
        status = run(["convert", str(path), "--output", str(output), "--format", "json", "--overwrite", *more])
        captured = capsysbinary.readouterr()
        assert b"Traceback" not in captured.err
        account = json.loads(captured.out) if captured.out else {}
        return status, account, _values(output)

    return run_it


def _values(output: Path) -> list[Any]:
    found = []
    for line in output.read_bytes().splitlines() if output.exists() else ():
        try:
            found.append(json.loads(line))
        except ValueError:
            found.append(line)
    return found


def adds_up(account: dict[str, Any]) -> bool:
    decided = sum(account["converted"].values()) + sum(account["already"].values()) + len(account["not_converted"])
    return account["records"] == decided == account["written"] + account["left_out"]


@pytest.mark.parametrize(
    ("sample", "converted", "already"),
    [
        ("alpaca.jsonl", {"alpaca": 10}, {}),
        ("array.json", {}, {"chat": 10}),
        ("clerk-clean.jsonl", {}, {"chat": 120}),
        ("preference.jsonl", {}, {"preference": 10}),
        ("pretty.json", {}, {"chat": 10}),
        ("prompt-completion.jsonl", {"prompt_completion": 10}, {}),
        ("question-answer.jsonl", {"question_answer": 10}, {}),
        ("reinforcement.jsonl", {}, {"reinforcement": 10}),
        ("sharegpt.jsonl", {"sharegpt": 10}, {}),
        ("table.csv", {"prompt_completion": 10}, {}),
        ("tools.jsonl", {}, {"chat": 10}),
        ("vision.jsonl", {}, {"chat": 10}),
    ],
)
def test_every_sample(convert: Convert, sample: str, converted: dict[str, int], already: dict[str, int]) -> None:
    path = samples_folder() / sample
    status, account, values = convert(path)
    assert (status, account["converted"], account["already"]) == (0, converted, already)
    assert adds_up(account)
    assert len(values) == account["records"]
    shapes = [shape_of(value) for value in values]
    assert all(shape is not None and not shape.foreign for shape in shapes)
    assert account["lost"] == ([{"pointer": "/id", "count": 10}] if sample == "sharegpt.jsonl" else [])


def test_what_was_converted_has_no_errors(convert: Convert, tmp_path: Path) -> None:
    for sample in ("alpaca.jsonl", "question-answer.jsonl", "sharegpt.jsonl", "table.csv"):
        convert(samples_folder() / sample)
        report = tmp_path / "report.txt"
        assert run(["check", str(tmp_path / "converted.jsonl"), "--output", str(report)]) == 0


def test_the_dirty_sample_adds_up_and_names_every_refusal(convert: Convert) -> None:
    status, account, values = convert(samples_folder() / "support-dirty.jsonl")
    assert status == 1
    assert adds_up(account)
    assert account["not_converted"] and all(one["line"] and one["reason"] for one in account["not_converted"])
    assert len(values) == account["records"] and account["left_out"] == 0
    _, without, fewer = convert(samples_folder() / "support-dirty.jsonl", "--drop-unreadable")
    assert without["left_out"] == len(account["not_converted"])
    assert len(fewer) == account["records"] - without["left_out"]


def utf(encoding: str) -> Callable[[bytes], bytes]:
    return lambda content: content.decode().encode(encoding)


@pytest.mark.parametrize(
    ("wrap", "kind"),
    [
        (gzip.compress, "gzip"),
        (bz2.compress, "compressed"),
        (lzma.compress, "compressed"),
        (utf("utf-16"), "utf-16"),
        (utf("utf-16-le"), "utf-16"),
        (utf("utf-16-be"), "utf-16"),
        (utf("utf-32"), "utf-32"),
        (utf("utf-32-be"), "utf-32"),
        (lambda content: gzip.compress(utf("utf-16")(content), mtime=0), "gzip"),
    ],
)
@pytest.mark.parametrize("sample", ["alpaca.jsonl", "pretty.json", "table.csv"])
def test_wrapped_files_give_the_same(
    convert: Convert, tmp_path: Path, wrap: Callable[[bytes], bytes], kind: str, sample: str
) -> None:
    _, _, plain = convert(samples_folder() / sample)
    path = tmp_path / "wrapped"
    path.write_bytes(wrap((samples_folder() / sample).read_bytes()))
    status, account, values = convert(path)
    assert status == 0 and values == plain
    assert account["kinds"][0] == kind


def test_parquet_and_arrow(convert: Convert, tmp_path: Path) -> None:
    frame = pl.read_csv(samples_folder() / "table.csv")
    frame.write_parquet(tmp_path / "t.parquet")
    frame.write_ipc(tmp_path / "t.arrow")
    _, _, plain = convert(samples_folder() / "table.csv")
    for name in ("t.parquet", "t.arrow"):
        status, account, values = convert(tmp_path / name)
        assert (status, account["kinds"], values) == (0, [name.split(".")[1]], plain)


def test_a_table_with_a_ragged_row_is_still_a_table(convert: Convert, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"prompt,completion,id\na,b,1\nc\nd,e,2\n")
    status, account, values = convert(path)
    assert (status, account["converted"], len(values)) == (1, {"prompt_completion": 2}, 2)
    assert [one["line"] for one in account["not_converted"]] == [3]
    assert account["left_out"] == 1 and adds_up(account)
    assert account["lost"] == [{"pointer": "/id", "count": 2}]


def test_edits_are_part_of_it_unless_as_is(convert: Convert, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"prompt": "a", "completion": "b"}\n\n{"prompt": "c", "completion": "d"}\n')
    with Dataset.open(path) as dataset:
        dataset.apply([Change(1, content=b'{"prompt": "x", "completion": "y"}'), Change(3, drop=True)], "edit")
    _, account, values = convert(path)
    assert (account["records"], account["dropped"], account["blank"]) == (1, 1, 1)
    assert values[0]["messages"][0]["content"] == "x"
    assert convert(path, "--as-is")[1]["records"] == 2


def test_where_and_system_and_from(convert: Convert) -> None:
    path = samples_folder() / "prompt-completion.jsonl"
    status, account, values = convert(path, "--where", "council", "--system", "Name the section.")
    assert (status, account["records"], account["not_asked_for"]) == (0, 1, 9)
    assert [message["role"] for message in values[0]["messages"]] == ["system", "user", "assistant"]
    assert account["system_added"] == 1
    assert convert(path, "--from", "alpaca")[0] == 2


def test_standard_output_stays_empty_in_text_and_hostile_text_is_dead(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "a.jsonl"
    hostile = json.dumps({"\x1b[2J\u202e": 1})
    path.write_text('{"prompt": "a", "completion": "b", "\\u001b[2Jid": 1}\n' + hostile + "\n")
    assert run(["convert", str(path), "--output", str(tmp_path / "o.jsonl")]) == 1
    captured = capsysbinary.readouterr()
    assert captured.out == b""
    assert b"1 converted" in captured.err and b"line 2" in captured.err
    assert b"\x1b" not in captured.err and "\u202e".encode() not in captured.err


@pytest.mark.parametrize(
    ("name", "content", "more", "said"),
    [
        ("a.jsonl", b"", (), "no records"),
        ("a.jsonl", b"one\ntwo\n", (), "nothing that can be converted"),
        ("a.jsonl", b'{"text": "a"}\n', (), "who speaks"),
        ("a.csv", b"a,b\n1,2\n3,4\n", (), "prompt and completion"),
        ("a.gz", gzip.compress(b'{"prompt": "a"}\n' * 50, mtime=0)[:-9], (), "damaged"),
        ("a.zst", b"\x28\xb5\x2f\xfd....", (), "Zstandard"),
        ("a.pdf", b"%PDF-1.7", (), "not text"),
        ("a.jsonl", b'{"prompt": "a", "completion": "b"}\n', ("--from", "alpca"), "alpaca"),
        ("a.jsonl", b'{"prompt": "a", "completion": "b"}\n', ("--where", "tokens>many"), "many"),
        ("a.csv", b"prompt,completion\na,b\nc,d\n", ("--where", "a"), "JSON lines"),
    ],
)
def test_nothing_readable_or_wrong_usage_gives_two_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, more: tuple[str, ...], said: str
) -> None:
    path, output = tmp_path / name, tmp_path / "out" / "o.jsonl"
    output.parent.mkdir()
    path.write_bytes(content)
    assert run(["convert", str(path), "--output", str(output), *more]) == 2
    captured = capsys.readouterr()
    assert said in captured.err and "Traceback" not in captured.err
    assert list(output.parent.iterdir()) == []


def test_neither_the_source_nor_an_existing_file_is_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, other = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    path.write_bytes(b'{"prompt": "a", "completion": "b"}\n')
    other.write_bytes(b"kept")
    assert run(["convert", str(path), "--output", str(path), "--overwrite"]) == 2
    assert run(["convert", str(path), "--output", str(other)]) == 2
    assert other.read_bytes() == b"kept" and b"prompt" in path.read_bytes()
    assert run(["convert", str(path), "--output", str(other), "--overwrite"]) == 0
    capsys.readouterr()


def test_a_real_file_of_questions_and_answers(convert: Convert, shared: Path) -> None:
    status, account, values = convert(shared / "data" / "sarcasm_qa.jsonl")
    assert (status, account["converted"], account["lost"]) == (0, {"question_answer": 500}, [])
    assert len(values) == 500 and adds_up(account)
