"""The screen in a browser: a server that starts one screen for each page that looks at it.

textual-serve carries what is drawn and typed between the page and the screen's process. This module adds what a data
editor needs besides: only pages this server gave out may talk to it, nothing is loaded from elsewhere, and nothing is
left behind when it stops.
"""

from __future__ import annotations

import asyncio
import copy
import ipaddress
import logging
import shlex
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from textual_serve.server import Server, to_int

from curator.tui.served_screen import ServedScreen

_SECONDS_TO_STOP = 10.0
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self' ws://{host} wss://{host}; frame-ancestors 'none'; "
    "sandbox allow-scripts allow-same-origin"
)
"""Nothing from elsewhere, no frame of another page around this one, and no address in a record opens a page."""
_PAGE = Path(__file__).with_name("page")
"""The folder of our own page; what it needs besides comes with textual-serve."""


def is_loopback(host: str) -> bool:
    """Whether only programs of this machine can reach an address."""
    return host == "localhost" or (_is_number(host) and ipaddress.ip_address(host).is_loopback)


def _is_number(host: str) -> bool:
    """Whether an address is written as a number, which no name service can point elsewhere."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _name_in(asked_for: str) -> str:
    """The name or number in a Host header; "" where there is none to be read."""
    try:
        return urlsplit(f"//{asked_for}").hostname or ""
    except ValueError:
        return ""


class ScreenServer(Server):
    """Gives out the page and runs one screen for each page that is open.

    Args:
        arguments: The screen's command line after `curator`.
        listening: The socket to answer on.
        title: What the page is called while it loads.
        said: Called with the address once it answers.
        name: The name or address it is asked for by, besides any number and the names of this machine.
    """

    def __init__(
        self, arguments: Sequence[str], listening: socket.socket, title: str, said: Callable[[str], None], name: str
    ) -> None:
        host, port = listening.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        command = shlex.join([sys.executable, "-m", "curator", *arguments])
        # exec: the shell becomes the screen, so that no shell is left where the screen is stopped.
        super().__init__(f"exec {command}", shown, port, title, templates_path=_PAGE)
        self._listening = listening
        self._said = said
        self._loopback_only = is_loopback(host)
        # A name service may take its time: it is asked only where somebody else can ask for this machine.
        names = () if self._loopback_only else (name, socket.gethostname(), socket.getfqdn())
        self._names = frozenset(one.lower() for one in names)
        self._screens: set[ServedScreen] = set()

    def run(self) -> None:
        """Serve until SIGINT or SIGTERM; every screen has ended when this returns."""
        self.initialize_logging()
        web.run_app(
            self._make_app(), sock=self._listening, print=None, access_log=None, shutdown_timeout=_SECONDS_TO_STOP
        )

    def initialize_logging(self) -> None:
        """Faults on standard error, in a line each: never with the values of variables."""
        logging.basicConfig(level="WARNING", format="%(message)s", stream=sys.stderr)

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guard)
        return app

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Refuse what did not come from a page of this server.

        Any page in the same browser can send requests to a port of this machine, by its own name (Origin tells) or by
        a name of its own that it points here (Host tells).
        """
        host = _name_in(request.host)
        if self._loopback_only and not is_loopback(host):
            raise web.HTTPForbidden(text=f"curator serves this machine alone; {host} is another name.")
        if not (is_loopback(host) or _is_number(host) or host in self._names):
            raise web.HTTPForbidden(text=f"curator does not know the name {host}: start it with --host {host}.")
        origin = request.headers.get("Origin", "")
        if origin and origin != f"{request.scheme}://{request.host}":
            raise web.HTTPForbidden(text="curator answers its own page only.")
        response = await handler(request)
        if not response.prepared:
            response.headers["Content-Security-Policy"] = _POLICY.format(host=request.host)
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["Cache-Control"] = "no-store"
        return response

    async def handle_index(self, request: web.Request) -> Any:
        """The page, with the address it was asked for by: what this server listens on need not be reachable."""
        asked_for = copy.copy(self)
        asked_for.public_url = f"{request.scheme}://{request.host}"
        return await Server.handle_index(asked_for, request)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """What is drawn and typed on one page, for as long as it is open. Only a page of this server may open it."""
        if not request.headers.get("Origin"):
            raise web.HTTPForbidden(text="curator answers its own page only.")
        page = web.WebSocketResponse(heartbeat=15)
        await page.prepare(request)

        async def close() -> None:
            await page.close()

        screen = ServedScreen(
            self.command,
            write_bytes=page.send_bytes,
            write_str=page.send_str,
            close=close,
            download_manager=self.download_manager,
        )
        width, height = (to_int(request.query.get(side, ""), usual) for side, usual in (("width", 80), ("height", 24)))
        self._screens.add(screen)
        try:
            await screen.start(width, height)
            await self._process_messages(page, screen)
        finally:
            await screen.stop()
            self._screens.discard(screen)
        return page

    async def on_startup(self, app: web.Application) -> None:
        self._said(self.public_url)

    async def on_shutdown(self, app: web.Application) -> None:
        """Let every screen leave and wait until it has; else the server would wait for the people at the pages."""
        leaving = [asyncio.create_task(screen.stop()) for screen in self._screens]
        if leaving:
            await asyncio.wait(leaving, timeout=_SECONDS_TO_STOP)
