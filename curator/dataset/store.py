"""The journal's file: an SQLite data base that is whole after a crash, and refuses in plain words."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from curator.errors import CuratorError

SECONDS_TO_WAIT = 2.0
"""How long another process may hold the data base before we say so."""
COMPANIONS = ("-wal", "-shm")
"""Files SQLite keeps beside a data base while it is open."""


@contextmanager
def plain_refusals(path: Path) -> Generator[None, None, None]:
    """Turn what SQLite refuses into an error a person can act on."""
    try:
        yield
    except sqlite3.Error as error:
        title, hint = _in_plain_words(str(error))
        raise CuratorError(title, f"{path}: {error}", hint) from error


def _in_plain_words(words: str) -> tuple[str, str]:
    if "full" in words:
        return "The disk is full: the step was not taken.", "Make room and do it again. All earlier steps are kept."
    if "disk I/O error" in words:
        # A quota, a limit on the size of files, a network disk that is gone or a disk that fails: SQLite does not say.
        return (
            "The disk refused: the step was not taken.",
            "Is there room, and is it there? All earlier steps are kept.",
        )
    if "locked" in words or "busy" in words:
        return "Another program holds the journal: the step was not taken.", "Close it there and do it again."
    if "readonly" in words or "read-only" in words:
        return "The journal may not be written: the step was not taken.", "Allow writing in its folder."
    if "malformed" in words or "not a database" in words:
        return "The journal of edits is damaged.", "Move it away to start anew; the data file itself is untouched."
    return "The journal of edits cannot be used.", "All earlier steps are kept; the data file itself is untouched."


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Generator[sqlite3.Connection, None, None]:
    """All or nothing: what is written inside is there after a crash, or none of it is.

    Raises:
        CuratorError: It could not be written; nothing was.
    """
    with plain_refusals(path):
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            # Some refusals of SQLite have ended the transaction already.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def connect(path: Path, read_only: bool) -> sqlite3.Connection:
    """Open the data base, durable: a committed step survives the loss of power.

    Raises:
        sqlite3.Error: It cannot be opened.
    """
    address = path.resolve().as_uri() + ("?mode=ro" if read_only else "?mode=rwc")
    connection = sqlite3.connect(
        address, uri=True, timeout=SECONDS_TO_WAIT, isolation_level=None, check_same_thread=False
    )
    try:
        if not read_only:
            # Some network file systems have no write-ahead log; SQLite then stays with its older way, as safe.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def connect_as_allowed(path: Path, read_only: bool) -> sqlite3.Connection:
    """Open an existing journal; for reading also where its folder may not be written.

    Raises:
        sqlite3.Error: It cannot be opened.
    """
    try:
        return connect(path, read_only)
    except sqlite3.OperationalError:
        if not read_only:
            raise
        return _connect_to_copy(path)


def _connect_to_copy(path: Path) -> sqlite3.Connection:
    """Open a copy in memory, for a journal in a folder where SQLite may not put its companions."""
    with tempfile.TemporaryDirectory(prefix="curator-") as folder:
        copy = Path(folder) / "journal"
        shutil.copyfile(path, copy)
        log = Path(f"{path}-wal")
        if log.exists():
            shutil.copyfile(log, f"{copy}-wal")
        on_disk = connect(copy, read_only=False)
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        on_disk.backup(connection)
        on_disk.close()
    return connection


def set_aside(path: Path, now: datetime) -> Path:
    """Give a closed journal another name, so that a new one can begin: NAME.journal.2026-11-22T17-02-00.

    Raises:
        CuratorError: The folder may not be written.
    """
    stamp = f"{now:%Y-%m-%dT%H-%M-%S}"
    aside = path.with_name(f"{path.name}.{stamp}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.{stamp}-{number}")
    try:
        # The log goes first: a journal without it would lack its last steps.
        for ending in COMPANIONS:
            companion = Path(f"{path}{ending}")
            if companion.exists():
                companion.rename(f"{aside}{ending}")
        path.rename(aside)
    except OSError as error:
        raise CuratorError("The journal cannot be set aside.", f"{path}: {error.strerror or error}") from error
    return aside
