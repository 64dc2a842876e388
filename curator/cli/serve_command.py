"""curator serve: the screen in a browser."""

from __future__ import annotations

import os
import socket

import click

from curator.cli import options
from curator.cli.open_command import IN_BROWSER, one_or_two
from curator.cli.output import say
from curator.errors import CuratorError

LOOPBACK = "127.0.0.1"
_RISK = """Anyone who can reach this port can read and change the data, open and write other files as you,
and start fine-tuning jobs with your profiles. There is no password, and nothing on the way is encrypted."""


@click.command("serve")
@click.argument("files", nargs=-1, metavar="[FILE [VALIDATION]]")
@click.option("--host", default=LOOPBACK, metavar="ADDRESS", help=f"The address to listen on (default {LOOPBACK}).")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, help="Its port (default 8000); 0 takes a free one."
)
@click.option(
    "--yes-expose", is_flag=True, help="Listen also where other machines can reach it. Read the warning first."
)
@options.TARGET
@options.AS_IS
@click.option("--read-only", is_flag=True, help="Take no edits.")
def command(
    files: tuple[str, ...], host: str, port: int, yes_expose: bool, target: str | None, as_is: bool, read_only: bool
) -> int:
    """The screen in a browser, until Ctrl-C, as `curator open` shows it. Each open page is a screen of its own.

    It listens on this machine alone. It needs one package more: pip install 'textual-serve>=1.1,<2'
    """
    from curator.measures.text import visible

    server_of = _server_class()
    paths = one_or_two(files)
    for path in paths:
        if not path.is_file():
            raise CuratorError(f"There is no file {path}.", hint="Without a name, `curator serve` lists recent files.")
    arguments = ["open", *_told(target, as_is, read_only), "--", *(str(path.absolute()) for path in paths)]
    title = visible(paths[-1].name, multiline=False) if paths else "recent files"
    listening = _listen(host, port, yes_expose)
    with listening:
        os.environ[IN_BROWSER] = "1"
        server_of(arguments, listening, title, _say_where, host).run()
    say("curator serve has ended.")
    return 0


def _told(target: str | None, as_is: bool, read_only: bool) -> list[str]:
    """The screen's own options."""
    told = [] if target is None else ["--target", target]
    return [*told, *(["--as-is"] if as_is else []), *(["--read-only"] if read_only else [])]


def _say_where(address: str) -> None:
    say(f"The screen is at {address}, until Ctrl-C. $EDITOR is not offered there; e edits in place.")


def _server_class() -> type:
    try:
        from curator.tui.serving import ScreenServer
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("curator"):
            raise
        raise CuratorError(
            "The screen in a browser needs textual-serve, which is not installed.",
            hint="pip install 'textual-serve>=1.1,<2'",
        ) from None
    return ScreenServer


def _listen(host: str, port: int, yes_expose: bool) -> socket.socket:
    """A socket that listens.

    Raises:
        CuratorError: Other machines would reach it and nobody said that they may, or the address cannot be had.
    """
    from curator.tui.serving import is_loopback

    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror as error:
        raise CuratorError(f"There is no address {host}.", error.strerror or str(error)) from None
    family, _kind, _protocol, _name, place = found[0]
    if not is_loopback(str(place[0])):
        say(f"WARNING: {host} can be reached from other machines.\n{_RISK}")
        if not yes_expose:
            raise CuratorError(
                f"Nothing was started on {host}.",
                hint="Leave out --host to serve this machine alone, or say --yes-expose if everyone there may do that.",
            )
    try:
        return socket.create_server(place[:2], family=family)
    except OSError as error:
        raise CuratorError(
            f"Port {port} of {host} cannot be had.", error.strerror or str(error), "Take another with --port; 0 is any."
        ) from None
