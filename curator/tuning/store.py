"""What is known of submissions and jobs, in SQLite: it survives closing the program, a crash and a lost network."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator.errors import CuratorError
from curator.tuning.private import make_private
from curator.tuning.service import Checkpoint, Hyperparameters, Job, JobEvent, JobFault, MetricPoint

_SCHEMA = """
CREATE TABLE IF NOT EXISTS submission (
    tag TEXT PRIMARY KEY, endpoint TEXT NOT NULL, profile TEXT NOT NULL, made_at REAL NOT NULL, state TEXT NOT NULL,
    creating_at REAL, job TEXT, problem TEXT, plan TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS upload (
    endpoint TEXT NOT NULL, digest TEXT NOT NULL, name TEXT NOT NULL, intended_at REAL NOT NULL, file TEXT,
    PRIMARY KEY (endpoint, digest));
CREATE TABLE IF NOT EXISTS job (
    endpoint TEXT NOT NULL, id TEXT NOT NULL, tag TEXT, wire TEXT NOT NULL, checkpoints TEXT NOT NULL DEFAULT '[]',
    asked_at REAL, unreachable_since REAL, results_read INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (endpoint, id));
CREATE TABLE IF NOT EXISTS event (
    endpoint TEXT NOT NULL, job TEXT NOT NULL, id TEXT NOT NULL, created_at INTEGER NOT NULL, position INTEGER NOT NULL,
    wire TEXT NOT NULL, PRIMARY KEY (endpoint, job, id));
CREATE TABLE IF NOT EXISTS point (
    endpoint TEXT NOT NULL, job TEXT NOT NULL, source TEXT NOT NULL, step INTEGER NOT NULL, wire TEXT NOT NULL,
    PRIMARY KEY (endpoint, job, source, step));
"""
SOURCES = ("event", "checkpoint", "results")
"""Where points come from; where several have a value, that of the later one counts."""


@dataclass(frozen=True)
class OutgoingData:
    """A file to be sent: where it is, its SHA-256 in hexadecimal, its size in bytes and its number of records."""

    path: str
    digest: str
    size: int
    records: int


@dataclass(frozen=True)
class SubmissionPlan:
    """Everything that was decided before sending.

    Attributes:
        training, validation: The two files; validation may be absent.
        model, method, hyperparameters, grader, response_format: What to train, and how.
        suffix: Part of the new model's name.
        seed: Sent always; the service gives it back, and a job can be known by it.
        training_type: In the service's spelling.
        data_digest: The digest of the data set the files were written from.
        tokens: Tokens of the training file, None where nobody counted.
        cost_low, cost_high: The estimate shown before sending, in US dollars.
        price_low, price_high: The prices it was made with, in US dollars for a million trained tokens.
    """

    training: OutgoingData
    validation: OutgoingData | None
    model: str
    suffix: str
    seed: int
    training_type: str
    method: str = "supervised"
    hyperparameters: Mapping[str, float | int | str] = dataclasses.field(default_factory=dict)
    grader: Mapping[str, object] | None = None
    response_format: Mapping[str, object] | None = None
    data_digest: str = ""
    tokens: int | None = None
    cost_low: float | None = None
    cost_high: float | None = None
    price_low: float | None = None
    price_high: float | None = None


@dataclass(frozen=True)
class Submission:
    """A plan on its way: planned, ready (nothing was started), creating (answer unknown), created or dropped."""

    tag: str
    endpoint: str
    profile: str
    made_at: float
    state: str
    plan: SubmissionPlan
    creating_at: float | None = None
    job: str | None = None
    problem: str | None = None


@dataclass(frozen=True)
class Upload:
    """A file that was sent, or was about to be: then `file`, its id at the service, is None."""

    endpoint: str
    digest: str
    name: str
    intended_at: float
    file: str | None


@dataclass(frozen=True)
class KnownJob:
    """A job as last heard of. Times are Unix seconds; `unreachable_since` is None while the service answers."""

    endpoint: str
    job: Job
    tag: str | None
    checkpoints: tuple[Checkpoint, ...]
    asked_at: float | None
    unreachable_since: float | None
    results_read: bool


class JobStore:
    """The book of submissions and jobs. Every change is on disk when its call returns.

    Args:
        path: The SQLite file; its folder is made where there is none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            make_private(path)
            self._database = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            self._database.row_factory = sqlite3.Row
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=FULL")
            self._database.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise CuratorError(
                "The list of jobs cannot be opened.",
                f"{path}: {error}",
                "Look at the folder's rights, or move it away.",
            ) from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    def _rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._database.execute(query, values).fetchall()

    def add_submission(self, submission: Submission) -> None:
        """Write a new submission down."""
        with self._change() as database:
            database.execute(
                "INSERT INTO submission (tag, endpoint, profile, made_at, state, plan) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    submission.tag,
                    submission.endpoint,
                    submission.profile,
                    submission.made_at,
                    submission.state,
                    json.dumps(dataclasses.asdict(submission.plan)),
                ),
            )

    def submission(self, tag: str) -> Submission:
        """One submission. Raises CuratorError where there is none."""
        rows = self._rows("SELECT * FROM submission WHERE tag = ?", tag)
        if not rows:
            raise CuratorError("There is no such submission.", tag)
        return _submission_of(rows[0])

    def submissions(self, endpoint: str | None = None) -> list[Submission]:
        """All submissions, oldest first; of one endpoint, or of all."""
        rows = self._rows("SELECT * FROM submission WHERE ? IN (endpoint, '') ORDER BY made_at", endpoint or "")
        return [_submission_of(row) for row in rows]

    def change_submission(self, tag: str, state: str, problem: str | None = None) -> None:
        """Note how far a submission is; entering `creating` notes the time."""
        with self._change() as database:
            database.execute(
                "UPDATE submission SET state = ?, problem = ?, creating_at = CASE ? WHEN 'creating' THEN ? "
                "ELSE creating_at END WHERE tag = ?",
                (state, problem, state, time.time(), tag),
            )

    def note_job(self, tag: str, job: Job) -> None:
        """Note in one transaction that a submission became this job."""
        with self._change() as database:
            row = database.execute("SELECT endpoint FROM submission WHERE tag = ?", (tag,)).fetchone()
            database.execute(
                "UPDATE submission SET state = 'created', problem = NULL, job = ? WHERE tag = ?", (job.id, tag)
            )
            _put_job(database, row["endpoint"], job, tag)

    def upload(self, endpoint: str, digest: str) -> Upload | None:
        """What is known of a file of this content at this endpoint."""
        rows = self._rows("SELECT * FROM upload WHERE endpoint = ? AND digest = ?", endpoint, digest)
        return Upload(**dict(rows[0])) if rows else None

    def intend_upload(self, endpoint: str, digest: str, name: str) -> None:
        """Note that a file is about to be sent under this name."""
        with self._change() as database:
            database.execute(
                "INSERT OR REPLACE INTO upload (endpoint, digest, name, intended_at) VALUES (?, ?, ?, ?)",
                (endpoint, digest, name, time.time()),
            )

    def note_upload(self, endpoint: str, digest: str, file: str) -> None:
        """Note the id a sent file has at the service."""
        with self._change() as database:
            database.execute("UPDATE upload SET file = ? WHERE endpoint = ? AND digest = ?", (file, endpoint, digest))

    def forget_upload(self, endpoint: str, digest: str) -> None:
        """Forget a file that the service has refused or does not have any more."""
        with self._change() as database:
            database.execute("DELETE FROM upload WHERE endpoint = ? AND digest = ?", (endpoint, digest))

    def note_answer(self, endpoint: str, job: Job) -> None:
        """Keep a job as the service has just described it."""
        with self._change() as database:
            _put_job(database, endpoint, job, None)

    def note_silence(self, endpoint: str, job_id: str) -> None:
        """Note that the service does not answer about a job; the beginning of a silence stays."""
        with self._change() as database:
            database.execute(
                "UPDATE job SET unreachable_since = coalesce(unreachable_since, ?) WHERE endpoint = ? AND id = ?",
                (time.time(), endpoint, job_id),
            )

    def note_checkpoints(self, endpoint: str, job_id: str, checkpoints: Sequence[Checkpoint]) -> None:
        """Keep the checkpoints of a job."""
        wire = json.dumps([dataclasses.asdict(checkpoint) for checkpoint in checkpoints])
        with self._change() as database:
            database.execute("UPDATE job SET checkpoints = ? WHERE endpoint = ? AND id = ?", (wire, endpoint, job_id))

    def note_events(self, endpoint: str, job_id: str, events: Sequence[JobEvent]) -> None:
        """Keep events, given newest first; an event known already, by its id, is passed over."""
        with self._change() as database:
            last = database.execute(
                "SELECT coalesce(max(position), 0) FROM event WHERE endpoint = ? AND job = ?", (endpoint, job_id)
            ).fetchone()[0]
            database.executemany(
                "INSERT OR IGNORE INTO event VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (endpoint, job_id, event.id, event.created_at, position, json.dumps(dataclasses.asdict(event)))
                    for position, event in enumerate(reversed(events), start=last + 1)
                ],
            )

    def note_points(self, endpoint: str, job_id: str, source: str, points: Sequence[MetricPoint]) -> None:
        """Keep what was measured, by where it was heard (one of SOURCES). A results file's points end the hearing."""
        with self._change() as database:
            database.executemany(
                "INSERT OR REPLACE INTO point VALUES (?, ?, ?, ?, ?)",
                [(endpoint, job_id, source, point.step, json.dumps(dataclasses.asdict(point))) for point in points],
            )
            if source == "results":
                database.execute("UPDATE job SET results_read = 1 WHERE endpoint = ? AND id = ?", (endpoint, job_id))

    def job(self, endpoint: str, job_id: str) -> KnownJob | None:
        """One job; None where nothing is known of it."""
        rows = self._rows("SELECT * FROM job WHERE endpoint = ? AND id = ?", endpoint, job_id)
        return _job_of(rows[0]) if rows else None

    def jobs(self, endpoint: str | None = None) -> list[KnownJob]:
        """All jobs of one endpoint, or of all, newest first."""
        found = [_job_of(row) for row in self._rows("SELECT * FROM job WHERE ? IN (endpoint, '')", endpoint or "")]
        return sorted(found, key=lambda known: known.job.created_at or 0, reverse=True)

    def events(self, endpoint: str, job_id: str) -> list[JobEvent]:
        """A job's events, oldest first; inside one second in the order they were heard."""
        rows = self._rows(
            "SELECT wire FROM event WHERE endpoint = ? AND job = ? ORDER BY created_at, position", endpoint, job_id
        )
        return [JobEvent(**json.loads(row["wire"])) for row in rows]

    def points(self, endpoint: str, job_id: str, source: str) -> list[MetricPoint]:
        """What was measured, from one source, by step."""
        rows = self._rows(
            "SELECT wire FROM point WHERE endpoint = ? AND job = ? AND source = ? ORDER BY step",
            endpoint,
            job_id,
            source,
        )
        return [MetricPoint(**json.loads(row["wire"])) for row in rows]


def _put_job(database: sqlite3.Connection, endpoint: str, job: Job, tag: str | None) -> None:
    database.execute(
        "INSERT INTO job (endpoint, id, tag, wire, asked_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (endpoint, id) DO UPDATE SET wire = excluded.wire, "
        "tag = coalesce(excluded.tag, tag), asked_at = excluded.asked_at, unreachable_since = NULL",
        (endpoint, job.id, tag, json.dumps(dataclasses.asdict(job)), time.time()),
    )


def _submission_of(row: sqlite3.Row) -> Submission:
    plan: dict[str, Any] = json.loads(row["plan"])
    plan["training"] = OutgoingData(**plan["training"])
    plan["validation"] = OutgoingData(**plan["validation"]) if plan["validation"] else None
    return Submission(**{**dict(row), "plan": SubmissionPlan(**plan)})


def _job_of(row: sqlite3.Row) -> KnownJob:
    wire: dict[str, Any] = json.loads(row["wire"])
    wire["hyperparameters"] = Hyperparameters(**wire["hyperparameters"])
    wire["fault"] = JobFault(**wire["fault"]) if wire["fault"] else None
    wire["result_files"] = tuple(wire["result_files"])
    return KnownJob(
        endpoint=row["endpoint"],
        job=Job(**wire),
        tag=row["tag"],
        checkpoints=tuple(_checkpoint_of(one) for one in json.loads(row["checkpoints"])),
        asked_at=row["asked_at"],
        unreachable_since=row["unreachable_since"],
        results_read=bool(row["results_read"]),
    )


def _checkpoint_of(wire: dict[str, Any]) -> Checkpoint:
    metrics = wire.pop("metrics")
    return Checkpoint(**wire, metrics=MetricPoint(**metrics) if metrics else None)
