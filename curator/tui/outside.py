"""The person's own editor: a text goes out into a file and comes back."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from curator.errors import CuratorError


def editor_command() -> list[str]:
    """The person's editor, as VISUAL or EDITOR names it.

    Raises:
        CuratorError: Neither is set, or its quotes do not close.
    """
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise CuratorError(
            "EDITOR cannot be read.", f"{command}: {error}", "Set it to a command, such as vim."
        ) from None
    if not words:
        raise CuratorError("No editor is set.", hint="Set EDITOR, for example: export EDITOR=vim. e edits here.")
    return words


def edited_outside(text: str, suffix: str) -> str:
    """The text after the person has edited it. The terminal must have been given free before.

    Raises:
        CuratorError: The editor cannot be started, ends with an error, or leaves something that is not UTF-8.
    """
    words = editor_command()
    with tempfile.TemporaryDirectory(prefix="curator-") as folder:
        path = Path(folder) / f"record{suffix}"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            status = subprocess.run([*words, str(path)], check=False).returncode
        except OSError as error:
            raise CuratorError(
                "The editor could not be started.", f"{words[0]}: {error.strerror}", "Set EDITOR."
            ) from None
        if status != 0:
            raise CuratorError(
                "The editor ended with an error.", f"{words[0]}: status {status}", "The record is as it was."
            )
        try:
            return path.read_bytes().decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise CuratorError("What the editor left is not UTF-8.", hint="The record is as it was.") from None
