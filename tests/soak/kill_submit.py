"""Kills a program at random moments of upload and submit, and counts the jobs: never two, never none.

    python tests/soak/kill_submit.py [ROUNDS] [SEED]

A practice service runs in a program of its own. In each round a child begins a submission with a file of its own and is
killed with SIGKILL at a random moment; in one round of four the service is slow, in another the network plays up. Then
the book is opened again, lost answers are looked for, and the submission is sent to its end. Exits with 1 when any
count is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx2

from curator.errors import CuratorError
from curator.progress import Progress
from curator.tuning.azure import AzureService
from curator.tuning.connection import Connection
from curator.tuning.practice.pace import Pace
from curator.tuning.practice.server import PracticeAddress, serve
from curator.tuning.preflight import measure_file
from curator.tuning.profiles import practice_profile
from curator.tuning.store import JobStore, SubmissionPlan
from curator.tuning.submit import TAG_KEY, Submitter

KEY = "soak-key"
SETTLE = 0.4
MODEL = "gpt-4.1-2025-04-14"
SLOW = {"kind": "delay", "operation": "create-job", "seconds": 0.1}
FAULTS = (
    {"kind": "lose-answer", "operation": "create-job"},
    {"kind": "lose-answer", "operation": "upload"},
    {"kind": "drop", "operation": "upload", "after": 50_000},
    {"kind": "refuse", "operation": "create-job", "status": 500},
)


def write_data(folder: Path, number: int) -> Path:
    """A file of 400 records, different in each round."""
    path = folder / f"set-{number}.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for row in range(400):
            messages = [
                {"role": "user", "content": f"Question {row} of round {number}? " + "and so on " * 30},
                {"role": "assistant", "content": f"Answer {row}."},
            ]
            file.write(json.dumps({"messages": messages}) + "\n")
    return path


def submitter_for(endpoint: str, store: JobStore) -> tuple[Submitter, AzureService]:
    """What a freshly started program has."""
    connection = Connection(practice_profile(endpoint))
    service = AzureService(connection)
    return Submitter(store, service, connection.situation, settle=SETTLE, poll=0.01), service


def child(endpoint: str, database: Path, training: Path) -> None:
    """Submit, until killed. Errors of the network end it early, as they would end a person's attempt."""
    submitter, _ = submitter_for(endpoint, JobStore(database))
    data = measure_file(training, Progress())
    tag = submitter.plan(SubmissionPlan(data, None, MODEL, "soak", 1, "GlobalStandard")).tag
    try:
        submitter.send(tag, Progress())
    except CuratorError:
        os._exit(3)
    os._exit(0)


def run_child(endpoint: str, database: Path, training: Path, seconds: float | None) -> bool:
    """Fork a child and kill it after so many seconds; None lets it end. Returns whether it was killed."""
    process = os.fork()
    if process == 0:
        child(endpoint, database, training)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    return os.WIFSIGNALED(status)


def check_round(endpoint: str, database: Path, training: Path) -> tuple[str, int, int]:
    """Open the book again and bring the round's submission to its end; returns the state found, jobs and files."""
    store = JobStore(database)
    submitter, service = submitter_for(endpoint, store)
    progress = Progress()
    submissions = store.submissions()
    if not submissions:
        data = measure_file(training, Progress())
        submissions = [submitter.plan(SubmissionPlan(data, None, MODEL, "soak", 1, "GlobalStandard"))]
    (submission,) = submissions
    submitter.reconcile(progress)
    try:
        submitter.send(submission.tag, progress)
    except CuratorError:
        submitter.send(submission.tag, progress)
    made = [job for job in service.list_jobs(progress, 2000) if (job.metadata or {}).get(TAG_KEY) == submission.tag]
    files = [file for file in service.list_files(progress) if file.purpose == "fine-tune"]
    for file in files:
        service.delete_file(file.id, progress)
    store.close()
    service.connection.close()
    return submission.state, len(made), len(files)


def play(endpoint: str, rounds: int, seed: int, folder: Path) -> int:
    """All rounds; returns the number of wrong counts."""
    chance = random.Random(seed)
    spans: list[float] = []
    for number in range(-6, 0):
        database, training = folder / f"warm{number}.sqlite", write_data(folder, number)
        begin = time.monotonic()
        run_child(endpoint, database, training, None)
        spans.append(time.monotonic() - begin)
        check_round(endpoint, database, training)
    # The first run loads the libraries; the others show how long a submission takes.
    whole = statistics.median(spans[1:])
    found: Counter[str] = Counter()
    wrong = killed = 0
    with httpx2.Client(base_url=endpoint, headers={"api-key": KEY}, trust_env=False) as http:
        for number in range(rounds):
            http.delete("/practice/faults")
            moment = chance.uniform(0.05, 1.3) * whole
            if number % 4 == 1:
                # The service takes its time, so that many kills fall between the request and its answer.
                http.post("/practice/faults", json=SLOW)
                moment += chance.uniform(0, SLOW["seconds"])
            if number % 4 == 3:
                http.post("/practice/faults", json=chance.choice(FAULTS))
            database, training = folder / f"{number}.sqlite", write_data(folder, number)
            killed += run_child(endpoint, database, training, moment)
            http.delete("/practice/faults")
            state, jobs, files = check_round(endpoint, database, training)
            found[state] += 1
            if (jobs, files) != (1, 1):
                wrong += 1
                print(f"round {number}: {jobs} jobs and {files} files, found as {state}")
    print(f"warm runs {[round(span, 2) for span in spans]}")
    print(f"{rounds} rounds, {killed} killed, whole run {whole:.2f} s, found as {dict(found)}, wrong: {wrong}")
    return wrong


def main() -> None:
    """Start the service and play."""
    if sys.argv[1:2] == ["--serve"]:
        serve(port=0, pace=Pace(file_running=0.1, job_pending=0.1, training=1.0).at(10), started=announce)
        return
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("rounds", nargs="?", type=int, default=200)
    asked.add_argument("seed", nargs="?", type=int, default=1)
    rounds, seed = vars(asked.parse_args()).values()
    os.environ["CURATOR_PRACTICE_KEY"] = KEY
    server = subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True)
    try:
        if server.stdout is None:
            raise RuntimeError("the service has no output")
        endpoint = server.stdout.readline().strip()
        with tempfile.TemporaryDirectory() as folder:
            wrong = play(endpoint, rounds, seed, Path(folder))
    finally:
        server.terminate()
        server.wait()
    sys.exit(1 if wrong else 0)


def announce(address: PracticeAddress) -> None:
    """Say where the service is."""
    print(address.endpoint, flush=True)


if __name__ == "__main__":
    main()
