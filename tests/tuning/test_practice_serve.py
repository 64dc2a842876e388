"""The practice service as a program of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import httpx2

PROGRAM = """
from pathlib import Path
from curator.tuning.practice.server import serve
serve(port=0, folder=Path("state"), started=lambda address: print(address.endpoint, flush=True))
"""


def test_it_takes_its_key_from_the_environment_and_ends_when_interrupted(tmp_path, key):
    environment = {**os.environ, "CURATOR_PRACTICE_KEY": key}
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    endpoint = program.stdout.readline().strip()
    with httpx2.Client(base_url=endpoint, headers={"api-key": key}, trust_env=False, verify=False) as http:
        assert http.get("/openai/v1/models").status_code == 200
        assert http.post("/practice/speed", json={"speed": 50}).json()["job_pending"] == 0.03
        assert http.post("/practice/speed", json={"speed": 0}).status_code == 400
        armed = http.post("/practice/faults", json={"kind": "refuse", "operation": "list-models", "status": 503}).json()
        assert armed[0]["kind"] == "refuse"
        assert http.get("/openai/v1/models").status_code == 503
        assert http.post("/practice/faults", json={"what": 1}).status_code == 400
        assert http.get("/practice/faults", headers={"api-key": "wrong"}).status_code == 401
    program.send_signal(signal.SIGINT)
    output, complaints = program.communicate(timeout=20)
    assert (program.returncode, output, complaints) == (0, "", "")
    assert not any(key.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
