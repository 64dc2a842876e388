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
from curator.cli.tuning_options import PRACTICE_PORT, start_practice, tell_sentence
from curator.errors import CuratorError
from curator.tuning.choosing import KEY_VARIABLE, URL_VARIABLE
from curator.tuning.practice.fault_names import unfit

if TYPE_CHECKING:
    from curator.tuning.practice.faults import Fault


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
    curator practice > practice.env &  # wait until the file has its lines
    . ./practice.env                   # then: --profile practice

    The key is another at each start, unless CURATOR_PRACTICE_KEY holds one of your own.

    Faults: refuse, delay, drop, lose-answer, drop-stream, stream-error, filter-prompt, filter-answer, reject-file,
    fail-data-check, fail-model-check, fail-job, preempt, fail-deployment, never-ready.

    With: operation (where it happens; by default wherever the fault fits), times (how often; 0 for ever), status, code
    and message (what is answered), seconds (how late, or how long to wait), after (how many bytes of a request are read
    before a drop, or how many pieces of an answer come before drop-stream and stream-error).

    Operations: upload, list-files, get-file, delete-file, file-content, start-upload, upload-part, complete-upload,
    cancel-upload, create-job, list-jobs, get-job, events, checkpoints, cancel-job, pause-job, resume-job, delete-job,
    training, list-models, get-model, chat, ready (whether a deployment answers yet, which faults of chat do not meet),
    token, put-deployment, get-deployment, patch-deployment, delete-deployment, list-deployments, skus, operation,
    region-models.
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
    tell_sentence("PRACTICE has ended. What it knows is kept; jobs that had not ended go on when it starts again.")
    return 0


def _say_how(endpoint: str, key: str, folder: Path) -> None:
    """The two variables on standard output, and what they are for on standard error."""
    lines = [f"export {URL_VARIABLE}={endpoint}\n"]
    own = bool(os.environ.get(KEY_VARIABLE))
    if not own:
        lines.append(f"export {KEY_VARIABLE}={key}\n")
    tell_sentence(
        f"PRACTICE at {endpoint}, until Ctrl-C. Nothing leaves this machine, nothing costs money, nothing is clever."
    )
    tell_sentence(f"It keeps what it knows in {folder}.")
    if own:
        tell_sentence(f"Its key is that of {KEY_VARIABLE}: set it in the other terminal too.")
    else:
        tell_sentence(
            f"Its key is new at each start. Set {KEY_VARIABLE} to a word of your own before you start it, and set the "
            "same word in the other terminal, to keep it."
        )
    tell_sentence("In another terminal, type these lines, then use --profile practice:")
    write_out(lines)


def read_fault(text: str) -> Fault:
    """The fault that --fault names, such as "refuse,operation=chat,status=429,seconds=2".

    Raises:
        CuratorError: There is no such kind or entry, or a value is of the wrong kind.
    """
    from curator.tuning.practice.faults import Fault

    kind, *entries = (part.strip() for part in text.split(","))
    kinds = {field.name: str(field.type) for field in dataclasses.fields(Fault) if field.name != "kind"}
    values: dict[str, object] = {}
    for entry in entries:
        name, _, value = entry.partition("=")
        if name not in kinds:
            raise CuratorError(f'A fault has no "{name}".', f"--fault {text}", f"Known: {', '.join(kinds)}.")
        values[name] = _value(value, kinds[name], text)
    wrong = unfit(kind, str(values.get("operation", "")))
    if wrong:
        raise CuratorError("This fault cannot happen.", f"--fault {text}", wrong)
    return Fault(kind, **values)  # pyright: ignore[reportArgumentType] - each value has its field's kind


def _value(value: str, kind: str, text: str) -> object:
    try:
        return {"int": int, "float": float}.get(kind, str)(value)
    except ValueError as error:
        raise CuratorError("A fault's value must be a number.", f"--fault {text}: {value!r}") from error
