"""`curator check` as other programs rely on it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from curator.cli import run
from curator.resources import samples_folder


def record(question: str, answer: str = "It opens at nine.") -> bytes:
    messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return json.dumps({"messages": messages}).encode()


QUESTIONS = (
    "When does the shop open on Sundays?",
    "Where can I park a bicycle near the entrance?",
    "Which bus goes to the harbour after midnight?",
    "How much is a ticket for two children?",
    "Can my dog come into the garden with me?",
    "What do I do with a voucher from last year?",
    "Who repairs umbrellas around here?",
    "Is the library open during the holidays?",
    "Do you sell batteries for old cameras?",
    "Why was the concert in the park called off?",
    "May I return shoes I have worn only once?",
    "What time is the last guided tour today?",
)


def clean_lines() -> list[bytes]:
    return [record(question, f"Gladly: see sign {number}.") for number, question in enumerate(QUESTIONS, 1)]


def check(capsysbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, dict[str, Any]]:
    status = run(["check", *arguments, "--format", "json"])
    return status, json.loads(capsysbinary.readouterr().out)


def test_clean_file_gives_nothing_and_zero(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "clean.jsonl"
    path.write_bytes(b"\n".join(clean_lines()) + b"\n")
    status, report = check(capsysbinary, str(path))
    assert status == 0
    assert report["format"] == "curator.findings/1"
    assert report["findings"] == []
    assert report["files"][0] == {
        "path": str(path),
        "role": "train",
        "bytes": path.stat().st_size,
        "lines": 12,
        "records": 12,
        "blank": 0,
        "shapes": {"chat": 12},
        "encoding": "utf-8",
        "bom": False,
        "newline": "lf",
    }
    assert report["target"] == {"name": "azure/gpt-4.1-mini", "encoding": "o200k_base"}


def test_findings_have_all_fields_of_the_contract(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    lines = clean_lines()
    lines[3] = b'{"messages": [{"role": "gpt", "content": "Hello."}, {"role": "assistant", "content": "Hi."}]}'
    lines[7] = lines[7][:-10]
    lines.append(lines[0])
    path = tmp_path / "dirty.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    status, report = check(capsysbinary, str(path))
    assert status == 1
    keys = ["id", "rule", "name", "severity", "file", "role", "line", "column", "pointer", "message", "fix", "related"]
    assert all(list(finding) == keys for finding in report["findings"])
    by_name = {finding["name"]: finding for finding in report["findings"]}
    assert by_name["role-unknown"]["line"] == 4
    assert by_name["role-unknown"]["pointer"] == "/messages/0/role"
    assert by_name["role-unknown"]["column"] == lines[3].index(b'"gpt"') + 1
    assert by_name["json-truncated"]["line"] == 8
    assert by_name["duplicate"]["line"] == 13
    assert by_name["duplicate"]["related"] == [{"file": str(path), "line": 1, "similarity": 1.0}]
    assert report["summary"]["error"] == sum(finding["severity"] == "error" for finding in report["findings"])
    order = [(finding["line"] or 0, finding["rule"], finding["pointer"] or "") for finding in report["findings"]]
    assert [place for place, *_ in order] == sorted(place for place, *_ in order)


def test_ids_survive_reordering_and_other_line_ends(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    lines = clean_lines()
    lines[2] = b'{"messages": [{"role": "bot", "content": "Hello."}]}'
    ids = []
    for name, ordered, newline in (("a", lines, b"\n"), ("b", lines[::-1], b"\n"), ("c", lines, b"\r\n")):
        path = tmp_path / f"{name}.jsonl"
        path.write_bytes(newline.join(ordered) + newline)
        ids.append({finding["id"] for finding in check(capsysbinary, str(path))[1]["findings"]})
    assert ids[0] and ids[0] == ids[1] == ids[2]


def test_fail_on_decides_the_exit_status(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "twice.jsonl"
    path.write_bytes(b"\n".join([*clean_lines(), clean_lines()[0]]) + b"\n")
    assert check(capsysbinary, str(path))[0] == 0
    assert check(capsysbinary, str(path), "--fail-on", "warning")[0] == 1
    assert check(capsysbinary, str(path), "--fail-on", "warning", "--ignore", "DUP")[0] == 0
    assert check(capsysbinary, str(path), "--fail-on", "never")[0] == 0


def test_a_baseline_lets_through_what_was_seen(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path, baseline = tmp_path / "data.jsonl", tmp_path / "baseline.json"
    broken = b'{"messages": [{"role": "bot", "content": "Hello."}]}'
    path.write_bytes(b"\n".join([*clean_lines(), broken]) + b"\n")
    assert run(["check", str(path), "--write-baseline", str(baseline)]) == 0
    capsysbinary.readouterr()
    assert check(capsysbinary, str(path), "--baseline", str(baseline))[0] == 0
    path.write_bytes(path.read_bytes() + b'{"messages": []}\n')
    status, report = check(capsysbinary, str(path), "--baseline", str(baseline))
    assert status == 1
    assert {finding["line"] for finding in report["findings"]} == {14}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'[{"messages": []},\n {"messages": []}]\n', "array"),
        ('{"messages": []}\n'.encode("utf-16"), "UTF-16"),
        (b"\x1f\x8b\x08\x00 not really", "gzip"),
        (b"prompt,completion\nhello,there\nhow,so\n", "CSV"),
    ],
)
def test_a_file_of_another_kind_gives_one_finding(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], content: bytes, kind: str
) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(content)
    status, report = check(capsysbinary, str(path))
    assert status == 1
    (finding,) = report["findings"]
    assert (finding["name"], finding["line"]) == ("file-kind", None)
    assert kind in finding["message"]


@pytest.mark.parametrize("form", ["text", "jsonl", "github", "sarif", "html"])
def test_hostile_text_stays_dead_in_every_report(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], form: str
) -> None:
    hostile = "\x1b]0;owned\x07\x1b[2J<script>alert(1)</script>\u202eabc"
    lines = [*clean_lines(), json.dumps({"messages": [{"role": hostile, "content": hostile}]}).encode()]
    path = tmp_path / "hostile.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    run(["check", str(path), "--format", form, "--fail-on", "never"])
    out = capsysbinary.readouterr().out
    assert out
    assert b"\x1b" not in out and b"\x07" not in out
    if form != "jsonl":
        assert "\u202e".encode() not in out
    if form == "html":
        assert b"<script>" not in out


def test_text_report_shows_a_few_of_each_rule(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "many.jsonl"
    path.write_bytes(b"\n".join([*clean_lines(), *[b'{"messages": []}'] * 30]) + b"\n")
    run(["check", str(path)])
    out = capsysbinary.readouterr().out.decode()
    assert "… and 25 more of messages-empty" in out
    assert len(out.splitlines()) < 40


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "no-such-file.jsonl"], "no-such-file.jsonl"),
        (["check", "{path}", "--target", "azure/gpt-99"], "gpt-99"),
        (["check", "{path}", "--select", "ROLL001"], "ROLL001"),
        (["check", "{path}", "--where", "tokens>many"], "many"),
        (["check", "{path}", "--where", "rol:user"], "role"),
        (["check", "{path}", "--against", "{path}", "{path}"], "--against"),
    ],
)
def test_wrong_usage_says_what_and_gives_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(b"\n".join(clean_lines()) + b"\n")
    status = run([argument.format(path=path) for argument in arguments])
    captured = capsys.readouterr()
    assert status == 2
    assert said in captured.err
    assert "Traceback" not in captured.err
    assert captured.out == ""


def test_reads_standard_input() -> None:
    path = samples_folder() / "clerk-clean.jsonl"
    done = subprocess.run(
        [sys.executable, "-m", "curator", "check", "-", "--format", "json"],
        input=path.read_bytes(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["files"][0]["path"] == "-"


def test_starting_costs_no_heavy_imports() -> None:
    program = (
        "import sys, curator, curator.cli, curator.cli.commands; "
        "print([name for name in ('textual', 'openai', 'polars', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_empty_file_is_said(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_bytes(b"")
    status, report = check(capsysbinary, str(path))
    assert status == 1
    assert [finding["message"].split(".")[0] for finding in report["findings"]] == ["The file is empty"]


def test_the_text_report_names_the_other_line(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "twice.jsonl"
    path.write_bytes(b"\n".join([*clean_lines(), clean_lines()[4]]) + b"\n")
    run(["check", str(path)])
    assert b"(line 5)" in capsysbinary.readouterr().out


def test_findings_that_were_accepted_are_silent_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "data.jsonl"
    answer = '{"role": "assistant", "content": "Here.", "weight": 0}'
    path.write_text('{"messages": [{"role": "user", "content": "Where is it?"}, ' + answer + "]}\n")
    only = ["check", str(path), "--select", "nothing-learned"]
    assert run(only) == 1
    assert run(["edit", str(path), "accept", "--line", "1", "--rule", "nothing-learned"]) == 0
    capsys.readouterr()
    assert run(only) == 0
    assert "1 finding accepted earlier" in capsys.readouterr().err
    assert run([*only, "--as-is"]) == 1
    assert "accepted" not in capsys.readouterr().err
    assert run(["edit", str(path), "drop", "--line", "1"]) == 0
    capsys.readouterr()
    assert run(only) == 0
    assert "accepted" not in capsys.readouterr().err, "the screen counts what stands only, and so does this"


def test_what_is_alike_within_the_second_file_names_that_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    lines = clean_lines()
    first.write_bytes(lines[0] + b"\n")
    second.write_bytes(b"\n".join([lines[1], lines[1], lines[0]]) + b"\n")
    assert run(["check", str(first), "--against", str(second), "--format", "json", "--fail-on", "never"]) == 0
    told = json.loads(capsys.readouterr().out)["findings"]
    files = {one["rule"][:3]: Path(one["related"][0]["file"]).name for one in told if one["related"]}
    assert files["DUP"] == "second.jsonl" and files["LEK"] == "first.jsonl"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with a name")
def test_a_device_or_a_pipe_is_written_into_and_never_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, pipe = tmp_path / "clean.jsonl", tmp_path / "pipe"
    source.write_bytes(b"\n".join(clean_lines()) + b"\n")
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert run(["check", str(source), "--format", "json", "--output", str(pipe)]) == 0
    assert json.loads(os.read(reader, 1 << 16))["format"] == "curator.findings/1"
    os.close(reader)
    assert run(["export", str(source), "--output", str(pipe), "--overwrite"]) == 2
    assert "no file is put in its place" in capsys.readouterr().err and pipe.is_fifo()


def test_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    source, target, link = tmp_path / "clean.jsonl", tmp_path / "report.json", tmp_path / "latest.json"
    source.write_bytes(b"\n".join(clean_lines()) + b"\n")
    target.write_text("of before")
    link.symlink_to(target)
    assert run(["check", str(source), "--format", "json", "--output", str(link)]) == 0
    assert link.is_symlink() and json.loads(target.read_text())["format"] == "curator.findings/1"
