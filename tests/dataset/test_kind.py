from __future__ import annotations

import gzip
import json
import os
import zipfile
from pathlib import Path

import pytest

from curator.dataset.kind import HEAD, TAIL, FileKind, kind_of, kind_of_bytes
from curator.dataset.lines import BOM
from curator.errors import CuratorError

RECORD = {"messages": [{"role": "user", "content": "hi, you"}, {"role": "assistant", "content": "x"}]}
LINE = json.dumps(RECORD)


def kind(text: str | bytes) -> FileKind:
    content = text if isinstance(text, bytes) else text.encode()
    return kind_of_bytes(content[:HEAD], content[HEAD:][-TAIL:])


@pytest.mark.parametrize(
    "text",
    [
        LINE,
        f"{LINE}\n" * 3,
        f"{LINE}\r\n" * 3,
        BOM + f"{LINE}\n".encode() * 2,
        f"\n\n{LINE}\n\n{LINE}\n",
        "\n\n\n",
        "   ",
        "{“messages”: [{“role”: “user”}]}\n" * 3,
        "{'messages': []}\n{'messages': []}\n",
        f"{{broken\n{{also broken\n{LINE}\n",
        '{"messages": [\n{"role": "user"}]}',
        f'{{"messages": [\n{{"role": "user"}}]}}\n{LINE}\n',
        f"{LINE}{LINE}\n",
        "[1, 2]\n[3, 4]\n",
        f"[{LINE}]\n[{LINE}]\n",
        f"[{LINE}\n{LINE}\n{LINE}\n",
        '"a"\n"b"\n',
        '"messages": [], "a": 1}\n"messages": [], "b": 2}\n',
        b'{"a":\0\0\0\0\0 1}\n{"b": 2}\n',
        b"\xff\xfe" + f"{LINE}\n".encode(),
        "{" + "é" * 50 + "\n" + "{" + "Привет" * 20,
        ("{" + "Привет" * 20 + "\n").encode("cp1251"),
        f'{{"text": "{"x" * 100_000}"}}\n{LINE}\n',
        f"[{LINE},\n" * 2 + f"{LINE}\n{LINE}\n",
        "hello\nworld\n",
        "- a: 1\n  b: 2\n",
    ],
)
def test_what_may_be_json_lines_is_called_that(text) -> None:
    found = kind(text)
    assert found.name == "jsonl"
    assert found.is_lines


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "empty"),
        (BOM, "empty"),
        (json.dumps([RECORD] * 2), "json-array"),
        (json.dumps([RECORD] * 2, indent=2), "json-array"),
        (json.dumps([RECORD] * 2000), "json-array"),
        (json.dumps([RECORD] * 2000, indent=1), "json-array"),
        ("[\n" + ",\n".join([LINE] * 3) + "\n]\n", "json-array"),
        ("[" + ",\n".join([LINE] * 3) + "]\n", "json-array"),
        ("\n [" + LINE + ",\n" + LINE + "]", "json-array"),
        (json.dumps(RECORD, indent=2), "json-object"),
        (json.dumps({"all": [RECORD] * 2000}, indent=1), "json-object"),
        ('{\n  "a": 1\n  "b": 2\n}\n', "json-object"),
        (json.dumps(RECORD, indent=2) + "\n" + json.dumps(RECORD, indent=2), "json-objects"),
        (json.dumps(RECORD, indent=4) + "\n\n" + json.dumps(RECORD, indent=4) + "\n", "json-objects"),
        ('prompt,completion\nhi,"yo, you"\n', "csv"),
        ("\ufeffprompt,completion\nhi,yo\n", "csv"),
        ("prompt;completion\nhi;yo\n", "csv"),
        ("prompt\tcompletion\nhi, you\tyo\n", "tsv"),
        (gzip.compress(LINE.encode(), mtime=0), "gzip"),
        (b"BZh91AY", "compressed"),
        (b"\x28\xb5\x2f\xfd....", "compressed"),
        (b"PAR1....", "parquet"),
        (b"ARROW1..", "arrow"),
        (b"SQLite format 3\x00....", "binary"),
        (bytes(range(256)) * 20, "binary"),
    ],
)
def test_what_is_certainly_something_else(text, name) -> None:
    found = kind(text)
    assert found.name == name
    assert found.what.endswith(".") and found.hint.endswith(".")


@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_with_and_without_their_mark(encoding, mark) -> None:
    text = ("\ufeff" if mark else "") + f"{LINE}\n{json.dumps({'a': 'Привет, мир'}, ensure_ascii=False)}\n"
    assert kind(text.encode(encoding)).name == encoding[:6]


def test_zip_and_excel(tmp_path) -> None:
    archive, workbook = tmp_path / "a.zip", tmp_path / "a.xlsx"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("train.jsonl", LINE)
    with zipfile.ZipFile(workbook, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("xl/workbook.xml", "<workbook/>")
    assert (kind_of(archive).name, kind_of(workbook).name) == ("zip", "xlsx")


def test_an_unreadable_file_is_an_error(tmp_path) -> None:
    with pytest.raises(CuratorError, match="cannot be read"):
        kind_of(tmp_path / "missing")


def test_every_real_data_set_is_json_lines() -> None:
    shared = os.environ.get("CURATOR_SHARED")
    if not shared:
        pytest.skip("CURATOR_SHARED does not name the folder of real data sets")
    files = [*Path(shared).glob("data/**/*.jsonl")]
    assert files
    assert {kind_of(file).name for file in files} == {"jsonl"}
