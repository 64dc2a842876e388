"""The person's own editor: a text goes out into a file and comes back."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from curator.errors import CuratorError

EDITORS = ("nano", "pico", "micro")
"""What is looked for where neither VISUAL nor EDITOR names a program: editors that say on their screen how to leave
them. `vi`, and `editor`, which may be vi, do not."""
HOW_TO_CHOOSE = "export EDITOR=... in the shell chooses another"
"""What helps who has not named an editor."""


class NoEditor(CuratorError):
    """No editor could be started: nothing has been edited."""


def editor_is_chosen() -> bool:
    """Whether the person has named an editor."""
    return any(os.environ.get(name, "").strip() for name in ("VISUAL", "EDITOR"))


def editor_command() -> list[str]:
    """The person's editor: what VISUAL names, else EDITOR, else one of `EDITORS` that this machine has.

    Raises:
        NoEditor: There is none, or the one that is named is missing, or its quotes do not close.
    """
    name = next((name for name in ("VISUAL", "EDITOR") if os.environ.get(name, "").strip()), None)
    if name is None:
        found = next(filter(None, map(shutil.which, EDITORS)), None)
        if found is None:
            raise NoEditor("EDITOR names no program of yours.", hint="For example: export EDITOR=vim.")
        return [found]
    command = os.environ[name]
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise NoEditor(f"{name} cannot be read.", f"{command}: {error}", "Set it to a command, such as vim.") from None
    if not words or shutil.which(words[0]) is None:
        program = words[0] if words else command
        raise NoEditor(f"{name} names {program}, which cannot be started.", hint=f"Set {name} to one that can.")
    return words


def edited_outside(words: list[str], text: str, suffix: str) -> str:
    """The text after the person has edited it. The terminal must have been given free before.

    Args:
        words: The editor's command, see `editor_command`.
        text: What to edit.
        suffix: What the file's name ends with, such as `.json`.

    Raises:
        NoEditor: The editor cannot be started.
        CuratorError: It ends with an error, or leaves no text or one that is not UTF-8.
    """
    with tempfile.TemporaryDirectory(prefix="curator-") as folder:
        path = Path(folder) / f"record{suffix}"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            status = subprocess.run([*words, str(path)], check=False).returncode
        except OSError as error:
            raise NoEditor(
                f"{words[0]} cannot be started.", f"{error.strerror}.", "Set EDITOR to one that can."
            ) from None
        if status != 0:
            raise CuratorError(
                "The editor ended with an error.",
                f"{words[0]}: status {status}",
                "Nothing was taken, the record is as it was.",
            )
        try:
            return path.read_bytes().decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise CuratorError("What the editor left is not UTF-8.", hint="The record is as it was.") from None
        except OSError as error:
            raise CuratorError(
                "What the editor left cannot be read.", f"{error.strerror}.", "The record is as it was."
            ) from None
