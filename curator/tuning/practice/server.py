"""The practice service as a server on this machine."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import uvicorn
from starlette.applications import Starlette

from curator.errors import CuratorError
from curator.tuning.locks import hold
from curator.tuning.practice.faults import Faults
from curator.tuning.practice.pace import Pace
from curator.tuning.practice.routes import build_app
from curator.tuning.practice.site import Site
from curator.tuning.practice.state import State

KEY_VARIABLE = "CURATOR_PRACTICE_KEY"


def build_site(state: State, key: str) -> Site:
    """The practice account, with the names its profile has."""
    return Site(state, key, "practice-subscription", "practice-group", "practice", "practiceregion")


@dataclass(frozen=True)
class PracticeAddress:
    """Where a practice service is, and how to get in. The key opens nothing but this server."""

    endpoint: str
    key: str
    subscription: str = "practice-subscription"
    resource_group: str = "practice-group"
    account: str = "practice"
    region: str = "practiceregion"

    @property
    def identity_url(self) -> str:
        """Where tokens come from: a managed identity's endpoint, with the key as its identity header."""
        return f"{self.endpoint}/identity/token"


class PracticeServer:
    """A practice service in a thread of this program, on a free port of the loopback interface.

    ```python
    with PracticeServer(pace=Pace().at(20)) as server:
        print(server.address.endpoint)
    ```

    Args:
        folder: Where to keep files, jobs and deployments over a restart; None keeps them in memory.
        pace: How fast things go; can be changed while it runs, by `server.pace = ...`.
        key: The key that opens it; by default a new one.
        host: A loopback address.
        port: 0 for a free one.
    """

    def __init__(
        self,
        folder: Path | None = None,
        pace: Pace | None = None,
        key: str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        _check_loopback(host)
        self._state = State(folder, pace)
        self._folder = folder
        self._held = contextlib.ExitStack()
        self._site = build_site(self._state, key or secrets.token_hex(16))
        self._host = host
        self._port = port
        self._thread: threading.Thread | None = None
        self._server: uvicorn.Server | None = None

    @property
    def faults(self) -> Faults:
        """What shall go wrong next."""
        return self._state.faults

    @property
    def pace(self) -> Pace:
        """How fast things go."""
        return self._state.pace

    @pace.setter
    def pace(self, pace: Pace) -> None:
        with self._state.changed:
            self._state.pace = pace
            self._state.changed.notify_all()

    @property
    def state(self) -> State:
        """What the service remembers."""
        return self._state

    @property
    def address(self) -> PracticeAddress:
        """Where it is; only once it has started."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return PracticeAddress(f"http://{host}:{self._port}", self._site.key)

    def start(self) -> PracticeAddress:
        """Start to answer; returns when the port is open. Raises CuratorError where folder or port are taken."""
        if self._folder is not None:
            # Two services in one folder would run each other's jobs.
            taken = "A practice service is at work in this folder already."
            self._held.enter_context(hold(self._folder / "in-use.lock", taken))
        try:
            listener = _listen(self._host, self._port)
        except CuratorError:
            self._held.close()
            raise
        self._port = listener.getsockname()[1]
        server = uvicorn.Server(_config(build_app(self._site)))
        self._server = server
        self._thread = threading.Thread(target=self._serve, args=(listener,), name="practice server", daemon=True)
        self._thread.start()
        while not server.started:
            if not self._thread.is_alive():
                raise CuratorError("The practice service did not start.", f"Port {self._port} on {self._host}.")
            time.sleep(0.005)
        return self.address

    def _serve(self, listener: socket.socket) -> None:
        if self._server is not None:
            self._server.run(sockets=[listener])
        listener.close()

    def stop(self) -> None:
        """Stop to answer. Jobs stand still; with a folder they go on at the next start."""
        with self._state.changed:
            self._state.closing = True
            self._state.changed.notify_all()
        if self._server is not None:
            self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(timeout=10)
        self._held.close()

    def __enter__(self) -> PracticeServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def serve(
    host: str = "127.0.0.1",
    port: int = 8599,
    folder: Path | None = None,
    pace: Pace | None = None,
    started: Callable[[PracticeAddress], None] | None = None,
) -> None:
    """Run a practice service until interrupted.

    Args:
        host: A loopback address; others are refused, as the server is no place for real data.
        port: The port; 0 for a free one.
        folder: Where to keep what it knows over a restart.
        pace: How fast things go.
        started: Called with the address once the port is open. The key in it comes from the variable
            CURATOR_PRACTICE_KEY, or is new.

    Raises:
        CuratorError: The host is not loopback, or the port is taken.
    """
    with PracticeServer(folder, pace, os.environ.get(KEY_VARIABLE), host, port) as server:
        if started is not None:
            started(server.address)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


def _check_loopback(host: str) -> None:
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return
    if host != "localhost":
        raise CuratorError(
            "The practice service stays on this machine.",
            f"{host} is not a loopback address.",
            "Use 127.0.0.1, ::1 or localhost.",
        )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or asyncio leaves Nagle's algorithm on and every answer is 40 ms late.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CuratorError(
            "The practice service cannot use this port.",
            f"{host} port {port}: {error.strerror}",
            "Choose another port, or 0 for a free one.",
        ) from error
    return listener


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app, log_config=None, log_level="critical", http="h11", ws="none", lifespan="off", timeout_graceful_shutdown=1
    )
