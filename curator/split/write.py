"""Writes a plan: the files first beside their places, then measured and counted, and only then put in place."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from curator.checks.registry import rule_set_version
from curator.dataset.change import JOINED
from curator.dataset.dataset import Dataset
from curator.dataset.lines import BOM
from curator.dataset.reason import row_kept, word_of
from curator.dataset.replacing import mode_of_new_files
from curator.errors import CuratorError
from curator.progress import Progress
from curator.records.target import Target
from curator.settings import Settings
from curator.split.leakage import Leakage, measure_leakage
from curator.split.options import FILE_NAMES, NOT_ASKED
from curator.split.plan import Plan
from curator.version import VERSION

MANIFEST = "split.json"
FORMAT = "curator.split/1"
_REPORT_EACH = 5_000


@dataclass(frozen=True, slots=True)
class Account:
    """Where every line of the input went. It adds up, and `check` says so."""

    lines: int
    """Lines of the input."""
    added: int
    """Records on top: one line that held several, rows inserted or kept from a chat."""
    sides: Mapping[str, int]
    left_out: Mapping[str, int]
    """By reason."""
    joined: int
    """Lines that were the rest of the record before them."""
    blank: int

    def check(self) -> None:
        """Raise CuratorError where the numbers do not add up; nothing is put in place then."""
        coming = self.lines + self.added
        going = sum(self.sides.values()) + sum(self.left_out.values()) + self.joined + self.blank
        if coming != going:
            raise CuratorError(
                "The split does not account for every line.",
                f"{self.lines} lines and {self.added} added records came in, {going} went somewhere.",
                "Nothing was written. This is a fault in curator; please report it.",
            )


@dataclass(frozen=True, slots=True)
class Written:
    """A split that is on the disk."""

    folder: Path
    files: Mapping[str, Path]
    account: Account
    leakage: Mapping[str, Leakage]
    """For validation and test: what each shares with training, measured on the written files."""
    plan: Plan

    @property
    def left_out(self) -> int:
        """Records that were written nowhere though they were asked for; blank lines count too."""
        left_out = sum(count for reason, count in self.account.left_out.items() if reason != NOT_ASKED)
        return left_out + self.account.blank


def account_of(dataset: Dataset, plan: Plan, blank: Iterable[int]) -> Account:
    """Count where every row goes."""
    blank_rows = set(blank)
    joined = [row for row in plan.left_out.get(JOINED, ())]
    left_out = {
        reason: len([row for row in rows if row not in blank_rows])
        for reason, rows in plan.left_out.items()
        if reason not in (JOINED, "blank")
    }
    return Account(
        lines=dataset.lines.count,
        added=dataset.row_count - dataset.lines.count,
        sides={side: len(rows) for side, rows in plan.sides.items()},
        left_out={reason: count for reason, count in left_out.items() if count},
        joined=len(joined),
        blank=len(blank_rows),
    )


def _pieces(dataset: Dataset, rows: Iterable[int], with_bom: bool, progress: Progress) -> Iterator[bytes]:
    if with_bom:
        yield BOM
    usual = dataset.lines.usual_newline
    for done, row in enumerate(rows):
        if done % _REPORT_EACH == 0:
            progress.stop_if_cancelled()
            progress.update(done, label="writing")
        yield dataset.read(row)
        yield dataset.newline(row) or usual


def _write_beside(folder: Path, name: str, pieces: Iterable[bytes]) -> tuple[Path, str]:
    digest = hashlib.sha256()
    path: Path | None = None
    try:
        with tempfile.NamedTemporaryFile("wb", dir=folder, prefix=f".{name}.", delete=False) as file:
            path = Path(file.name)
            os.fchmod(file.fileno(), mode_of_new_files())
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except BaseException as error:
        # Closing the file writes what is left of it, and fails once more where the disk is full.
        if path is not None:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise CuratorError(
                f"{name} could not be written to {folder}.",
                f"{error.strerror or error}. Nothing was put in place.",
                "Make room, or choose another folder.",
            ) from error
        raise
    return path, digest.hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refuse(folder: Path, plan: Plan, dataset: Dataset, target: Target, overwrite: bool) -> None:
    names = [FILE_NAMES[side] for side in plan.sides] + [MANIFEST]
    existing = [name for name in names if (folder / name).exists()]
    for name in existing:
        if (folder / name).samefile(dataset.path):
            raise CuratorError(f"{name} would replace the file that is divided.", hint="Choose another folder.")
    if existing and not overwrite:
        raise CuratorError(
            f"There is a split in {folder} already.", ", ".join(existing), "Choose another folder, or --overwrite."
        )
    least = target.limits.records_least.number if target.limits.records_least else None
    training = len(plan.sides["training"])
    if least is not None and training < least:
        raise CuratorError(
            f"{training} training records are too few.",
            f"{target.service_title} refuses fewer than {least:g}. {_left_out_words(plan)}",
            "Nothing was written. Mend what was left out (`curator check` names it, `curator fix` mends what it can), "
            "take a smaller validation set, or choose another --target.",
        )


def _left_out_words(plan: Plan) -> str:
    parts = ", ".join(f"{len(rows):,} {reason}" for reason, rows in plan.left_out.items())
    return f"Left out: {parts}." if parts else ""


def _manifest(
    dataset: Dataset,
    settings: Settings,
    account: Account,
    plan: Plan,
    digests: Mapping[str, str],
    leakage: Mapping[str, Leakage],
) -> dict[str, Any]:
    journal = dataset.states_digest()
    return {
        "format": FORMAT,
        "curator": VERSION,
        "rules": rule_set_version(),
        "target": settings.target,
        "asked": asdict(plan.options),
        "input": {"path": dataset.path.name, "sha256": _sha256(dataset.path), "journal_sha256": journal},
        "outputs": {FILE_NAMES[side]: {"records": account.sides[side], "sha256": digests[side]} for side in plan.sides},
        "account": asdict(account),
        "lines_left_out": {
            reason: [dataset.line_of(row) for row in rows] for reason, rows in sorted(plan.left_out.items())
        },
        "lines_kept_instead": _kept_instead(dataset),
        "groups_kept_together": len(plan.groups),
        "groups_larger_than_their_share": [
            {"records": len(group.rows), "first_line": dataset.line_of(group.rows[0])} for group in plan.oversized
        ],
        "leakage": {side: asdict(found) for side, found in leakage.items()},
    }


def _kept_instead(dataset: Dataset) -> list[dict[str, Any]]:
    """Of the dropped rows those that were like another one: line, why, and the line that was kept."""
    reasons = {row: dataset.drop_reason(row) or "" for row in dataset.dropped_rows()}
    return [
        {"line": dataset.line_of(row), "reason": word_of(reason), "kept": dataset.line_of(kept)}
        for row, reason in sorted(reasons.items())
        if (kept := row_kept(reason)) is not None
    ]


def write_split(
    dataset: Dataset,
    plan: Plan,
    folder: Path,
    settings: Settings,
    target: Target,
    blank: Iterable[int],
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Written:
    """Write the sides and the manifest.

    Raises:
        CuratorError: Files exist, too few training records, the folder cannot be written, the account does not add
            up. Nothing is put in place then.
        Cancelled: The progress was cancelled; nothing is put in place.
    """
    progress = progress or Progress()
    account = account_of(dataset, plan, blank)
    account.check()
    _refuse(folder, plan, dataset, target, overwrite)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CuratorError(f"The folder {folder} cannot be made.", error.strerror or str(error)) from error
    with_bom = dataset.bom if plan.options.bom is None else plan.options.bom
    progress.update(0, plan.rows, "writing")
    beside: dict[str, Path] = {}
    digests: dict[str, str] = {}
    try:
        for side, rows in plan.sides.items():
            pieces = _pieces(dataset, rows, with_bom, progress)
            beside[side], digests[side] = _write_beside(folder, FILE_NAMES[side], pieces)
        leakage = {
            side: measure_leakage(beside["training"], path, settings, progress)
            for side, path in beside.items()
            if side != "training"
        }
        manifest = _manifest(dataset, settings, account, plan, digests, leakage)
        text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
        beside["manifest"], _ = _write_beside(folder, MANIFEST, [text.encode()])
        files = {side: folder / FILE_NAMES.get(side, MANIFEST) for side in beside}
        for side, path in beside.items():
            path.replace(files[side])
    except BaseException:
        for path in beside.values():
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        raise
    return Written(folder, files, account, leakage, plan)
