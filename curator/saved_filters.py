"""Saved filters: the table [filters] of the curator.toml that counts for a file, read and written.

Writing puts in one line, or exchanges one, and leaves every other byte as it was. Whether that went well is not
believed but seen: what is written must read as before with this one filter in it, else nothing is written.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from curator.configuration import FILE_NAME, Configuration, configuration_for, configuration_in
from curator.errors import CuratorError
from curator.settings import Origin

TABLE = "filters"
_NAME = re.compile(r"[\w-]+")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_HEADER = re.compile(rb"^[ \t]*\[")


def saved_filters(origin: Origin | None, path: Path) -> Mapping[str, str]:
    """The saved filters that count for a data file: name -> query.

    Args:
        origin: The file the settings were read from, None where there is none yet.
        path: The data file.

    Raises:
        CuratorError: That file cannot be read, or is wrong.
    """
    return _configuration(origin, path).filters


def check_name(name: str) -> None:
    """Refuse what cannot be a filter's name.

    Raises:
        CuratorError: It cannot.
    """
    if not _NAME.fullmatch(name):
        raise CuratorError(f'"{name}" cannot be a name.', hint="Letters, digits, - and _ can: long-answers.")


def save_filter(origin: Origin | None, path: Path, name: str, query: str) -> Path:
    """Save a filter under a name, or put it in place of the one of that name.

    Args:
        origin: The file the settings were read from; None makes a curator.toml beside the data file.
        path: The data file.
        name: Letters, digits, - and _.
        query: A filter that can be read.

    Returns:
        The file it was written to.

    Raises:
        CuratorError: It cannot be a name, the file cannot be written, or only a person can put the line in.
    """
    check_name(name)
    counts = _configuration(origin, path).origin
    file = Path(counts.path) if counts is not None else path.absolute().parent / FILE_NAME
    tables = (*(counts.table if counts is not None else ()), TABLE)
    try:
        before = file.read_bytes() if file.exists() else b""
        after = with_filter(before, tables, name, query)
        if after is None:
            line = _line(name, query).decode()
            raise CuratorError(
                f"{file} is written in a way in which no line can be put.",
                hint=f"Put this into its table [{'.'.join(tables)}]: {line}",
            )
        if after != before:
            _write(file.resolve(), after)
    except OSError as error:
        raise CuratorError(f"{file} cannot be written.", error.strerror or str(error)) from error
    return file


def with_filter(before: bytes, tables: tuple[str, ...], name: str, query: str) -> bytes | None:
    """A TOML file with one filter more, or with another query for it.

    Args:
        before: The file's bytes.
        tables: The table's name and those it is in, outermost first.
        name, query: The filter.

    Returns:
        The bytes; None where no single line would do it.
    """
    wanted = _document(before)
    table: Any = wanted
    for key in tables:
        table = table.setdefault(key, {})
        if not isinstance(table, dict):
            return None
    if table.get(name) == query:
        return before
    is_new = name not in table
    table[name] = query
    candidates = _with_line_added(before, tables, name, query) if is_new else _with_line_put(before, name, query)
    return next((after for after in candidates if _reads_as(after, wanted)), None)


def _with_line_put(before: bytes, name: str, query: str) -> Iterator[bytes]:
    """The file with one line that may be this filter's exchanged, the remark at its end kept where that can be."""
    lines = before.splitlines(keepends=True)
    own = re.compile(rb"""^([ \t]*)(?:%s|"%s"|'%s')[ \t]*=""" % ((re.escape(name.encode()),) * 3))
    for number, old in enumerate(lines):
        found = own.match(old)
        if found is None:
            continue
        body = old.rstrip(b"\r\n")
        remarks = [body[place.start() :] for place in re.finditer(rb"[ \t]*#", body)]
        for remark in (*remarks, b""):
            line = found[1] + _line(name, query) + remark + old[len(body) :]
            yield b"".join([*lines[:number], line, *lines[number + 1 :]])


def _with_line_added(before: bytes, tables: tuple[str, ...], name: str, query: str) -> Iterator[bytes]:
    """The file with a line at the end of the table, or with the table at its end."""
    end = b"\r\n" if b"\r\n" in before else b"\n"
    line = _line(name, query) + end
    lines = before.splitlines(keepends=True)
    header = re.compile(
        rb"^[ \t]*\[[ \t]*%s[ \t]*\]" % rb"[ \t]*\.[ \t]*".join(re.escape(key.encode()) for key in tables)
    )
    for number, old in enumerate(lines):
        if header.match(old):
            last = number
            for place in range(number + 1, len(lines)):
                if _HEADER.match(lines[place]):
                    break
                last = place if lines[place].strip() and not lines[place].lstrip().startswith(b"#") else last
            closing = b"" if lines[last].endswith(b"\n") else end
            yield b"".join([*lines[: last + 1], closing, line, *lines[last + 1 :]])
    closing = end if before and not before.endswith(b"\n") else b""
    gap = end if before.strip() else b""
    yield before + closing + gap + f"[{'.'.join(tables)}]".encode() + end + line


def _line(name: str, query: str) -> bytes:
    """The filter as a line of TOML."""
    key = name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)
    plain = query.isprintable() and "'" not in query
    literal = plain and ('"' in query or "\\" in query)
    # What JSON escapes, TOML reads; only DEL must be escaped in the one and not in the other.
    value = f"'{query}'" if literal else json.dumps(query, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"{key} = {value}".encode()


def _document(content: bytes) -> dict[str, Any]:
    return tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))


def _reads_as(content: bytes, wanted: dict[str, Any]) -> bool:
    try:
        return _document(content) == wanted
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return False


def _write(file: Path, content: bytes) -> None:
    """Put a whole file in place at once, with the permissions of the one that was there."""
    descriptor, beside = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as written:
            written.write(content)
            written.flush()
            os.fsync(descriptor)
        Path(beside).chmod(file.stat().st_mode & 0o7777 if file.exists() else 0o644)
        Path(beside).replace(file)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _configuration(origin: Origin | None, path: Path) -> Configuration:
    """What counts, as the file now stands."""
    return configuration_for(path) if origin is None else configuration_in(origin)
