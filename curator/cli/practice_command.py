"""curator practice: the service to rehearse with, on this machine."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curator.cli.output import write_out
from curator.cli.tuning_options import PRACTICE_PORT, start_practice, tell
from curator.errors import CuratorError
from curator.tuning.choosing import KEY_VARIABLE, URL_VARIABLE

if TYPE_CHECKING:
    from curator.tuning.practice.faults import Fault

FAULT_KINDS = (
    "refuse",
    "delay",
    "drop",
    "lose-answer",
    "drop-stream",
    "stream-error",
    "filter-prompt",
    "filter-answer",
    "reject-file",
    "fail-data-check",
    "fail-model-check",
    "fail-job",
    "preempt",
    "fail-deployment",
    "never-ready",
)
"""What can be made to go wrong; `curator.tuning.practice.faults.Fault` says what each does."""


@click.command("practice")
@click.option("--port", type=click.IntRange(0, 65535), default=PRACTICE_PORT, help="Its port; 0 takes a free one.")
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=str),
    default=None,
    metavar="DIR",
    help="Where it keeps files, jobs and deployments (default: with what curator remembers).",
)
@click.option("--pace", type=float, default=1.0, metavar="X", help="So many times faster: 1 trains for 15 seconds.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="KIND,NAME=VALUE...",
    help='Let something go wrong: "refuse,operation=chat,status=429,seconds=2". May be given several times.',
)
def command(port: int, state: str | None, pace: float, faults: tuple[str, ...]) -> int:
    """Start the PRACTICE service: it speaks Azure's protocol on this machine, to rehearse the loop without an account.

    It is no language model. Its training fits a small word model to the answers of the uploaded file and reports that
    model's true losses; its chat gives back the stored answer of the nearest training prompt. Nothing leaves this
    machine and nothing costs money. Standard output gets lines for a shell, the key among them where none was set:

    \b
    curator practice > practice.env &    # in a script; wait until the file has its lines
    . ./practice.env                     # then: curator submit ... --profile practice

    \b
    Faults: refuse delay drop lose-answer drop-stream stream-error filter-prompt filter-answer reject-file
    fail-data-check fail-model-check fail-job preempt fail-deployment never-ready
    With: operation (upload, create-job, chat, put-deployment ...), times (0: for ever), status, code, message,
    seconds, after.
    """
    from curator.dataset.place import state_folder
    from curator.tuning.practice.pace import Pace

    if pace <= 0:
        raise click.BadParameter("it must be above 0", param_hint="--pace")
    armed = [read_fault(text) for text in faults]
    folder = Path(state) if state else state_folder() / "practice"
    # Ending it is how it is meant to end, by Ctrl-C as by a script's kill.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with start_practice(folder, Pace().at(pace), os.environ.get(KEY_VARIABLE), port) as server:
        for fault in armed:
            server.faults.arm(fault)
        with contextlib.suppress(KeyboardInterrupt):
            _say_how(server.address.endpoint, server.address.key, folder)
            threading.Event().wait()
    tell("PRACTICE has ended. What it knows is kept; jobs that had not ended go on when it starts again.")
    return 0


def _say_how(endpoint: str, key: str, folder: Path) -> None:
    """The two variables on standard output, and what they are for on standard error."""
    lines = [f"export {URL_VARIABLE}={endpoint}\n"]
    if not os.environ.get(KEY_VARIABLE):
        lines.append(f"export {KEY_VARIABLE}={key}\n")
    tell(f"PRACTICE at {endpoint}, until Ctrl-C. Nothing leaves this machine, nothing costs money, nothing is clever.")
    tell(f"It keeps what it knows in {folder}. In another terminal, type these lines, then use --profile practice:")
    write_out(lines)


def read_fault(text: str) -> Fault:
    """The fault that --fault names, such as "refuse,operation=chat,status=429,seconds=2".

    Raises:
        CuratorError: There is no such kind or entry, or a value is of the wrong kind.
    """
    from curator.tuning.practice.faults import Fault

    kind, *entries = (part.strip() for part in text.split(","))
    if kind not in FAULT_KINDS:
        raise CuratorError(f'There is no fault "{kind}".', hint=f"Known: {', '.join(FAULT_KINDS)}.")
    kinds = {field.name: str(field.type) for field in dataclasses.fields(Fault) if field.name != "kind"}
    values: dict[str, object] = {}
    for entry in entries:
        name, _, value = entry.partition("=")
        if name not in kinds:
            raise CuratorError(f'A fault has no "{name}".', f"--fault {text}", f"Known: {', '.join(kinds)}.")
        values[name] = _value(value, kinds[name], text)
    return Fault(kind, **values)  # pyright: ignore[reportArgumentType] - each value has its field's kind


def _value(value: str, kind: str, text: str) -> object:
    try:
        return {"int": int, "float": float}.get(kind, str)(value)
    except ValueError as error:
        raise CuratorError("A fault's value must be a number.", f"--fault {text}: {value!r}") from error
