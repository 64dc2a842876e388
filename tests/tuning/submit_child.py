"""Sends one plan to a practice service; a program to be killed."""

from __future__ import annotations

import sys
from pathlib import Path

from curator.progress import Progress
from curator.tuning.azure import AzureService
from curator.tuning.connection import Connection
from curator.tuning.preflight import measure_file
from curator.tuning.profiles import practice_profile
from curator.tuning.store import JobStore, SubmissionPlan
from curator.tuning.submit import Submitter


def main(endpoint: str, database: str, training: str) -> None:
    """Plan, say the tag, and send."""
    connection = Connection(practice_profile(endpoint))
    submitter = Submitter(
        JobStore(Path(database)), AzureService(connection), connection.situation, settle=0.5, poll=0.01
    )
    data = measure_file(Path(training), Progress())
    tag = submitter.plan(SubmissionPlan(data, None, "gpt-4.1-2025-04-14", "clerk", 42, "GlobalStandard")).tag
    sys.stdout.write(tag + "\n")
    sys.stdout.flush()
    submitter.send(tag, Progress())


if __name__ == "__main__":
    main(*sys.argv[1:])
