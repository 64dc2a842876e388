"""From the kernel's plain columns to polars frames, and from rows of a frame back to findings."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from curator.checks.registry import all_rules
from curator.checks.rule import Finding, Mend, Severity
from curator.engine.batch import FindingColumns, Part
from curator.measures.features import BANDS, FINDINGS, feature_schema, finding_schema


def empty_table() -> pl.DataFrame:
    """A feature table without rows."""
    return pl.DataFrame(schema=feature_schema())


def empty_findings() -> pl.DataFrame:
    """A findings table without rows."""
    return pl.DataFrame(schema=finding_schema())


def empty_bands() -> npt.NDArray[np.uint32]:
    """Near-duplicate bands of no record."""
    return np.empty((0, BANDS), dtype=np.uint32)


def table_frame(part: Part) -> pl.DataFrame:
    """The feature rows of one part."""
    return pl.DataFrame(part.features, schema=feature_schema(), strict=False)


def findings_frame(columns: FindingColumns) -> pl.DataFrame:
    """Findings of records as a frame; they are about one record each, so nothing is related."""
    count = len(columns.row)
    values: dict[str, Any] = {
        name: getattr(columns, name) if hasattr(columns, name) else [None] * count for name in FINDINGS
    }
    return pl.DataFrame(values, schema=finding_schema(), strict=False)


@dataclass(slots=True)
class Gathered:
    """What has been measured so far, in frames, sorted by row when asked for."""

    tables: list[pl.DataFrame] = field(default_factory=list[pl.DataFrame])
    findings: list[pl.DataFrame] = field(default_factory=list[pl.DataFrame])
    bands: list[npt.NDArray[np.uint32]] = field(default_factory=list[npt.NDArray[np.uint32]])
    blank: list[int] = field(default_factory=list[int])

    def add(self, part: Part) -> None:
        """Take one finished part."""
        self.tables.append(table_frame(part))
        self.findings.append(findings_frame(part.findings))
        self.bands.append(part.bands)
        self.blank.extend(part.blank)

    def measured(self) -> Measured:
        """Everything gathered, in row order, whatever order the parts came in."""
        table = pl.concat(self.tables) if self.tables else empty_table()
        bands = np.concatenate(self.bands) if self.bands else empty_bands()
        findings = pl.concat(self.findings) if self.findings else empty_findings()
        if not table["row"].is_sorted():
            order = table["row"].arg_sort().to_numpy()
            table, bands = table[order], bands[order]
        return Measured(table.rechunk(), sort_findings(findings), bands, sorted(self.blank))


@dataclass(frozen=True, slots=True)
class Measured:
    """A whole file through the kernel."""

    table: pl.DataFrame
    findings: pl.DataFrame
    bands: npt.NDArray[np.uint32]
    """One row for each row of the table, in its order."""
    blank: list[int]

    def replaced(self, again: Measured, touched: Iterable[int]) -> Measured:
        """The same with some rows measured again.

        Args:
            again: Those of the touched rows that exist, measured.
            touched: Row ids whose old values go.
        """
        gone = set(touched)
        keep = ~self.table["row"].is_in(sorted(gone))
        gathered = Gathered(
            [self.table.filter(keep), again.table],
            [self.findings.filter(~pl.col("row").is_in(sorted(gone))), again.findings],
            [self.bands[keep.to_numpy()], again.bands],
            [*(row for row in self.blank if row not in gone), *again.blank],
        )
        return gathered.measured()


def sort_findings(findings: pl.DataFrame) -> pl.DataFrame:
    """Findings by row, rule, pointer and column, those of the whole file first; equal ones keep their order."""
    return findings.sort("row", "rule", "pointer", "column", nulls_last=False, maintain_order=True)


@functools.lru_cache(maxsize=4096)
def _arguments(text: str) -> dict[str, Any]:
    return json.loads(text)


def to_findings(frame: pl.DataFrame) -> list[Finding]:
    """The rows of a findings frame as findings."""
    rules = all_rules()
    return [
        Finding(
            rule=rules[int(row["rule"])],
            severity=Severity(row["severity"]),
            row=row["row"],
            pointer=row["pointer"],
            column=row["column"],
            arguments=_arguments(row["arguments"]) if row["arguments"] else {},
            mend=Mend(row["mend"]),
            related=row["related"],
            related_role=row["related_role"],
            similarity=row["similarity"],
        )
        for row in frame.iter_rows(named=True)
    ]


def rows_with_errors(findings: pl.DataFrame) -> frozenset[int]:
    """Rows that have at least one finding of severity error."""
    rows: Sequence[int] = (
        findings.filter((pl.col("severity") == int(Severity.ERROR)) & pl.col("row").is_not_null())["row"]
        .unique()
        .to_list()
    )
    return frozenset(rows)
