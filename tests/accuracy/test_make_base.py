"""A base is clean: whole records, none like another, every name filled in."""

import itertools
import json
import subprocess
import sys
from pathlib import Path

import pytest
from planting.pairs import shingles

PROGRAM = Path(__file__).parent / "make_base.py"


@pytest.mark.parametrize("kind", ["code", "roleplay", "documents"])
def test_a_base_is_clean(kind: str, tmp_path: Path) -> None:
    out = tmp_path / "base.jsonl"
    subprocess.run([sys.executable, PROGRAM, kind, out, "--records", "40"], check=True)
    lines = out.read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert len(records) == 40 and "«" not in "".join(lines)
    assert all(record["messages"][-1]["role"] == "assistant" for record in records)
    pieces = [shingles(record) for record in records]
    assert max(len(a & b) / len(a | b) for a, b in itertools.combinations(pieces, 2)) < 0.75
