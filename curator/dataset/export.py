"""Writing source and edits to a new file: untouched lines byte for byte, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from curator.dataset.account import Account
from curator.dataset.dataset import Dataset
from curator.dataset.lines import BLOCK, BOM, Lines, is_blank
from curator.dataset.replacing import Replacement, back_up, same_file
from curator.errors import CuratorError
from curator.progress import Progress


def write(
    dataset: Dataset,
    output: Path,
    rows: Iterable[int] | None = None,
    bom: bool | None = None,
    overwrite: bool = False,
    in_place: bool = False,
    progress: Progress | None = None,
) -> Account:
    """Write a data set as it now stands.

    A line without edits keeps its bytes and its own line end; a missing last line end becomes the one the file
    usually has. Blank lines are kept unless they were dropped. The file is written beside its place, flushed, and
    put there only when its account adds up.

    Args:
        dataset: What to write.
        output: The new file; its folder must exist. With `in_place` the source itself.
        rows: Row ids to write, in this order, each at most once; dropped ones are left out. None writes all.
        bom: Whether the file begins with a byte-order mark; None keeps what the source has.
        overwrite: Whether a file that is there may be replaced. The source never is.
        in_place: Replace the source after keeping it as NAME.bak; its journal is set aside, since its edits are in the
            file now, and the data set must be opened again.
        progress: Told the rows done; asked whether to stop.

    Returns:
        What became of every row.

    Raises:
        Cancelled: Somebody asked for it; nothing was written.
        CuratorError: The output is the source, is there already, or cannot be written; the source was written
            meanwhile. Nothing was put in place.
    """
    output = Path(output).resolve()
    _refuse_target(dataset, output, overwrite, in_place)
    dataset.lines.index(progress)
    account = Account(output, read=dataset.lines.count)
    size = dataset.lines.size + sum(len(dataset.read(row)) for row in dataset.edited_rows())
    with Replacement(output, size, like=dataset.path if in_place else None) as replacement:
        with_bom = dataset.bom if bom is None else bom
        if with_bom:
            replacement.file.write(BOM)
        _write_rows(dataset, replacement.file, rows, account, progress)
        dataset.lines.verify()
        account.check()
        replacement.flush()
        if in_place:
            _announce(dataset, replacement.beside)
            account.backup = back_up(output)
        replacement.put_in_place(overwrite or in_place)
    if in_place:
        dataset.set_aside()
    return account


def _announce(dataset: Dataset, written: Path) -> None:
    """Tell the journal which file comes in place of the source."""
    if dataset.journal is not None:
        with Lines.open(written) as lines:
            dataset.journal.announce_successor(lines.digest())


def _refuse_target(dataset: Dataset, output: Path, overwrite: bool, in_place: bool) -> None:
    is_source = same_file(dataset.path, output)
    if in_place:
        if not is_source:
            raise CuratorError(f"{output.name} is not the file that is open.", hint="In place means the source itself.")
        dataset.refuse_if_not_ours()
    elif is_source:
        raise CuratorError(
            f"{output} is the source, which is never written.",
            "It may be a link to it.",
            "Give another name. `curator fix --in-place` writes the source itself and keeps a backup.",
        )
    elif output.exists() and not overwrite:
        raise CuratorError(f"{output} is there already.", hint="Give another name, or --overwrite.")


def _write_rows(
    dataset: Dataset, file: BinaryIO, rows: Iterable[int] | None, account: Account, progress: Progress | None
) -> None:
    chosen: Sequence[int] = dataset.rows() if rows is None else _each_once(dataset, rows)
    for row in dataset.made_rows():
        if dataset.state(row).tied is None:
            account.inserted += 1
        else:
            account.divided += 1
    account.not_chosen = dataset.row_count - len(chosen)
    done = 0
    for first, last in _runs(dataset, chosen):
        if progress is not None:
            progress.stop_if_cancelled()
            progress.update(done, len(chosen), "rows")
        if dataset.state(first).untouched:
            _write_lines(dataset, file, first, last, account)
        else:
            _write_row(dataset, file, first, account)
        done += last - first + 1


def _each_once(dataset: Dataset, rows: Iterable[int]) -> list[int]:
    chosen = list(rows)
    if len(set(chosen)) != len(chosen):
        raise CuratorError("A row was asked for twice.")
    for row in chosen:
        if not dataset.exists(row):
            raise CuratorError(f"There is no row {row}.", hint="It may have been undone.")
    return chosen


def _runs(dataset: Dataset, rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Cut rows into stretches of neighbouring lines without edits, and single rows that differ from the source."""
    first = last = 0
    for row in rows:
        untouched = dataset.state(row).untouched
        if untouched and first and row == last + 1:
            last = row
            continue
        if first:
            yield first, last
        first = last = 0
        if untouched:
            first = last = row
        else:
            yield row, row
    if first:
        yield first, last


def _write_lines(dataset: Dataset, file: BinaryIO, first: int, last: int, account: Account) -> None:
    lines = dataset.lines
    for start, end in lines.blocks(first, last, BLOCK):
        raw = lines.raw(start, end)
        file.write(raw)
        if not raw.endswith(b"\n"):
            file.write(lines.usual_newline)
        pieces = raw.split(b"\n")
        account.blank_written += sum(map(is_blank, pieces[: end - start + 1]))
    account.identical += last - first + 1
    account.written += last - first + 1


def _write_row(dataset: Dataset, file: BinaryIO, row: int, account: Account) -> None:
    if dataset.is_dropped(row):
        account.leave_out(dataset, row)
        return
    content = dataset.read(row)
    file.write(content)
    file.write(dataset.newline(row) or dataset.lines.usual_newline)
    account.written += 1
    account.blank_written += is_blank(content)
    if dataset.is_made(row):
        account.added += 1
    else:
        account.changed += 1
