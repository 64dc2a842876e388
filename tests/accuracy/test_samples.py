"""The samples are what their descriptions say."""

import csv
import itertools
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from planting.pairs import shingles

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
INDEX = json.loads((SAMPLES / "index.json").read_text(encoding="utf-8"))


def records_in(path: Path) -> int:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return sum(1 for _ in csv.DictReader(file))
    if path.suffix == ".json":
        return len(values_in(path.read_text(encoding="utf-8")))
    return sum(bool(line.strip()) for line in path.read_bytes().split(b"\n"))


def values_in(text: str) -> list[object]:
    """The values of a JSON array, or those written one after the other."""
    decoder, values, at = json.JSONDecoder(), [], 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        values.append(value)
        at = len(text) - len(text[at:].lstrip())
    first = values[0]
    return first if isinstance(first, list) else values


@pytest.mark.parametrize("entry", INDEX, ids=[entry["file"] for entry in INDEX])
def test_the_index_tells_the_number_of_records(entry: dict) -> None:
    assert entry.keys() == {"file", "title", "records", "note"}
    assert records_in(SAMPLES / entry["file"]) == entry["records"]


def test_the_index_names_every_sample_once() -> None:
    there = {path.name for path in SAMPLES.iterdir()} - {"index.json", "loop.sh"}
    assert sorted(entry["file"] for entry in INDEX) == sorted(there)


def test_the_dirty_sample_is_what_its_sources_make(tmp_path: Path) -> None:
    program = ROOT / "tests" / "accuracy" / "make_support_sample.py"
    subprocess.run([sys.executable, program, "--samples", tmp_path, "--score", tmp_path / "score"], check=True)
    for name in ("support-dirty.jsonl", "support-validation.jsonl"):
        assert (tmp_path / name).read_bytes() == (SAMPLES / name).read_bytes()
    manifest = (tmp_path / "score" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(manifest[0])["meta"]["kinds"] == 140


def test_the_clean_sample_has_no_fault_that_can_be_counted() -> None:
    lines = (SAMPLES / "clerk-clean.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert len({record["messages"][0]["content"] for record in records}) == 1
    assert len({record["messages"][1]["content"].lower() for record in records}) == len(records)
    for record in records:
        roles = [message["role"] for message in record["messages"]]
        assert roles == ["system", *["user", "assistant"] * (len(roles) // 2)]
        answers = [message["content"] for message in record["messages"] if message["role"] == "assistant"]
        assert all(re.search(r"\S[.!?]$", answer) for answer in answers)
    sketches = [shingles(record) for record in records]
    alike = max(len(a & b) / len(a | b) for a, b in itertools.combinations(sketches, 2))
    assert alike < 0.3


def test_the_pasted_sample_is_json_but_for_its_own_quotes() -> None:
    text = (SAMPLES / "clerk-pasted.jsonl").read_text(encoding="utf-8")
    lines = text.split("\n")
    assert all(not line for line in lines[1::2]) and '"' not in text
    kept = 0
    for line in lines[:-1:2]:
        mended = re.sub(r"(?<=[{:,\[] )“|(?<={)“|”(?=[:,}\]])", '"', line)
        answer = json.loads(mended)["messages"][2]["content"]
        kept += "’" in answer or "‘" in answer or "“" in answer
    assert kept >= 9
