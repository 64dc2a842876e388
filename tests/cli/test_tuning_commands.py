"""The commands of the loop, against a practice service: what a person sees, and what happened at the service."""

from __future__ import annotations

import io
import json
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from curator.cli.job_report import chart, event_line
from curator.cli.tuning_options import confirm
from curator.tuning.practice.faults import Fault
from curator.tuning.practice.pace import Pace
from curator.tuning.practice.server import PracticeServer
from curator.tuning.service import JobEvent

MODEL = ("--model", "gpt-4.1-mini", "--epochs", "1")
Command = Callable[..., Any]


def test_the_whole_loop_command_by_command(
    server: PracticeServer, command: Command, training: str, validation: str, tmp_path: Path
) -> None:
    sent = command("submit", training, validation, *MODEL, "--suffix", "clerk", "--seed", "7", "--yes", "--follow")
    job = sent.out.strip()
    assert sent.status == 0, sent.err
    assert re.fullmatch(r"ftjob-[0-9a-f]{32}", job) and list(server.state.jobs) == [job]
    for words in (
        "PRACTICE",
        "14 records",
        "6 records",
        "as nobody",
        "1 epoch",
        "name clerk · seed 7",
        "$0.00 per million",
    ):
        assert words in sent.err
    assert "0 errors" in sent.err and "Job succeeded." in sent.err and "validation" in sent.err

    listed = command("jobs")
    assert listed.status == 0 and job in listed.out and "succeeded" in listed.out and "PRACTICE" in listed.err
    shown = command("job", job)
    assert shown.status == 0 and "loss" in shown.out and "█" in shown.out and "Training started." in shown.out
    assert "of the tokens foretold, validation 0." in shown.out
    assert "PRACTICE at" in sent.err and " bytes  sha256" in sent.err
    report = json.loads(command("job", job, "--format", "json").out)
    assert report["format"] == "curator.job/1" and report["practice"] and report["job"]["status"] == "succeeded"
    assert report["points"] and report["events"] and report["job"]["seed"] == 7

    deployed = command("deploy", job, "--name", "clerk", "--yes")
    assert (deployed.status, deployed.out) == (0, "clerk\n") and "an hour" in deployed.err
    assert command("deploy", report["checkpoints"][0]["id"], "--name", "other", "--yes").status == 0
    stand = json.loads(command("deployments", "--format", "json").out)["deployments"]
    assert {one["name"] for one in stand} == {"clerk", "other"}
    assert stand[0]["model"] in command("deployments").out

    question = "Somebody asks for the basket numbered 2. Where does it stand?"
    answered = command("chat", "clerk", "--data", training, "--message", question)
    assert (answered.status, answered.out) == (0, "In the yard: basket 2.\n#### 2\n")
    assert "You keep the shelves of a shop." in answered.err and "14 records" in answered.err

    output = tmp_path / "answers.csv"
    compared = command("compare", "clerk", "other", "--data", training, "--count", "5", "--output", str(output))
    assert compared.status == 0 and "5 of 5" in compared.out and "1.00" in compared.out
    assert len(output.read_text(encoding="utf-8").splitlines()) > 5

    wrong = command("undeploy", "clerk", "--name-again", "clark")
    assert wrong.status == 2 and "clark" in wrong.err and "clerk" in server.state.present_deployments()
    assert command("undeploy", "clerk", "--name-again", "clerk").status == 0
    gone = command("undeploy", "nobody", "--name-again", "nobody")
    assert gone.status == 2 and "There is no deployment nobody." in gone.err
    kept = Path(os.environ["HOME"])
    assert not any(server.address.key.encode() in path.read_bytes() for path in kept.rglob("*") if path.is_file())


def test_a_chat_offers_the_tools_of_its_data(server: PracticeServer, command: Command, tmp_path: Path) -> None:
    find = {"type": "function", "function": {"name": "find_article", "parameters": {"type": "object"}}}
    call = {"id": "c1", "type": "function", "function": {"name": "find_article", "arguments": '{"words": "lamp"}'}}
    path = tmp_path / "calls.jsonl"
    lines = []
    for number in range(12):
        asked = f"Find the lamp that stands beside kettle number {number * 37}, please."
        told = {"role": "tool", "tool_call_id": "c1", "content": f"{number} found"}
        said = {"role": "assistant", "content": f"There are {number}, on shelf {number * 13}."}
        messages = [{"role": "user", "content": asked}, {"role": "assistant", "tool_calls": [call]}, told, said]
        lines.append(json.dumps({"messages": [{"role": "system", "content": "Keep."}, *messages], "tools": [find]}))
    path.write_text("\n".join(lines) + "\n")
    job = command("submit", str(path), *MODEL, "--yes", "--follow").out.strip()
    assert command("deploy", job, "--name", "caller", "--yes").status == 0
    asked = ("chat", "caller", "--data", str(path), "--message", "Find the lamp beside kettle 370")
    called = command(*asked)
    assert (called.status, called.out) == (0, 'find_article {"words": "lamp"}\n')
    assert "find_article, as in 12 of these records" in called.err and "offered" in called.err
    without = command(*asked, "--no-tools")
    assert "would call a tool" in without.out and "not offered" in without.err
    nothing = command("chat", "caller", "--tools", "--message", "Find it")
    assert nothing.status == 2 and "--data" in nothing.err


def test_errors_in_the_data_block_until_a_reason_is_typed(
    server: PracticeServer, command: Command, write_records: Callable[..., str], shop_records: Callable[..., Any]
) -> None:
    lines = shop_records(0, 14)
    lines[3] = {"messages": [{"role": "user", "content": "Is anybody there?"}]}
    path = write_records("dirty.jsonl", lines)
    blocked = command("submit", path, *MODEL, "--yes")
    assert (blocked.status, blocked.out) == (1, "") and "Nothing was sent" in blocked.err
    assert not server.state.files and not server.state.jobs
    empty = command("submit", path, *MODEL, "--yes", "--force", "  ")
    assert empty.status == 1 and not server.state.files
    forced = command("submit", path, *MODEL, "--yes", "--force", "the last line is a trial")
    assert "the last line is a trial" in forced.err
    assert server.state.files


def test_the_records_choose_the_method(
    server: PracticeServer, command: Command, write_records: Callable[..., str]
) -> None:
    asked = [{"role": "user", "content": "Which of the two?"}]
    said = [{"role": "assistant", "content": "The first."}], [{"role": "assistant", "content": "Neither."}]
    lines = [
        {"input": {"messages": [*asked, {"role": "user", "content": f"Of {number}."}]},
         "preferred_output": said[0], "non_preferred_output": said[1]}
        for number in range(12)
    ]  # fmt: skip
    path = write_records("pairs.jsonl", lines)
    wrong = command("submit", path, *MODEL, "--method", "supervised", "--yes")
    assert (wrong.status, wrong.out) == (2, "") and not server.state.files
    assert "trained by dpo, not by supervised" in wrong.err and "Say --method dpo." in wrong.err
    sent = command("submit", path, *MODEL, "--yes")
    assert sent.status == 0 and server.state.jobs[sent.out.strip()].method == "dpo"
    assert "dpo, as 12 of 12 records are of the shape preference" in sent.err


def test_what_reason_cannot_force_is_not_offered(
    server: PracticeServer, command: Command, write_records: Callable[..., str], shop_records: Callable[..., Any]
) -> None:
    path = write_records("few.jsonl", shop_records(0, 5))
    for more in ((), ("--force", "just a rehearsal")):
        blocked = command("submit", path, *MODEL, "--yes", *more)
        assert (blocked.status, blocked.out) == (2, "") and "the service needs 10" in blocked.err
        assert (
            blocked.err.count("error    ") == 1 and "--force" not in blocked.err and "all the same" not in blocked.err
        )


def test_an_unknown_model_is_told_with_what_can_be_trained(
    server: PracticeServer, command: Command, training: str
) -> None:
    refused = command("submit", training, "--model", "gpt-9-ultra", "--yes")
    assert (refused.status, refused.out) == (2, "") and not server.state.files
    assert "There is no model gpt-9-ultra" in refused.err and "gpt-4.1-mini-2025-04-14" in refused.err
    assert "stop answering" not in refused.err


def test_nothing_is_sent_unless_somebody_says_yes(
    server: PracticeServer, command: Command, training: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = command("submit", training, *MODEL)
    assert (alone.status, alone.out) == (2, "") and "--yes" in alone.err
    for typed in ("\n", "n\n"):
        monkeypatch.setattr(sys, "stdin", _Typed(typed))
        asked = command("submit", training, *MODEL)
        assert (asked.status, asked.out) == (130, "") and "Nothing was sent." in asked.err and "[y/N]" in asked.err
    assert not server.state.files and not server.state.jobs
    monkeypatch.setattr(sys, "stdin", _Typed("y\n"))
    assert command("submit", training, *MODEL).status == 0
    assert len(server.state.jobs) == 1


class _Typed(io.StringIO):
    """A terminal at which somebody has typed this."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("answer", ["y", "n"])
def test_what_was_typed_before_a_question_does_not_answer_it(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keyboard, terminal = os.openpty()

    class Screen(io.StringIO):
        def write(self, text: str) -> int:
            if "[y/N]" in text:
                os.write(keyboard, f"{answer}\n".encode())
            return super().write(text)

    ahead = "n" if answer == "y" else "y"
    os.write(keyboard, f"{ahead}\n".encode())
    assert select.select([terminal], [], [], 10)[0]
    with os.fdopen(terminal) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(sys, "stderr", Screen())
        if answer == "y":
            confirm("Start it?", False, "Nothing was sent.")
        else:
            with pytest.raises(click.Abort):
                confirm("Start it?", False, "Nothing was sent.")
    os.close(keyboard)


def test_a_lost_answer_makes_one_job(server: PracticeServer, command: Command, training: str) -> None:
    server.faults.arm(Fault("lose-answer", "create-job"))
    sent = command("submit", training, *MODEL, "--yes")
    assert sent.status == 0, sent.err
    assert list(server.state.jobs) == [sent.out.strip()]


def test_a_refusal_is_told_with_the_words_and_the_number_of_the_service(
    server: PracticeServer, command: Command, training: str
) -> None:
    words = "The specified base model does not support fine-tuning."
    server.faults.arm(Fault("refuse", "create-job", status=400, code="invalidPayload", message=words))
    refused = command("submit", training, *MODEL, "--yes")
    assert (refused.status, refused.out) == (2, "")
    assert "The job was not started." in refused.err and words in refused.err
    assert re.search(r"Request: [0-9a-f]{32}", refused.err)
    assert "Nothing was charged." in refused.err and "GlobalStandard" in refused.err
    again = command("submit", training, *MODEL, "--yes")
    assert again.status == 0 and len(server.state.jobs) == 1
    assert len(server.state.files) == 1 + sum(1 for f in server.state.files.values() if f.purpose != "fine-tune")


def test_a_failed_job_shows_the_reason_and_the_line(server: PracticeServer, command: Command, training: str) -> None:
    server.faults.arm(Fault("fail-job", "training", code="invalidPayload", message="invalid schema (1), line 3\x1b[2J"))
    sent = command("submit", training, *MODEL, "--yes", "--follow")
    assert sent.status == 2 and sent.out.startswith("ftjob-")
    assert "The job has failed." in sent.err and f"{training}:3: " in sent.err
    assert "\x1b" not in sent.err
    assert "\x1b" not in command("job", sent.out.strip()).out
    undone = command("deploy", sent.out.strip(), "--name", "clerk", "--yes")
    assert undone.status == 2 and not server.state.deployments


def test_a_refused_file_shows_the_line_it_is_refused_for(
    server: PracticeServer, command: Command, training: str
) -> None:
    server.faults.arm(Fault("reject-file", message="Validation of jsonl file failed: line 5 is not valid."))
    sent = command("submit", training, *MODEL, "--yes")
    assert (sent.status, sent.out) == (2, "") and "The file was not accepted." in sent.err
    assert f"{training}:5: named by the service: " in sent.err and not server.state.jobs


def test_pause_resume_cancel(server: PracticeServer, command: Command, training: str) -> None:
    server.pace = Pace(**{**vars(Pace().at(1000)), "training": 15.0})
    job = command("submit", training, *MODEL, "--yes").out.strip()
    with server.state.changed:
        server.state.changed.wait_for(lambda: server.state.jobs[job].step > 0, 20)
    early = command("deploy", job, "--name", "clerk", "--yes")
    assert early.status == 2 and "no model yet" in early.err
    paused = command("pause", job)
    assert paused.status == 0 and paused.out == "" and "paus" in paused.err
    with server.state.changed:
        server.state.changed.wait_for(lambda: server.state.jobs[job].status == "paused", 20)
    assert "resum" in command("resume", job).err or server.state.jobs[job].status == "running"
    ended = command("cancel", job)
    assert ended.status == 0 and ended.out == ""
    with server.state.changed:
        server.state.changed.wait_for(lambda: server.state.jobs[job].status == "cancelled", 20)
    followed = command("job", job, "--follow")
    assert followed.status == 2 and "without a model: cancelled" in followed.err and job in followed.out
    again = command("cancel", job)
    assert again.status == 2 and "The job was not cancelled." in again.err
    assert "The job is cancelled: it has ended and uses nothing more." in again.err and "goes on" not in again.err
    for verb in ("cancel", "pause", "resume"):
        unknown = command(verb, "ftjob-nothing")
        assert unknown.status == 2 and "There is no job ftjob-nothing." in unknown.err and job in unknown.err


def test_interrupted_while_the_job_is_asked_for_it_is_found_and_not_sent_again(
    server: PracticeServer, command: Command, training: str
) -> None:
    server.faults.arm(Fault("delay", "create-job", seconds=0.5))
    program = _started("submit", training, *MODEL, "--yes")
    with server.state.changed:
        server.state.changed.wait_for(lambda: bool(server.state.files), 30)
    _wait_until(lambda: not server.faults.waiting())
    program.send_signal(signal.SIGINT)
    out, err = program.communicate(timeout=30)
    assert (program.returncode, out) == (130, "")
    assert "may have been started" in err and server.address.key not in err
    with server.state.changed:
        server.state.changed.wait_for(lambda: bool(server.state.jobs), 30)
    again = command("submit", training, *MODEL, "--yes")
    assert again.status == 0 and "Nothing is sent." in again.err
    assert list(server.state.jobs) == [again.out.strip()]


def test_interrupted_while_following_the_job_goes_on(server: PracticeServer, training: str) -> None:
    server.pace = Pace(**{**vars(Pace().at(1000)), "training": 60.0})
    program = _started("submit", training, *MODEL, "--yes", "--follow")
    assert program.stdout is not None
    job = program.stdout.readline().strip()
    program.send_signal(signal.SIGINT)
    _, err = program.communicate(timeout=30)
    assert program.returncode == 130
    assert f"The job goes on: curator job {job} --follow" in err
    assert server.state.jobs[job].status not in ("cancelled", "failed")


def _started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "curator", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _wait_until(happened: Callable[[], bool]) -> None:
    from curator.progress import Progress
    from curator.tuning.patience import wait

    for _ in range(600):
        if happened():
            return
        wait(0.05, Progress())
    raise AssertionError("it did not happen")


def test_what_cannot_be_sent(
    server: PracticeServer, command: Command, training: str, validation: str, tmp_path: Path
) -> None:
    assert "Standard input cannot be sent." in command("submit", "-", "--yes").err
    from curator.workbench import Workbench

    bench = Workbench.open(Path(training))
    bench.drop([2])
    bench.close()
    edited = command("submit", training, *MODEL, "--yes")
    assert edited.status == 2 and "curator export" in edited.err and not server.state.files
    assert command("submit", training, *MODEL, "--yes", "--as-is").status == 0
    grader = tmp_path / "grader.json"
    grader.write_text("[1]", encoding="utf-8")
    listed = command("submit", validation, *MODEL, "--yes", "--method", "reinforcement", "--grader", str(grader))
    assert listed.status == 2 and "one JSON object" in listed.err
    assert command("submit", training, "--yes", "--hyperparameter", "beta").status == 2
    few = command("submit", validation, *MODEL, "--yes")
    assert few.status in (1, 2) and few.out == ""
    assert command("submit", training, "--model", "gpt-99", "--yes", "--as-is").status == 2


def test_a_deployment_that_does_not_answer_is_told_to_stand(server: PracticeServer, command: Command) -> None:
    server.faults.arm(Fault("refuse", "chat", status=400, code="x", message="for the conversation"))
    server.faults.arm(Fault("refuse", "ready", status=400, code="x", message="not this time"))
    made = command("deploy", "gpt-4.1-mini", "--name", "base", "--yes")
    assert (made.status, made.out) == (2, "") and "base" in server.state.present_deployments()
    assert "The deployment does not answer." in made.err and "not this time" in made.err
    assert "base stands" in made.err and "curator undeploy base" in made.err and "conversation is kept" not in made.err
    again = command("deploy", "gpt-4.1-mini", "--name", "base", "--yes")
    assert (again.status, again.out) == (0, "base\n")
    assert [fault.operation for fault in server.faults.waiting()] == ["chat"]


def test_a_base_model_is_deployed_by_its_name_in_its_newest_version(server: PracticeServer, command: Command) -> None:
    made = command("deploy", "gpt-4.1-mini", "--name", "base", "--yes")
    deployment = server.state.present_deployments()["base"]
    assert made.status == 0 and (deployment.model, deployment.version) == ("gpt-4.1-mini", "2025-04-14")
    unknown = command("deploy", "gpt-9-ultra", "--name", "other", "--yes")
    assert unknown.status == 2 and "gpt-9-ultra" in unknown.err and "Nothing was deployed" in unknown.err
    assert "model is kept" not in unknown.err


def test_without_the_service_what_is_shown_is_said_to_be_old(
    server: PracticeServer, command: Command, training: str
) -> None:
    job = command("submit", training, *MODEL, "--yes", "--follow").out.strip()
    for operation in ("get-job", "events"):
        server.faults.arm(Fault("refuse", operation, status=503, times=0))
    for more in ((), ("--follow",), ("--format", "json")):
        shown = command("job", job, *more)
        assert shown.status == 0 and "succeeded" in shown.out
        assert "The service does not answer; this is what was known on 2" in shown.err and "asking on" not in shown.err


def test_a_comparison_asks_nothing_where_one_of_both_is_not_there(
    server: PracticeServer, command: Command, training: str
) -> None:
    assert command("deploy", "gpt-4.1-mini", "--name", "clerk", "--yes").status == 0
    refused = command("compare", "clerk", "nope", "--data", training)
    assert (refused.status, refused.out) == (2, "") and "There is no deployment nope." in refused.err
    assert "clerk (Succeeded)" in refused.err and "question" not in refused.err
    hot = command("compare", "clerk", "clerk", "--data", training, "--temperature", "9")
    assert hot.status == 2 and "0<=x<=2" in hot.err


def test_what_was_cut_off_is_listed_with_the_command_that_goes_on_until_it_was_sent(
    server: PracticeServer, command: Command, training: str
) -> None:
    server.faults.arm(Fault("refuse", "upload", status=503, times=0))
    assert command("submit", training, *MODEL, "--suffix", "clerk", "--yes").status == 2
    server.faults.clear()
    listed = command("jobs").err
    assert f"curator submit {training} --profile practice" in listed and "--suffix clerk" in listed
    sent = command("submit", training, *MODEL, "--suffix", "other", "--yes")
    again = command("jobs")
    assert sent.status == 0 and "cut off" not in again.err and re.search(r" other +gpt", again.out)


def test_what_is_not_there_is_told_with_what_is(server: PracticeServer, command: Command, training: str) -> None:
    job = command("submit", training, *MODEL, "--yes", "--follow").out.strip()
    assert command("deploy", job, "--name", "clerk", "--yes").status == 0
    for asked in (("job", "ftjob-xyz"), ("deploy", "ftjob-xyz", "--name", "other", "--yes")):
        told = command(*asked)
        assert told.status == 2 and f"{job} (succeeded)" in told.err, told.err
        assert "There is no job ftjob-xyz." in told.err and "goes on" not in told.err
    told = command("chat", "clark", "--message", "Where?")
    assert told.status == 2 and "There is no deployment clark." in told.err and "clerk (" in told.err


def test_chat_line_by_line(
    server: PracticeServer, command: Command, training: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = command("submit", training, *MODEL, "--yes", "--follow").out.strip()
    assert command("deploy", job, "--name", "clerk", "--yes").status == 0
    typed = "Where is the kettle numbered 0?\n/help\n/nothing here\n/system Be brief.\n/again\n\n"
    monkeypatch.setattr(sys, "stdin", _Typed(typed))
    talked = command("chat", "clerk")
    assert talked.status == 0 and talked.out.count("In the cellar: kettle 0.") == 2
    assert "There is no command /nothing." in talked.err and talked.err.count("/help shows this") == 3
    monkeypatch.setattr(sys, "stdin", io.StringIO("Where is the crane numbered 1?"))
    piped = command("chat", "clerk", "--system", "Be brief.")
    assert (piped.status, piped.out) == (0, "In the attic: crane 1.\n#### 1\n")
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert command("chat", "clerk").status == 2
    server.faults.arm(Fault("filter-prompt", "chat", message="hate"))
    filtered = command("chat", "clerk", "--message", "Where is the crane numbered 1?")
    assert filtered.status == 2 and "hate" in filtered.err and filtered.out == ""
    server.faults.arm(Fault("drop-stream", "chat", after=3))
    broken = command("chat", "clerk", "--message", "Where is the crane numbered 1?")
    assert broken.status == 2 and "not whole" in broken.err and broken.out


def test_a_long_fraction_in_an_event_is_shortened() -> None:
    event = JobEvent("e1", 0, "Step 1: training loss=7.749518476260335, version 1.2.3")
    assert event_line(event).endswith("training loss=7.7495, version 1.2.3")


def test_a_chart_shows_the_course() -> None:
    lines = chart([4.0, 2.0, 1.0, 1.0], height=2)
    assert lines == ["   4.00 │█", "   1.00 │█▆▁▁"]
    assert len(chart([float(n) for n in range(500)], cells=60)[0]) <= 70
    assert chart([1.0], height=1) == ["   1.00 │▁"]
