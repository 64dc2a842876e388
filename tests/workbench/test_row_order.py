"""What is found does not depend on where in the file a record stands."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from curator.resources import samples_folder
from curator.workbench import Workbench
from curator.workbench.sections import section_of

Named = tuple[str, str, str | None, frozenset[bytes]]


def found_in(path: Path) -> Counter[Named]:
    """Every finding with its rule, severity and place, and the bytes of the lines it is about instead of their numbers.

    Of two that are alike the second has the finding, so both stand for it together.
    """
    with closing(Workbench.open(path, read_only=True, as_is=True)) as bench:
        bench.measure_all(workers=0)
        findings = section_of(bench, "data").findings
        rows = findings.select("rule", "severity", "pointer", "row", "related").iter_rows()
        return Counter(
            (str(rule), str(severity), pointer, frozenset(bench.raw(one) for one in (row, related) if one is not None))
            for rule, severity, pointer, row, related in rows
        )


@pytest.mark.parametrize("kind", ["backwards", "halves", "odd and even"])
def test_the_order_of_rows_does_not_matter(tmp_path: Path, kind: str) -> None:
    lines = (samples_folder() / "support-dirty.jsonl").read_bytes().splitlines()
    # A line's end is a matter of place, and so is a mark at the file's beginning.
    lines = [line.removeprefix(b"\xef\xbb\xbf") for line in lines if line.strip()]
    orders = {
        "backwards": lines[::-1],
        "halves": lines[len(lines) // 2 :] + lines[: len(lines) // 2],
        "odd and even": lines[::2] + lines[1::2],
    }
    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    before.write_bytes(b"\n".join(lines) + b"\n")
    after.write_bytes(b"\n".join(orders[kind]) + b"\n")
    first, second = found_in(before), found_in(after)
    assert sum(first.values()) > 50
    assert first == second
