"""What is planted stands where the manifest says, and nothing else is changed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "samples" / "clerk-clean.jsonl"
FILES = ("train.jsonl", "validation.jsonl", "clean.jsonl", "manifest.jsonl")


def make(folder: Path, seed: int) -> dict[str, bytes]:
    program = ROOT / "tests" / "accuracy" / "make_set.py"
    command = [sys.executable, program, SOURCE, folder, "--seed", str(seed), "--each", "1", "--share", "0.6"]
    subprocess.run(command, check=True, capture_output=True)
    return {name: (folder / name).read_bytes() for name in FILES}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return make(tmp_path_factory.mktemp("set"), 5)


def entries(made: dict[str, bytes]) -> list[dict]:
    return [json.loads(line) for line in made["manifest.jsonl"].splitlines()[1:]]


def test_the_same_seed_makes_the_same_set_and_another_one_another(made: dict[str, bytes], tmp_path: Path) -> None:
    assert make(tmp_path / "again", 5) == made
    assert make(tmp_path / "other", 6)["manifest.jsonl"] != made["manifest.jsonl"]


def test_every_line_is_the_source_s_own_or_in_the_manifest(made: dict[str, bytes]) -> None:
    source = set(SOURCE.read_bytes().split(b"\n"))
    for file, name in (("train", "train.jsonl"), ("valid", "validation.jsonl")):
        planted = {line for entry in entries(made) if entry["file"] == file for line in entry["lines"]}
        lines = made[name].split(b"\n")[:-1]
        for number, line in enumerate(lines, 1):
            assert number in planted or line in source
        assert planted <= set(range(1, len(lines) + 1))


def test_a_partner_is_a_clean_line_and_an_exact_copy_equals_it(made: dict[str, bytes]) -> None:
    train = made["train.jsonl"].split(b"\n")
    valid = made["validation.jsonl"].split(b"\n")
    source = set(SOURCE.read_bytes().split(b"\n"))
    pairs = [entry for entry in entries(made) if entry["partners"]]
    assert pairs
    for entry in pairs:
        partner = train[entry["partners"][0] - 1]
        assert partner in source
        if entry["kind"] in ("dup_exact", "leak_exact"):
            planted = (train if entry["file"] == "train" else valid)[entry["line"] - 1]
            assert json.loads(planted) == json.loads(partner)
        assert json.loads(partner)["messages"][0]["role"] == "system"


def test_a_torn_record_has_two_lines(made: dict[str, bytes], tmp_path: Path) -> None:
    for seed in range(7, 20):
        of_seed = make(tmp_path / str(seed), seed)
        torn = [entry for entry in entries(of_seed) if entry["kind"] == "json_raw_newline"]
        if torn:
            lines = of_seed["train.jsonl"].split(b"\n")
            first, second = torn[0]["lines"]
            assert second == first + 1
            assert json.loads(lines[first - 1] + b" " + lines[second - 1])["messages"]
            return
    pytest.fail("no seed of thirteen tore a record")
