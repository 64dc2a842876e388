"""Every rule keeps the contract: it has a page, finds its examples and nothing like them, and mends what it says."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from curator.checks.registry import FAMILIES, all_rules
from curator.checks.rule import Finding, Mend, Rule, Severity
from curator.settings import Settings
from curator.workbench import Workbench

RULES = all_rules()
RECORD = b'{"messages": [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Good day."}]}'
TOO_LARGE_TO_SHOW = {"file-too-large", "limit-unverified", "record-too-long", "record-long", "image-too-large"}
"""Rules whose example would be megabytes long; tests/checks/limits make theirs as they run."""
CHECKING = [rule for rule in RULES if rule.check is not None]
RELATING = [rule for rule in RULES if rule.relate is not None]


def bench_on(folder: Path, lines: Sequence[bytes], family: str = "") -> Workbench:
    """A measured data set with these lines; of a leakage rule those before the empty one are the training file."""
    against = None
    if family == "leakage":
        train, lines = lines[: lines.index(b"")], lines[lines.index(b"") + 1 :]
        against = _measured(folder / "train.jsonl", train)
    return _measured(folder / "data.jsonl", lines, against)


def _measured(path: Path, lines: Sequence[bytes], against: Workbench | None = None) -> Workbench:
    path.write_bytes(b"\n".join(lines) + b"\n")
    bench = Workbench.open(path, Settings(), as_is=True, against=against)
    bench.measure_all(workers=0)
    return bench


def lines_of(example: bytes | Sequence[bytes]) -> list[bytes]:
    """The lines of an example; a bare list gets a record before it, as alone it is a JSON array and no JSONL."""
    if not isinstance(example, bytes):
        return list(example)
    return [RECORD, example] if example.startswith(b"[") else [example]


def own_findings(bench: Workbench, rule: Rule) -> list[Finding]:
    standing = [row for row in bench.dataset.rows() if not bench.dataset.is_dropped(row)]
    rows = [finding for row in standing for finding in bench.findings(row)]
    return [finding for finding in (*bench.file_findings(), *rows) if finding.rule is rule]


def error_codes(bench: Workbench, row: int) -> list[str]:
    return [finding.rule.code for finding in bench.findings(row) if finding.severity is Severity.ERROR]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_has_a_page_in_plain_words(rule: Rule) -> None:
    assert rule.family in FAMILIES
    assert len(rule.code) == 6 and rule.code[:3].isupper() and rule.code[3:].isdigit()
    assert rule.name == rule.name.lower() and " " not in rule.name
    assert 1 <= len(rule.summary.split()) <= 8
    for text in (rule.page.what, rule.page.why, rule.page.mend, rule.page.source):
        assert text.strip(), f"{rule.code} has an empty part in its page"
    assert (rule.mend is not Mend.NONE) == (rule.fix is not None)
    assert rule.passes or rule.triggers


def example_pairs(rules: list[Rule], kind: str) -> list[tuple[Rule, bytes | Sequence[bytes]]]:
    return [(rule, example) for rule in rules for example in getattr(rule, kind)]


def name_of(value: object) -> str:
    return value.name if isinstance(value, Rule) else ""


@pytest.mark.parametrize(("rule", "example"), example_pairs([*CHECKING, *RELATING], "triggers"), ids=name_of)
def test_finds_its_examples_and_mends_them(rule: Rule, example: bytes | Sequence[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = bench_on(Path(folder), lines_of(example), rule.family)
        found = own_findings(bench, rule)
        assert found, f"{rule.code} does not find its own example"
        assert all(finding.message.strip() for finding in found)
        for finding in found:
            if finding.row is not None and finding.mend is not Mend.NONE:
                _check_mend(bench, rule, finding)
                break
        bench.close()


def _check_mend(bench: Workbench, rule: Rule, finding: Finding) -> None:
    row = finding.row
    assert row is not None
    proposal = bench.propose(row, finding)
    assert proposal is not None, f"{rule.code} offers a fix and makes none"
    if finding.mend is Mend.SAFE:
        assert proposal.safe
    readable = bench.record(row).readable
    before = len(own_findings(bench, rule))
    errors = error_codes(bench, row)
    bench.try_changes(proposal.changes)
    assert len(own_findings(bench, rule)) < before, f"{rule.code}'s fix leaves its finding"
    if readable and not bench.dataset.is_dropped(row):
        gained = [code for code in error_codes(bench, row) if code not in errors]
        assert not gained, f"{rule.code}'s fix makes {gained}"


@pytest.mark.parametrize(("rule", "example"), example_pairs([*CHECKING, *RELATING], "passes"), ids=name_of)
def test_is_silent_on_what_looks_like_it(rule: Rule, example: bytes | Sequence[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = bench_on(Path(folder), lines_of(example), rule.family)
        assert not own_findings(bench, rule)
        bench.close()


def test_every_rule_that_looks_at_data_shows_an_example() -> None:
    without = {rule.name for rule in (*CHECKING, *RELATING) if not rule.triggers}
    assert without <= TOO_LARGE_TO_SHOW
