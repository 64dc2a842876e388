"""What the practice service remembers, in memory and, where a folder is given, on disk."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from curator.tuning.practice.faults import Faults
from curator.tuning.practice.nearest import NearestAnswer
from curator.tuning.practice.pace import Pace
from curator.tuning.private import make_private

FINISHED = ("succeeded", "failed", "cancelled")


def new_id(prefix: str) -> str:
    """An id in Azure's form: a prefix and 32 hexadecimal digits."""
    return f"{prefix}-{secrets.token_hex(16)}"


@dataclass
class StoredFile:
    """A file as uploaded, or a results file the service wrote."""

    id: str
    filename: str
    purpose: str
    bytes: int
    created_at: float
    refusal: str | None = None
    expires_at: int | None = None

    def status(self, now: float, pace: Pace) -> str:
        """pending, running, then processed or error, by the age of the file."""
        if self.purpose == "fine-tune-results":
            return "processed"
        age = now - self.created_at
        if age < pace.file_pending:
            return "pending"
        if age < pace.file_pending + pace.file_running:
            return "running"
        return "error" if self.refusal else "processed"


@dataclass
class StoredUpload:
    """An upload in parts that is under way; parts are kept under their own ids."""

    id: str
    filename: str
    purpose: str
    bytes: int
    created_at: float
    status: str = "pending"
    parts: dict[str, int] = field(default_factory=dict)
    file: str | None = None


@dataclass
class StoredJob:
    """A fine-tuning job: what was asked, and how far it is."""

    id: str
    created_at: float
    model: str
    training_file: str
    validation_file: str | None
    method: str
    hyperparameters: dict[str, float]
    suffix: str | None
    seed: int
    metadata: dict[str, str]
    training_type: str
    estimated_finish: int
    status: str = "pending"
    finished_at: int | None = None
    fine_tuned_model: str | None = None
    result_files: list[str] | None = None
    trained_tokens: int | None = None
    error: dict[str, str | None] | None = None
    stage: int = 0
    step: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)
    checkpoints: list[dict[str, Any]] = field(default_factory=list)
    wish: str = ""
    """What a person asked for and the job has not yet done: pause, resume or cancel."""


@dataclass
class StoredModel:
    """A tuned model or a checkpoint: a base model and the answers it was shown."""

    id: str
    base: str
    job: str
    created_at: float
    deployable_as: str | None = None
    """The checkpoint's id, by which it can be deployed too."""


@dataclass
class StoredDeployment:
    """A deployment in the account."""

    name: str
    model: str
    format: str
    version: str
    sku: str
    capacity: int
    created_at: float
    fault: str = ""
    deleted_at: float | None = None
    tags: dict[str, str] = field(default_factory=dict)

    def provisioning(self, now: float, pace: Pace) -> str:
        """What the control plane says of it."""
        if self.deleted_at is not None:
            return "Deleting"
        if now - self.created_at < pace.provisioning:
            return "Creating"
        return "Failed" if self.fault == "fail-deployment" else "Succeeded"

    def answers(self, now: float, pace: Pace) -> bool:
        """Whether chat reaches it: some time after it says Succeeded."""
        ready = now - self.created_at >= pace.provisioning + pace.lag
        return ready and not self.fault and self.deleted_at is None

    def gone(self, now: float, pace: Pace) -> bool:
        """Whether it has been deleted, or has reached the end of a developer deployment's life."""
        if self.deleted_at is not None:
            return now - self.deleted_at >= pace.deleting
        return self.sku.lower().startswith("developer") and now - self.created_at >= pace.developer_life


Stored = StoredFile | StoredUpload | StoredJob | StoredModel | StoredDeployment


class Contents:
    """Bytes under a name: in memory, or in a folder where there is one."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._memory: dict[str, bytes] = {}
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def put(self, key: str, data: bytes) -> None:
        """Keep these bytes."""
        if self._folder is None:
            self._memory[key] = data
        else:
            _write_whole(self._folder / key, data)

    def get(self, key: str) -> bytes:
        """Give the bytes back; KeyError where there are none."""
        if self._folder is None:
            return self._memory[key]
        path = self._folder / key
        if not path.is_file():
            raise KeyError(key)
        return path.read_bytes()

    def drop(self, key: str) -> None:
        """Forget the bytes; nothing happens where there are none."""
        if self._folder is None:
            self._memory.pop(key, None)
        else:
            (self._folder / key).unlink(missing_ok=True)


class State:
    """Everything the service remembers. Hold `lock` while reading or changing more than one thing.

    Args:
        folder: Where to keep it over a restart; None keeps it in memory only.
        pace: How fast things go; may be replaced at any time.
    """

    def __init__(self, folder: Path | None = None, pace: Pace | None = None) -> None:
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.pace = pace or Pace()
        self.faults = Faults()
        self.closing = False
        self.contents = Contents(folder / "contents" if folder else None)
        self.files: dict[str, StoredFile] = {}
        self.uploads: dict[str, StoredUpload] = {}
        self.jobs: dict[str, StoredJob] = {}
        self.models: dict[str, StoredModel] = {}
        self.deployments: dict[str, StoredDeployment] = {}
        self.answers: dict[str, NearestAnswer] = {}
        self._folder = folder
        if folder is not None:
            self._load(folder)

    def save(self, thing: Stored) -> None:
        """Keep one thing as it now is, and wake whoever waits for a change."""
        with self.changed:
            if self._folder is not None:
                place = self._folder / _FOLDERS[type(thing)] / f"{_key_of(thing)}.json"
                place.parent.mkdir(parents=True, exist_ok=True)
                _write_whole(place, json.dumps(asdict(thing)).encode())
            self.changed.notify_all()

    def forget(self, thing: StoredFile | StoredDeployment) -> None:
        """Remove a file or a deployment for good."""
        with self.changed:
            if isinstance(thing, StoredFile):
                self.files.pop(thing.id, None)
            else:
                self.deployments.pop(thing.name, None)
            if self._folder is not None:
                (self._folder / _FOLDERS[type(thing)] / f"{_key_of(thing)}.json").unlink(missing_ok=True)
            self.changed.notify_all()

    def present_deployments(self) -> Mapping[str, StoredDeployment]:
        """The deployments that exist now; those whose time is over are forgotten first."""
        with self.lock:
            now = time.time()
            for deployment in list(self.deployments.values()):
                if deployment.gone(now, self.pace):
                    self.forget(deployment)
            return dict(self.deployments)

    def _load(self, folder: Path) -> None:
        tables: dict[type, dict[str, Any]] = {
            StoredFile: self.files,
            StoredUpload: self.uploads,
            StoredJob: self.jobs,
            StoredModel: self.models,
            StoredDeployment: self.deployments,
        }
        for kind, table in tables.items():
            for path in sorted((folder / _FOLDERS[kind]).glob("*.json")):
                thing = kind(**json.loads(path.read_text(encoding="utf-8")))
                table[_key_of(thing)] = thing


_FOLDERS: dict[type, str] = {
    StoredFile: "files",
    StoredUpload: "uploads",
    StoredJob: "jobs",
    StoredModel: "models",
    StoredDeployment: "deployments",
}


def _key_of(thing: Stored) -> str:
    return thing.name if isinstance(thing, StoredDeployment) else thing.id


def _write_whole(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    make_private(beside)
    beside.write_bytes(data)
    beside.replace(path)
