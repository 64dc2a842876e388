"""Verdicts of others: published cases agree, real files are silent, planted faults are named by their own rule."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from curator.checks.rule import Severity
from curator.engine.judge import Judge, judge_lines, read_line
from curator.settings import Settings

SETTINGS = Settings()
FAMILIES = ("shape", "messages", "tools", "limits")
QUIET = [
    "gsm8k/chat_train.jsonl",
    "gsm8k/chat_validation.jsonl",
    "stock_tools/stock_toolcall_training.jsonl",
    "stock_tools/stock_toolcall_validation.jsonl",
    "azureml_chat/chat_train.jsonl",
    "azureml_chat/cli_chat_train.jsonl",
    "rft/countdown_train_100.jsonl",
    "orca_dpo/validation.jsonl",
    "dirty/clean.jsonl",
]


def lines_of(path: Path) -> list[tuple[int, bytes]]:
    lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return [(number, line.rstrip(b"\r")) for number, line in enumerate(lines, 1) if line.strip()]


def rules_by_line(path: Path) -> dict[int, list[str]]:
    judge = Judge(Settings(select=FAMILIES))
    return {row: [item.rule.name for item in judge.judge(read_line(row, raw))] for row, raw in lines_of(path)}


@pytest.mark.parametrize("name", QUIET)
def test_is_silent_on_good_files(shared: Path, name: str) -> None:
    found = Counter(rule for rules in rules_by_line(shared / "data" / name).values() for rule in rules)
    assert not found


def case_lines(case: dict[str, Any]) -> list[bytes]:
    """The lines of a published case; none where the case is about a file."""
    value = case.get("input")
    text = case.get("input_text")
    if text is None and value is None:
        return []
    if text is None:
        text = value if isinstance(value, str) and "\n" in value else json.dumps(value)
    return [line.encode() for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("collection", ["azure-docs", "issues", "openai-cookbook", "together"])
def test_agrees_with_published_verdicts(shared: Path, collection: str) -> None:
    disagreeing: list[str] = []
    for text in (shared / "cases" / f"{collection}.jsonl").read_text().splitlines():
        case = json.loads(text)
        lines = case_lines(case)
        if not lines or case["azure_expect"] == "disputed":
            continue
        found = judge_lines(list(enumerate(lines, 1)), SETTINGS)
        refused = any(finding.severity is Severity.ERROR for finding in found)
        if refused != (case["azure_expect"] == "invalid"):
            disagreeing.append(f"{case['id']}: {[finding.rule.name for finding in found]}")
    assert not disagreeing


def manifest(shared: Path) -> list[dict[str, Any]]:
    lines = (shared / "data/dirty/manifest.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines][1:]


def test_names_every_planted_fault_of_shape_and_tools_and_no_trap(shared: Path) -> None:
    rules = rules_by_line(shared / "data/dirty/train.jsonl")
    entries = [entry for entry in manifest(shared) if entry["file"] == "train"]
    # Records of another shape among conversations are seen by a rule between records.
    missed = [
        (entry["kind"], entry["line"])
        for entry in entries
        if entry["group"] in ("schema", "tools") and entry["kind"] != "dpo_record" and not rules[entry["line"]]
    ]
    assert not missed
    assert not [
        (entry["kind"], rules[entry["line"]]) for entry in entries if entry["group"] == "trap" and rules[entry["line"]]
    ]
    planted = {line for entry in entries for line in entry["lines"]}
    assert not {line: names for line, names in rules.items() if names and line not in planted}


def test_says_each_planted_fault_once(shared: Path) -> None:
    rules = rules_by_line(shared / "data/dirty/train.jsonl")
    for entry in manifest(shared):
        if entry["file"] == "train" and entry["group"] in ("schema", "tools"):
            assert len(set(rules[entry["line"]])) <= 1, (entry["kind"], rules[entry["line"]])
