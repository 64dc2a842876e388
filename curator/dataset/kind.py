"""What a file is, where it is certainly not JSON lines. Whatever may be JSON lines, however broken, is called that."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from curator.dataset.lines import BOM
from curator.errors import CuratorError

HEAD = 64 << 10
"""Bytes that are looked at."""
TAIL = 4 << 10
"""Bytes of the end that are looked at where the head is one unfinished line."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is, and what to do about it."""

    name: str
    """jsonl, json-array, json-object, json-objects, utf-16, utf-32, gzip, compressed, zip, xlsx, parquet, arrow, csv,
    tsv, binary or empty."""
    what: str
    """One plain sentence."""
    hint: str
    """What to do, one plain sentence; "" for JSON lines."""

    @property
    def is_lines(self) -> bool:
        """Whether the file is read as JSON lines."""
        return self.name == "jsonl"


JSONL = FileKind("jsonl", "The file holds JSON lines: one record on each line.", "")
EMPTY = FileKind("empty", "The file is empty.", "Export it again, or open another one.")
ARRAY = FileKind(
    "json-array",
    "The file is one JSON array that holds all records, not one record on each line.",
    "Write each element of the array on a line of its own: curator convert does.",
)
OBJECT = FileKind(
    "json-object",
    "The file is one JSON object written over several lines, not one record on each line.",
    "Write the record on one line: curator convert does.",
)
OBJECTS = FileKind(
    "json-objects",
    "The file holds JSON objects written over several lines each, not one record on each line.",
    "Write each record on one line: curator convert does.",
)
CSV = FileKind(
    "csv", "The file is a table with commas or semicolons between its columns (CSV).", "Use curator convert."
)
TSV = FileKind("tsv", "The file is a table with tabs between its columns (TSV).", "Use curator convert.")
BINARY = FileKind("binary", "The file is not text.", "Open the JSON lines it was made from.")
GZIP = FileKind("gzip", "The file is compressed with gzip.", "Use curator convert, or unpack it first: gunzip does.")
ZIP = FileKind("zip", "The file is a ZIP archive.", "Unpack it first and open what is in it.")
XLSX = FileKind("xlsx", "The file is an Excel workbook.", "Save the sheet as CSV, then use curator convert.")
PARQUET = FileKind("parquet", "The file is a Parquet table.", "Use curator convert.")
ARROW = FileKind("arrow", "The file is an Arrow table.", "Use curator convert.")


def _packed(program: str, unpack: str) -> FileKind:
    return FileKind("compressed", f"The file is compressed with {program}.", f"Unpack it first: {unpack} does.")


def _encoded(name: str) -> FileKind:
    what = f"The text is encoded in {name.upper()}, and JSON lines have to be UTF-8."
    return FileKind(name, what, "Save it as UTF-8, or use curator convert.")


MAGIC: tuple[tuple[bytes, FileKind], ...] = (
    (b"\x1f\x8b", GZIP),
    (b"BZh", _packed("bzip2", "bunzip2")),
    (b"\xfd7zXZ\x00", _packed("xz", "unxz")),
    (b"\x28\xb5\x2f\xfd", _packed("Zstandard", "unzstd")),
    (b"7z\xbc\xaf\x27\x1c", _packed("7-Zip", "7z x")),
    (b"PAR1", PARQUET),
    (b"ARROW1", ARROW),
    (b"SQLite format 3\x00", BINARY),
    (b"%PDF-", BINARY),
)


def _example_in(folder: Path) -> Path:
    """A file of a folder that a person may have meant."""
    try:
        return min(folder.glob("*.jsonl"), default=folder / "train.jsonl")
    except OSError:
        return folder / "train.jsonl"


def kind_of(path: str | os.PathLike[str]) -> FileKind:
    """What a file is, from its first 64 KB; only certain cases are another kind than JSON lines.

    Raises:
        CuratorError: The file cannot be read.
    """
    place = Path(path)
    try:
        with place.open("rb") as file:
            head = file.read(HEAD)
            size = os.fstat(file.fileno()).st_size
            file.seek(max(len(head), size - TAIL))
            tail = file.read(TAIL)
    except IsADirectoryError:
        raise CuratorError(f"{place} is a folder.", hint=f"Name a file in it, such as {_example_in(place)}.") from None
    except OSError as error:
        raise CuratorError(f"{place} cannot be read.", error.strerror or str(error)) from error
    return kind_of_bytes(head, tail)


def kind_of_bytes(head: bytes, tail: bytes = b"") -> FileKind:
    """What a file is.

    Args:
        head: Its first bytes.
        tail: Its last bytes, b"" where the head is all of it.
    """
    if not head or head == BOM:
        return EMPTY
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return XLSX if b"xl/" in head or b"[Content_Types].xml" in head[:200] else ZIP
    return _wide(head) or _text(head.removeprefix(BOM), tail) or JSONL


def _wide(head: bytes) -> FileKind | None:
    """UTF-16 or UTF-32, by the mark at the start or by where the zeros of the first characters are.

    Without a mark as RFC 4627, section 3, finds it: the first two characters of a JSON text are ASCII.
    """
    if head.count(0) * 5 < len(head) and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    start = head[:4]
    if start in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"):
        return _encoded("utf-32")
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        # Two stray bytes before a line that is plain JSON are a broken line, not another encoding.
        return None if b'{"' in head[:200] else _encoded("utf-16")
    zeros = tuple(byte == 0 for byte in start)
    if zeros in ((True, True, True, False), (False, True, True, True)):
        return _encoded("utf-32")
    if zeros in ((True, False, True, False), (False, True, False, True)):
        return _encoded("utf-16")
    return None


def _text(head: bytes, tail: bytes) -> FileKind | None:
    """Another kind of text, or no text at all; None where it may be JSON lines."""
    lines = [line for line in _whole_lines(head, bool(tail)) if line.strip()]
    records = _records(lines)
    if records >= 2 or (lines and _value(lines[0]) is not None and not lines[0].lstrip().startswith(b"[")):
        return None
    if not records and _is_control(head):
        return BINARY
    start = head.lstrip()
    if start.startswith(b"["):
        return ARRAY if _is_array(start, lines, tail) else None
    if start.startswith(b"{"):
        return _pretty(start, lines, bool(tail))
    if any(line.lstrip().startswith((b"{", b"[")) for line in lines):
        return None
    return _table(head, lines) or (BINARY if _is_broken(head) else None)


def _whole_lines(head: bytes, cut: bool) -> list[bytes]:
    lines = head.split(b"\n")
    return lines[:-1] if cut and len(lines) > 1 else lines


def _value(line: bytes) -> object:
    """The JSON value on a line, None where it is not one (or is null, which is no record either)."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _records(lines: Sequence[bytes]) -> int:
    """Lines that are a record: an object that begins where the line does. Indented ones are parts of something."""
    return sum(line.startswith(b"{") and isinstance(_value(line), dict) for line in lines)


def _is_array(start: bytes, lines: Sequence[bytes], tail: bytes) -> bool:
    """Whether the text is one array: opened on a line of its own, closed at the end of all, or a single line."""
    first = lines[0].strip() if lines else b""
    if first == b"[":
        return True
    if len(lines) > 1:
        # The first line would be a whole record of its own if these were JSON lines.
        return _value(first) is None and _is_list(_first_value(start))
    if tail:
        return b"\n" not in start and b"\n" not in tail.rstrip() and tail.rstrip().endswith(b"]")
    found = _value(start)
    return _is_list(found) and any(isinstance(element, dict) for element in cast("list[object]", found))


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _first_value(start: bytes) -> object:
    return _first_value_and_rest(start)[0]


def _first_value_and_rest(start: bytes) -> tuple[object, str, str]:
    """The JSON value a text begins with, its own text and what follows it; (None, "", "") where there is none."""
    text = start.decode("utf-8", "replace")
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None, "", ""
    return value, text[:end], text[end:]


def _pretty(start: bytes, lines: Sequence[bytes], cut: bool) -> FileKind | None:
    """One or several objects written over lines.

    A record torn over two lines is none: an object counts as written over lines where a line break stands right
    behind its opening brace.
    """
    opened_alone = bool(lines) and lines[0].strip() == b"{"
    value, own, rest = _first_value_and_rest(start)
    if not isinstance(value, dict):
        indented = len(lines) > 1 and lines[1][:1] in b" \t" and lines[1].strip()[:1] in (b'"', b"}")
        return (OBJECTS if not cut and _openings(lines) > 1 else OBJECT) if opened_alone and indented else None
    if not opened_alone and own.count("\n") < 3:
        return None
    return OBJECTS if rest.strip() or _openings(lines) > 1 else OBJECT


def _openings(lines: Sequence[bytes]) -> int:
    return sum(line.rstrip() in (b"{", b"}{", b"} {") for line in lines)


def _table(head: bytes, lines: Sequence[bytes]) -> FileKind | None:
    """A table: at least two rows, all with the same number of columns, at least two, under named columns."""
    if len(lines) < 2:
        return None
    whole = head[: head.rfind(b"\n") + 1] or head
    text = whole.decode("utf-8", "replace")
    for delimiter, kind in (("\t", TSV), (",", CSV), (";", CSV)):
        try:
            rows = [row for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter) if row]
        except csv.Error:
            continue
        # The last row may be cut off within quotes.
        widths = {len(row) for row in rows[:-1]} if len(rows) > 2 else {len(row) for row in rows}
        names = [name.strip() for name in rows[0]] if rows else []
        if len(widths) == 1 and len(names) >= 2 and all(map(_is_column_name, names)):
            return kind
    return None


def _is_column_name(name: str) -> bool:
    """A short word or two, and no piece of JSON."""
    return 0 < len(name) <= 60 and not set(name) & set('{}[]":“”')


def _is_control(head: bytes) -> bool:
    """Whether a tenth of the bytes are control characters, as in no text."""
    return sum(head.count(byte) for byte in range(32) if byte not in b"\t\n\r\f\x1b") * 10 > len(head)


def _is_broken(head: bytes) -> bool:
    """Whether a third of it is not UTF-8; text in an old code page may be that too, so lines with braces are spared."""
    return head.decode("utf-8", "replace").count("\ufffd") * 3 > len(head)
