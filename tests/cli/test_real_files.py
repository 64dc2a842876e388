"""The main job on real files: silent on what is right, and everything else said."""

import json
from pathlib import Path
from typing import Any

import pytest

from curator.cli import run

QUIET = ["gsm8k/chat_train.jsonl", "stock_tools/stock_toolcall_training.jsonl", "azureml_chat/chat_train.jsonl"]


def report_of(path: Path, capsysbinary: pytest.CaptureFixture[bytes], *arguments: str) -> dict[str, Any]:
    run(["check", str(path), "--format", "json", "--fail-on", "never", *arguments])
    return json.loads(capsysbinary.readouterr().out)


@pytest.mark.parametrize("name", QUIET)
def test_is_quiet_on_what_is_right(shared: Path, capsysbinary: pytest.CaptureFixture[bytes], name: str) -> None:
    summary = report_of(shared / "data" / name, capsysbinary)["summary"]
    assert (summary["error"], summary["warning"]) == (0, 0)
    assert summary["info"] <= 3


def test_line_ends_make_no_difference(shared: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    folder = shared / "data" / "azureml_chat"
    first, second = (
        [
            {key: value for key, value in finding.items() if key not in ("file", "related")}
            for finding in report_of(folder / name, capsysbinary)["findings"]
        ]
        for name in ("chat_train.jsonl", "cli_chat_train.jsonl")
    )
    assert first == second


def test_repairs_what_was_pasted_from_a_web_page(shared: Path, tmp_path: Path) -> None:
    output = tmp_path / "mended.jsonl"
    assert run(["fix", str(shared / "data" / "article" / "training_set.jsonl"), "--output", str(output)]) == 0
    records = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert len(records) == 3
    answers = [record["messages"][-1]["content"] for record in records]
    assert answers[1] == "The Pacific Ocean. It’s not like it’s a small pond or anything."
    assert answers[2] == "It’s called Jupiter, you may have heard of it…or not."


def test_counts_as_the_published_notebook_does(shared: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    golden = json.loads((shared / "cases" / "golden_toy_report.json").read_bytes())["published"]
    path = shared / "data" / "toy" / "toy_chat_fine_tuning.jsonl"
    assert run(["stats", str(path), "--target", "azure/gpt-35-turbo-0613", "--format", "json"]) == 0
    stats = json.loads(capsysbinary.readouterr().out)
    assert stats["encoding"] == "cl100k_base"
    assert stats["records"] == golden["num_examples"]
    assert stats["missing_system"] == golden["missing_system"]
    assert stats["missing_user"] == golden["missing_user"]
    names = (
        ("messages", "messages_per_example"),
        ("tokens", "total_tokens"),
        ("assistant_tokens", "assistant_tokens"),
    )
    for ours, theirs in names:
        for mine, published in (
            ("least", "min"),
            ("q10", "q10"),
            ("median", "median"),
            ("mean", "mean"),
            ("q90", "q90"),
            ("most", "max"),
        ):
            assert stats[ours][mine] == pytest.approx(golden[theirs][published]), (ours, mine)
