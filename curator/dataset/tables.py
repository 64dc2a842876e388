"""The tables of the journal and every statement over them, one function a verb."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from curator.dataset.lines import Stamp
from curator.dataset.splice import Splice
from curator.dataset.step import (
    SOURCE_STATE,
    Decisions,
    Kept,
    KeptEdit,
    RowEdit,
    RowState,
    SourceMark,
    StepKind,
    storable,
)

FORMAT = "curator.journal/1"

SCHEMA = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID",
    """CREATE TABLE step (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL,
        target INTEGER REFERENCES step)""",
    """CREATE TABLE edit (id INTEGER PRIMARY KEY, step INTEGER NOT NULL REFERENCES step, row INTEGER NOT NULL,
        kept_before INTEGER, put BLOB, kept_behind INTEGER, dropped TEXT, newline BLOB,
        stands_after INTEGER, rank INTEGER NOT NULL, tied INTEGER, replaced INTEGER REFERENCES edit)""",
    "CREATE INDEX edit_of_step ON edit (step)",
    "CREATE TABLE current (row INTEGER PRIMARY KEY, edit INTEGER NOT NULL REFERENCES edit)",
    "CREATE TABLE copy (row INTEGER PRIMARY KEY, content BLOB NOT NULL)",
    "CREATE TABLE acceptance (step INTEGER NOT NULL REFERENCES step, finding TEXT NOT NULL, given INTEGER NOT NULL)",
    "CREATE INDEX acceptance_of_step ON acceptance (step)",
    "CREATE TABLE accepted (finding TEXT PRIMARY KEY) WITHOUT ROWID",
    """CREATE TABLE tagging (step INTEGER NOT NULL REFERENCES step, row INTEGER NOT NULL, tag TEXT NOT NULL,
        given INTEGER NOT NULL)""",
    "CREATE INDEX tagging_of_step ON tagging (step)",
    "CREATE TABLE tag (row INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (row, tag)) WITHOUT ROWID",
    "CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)
_KEEPING = """CREATE TABLE IF NOT EXISTS keeping (step INTEGER NOT NULL REFERENCES step, key TEXT NOT NULL,
    before TEXT, value TEXT, PRIMARY KEY (step, key)) WITHOUT ROWID"""
"""Made with the first step that keeps a setting: older journals have none, and may be open for reading only."""

_STATE = ("kept_before", "put", "kept_behind", "dropped", "newline", "stands_after", "rank", "tied")


def _state_columns(table: str) -> str:
    return ", ".join(f"{table}.{name}" for name in _STATE)


def _state_of(columns: Sequence[Any]) -> RowState:
    before, put, behind, dropped, newline, after, rank, tied = columns
    splice = None if put is None else Splice(before, put, behind)
    return RowState(splice, dropped, newline, after, rank, tied)


def _columns_of(state: RowState) -> tuple[Any, ...]:
    splice = state.splice
    kept = (None, None, None) if splice is None else (splice.before, splice.put, splice.behind)
    return (*kept, state.dropped, state.newline, state.after, state.rank, state.tied)


def create(connection: sqlite3.Connection, source: SourceMark) -> None:
    """Make the tables and write down which file the journal belongs to."""
    for statement in SCHEMA:
        connection.execute(statement)
    write_source(connection, source)


def write_source(connection: sqlite3.Connection, source: SourceMark) -> None:
    """Write down which file the journal belongs to."""
    meta = {
        "format": FORMAT,
        "name": storable(source.name),
        "digest": source.digest,
        "size": source.stamp.size,
        "mtime_ns": source.stamp.mtime_ns,
        "lines": source.lines,
        "hashes": source.hashes.tobytes(),
    }
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", meta.items())


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether the data base holds no tables: its making was cut off."""
    return connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0


def source_mark(connection: sqlite3.Connection) -> SourceMark | str:
    """Which file the journal belongs to; or the name of a format that is not known here."""
    meta: dict[str, Any] = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    if meta.get("format") != FORMAT:
        return str(meta.get("format"))
    hashes = array("Q")
    hashes.frombytes(meta["hashes"])
    return SourceMark(meta["name"], meta["digest"], Stamp(meta["size"], meta["mtime_ns"]), meta["lines"], hashes)


def write_stamp(connection: sqlite3.Connection, stamp: Stamp) -> None:
    """Note that the same bytes now carry another time."""
    connection.execute("UPDATE meta SET value = ? WHERE key = 'size'", (stamp.size,))
    connection.execute("UPDATE meta SET value = ? WHERE key = 'mtime_ns'", (stamp.mtime_ns,))


def write_successor(connection: sqlite3.Connection, digest: str) -> None:
    """Note the digest of the file that is about to take the source's place, edits and all."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('successor', ?)", (digest,))


def successor(connection: sqlite3.Connection) -> str | None:
    """The digest of the file that was about to take the source's place, None where none was."""
    found = connection.execute("SELECT value FROM meta WHERE key = 'successor'").fetchone()
    return None if found is None else found[0]


def current_edits(connection: sqlite3.Connection) -> Iterator[tuple[int, int, RowState]]:
    """Row, id of its edit, and its state, for every row with an edit."""
    query = f"SELECT c.row, e.id, {_state_columns('e')} FROM current c JOIN edit e ON e.id = c.edit"
    for row, edit, *columns in connection.execute(query):
        yield row, edit, _state_of(columns)


def accepted_findings(connection: sqlite3.Connection) -> set[str]:
    """Ids of the findings that are accepted now."""
    return {finding for (finding,) in connection.execute("SELECT finding FROM accepted")}


def given_tags(connection: sqlite3.Connection) -> list[tuple[int, str]]:
    """(row, tag) pairs that hold now."""
    return connection.execute("SELECT row, tag FROM tag").fetchall()


def greatest_ids(connection: sqlite3.Connection) -> tuple[int, int]:
    """The greatest row id and the greatest edit id ever used, 0 for none."""
    row, edit = connection.execute("SELECT max(row), max(id) FROM edit").fetchone()
    return row or 0, edit or 0


def steps(connection: sqlite3.Connection) -> list[tuple[int, str, str, datetime, int | None, int]]:
    """Every step in order: id, kind, name, time, the step it undid or did again, number of rows it changed."""
    counts = dict(connection.execute("SELECT step, count(*) FROM edit GROUP BY step").fetchall())
    found = connection.execute("SELECT id, kind, name, at, target FROM step ORDER BY id").fetchall()
    return [
        (step, kind, name, datetime.fromisoformat(at), target, counts.get(target or step, 0))
        for step, kind, name, at, target in found
    ]


def stand_on_lines(connection: sqlite3.Connection) -> bool:
    """Whether any step has edits, accepted findings or tags."""
    kinds = ("edit", "acceptance", "tagging")
    return any(connection.execute(f"SELECT EXISTS (SELECT 1 FROM {kind})").fetchone()[0] for kind in kinds)


def edits_of(connection: sqlite3.Connection, step: int) -> list[tuple[int, int, int | None, RowState, RowState]]:
    """A step's edits: row, edit id, id of the edit it replaced, state before, state after."""
    query = (
        f"SELECT e.row, e.id, e.replaced, {_state_columns('p')}, {_state_columns('e')} "
        "FROM edit e LEFT JOIN edit p ON p.id = e.replaced WHERE e.step = ? ORDER BY e.row"
    )
    width = len(_STATE)
    return [
        (
            row,
            edit,
            replaced,
            SOURCE_STATE if replaced is None else _state_of(columns[:width]),
            _state_of(columns[width:]),
        )
        for row, edit, replaced, *columns in connection.execute(query, (step,)).fetchall()
    ]


def decisions_of(connection: sqlite3.Connection, step: int) -> Decisions:
    """A step's accepted findings, tags and settings."""
    findings = connection.execute("SELECT finding, given FROM acceptance WHERE step = ?", (step,)).fetchall()
    tags = connection.execute("SELECT row, tag, given FROM tagging WHERE step = ?", (step,)).fetchall()
    return Decisions(
        tuple(finding for finding, given in findings if given),
        tuple(finding for finding, given in findings if not given),
        tuple((row, tag) for row, tag, given in tags if given),
        tuple((row, tag) for row, tag, given in tags if not given),
        _kept_by(connection, step),
    )


def _kept_by(connection: sqlite3.Connection, step: int) -> tuple[Kept, ...]:
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'keeping'").fetchone()
    if known is None:
        return ()
    found = connection.execute("SELECT key, value, before FROM keeping WHERE step = ?", (step,)).fetchall()
    return tuple(Kept(*columns) for columns in found)


def kept_edits(connection: sqlite3.Connection) -> list[KeptEdit]:
    """Every row that differs from the source, with the copy of its line, in row order."""
    query = (
        f"SELECT c.row, s.name, k.content, {_state_columns('e')} FROM current c JOIN edit e ON e.id = c.edit "
        "JOIN step s ON s.id = e.step LEFT JOIN copy k ON k.row = c.row ORDER BY c.row"
    )
    kept: list[KeptEdit] = []
    for row, name, source, *columns in connection.execute(query).fetchall():
        state = _state_of(columns)
        if state != SOURCE_STATE:
            content = None if state.splice is None else state.splice.apply(source or b"")
            kept.append(KeptEdit(row, name, source, content, state.dropped, state.made))
    return kept


def insert_step(connection: sqlite3.Connection, kind: StepKind, name: str, at: datetime, target: int | None) -> int:
    """Append a step and return its id."""
    cursor = connection.execute(
        "INSERT INTO step (kind, name, at, target) VALUES (?, ?, ?, ?)", (kind.value, name, at.isoformat(), target)
    )
    return int(cursor.lastrowid or 0)


def insert_edits(
    connection: sqlite3.Connection, step: int, numbered: Sequence[tuple[int, RowEdit]], replaced: Sequence[int | None]
) -> None:
    """Append edits with their ids and make them current."""
    connection.executemany(
        f"INSERT INTO edit (id, step, row, {', '.join(_STATE)}, replaced) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (number, step, edit.row, *_columns_of(edit.state), before)
            for (number, edit), before in zip(numbered, replaced, strict=True)
        ),
    )
    connection.executemany(
        "INSERT OR REPLACE INTO current VALUES (?, ?)", ((edit.row, number) for number, edit in numbered)
    )


def insert_copies(connection: sqlite3.Connection, copies: Iterable[tuple[int, bytes]]) -> None:
    """Keep copies of source lines, by row; they never change."""
    connection.executemany("INSERT OR IGNORE INTO copy VALUES (?, ?)", copies)


def copied_rows(connection: sqlite3.Connection) -> set[int]:
    """Rows whose line is kept."""
    return {row for (row,) in connection.execute("SELECT row FROM copy")}


def point_rows(connection: sqlite3.Connection, rows: Sequence[tuple[int, int | None]]) -> None:
    """Set which edit of each row holds; None for a row as the file has it."""
    connection.executemany("DELETE FROM current WHERE row = ?", ((row,) for row, edit in rows if edit is None))
    connection.executemany(
        "INSERT OR REPLACE INTO current VALUES (?, ?)", ((row, edit) for row, edit in rows if edit is not None)
    )


def record_decisions(connection: sqlite3.Connection, step: int, decisions: Decisions) -> None:
    """Write down what a step decided, for undo."""
    given = [(step, finding, 1) for finding in decisions.accept]
    taken = [(step, finding, 0) for finding in decisions.withdraw]
    connection.executemany("INSERT INTO acceptance VALUES (?, ?, ?)", given + taken)
    tagged = [(step, row, tag, 1) for row, tag in decisions.tag]
    untagged = [(step, row, tag, 0) for row, tag in decisions.untag]
    connection.executemany("INSERT INTO tagging VALUES (?, ?, ?, ?)", tagged + untagged)
    if decisions.keep:
        connection.execute(_KEEPING)
        kept = [(step, one.key, one.before, one.value) for one in decisions.keep]
        connection.executemany("INSERT INTO keeping VALUES (?, ?, ?, ?)", kept)


def apply_decisions(connection: sqlite3.Connection, decisions: Decisions) -> None:
    """Make decisions hold."""
    connection.executemany("INSERT OR IGNORE INTO accepted VALUES (?)", ((one,) for one in decisions.accept))
    connection.executemany("DELETE FROM accepted WHERE finding = ?", ((one,) for one in decisions.withdraw))
    connection.executemany("INSERT OR IGNORE INTO tag VALUES (?, ?)", decisions.tag)
    connection.executemany("DELETE FROM tag WHERE row = ? AND tag = ?", decisions.untag)
    for one in decisions.keep:
        write_state(connection, one.key, one.value)


def amend_step(connection: sqlite3.Connection, step: int, name: str, at: datetime, kept: Kept) -> None:
    """Let a step have another name and time, and keep another value of its setting."""
    connection.execute("UPDATE step SET name = ?, at = ? WHERE id = ?", (name, at.isoformat(), step))
    connection.execute("UPDATE keeping SET value = ? WHERE step = ? AND key = ?", (kept.value, step, kept.key))
    write_state(connection, kept.key, kept.value)


def write_state(connection: sqlite3.Connection, key: str, value: str | None) -> None:
    """Keep a value by its key; None takes it away."""
    if value is None:
        connection.execute("DELETE FROM state WHERE key = ?", (key,))
    else:
        connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (key, storable(value)))


def all_state(connection: sqlite3.Connection) -> dict[str, str]:
    """Every kept value by its key."""
    return dict(connection.execute("SELECT key, value FROM state").fetchall())
