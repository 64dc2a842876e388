"""Which resource is spoken to: a profile of the person's, or the practice service in this program."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from curator.configuration import FILE_NAME, user_folder
from curator.errors import CuratorError
from curator.tuning.profiles import Profile, load_profiles
from curator.tuning.store import JobStore, KnownJob

if TYPE_CHECKING:
    from curator.chat.loop import TuningLoop
    from curator.tuning.practice.server import PracticeServer

PRACTICE = "practice"
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


def profiles_for(path: Path) -> dict[str, Profile]:
    """The profiles a person has: those of the user's folder, and of the curator.toml files above the data.

    Raises:
        CuratorError: One of these files is wrong.
    """
    above = [folder / FILE_NAME for folder in reversed(path.resolve().parents)]
    return load_profiles([user_folder() / FILE_NAME, *above])


def open_profile(profile: Profile, folder: Path) -> Session:
    """Open the loop of a profile. With Entra a token is fetched.

    Raises:
        CuratorError: There is no key, no token, or the state folder cannot be written.
    """
    from curator.chat.loop import open_loop

    loop = open_loop(profile, folder)
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


def last_job_of(folder: Path, path: Path) -> KnownJob | None:
    """The newest job that was sent from the folder of a data file; None where there is none."""
    if not (folder / STORE).exists():
        return None
    store = JobStore(folder / STORE)
    try:
        tags = {one.tag for one in store.submissions() if _belongs(one.plan.training.path, path)}
        return next((known for known in store.jobs() if known.tag in tags), None)
    finally:
        store.close()


def _belongs(sent: str, path: Path) -> bool:
    """Whether a sent file was written from the data: it stands beside it, in its split or in its own folder."""
    place = path.resolve().parent
    return Path(sent).is_relative_to(place)
