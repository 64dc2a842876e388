"""Where commands lead: profiles, the practice service, and the whole loop as a script."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from curator.cli.practice_command import command as practice
from curator.cli.practice_command import read_fault
from curator.cli.tuning_options import tell
from curator.dataset.place import state_folder
from curator.errors import CuratorError
from curator.resources import samples_folder
from curator.tuning.practice.fault_names import KINDS, OPERATIONS
from curator.tuning.practice.faults import Fault
from curator.tuning.practice.server import PracticeServer

MODEL = ("--model", "gpt-4.1-mini", "--epochs", "1")
Command = Callable[..., Any]


def test_nobody_answers(
    server: PracticeServer, command: Command, training: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("submit", training, *MODEL, "--yes").status == 0
    for arguments in (("chat", "nothing", "--message", "Hello"), ("compare", "x", "y", "--data", training)):
        refused = command(*arguments)
        assert refused.status == 2 and "deployment" in refused.err and refused.out == ""
    monkeypatch.setenv("CURATOR_PRACTICE_KEY", "another-word")
    unsigned = command("jobs")
    assert unsigned.status == 2 and "has another key" in unsigned.err and "another-word" not in unsigned.err
    monkeypatch.setenv("CURATOR_PRACTICE_URL", "http://127.0.0.1:9")
    silent = command("jobs")
    assert silent.status == 2 and "Nothing answers at http://127.0.0.1:9" in silent.err


def test_which_profile(
    server: PracticeServer, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "PRACTICE" in command("jobs").err
    unknown = command("jobs", "--profile", "prod")
    assert unknown.status == 2 and 'There is no profile "prod".' in unknown.err
    monkeypatch.setenv("CURATOR_PRACTICE_URL", "http://example.org:80")
    outside = command("jobs", "--profile", "practice")
    assert outside.status == 2 and "on this machine only" in outside.err
    monkeypatch.delenv("CURATOR_PRACTICE_URL")
    none = command("jobs")
    assert none.status == 2 and "--profile practice" in none.err
    entry = f'endpoint = "{server.address.endpoint}"\npractice = true\n'
    (tmp_path / "curator.toml").write_text(f"[profile.here]\n{entry}", encoding="utf-8")
    assert command("jobs").status == 0
    (tmp_path / "curator.toml").write_text(f"[profile.here]\n{entry}[profile.there]\n{entry}", encoding="utf-8")
    which = command("jobs")
    assert which.status == 2 and "here, there" in which.err
    assert command("jobs", "--profile", "there").status == 0


def test_money_is_named_with_its_source(
    server: PracticeServer, command: Command, training: str, tmp_path: Path
) -> None:
    address = server.address
    (tmp_path / "curator.toml").write_text(
        f"""[profile.prod]
endpoint = "{address.endpoint}"
control_url = "{address.endpoint}"
identity_url = "{address.identity_url}"
subscription = "{address.subscription}"
resource_group = "{address.resource_group}"
account = "{address.account}"
key_variable = "CURATOR_PRACTICE_KEY"
production = true
""",
        encoding="utf-8",
    )
    sent = command("submit", training, "--model", "gpt-4.1", "--yes")
    assert sent.status == 0 and "PRODUCTION" in sent.err and "PRACTICE" not in sent.err
    assert re.search(r"1 to 7 epochs × \$2\.00 per million: \$0\.00 to \$0\.\d\d", sent.err), sent.err
    assert re.search(r"price: .*20\d\d", sent.err) and "whoever holds the resource's key" in sent.err
    job = sent.out.strip()
    with server.state.changed:
        server.state.changed.wait_for(lambda: server.state.jobs[job].status == "succeeded", 20)
    for sku, price in (("Standard", "$1.70 an hour while it stands"), ("DeveloperTier", "$0.00 an hour of hosting")):
        asked = command("deploy", job, "--name", "clerk", "--sku", sku)
        assert asked.status == 2 and price in asked.err and "Nothing was deployed." in asked.err
    assert not server.state.deployments


def test_practice_without_a_server_lasts_as_long_as_the_command(
    server: PracticeServer, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CURATOR_PRACTICE_URL")
    said = command("jobs", "--profile", "practice")
    assert said.status == 0 and "as long as this command" in said.err and "There are no jobs." in said.err
    with PracticeServer(state_folder() / "practice"):
        taken = command("jobs", "--profile", "practice")
    assert taken.status == 2 and "at work in this folder already" in taken.err and "CURATOR_PRACTICE_URL" in taken.err


def test_the_practice_command(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CURATOR_PRACTICE")}
    state = str(tmp_path / "practice")
    arguments = [sys.executable, "-m", "curator", "practice", "--port", "0", "--state", state]
    program = subprocess.Popen(
        [*arguments, "--fault", "refuse,operation=list-models,status=503,times=0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert program.stdout is not None
    lines = [program.stdout.readline() for _ in range(2)]
    values = dict(line.removeprefix("export ").strip().split("=") for line in lines)
    assert list(values) == ["CURATOR_PRACTICE_URL", "CURATOR_PRACTICE_KEY"]
    listing = [sys.executable, "-m", "curator", "jobs"]
    talking = subprocess.run(listing, env=environment | values, capture_output=True, text=True, check=False)
    assert talking.returncode == 0 and "There are no jobs." in talking.stderr
    second = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    assert second.returncode == 2 and "already" in second.stderr
    program.send_signal(signal.SIGTERM)
    out, err = program.communicate(timeout=30)
    assert (program.returncode, out) == (0, "") and "PRACTICE" in err


def test_faults_are_read_as_they_are_typed() -> None:
    assert read_fault("refuse,operation=chat,status=429,seconds=2.5,times=3") == Fault(
        "refuse", "chat", 3, 429, seconds=2.5
    )
    never = ("refuse,operation=nonsense", "preempt,operation=chat")
    for wrong in ("explode", "refuse,colour=red", "refuse,status=many", *never):
        with pytest.raises(CuratorError):
            read_fault(wrong)
    for text in (Fault.__doc__ or "", practice.help or ""):
        assert all(re.search(rf"\b{kind}\b", text) for kind in KINDS)
    assert all(re.search(rf"\b{operation}\b", practice.help or "") for operation in OPERATIONS)


def test_what_a_service_says_cannot_act_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    tell("\x1b]0;owned\x07 and \u202ebackwards")
    said = capsys.readouterr().err
    assert "\x1b" not in said and "\x07" not in said and "\u202e" not in said and "backwards" in said


def test_the_sample_script_runs_the_whole_loop(tmp_path: Path) -> None:
    script = samples_folder() / "loop.sh"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CURATOR_P")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    environment["PACE"] = "1000"
    done = subprocess.run(
        ["sh", str(script), str(samples_folder() / "support-dirty.jsonl"), str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) >= 3 and lines[0].startswith("ftjob-") and lines[1] == "loop" and lines[2]
    for words in ("Job succeeded.", "loop answers.", "loop is ", "PRACTICE has ended"):
        assert words in done.stderr
    assert json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))["findings"]
