"""Converting: records of any shape, in a file of any kind, to lines the service reads; all of it or nothing."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from curator.converting.account import Account, Refused
from curator.converting.binary_table import binary_entries
from curator.converting.decide import Outcome, decide
from curator.converting.entry import Entries, Entry, Report
from curator.converting.json_text import json_entries
from curator.converting.lines import line_entries
from curator.converting.text_table import table_entries
from curator.converting.unpacked import unpacked
from curator.dataset.dataset import Dataset
from curator.dataset.kind import FileKind
from curator.dataset.replacing import Replacement, same_file
from curator.errors import CuratorError
from curator.progress import Progress
from curator.records.shapes import shape_named

_REPORT_EACH = 1_000


@dataclass(frozen=True, slots=True)
class ConvertOptions:
    """How records are converted."""

    shape: str = ""
    """Name of the shape all records are said to have; "" recognises each."""
    system: str = ""
    """A system message for records that have none."""
    drop_unreadable: bool = False
    """Leave out what cannot be converted; otherwise it is written as it stands."""


def convert_file(
    path: Path,
    output: Path,
    options: ConvertOptions | None = None,
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Account:
    """Convert a file of any kind that can be read; JSON lines as they stand in the file, without edits made to it.

    Args:
        path: JSON lines, a JSON array or objects, a table (CSV, TSV, Parquet, Arrow); also compressed by gzip, bzip2
            or xz, or in UTF-16 or UTF-32.
        output: The file to write.
        options: How; the defaults where None.
        overwrite: Replace the output where it exists.
        progress: Told how far the reading is; asked whether to stop.

    Returns:
        What became of every record.

    Raises:
        Cancelled: Somebody asked for it; nothing was written.
        CuratorError: Nothing in the file can be read, the output exists or is the source, or it cannot be written.
    """
    progress = progress or Progress()
    with unpacked(path, progress) as (inner, kinds):
        account = Account(str(path), output, tuple(kind.name for kind in kinds))
        with _entries(inner, kinds[-1], account, _reporting(progress)) as entries:
            return _write(entries, path, account, options or ConvertOptions(), overwrite)


def convert_dataset(
    dataset: Dataset,
    output: Path,
    options: ConvertOptions | None = None,
    *,
    rows: Iterable[int] | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Account:
    """Convert JSON lines as they now stand, edits and all.

    Args:
        dataset: What to convert.
        output, options, overwrite, progress: As for `convert_file`.
        rows: Only these; None means all.

    Raises:
        As `convert_file` does.
    """
    account = Account(str(dataset.path), output, ("jsonl",))
    dataset.lines.index(progress)
    entries = line_entries(dataset, rows, account, _reporting(progress or Progress()))
    return _write(entries, dataset.path, account, options or ConvertOptions(), overwrite)


def first_outcomes(path: Path, options: ConvertOptions | None = None, count: int = 3) -> list[tuple[Entry, Outcome]]:
    """The first records before and after, for a person who is asked whether to convert. Nothing is written.

    Args:
        path: As for `convert_file`.
        options: How; the defaults where None.
        count: How many records.

    Raises:
        CuratorError: Nothing in the file can be read.
    """
    options = options or ConvertOptions()
    asked = shape_named(options.shape) if options.shape else None
    with unpacked(path, Progress()) as (inner, kinds):
        account = Account(str(path), path, tuple(kind.name for kind in kinds))
        with _entries(inner, kinds[-1], account, lambda _done, _total: None) as entries:
            return [(entry, decide(entry, asked, options.system)) for entry in islice(entries, count)]


def _reporting(progress: Progress) -> Report:
    calls = 0

    def report(done: int, total: int) -> None:
        nonlocal calls
        calls += 1
        if calls % _REPORT_EACH == 1:
            progress.stop_if_cancelled()
            progress.update(done, total, "converting")

    return report


@contextmanager
def _entries(path: Path, kind: FileKind, account: Account, report: Report) -> Generator[Entries]:
    """The reader for a kind of file."""
    if kind.name in ("jsonl", "empty"):
        with Dataset.open(path, as_is=True) as dataset:
            dataset.lines.index()
            yield line_entries(dataset, None, account, report)
    elif kind.name in ("json-array", "json-object", "json-objects"):
        yield json_entries(path, report)
    elif kind.name in ("csv", "tsv"):
        yield table_entries(path, kind.name == "tsv", report)
    elif kind.name in ("parquet", "arrow"):
        yield binary_entries(path, kind.name == "arrow", report)
    else:
        raise CuratorError(f"{Path(account.source).name} cannot be converted.", kind.what, kind.hint)


def _write(entries: Entries, source: Path, account: Account, options: ConvertOptions, overwrite: bool) -> Account:
    output = account.output.resolve()
    if same_file(source, output):
        raise CuratorError(f"{output} is the source, which is never written.", hint="Give another name.")
    if output.exists() and not overwrite:
        raise CuratorError(f"{output} is there already.", hint="Give another name, or --overwrite.")
    with Replacement(output, source.stat().st_size) as replacement:
        for line in _lines(entries, account, options):
            replacement.file.write(line)
            replacement.file.write(b"\n")
        if not account.readable:
            raise _nothing_readable(account)
        account.check()
        replacement.flush()
        replacement.put_in_place(overwrite)
    return account


def _lines(entries: Entries, account: Account, options: ConvertOptions) -> Iterable[bytes]:
    """The lines to write; the account is kept on the way."""
    asked = shape_named(options.shape) if options.shape else None
    for entry in entries:
        outcome = decide(entry, asked, options.system)
        account.read += 1
        account.systems += outcome.given_system
        account.lost.update(outcome.lost)
        if outcome.reason:
            account.refused.append(Refused(entry.line, outcome.reason))
        else:
            (account.converted if outcome.converted else account.already)[outcome.shape] += 1
        if outcome.content is None or (outcome.reason and options.drop_unreadable):
            account.left_out += 1
        else:
            account.written += 1
            yield outcome.content


def _nothing_readable(account: Account) -> CuratorError:
    title = f"{Path(account.source).name} holds nothing that can be converted."
    if not account.refused:
        return CuratorError(title, "There are no records in it.", "Nothing was written.")
    first = account.refused[0]
    where = "" if first.line is None else f"line {first.line:,}: "
    return CuratorError(
        title,
        f"{account.read:,} records were read. The first, {where}{first.reason}",
        "Nothing was written. `curator check` says what is wrong; `curator fix` mends what can be mended.",
    )
