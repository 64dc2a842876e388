"""Verdicts on the cases of JSONTestSuite (github.com/nst/JSONTestSuite)."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest

from curator.records.mending import mend
from curator.records.syntax import Kind, parse

DEVIATIONS = Path(__file__).parent.parent / "accuracy" / "deviations.json"


@pytest.fixture(scope="module")
def cases() -> list[dict[str, Any]]:
    shared = os.environ.get("CURATOR_SHARED")
    if not shared or not (path := Path(shared) / "cases" / "jsontestsuite.jsonl").exists():
        pytest.skip("CURATOR_SHARED does not name the folder with JSONTestSuite's cases")
    return [json.loads(line) for line in path.read_text().splitlines()]


def _raw(case: dict[str, Any]) -> bytes:
    return base64.b64decode(case["input_b64"]) if "input_b64" in case else case["input_text"].encode()


def test_what_must_be_refused_is_and_what_must_be_accepted_is(cases: list[dict[str, Any]]) -> None:
    on_purpose = json.loads(DEVIATIONS.read_text())["jsontestsuite"]
    wrong = [
        case["source"]
        for case in cases
        if case["expect"] in ("valid", "invalid")
        and (parse(_raw(case))[1] is None) != (case["expect"] == "valid")
        and case["id"] not in on_purpose
    ]
    assert wrong == []
    assert len(cases) > 300


def test_no_case_is_left_to_the_parsers_own_words(cases: list[dict[str, Any]]) -> None:
    problems = [parse(_raw(case))[1] for case in cases]
    unexplained = [
        problem for problem in problems if problem and (problem.kind, problem.detail) == (Kind.OTHER, "parser")
    ]
    assert unexplained == []


def test_what_is_mended_is_json(cases: list[dict[str, Any]]) -> None:
    for case in cases:
        mended = mend(_raw(case))
        for content in mended.contents if mended else ():
            assert parse(content)[1] is None
