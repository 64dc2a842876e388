"""Everything of the fine-tuning loop for one profile, put together once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from curator.chat.compare import Comparisons
from curator.chat.conversation import Chat, ChatHistory
from curator.tuning.arm import AzureDeployments
from curator.tuning.azure import AzureService
from curator.tuning.connection import Connection, TokenSource
from curator.tuning.deploy import Deployer
from curator.tuning.jobs import JobFollower
from curator.tuning.profiles import Profile, practice_profile
from curator.tuning.secret import Secret
from curator.tuning.store import JobStore
from curator.tuning.submit import Submitter

if TYPE_CHECKING:
    from curator.chat.compare import Pair, Summary
    from curator.progress import Progress
    from curator.tuning.practice.pace import Pace
    from curator.tuning.practice.server import PracticeServer
    from curator.tuning.service import Job
    from curator.tuning.store import SubmissionPlan


@dataclass(frozen=True)
class TuningLoop:
    """The parts of the loop for one resource; all of them may be used from worker threads.

    Attributes:
        profile: Which resource.
        connection: The way in.
        service: Files, jobs, models and chat, as the provider gives them.
        store: What is known of submissions and jobs.
        submitter, follower, deployer, chat, comparisons, history: The verbs, step by step.
        interval: Seconds between two questions about a running job that suit the service.
    """

    profile: Profile
    connection: Connection
    service: AzureService
    store: JobStore
    submitter: Submitter
    follower: JobFollower
    deployer: Deployer
    history: ChatHistory
    chat: Chat
    comparisons: Comparisons
    interval: float

    def submit(self, plan: SubmissionPlan, progress: Progress) -> Job:
        """Write a plan down and send it: both files, then the one job. Raises as `Submitter.send` does, which also
        goes on with a submission that was cut off."""
        return self.submitter.send(self.submitter.plan(plan).tag, progress)

    def compare(self, comparison: int, progress: Progress, listener: Callable[[Pair], None] | None = None) -> Summary:
        """Ask both deployments of a comparison what has not been asked yet (`Comparisons.replay`)."""
        return self.comparisons.replay(comparison, self.service, progress, listener)

    def close(self) -> None:
        """Close the connections and the files. Jobs and deployments go on at the service."""
        self.store.close()
        self.history.close()
        self.comparisons.close()
        self.connection.close()


def open_loop(
    profile: Profile,
    folder: Path,
    key: Secret | None = None,
    prompt: Callable[[str], str] | None = None,
    credential: TokenSource | None = None,
) -> TuningLoop:
    """Open the loop for a profile. Nothing is asked of the service yet.

    Args:
        profile: Which resource.
        folder: Where jobs.sqlite and chat.sqlite are kept, for all profiles together: the user's state folder.
        key: The resource's key; None looks for one when it is first needed (see `find_key`).
        prompt: Asks a person for a key; None asks nobody.
        credential: Gives Entra tokens; None takes azure-identity's default when first needed.

    Raises:
        CuratorError: The files cannot be opened.
    """
    connection = Connection(profile, key, prompt, credential)
    service = AzureService(connection)
    store = JobStore(folder / "jobs.sqlite")
    history = ChatHistory(folder / "chat.sqlite")
    # The practice service does in tenths of a second what takes the real one minutes.
    slow = not profile.practice
    return TuningLoop(
        profile=profile,
        connection=connection,
        service=service,
        store=store,
        submitter=Submitter(
            store, service, connection.situation, settle=30.0 if slow else 1.0, poll=2.0 if slow else 0.1
        ),
        follower=JobFollower(store, service, connection.situation),
        deployer=Deployer(AzureDeployments(connection), service, connection.situation, poll=5.0 if slow else 0.2),
        history=history,
        chat=Chat(service, history, profile.endpoint),
        comparisons=Comparisons(folder / "chat.sqlite"),
        interval=30.0 if slow else 0.5,
    )


def open_practice(folder: Path, pace: Pace | None = None, port: int = 0) -> tuple[PracticeServer, TuningLoop]:
    """Start a practice service in this program and open the loop for it. Both are the caller's to stop and close.

    Args:
        folder: Where both keep what they know. Jobs are found again at the same port only.
        pace: How fast the practice service is.
        port: The service's port; 0 for a free one.

    Raises:
        CuratorError: The port is taken, or the files cannot be opened.
    """
    from curator.tuning.practice.server import PracticeServer

    server = PracticeServer(folder / "practice", pace, port=port)
    address = server.start()
    try:
        return server, open_loop(practice_profile(address.endpoint), folder, key=Secret(address.key))
    except BaseException:
        server.stop()
        raise
