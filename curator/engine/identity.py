"""Ids of findings that survive reordering, other line ends and a new export of the same data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import polars as pl
import xxhash

from curator.checks.rule import Finding
from curator.engine.frames import to_findings

DIGITS = 24
CONTENT_DIGITS = 16
"""The first digits of an id are the hash of the record's bytes; zeros for a finding about the whole file."""


def _numbered(key: str, ordinal: int) -> bytes:
    return f"{key}\n{ordinal}".encode()


class Identities:
    """Gives findings their ids: of rule, role, the record's content, the place in it and an ordinal among equals."""

    def __init__(self, role: str) -> None:
        self._role = role
        self._seen: Counter[str] = Counter()

    def of(self, finding: Finding, content: int) -> str:
        """The id of the next finding; ask in the order of the findings table."""
        place = finding.pointer if finding.pointer is not None else (finding.column or "")
        key = f"{finding.rule.code}\n{self._role}\n{content:016x}\n{place}"
        ordinal = self._seen[key]
        self._seen[key] += 1
        return f"{content:016x}{xxhash.xxh3_64_hexdigest(_numbered(key, ordinal))}"[:DIGITS]


def finding_ids(findings: pl.DataFrame, table: pl.DataFrame, role: str = "train") -> list[str]:
    """The ids of some findings, in their order.

    Args:
        findings: Sorted; to give stable ordinals it must hold all findings of the records it names.
        table: The feature table, for the records' content.
        role: train or validation.
    """
    contents = findings.join(table.select("row", "content"), on="row", how="left", maintain_order="left")["content"]
    identities = Identities(role)
    return [
        identities.of(finding, content or 0)
        for finding, content in zip(to_findings(findings), contents.to_list(), strict=True)
    ]


def accepted_mask(
    findings: pl.DataFrame, table: pl.DataFrame, accepted: Collection[str], role: str = "train"
) -> pl.Series:
    """Which findings a person has accepted.

    Only records whose content some accepted id names are looked at, so it costs nothing where little was accepted.
    """
    contents = {int(id_[:CONTENT_DIGITS], 16) for id_ in accepted}
    rows = table.filter(pl.col("content").is_in(sorted(contents)))["row"].to_list()
    concerned = (findings["row"].is_in(rows) | findings["row"].is_null()) if contents else None
    if concerned is None:
        return pl.repeat(False, findings.height, dtype=pl.Boolean, eager=True)
    ids = finding_ids(findings.filter(concerned), table, role)
    mask = concerned.to_numpy(writable=True)
    mask[mask] = [id_ in accepted for id_ in ids]
    return pl.Series(mask)
