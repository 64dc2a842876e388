"""What went wrong: in words for the person, in full for the log."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from curator.dataset.place import state_folder
from curator.errors import CuratorError

_MOST_BYTES_OF_LOG = 1_000_000


@dataclass(frozen=True, slots=True)
class Failure:
    """An error as a person reads it."""

    title: str
    detail: str = ""
    hint: str = ""
    log: str = ""
    """Where the full story is, "" where the words say all."""

    @property
    def text(self) -> str:
        """All of it, for copying."""
        return "\n".join(part for part in (self.title, self.detail, self.hint, self.log) if part)


def failure_of(error: BaseException) -> Failure:
    """The words for an error. What is no CuratorError is a fault of curator itself and goes into the log."""
    if isinstance(error, CuratorError):
        return Failure(error.title, error.detail, error.hint)
    path = log(error)
    where = f"The full story is in {path}." if path is not None else "The full story could not be written anywhere."
    return Failure(
        "Something in curator itself failed.",
        type(error).__name__,
        "Nothing of your data is lost: the file is as it was, and every edit that was shown as taken is kept.",
        where,
    )


def log(error: BaseException) -> Path | None:
    """Write an error's traceback to the log; None where that is not possible. No values of variables are written."""
    try:
        path = state_folder() / "curator.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        too_long = path.exists() and path.stat().st_size > _MOST_BYTES_OF_LOG
        with path.open("w" if too_long else "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"--- {datetime.now().astimezone().isoformat(timespec='seconds')}\n")
            file.write("".join(traceback.format_exception(error)))
    except OSError:
        return None
    return path
