"""The service a command speaks to: which profile, the loop for it, and how a person stops what goes on there."""

from __future__ import annotations

import contextlib
import dataclasses
import getpass
import io
import os
import shutil
import signal
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from curator.cli.output import progress_line, say
from curator.errors import Cancelled, CuratorError
from curator.measures.text import visible
from curator.progress import Progress
from curator.tuning.choosing import KEY_VARIABLE, PROFILE_VARIABLE, URL_VARIABLE, choose_profile

if TYPE_CHECKING:
    from curator.chat.loop import TuningLoop
    from curator.tuning.practice.pace import Pace
    from curator.tuning.practice.server import PracticeServer
    from curator.tuning.profiles import Profile

PRACTICE_PORT = 8599

PROFILE = click.option(
    "--profile",
    default=None,
    envvar=PROFILE_VARIABLE,
    metavar="NAME",
    help='A [profile.NAME] of curator.toml, or "practice" (default: the only one there is).',
)
YES = click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")


def tell(text: str) -> None:
    """Tell the person something that may hold a service's or a file's words: what would act is shown as signs."""
    clear_line()
    for line in text.splitlines() or [""]:
        say(visible(line))


def tell_sentence(text: str) -> None:
    """Tell the person something in running words: on a terminal no word is broken at its edge."""
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns
        text = textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
    tell(text)


def clear_line() -> None:
    """Take a line of progress off the terminal before something else is written there."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def start_practice(
    folder: Path, pace: Pace | None = None, key: str | None = None, port: int = 0
) -> AbstractContextManager[PracticeServer]:
    """A practice service for the time of a block, alone with its folder.

    Args:
        folder: Where it keeps files, jobs and deployments; made where there is none.
        pace: How fast it goes.
        key: The key that opens it; None makes one.
        port: Its port; 0 for a free one.

    Raises:
        CuratorError: The folder cannot be made or read. Entering the block: folder or port are taken.
    """
    from curator.tuning.practice.server import PracticeServer

    try:
        return PracticeServer(folder, pace, key, port=port)
    except (OSError, ValueError, TypeError) as error:
        title = "The practice service cannot use this folder."
        raise CuratorError(title, f"{folder}: {error}", "Take another one, or remove what is in it.") from error


@contextlib.contextmanager
def opened_loop(name: str | None, data: str | Path | None = None, **changes: str | int | None) -> Iterator[TuningLoop]:
    """The loop for a profile, for the time of a block; says on standard error where it leads.

    Args:
        name: The profile as typed; see `choose_profile`.
        data: The data file the command works on, as a curator.toml above it counts; None where there is none.
        changes: Entries of the profile that the command line sets for this once; None leaves them.

    Raises:
        CuratorError: There is no such profile, or its files cannot be opened.
    """
    from curator.chat.loop import open_loop
    from curator.dataset.place import state_folder
    from curator.tuning.secret import Secret

    with ExitStack() as stack:
        profile = choose_profile(name, None if data is None else Path(data))
        key = None
        if profile is None:
            profile, own_key = stack.enter_context(_practice_of_own(state_folder() / "practice"))
            key = Secret(own_key)
        given = {entry: value for entry, value in changes.items() if value is not None}
        profile = dataclasses.replace(profile, **given)  # pyright: ignore[reportArgumentType] - named by the callers
        tell(where_text(profile))
        loop = open_loop(profile, state_folder(), key=key, prompt=_ask_unseen if sys.stdin.isatty() else None)
        stack.callback(loop.close)
        yield loop


@contextlib.contextmanager
def _practice_of_own(folder: Path) -> Iterator[tuple[Profile, str]]:
    from curator.tuning.profiles import practice_profile

    with ExitStack() as stack:
        try:
            server = stack.enter_context(start_practice(folder, key=os.environ.get(KEY_VARIABLE), port=_free_port()))
        except CuratorError as error:
            hint = f'Set {URL_VARIABLE} and {KEY_VARIABLE} to what "curator practice" printed, or end what runs there.'
            raise CuratorError(error.title, str(folder), hint) from error
        tell_sentence(
            f"PRACTICE: {URL_VARIABLE} is not set, so a practice service runs for as long as this command does. It "
            f'keeps what it knows in {folder}; its jobs stand still until the next command. "curator practice" stays.'
        )
        yield practice_profile(server.address.endpoint), server.address.key


def _free_port() -> int:
    """The usual port, by which jobs are found again; any other where that one is taken."""
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", PRACTICE_PORT))
        except OSError:
            return 0
    return PRACTICE_PORT


def where_text(profile: Profile) -> str:
    """Where a profile leads, in one line."""
    if profile.practice:
        return f"PRACTICE at {profile.endpoint}: nothing leaves this machine, nothing costs money."
    production = " · PRODUCTION" if profile.production else ""
    return f"profile {profile.label} · {profile.endpoint}{production}"


def _ask_unseen(question: str) -> str:
    return getpass.getpass(question, stream=sys.stderr)


@contextlib.contextmanager
def stoppable(remark: Callable[[], str]) -> Iterator[Progress]:
    """A Progress for work at the service. Ctrl-C stops it where nothing is lost, a second one at once.

    Args:
        remark: Asked when a person has stopped it: what goes on at the service, and what to do about it.

    Raises:
        click.Abort: It was stopped.
    """
    with progress_line() as progress:

        def stop(_number: int, _frame: FrameType | None) -> None:
            if progress.cancelled:
                raise KeyboardInterrupt
            progress.cancel()

        before = signal.getsignal(signal.SIGINT)
        # A script's background commands are started deaf to Ctrl-C, and stay so.
        heard = callable(before)
        if heard:
            signal.signal(signal.SIGINT, stop)
        try:
            yield progress
        except (Cancelled, KeyboardInterrupt):
            tell(remark())
            raise click.Abort from None
        finally:
            if heard:
                signal.signal(signal.SIGINT, before)


def forget_typed() -> None:
    """Drop what was typed ahead at a terminal: only what is typed after a question has been read is its answer."""
    try:
        import termios
    except ImportError:
        # Windows has no termios; there a console's own buffer is emptied.
        import msvcrt

        while msvcrt.kbhit():  # pyright: ignore[reportAttributeAccessIssue]
            msvcrt.getwch()  # pyright: ignore[reportAttributeAccessIssue]
        return
    with contextlib.suppress(io.UnsupportedOperation, termios.error):
        # A stream that is no device has nothing waiting.
        termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


def confirm(question: str, yes: bool, otherwise: str) -> None:
    """Ask once; the answer is no unless a person says yes.

    Args:
        question: What to ask.
        yes: The person has said so already, by --yes.
        otherwise: What did not happen, for whoever does not say yes.

    Raises:
        CuratorError: Nobody can be asked.
        click.Abort: The answer is no.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise CuratorError(otherwise, "Nobody can be asked here: standard input is no terminal.", "Add --yes.")
    forget_typed()
    if not click.confirm(question, default=False, err=True):
        tell(otherwise)
        raise click.Abort
