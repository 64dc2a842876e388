"""Which resource is spoken to: a profile of the person's, or the practice service in this program."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from curator.errors import CuratorError
from curator.tuning.choosing import PRACTICE, choose_profile
from curator.tuning.profiles import Profile, key_source
from curator.tuning.secret import Secret
from curator.tuning.store import JobStore, KnownJob, Submission

if TYPE_CHECKING:
    from curator.chat.loop import TuningLoop
    from curator.tuning.practice.server import PracticeServer

STORE = "jobs.sqlite"
_PORT_FILE = "practice-port"


@dataclass(frozen=True, slots=True)
class Session:
    """The loop of one resource, open."""

    profile: Profile
    loop: TuningLoop
    identity: str
    server: PracticeServer | None = None
    passing: bool = False
    """Whether what the practice service knows is gone when this program ends."""

    def close(self) -> None:
        """Close it; jobs and deployments go on at the service, and stand still where that is the practice one."""
        if self.server is not None:
            self.server.stop()
        self.loop.close()


def open_session(name: str, data: Path, folder: Path, key: Secret | None, practice: float | None) -> Session | None:
    """Open the loop of a profile. With Entra a token is fetched.

    Args:
        name: The profile's name.
        data: The data file, as a curator.toml above it counts.
        folder: Where jobs and conversations are kept.
        key: A key that a person typed; None looks for one.
        practice: How many times faster than usual the practice service goes; with it, it is always one of this
            program's own. None lets it be the one that CURATOR_PRACTICE_URL names, where it names one.

    Returns:
        The session; None where a key is needed and there is none, so that a person has to be asked.

    Raises:
        CuratorError: There is no such profile, no token, or the state folder cannot be written.
    """
    from curator.chat.loop import open_loop

    profile = None if name == PRACTICE and practice is not None else choose_profile(name, data)
    if profile is None:
        return open_practice_session(folder, practice or 1.0)
    if key is None and profile.authentication == "key" and not profile.practice and not key_source(profile):
        return None
    loop = open_loop(profile, folder, key=key)
    try:
        return Session(profile, loop, loop.connection.identity())
    except BaseException:
        loop.close()
        raise


def open_practice_session(folder: Path, speed: float) -> Session:
    """Start the practice service in this program, where jobs of earlier are found again if that can be.

    Args:
        folder: Where it keeps what it knows.
        speed: How many times faster than usual it goes.

    Raises:
        CuratorError: It cannot be started.
    """
    from curator.chat.loop import open_practice
    from curator.tuning.practice.pace import Pace

    pace = Pace().at(speed)
    try:
        server, loop = open_practice(folder, pace, _port_of(folder))
        passing = False
    except CuratorError:
        # Another curator has the port and what belongs to it: this one rehearses on its own.
        server, loop = open_practice(Path(tempfile.mkdtemp(prefix="curator-practice-")), pace)
        passing = True
    if not passing:
        _keep_port(folder, server.address.endpoint)
    return Session(loop.profile, loop, loop.connection.identity(), server, passing)


def _port_of(folder: Path) -> int:
    with contextlib.suppress(OSError, ValueError):
        return int((folder / _PORT_FILE).read_text("ascii"))
    return 0


def _keep_port(folder: Path, endpoint: str) -> None:
    # Without it earlier practice jobs are not found again, which costs nobody anything.
    with contextlib.suppress(OSError):
        (folder / _PORT_FILE).write_text(endpoint.rpartition(":")[2], "ascii")


def practice_endpoint(folder: Path) -> str:
    """The address the practice service had and will have again; "" where it never ran."""
    port = _port_of(folder)
    return f"http://127.0.0.1:{port}" if port else ""


@dataclass(frozen=True, slots=True)
class LastSent:
    """What was sent last from a data file."""

    submission: Submission
    job: KnownJob | None
    """None where it is not known to have become a job."""


def last_sent_of(folder: Path, path: Path, endpoint: str | None = None) -> LastSent | None:
    """What was sent last from the folder of a data file; None where nothing was.

    Args:
        folder: Where jobs are kept.
        path: The data file.
        endpoint: Only what was sent to this resource; None for any.
    """
    if not (folder / STORE).exists():
        return None
    store = JobStore(folder / STORE)
    try:
        sent = [one for one in store.submissions(endpoint) if belongs_to(one.plan.training.path, path)]
        for one in reversed([one for one in sent if one.state != "dropped"]):
            job = store.job(one.endpoint, one.job) if one.job else None
            if job is not None or not one.job:
                return LastSent(one, job)
        return None
    finally:
        store.close()


def belongs_to(sent: str, path: Path) -> bool:
    """Whether a sent file was written from the data: it stands beside it, in its split or in its own folder."""
    place = path.resolve().parent
    return Path(sent).is_relative_to(place)
