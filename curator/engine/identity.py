"""Ids of findings that survive reordering, other line ends and a new export of the same data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import polars as pl
import xxhash

from curator.checks.rule import Finding
from curator.dataset.step import OnRow
from curator.engine.frames import to_findings

_ROLES_OF_FILES = ("train", "validation")
DIGITS = 24
CONTENT_DIGITS = 16
"""The first digits of an id are the hash of the record's bytes; zeros for a finding about the whole file."""


def _id(key: str, content: int, ordinal: int) -> str:
    numbered = f"{key}\n{ordinal}".encode()
    return f"{content:016x}{xxhash.xxh3_64_hexdigest(numbered)}"[:DIGITS]


def _place(finding: Finding) -> str | int:
    return finding.pointer if finding.pointer is not None else (finding.column or "")


class Identities:
    """Gives findings their ids: of rule, role, the record's content, the place in it and an ordinal among equals."""

    def __init__(self, role: str) -> None:
        self._role = role
        self._seen: Counter[str] = Counter()

    def of(self, finding: Finding, content: int) -> str:
        """The id of the next finding; ask in the order of the findings table."""
        key = f"{finding.rule.code}\n{self._role}\n{content:016x}\n{_place(finding)}"
        ordinal = self._seen[key]
        self._seen[key] += 1
        return _id(key, content, ordinal)


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


def on_row(finding: Finding) -> str:
    """What is accepted with a finding besides its id: the same thing at the same place of this row (`OnRow`)."""
    what = f"{finding.rule.code}\n{_place(finding)}\n{finding.arguments.get('shown', '')}"
    return OnRow(finding.row or 0, what, finding.related).text


def id_on_row(accepted: OnRow, content: int, role: str = "train") -> str:
    """The id, by what the row now holds, of what was accepted on it."""
    code, place, _shown = accepted.what.split("\n", 2)
    return _id(f"{code}\n{role}\n{content:016x}\n{place}", content, 0)


@dataclass(frozen=True, slots=True)
class Accepted:
    """Which of some findings a person has accepted."""

    mask: pl.Series
    ids: frozenset[str]
    """Their ids as the records now stand: these hold in whatever file is written of them."""


def accepted_among(
    findings: pl.DataFrame, table: pl.DataFrame, acceptances: Collection[str], role: str = "train"
) -> Accepted:
    """Which findings a person has accepted. One that nobody may accept (`Finding.acceptable`) never is.

    What was accepted of a file holds whether it is looked at as training or as validation data, though its ids differ.
    Only records that something accepted names are looked at, so it costs nothing where little was accepted.

    Args:
        findings: Sorted, all of them.
        table: The feature table.
        acceptances: Ids of findings, and what was accepted on a row.
        role: train or validation.
    """
    if not acceptances:
        return Accepted(pl.repeat(False, findings.height, dtype=pl.Boolean, eager=True), frozenset())
    acceptances = frozenset(acceptances)
    told = {one: OnRow.of(one) for one in acceptances}
    contents = {int(id_[:CONTENT_DIGITS], 16) for id_, one in told.items() if one is None}
    rows = table.filter(pl.col("content").is_in(sorted(contents)))["row"].to_list()
    rows += [one.row for one in told.values() if one is not None]
    concerned = findings["row"].is_in(rows) | findings["row"].is_null()
    some = findings.filter(concerned)
    ids = finding_ids(some, table, role)
    named = [ids, *(finding_ids(some, table, other) for other in _ROLES_OF_FILES if other != role)]
    silent = [
        finding.acceptable and not acceptances.isdisjoint((*names, on_row(finding)))
        for finding, names in zip(to_findings(some), zip(*named, strict=True), strict=True)
    ]
    mask = concerned.to_numpy(writable=True)
    mask[mask] = silent
    return Accepted(pl.Series(mask), frozenset(id_ for id_, one in zip(ids, silent, strict=True) if one))
